// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QPushButton;

namespace neurograft {

class HeatmapPlot;
class SimilaritySession;
class TransferSession;

/// Which of the teacher's layers goes to which of the student's, as dots over the similarity map
/// (ux.md 7.2, E8): a click, or Enter on the framed cell, pairs the two layers. Without a
/// similarity result the map is empty and pairs can be said all the same. Object name
/// "pairingView".
class PairingView : public QWidget {
    Q_OBJECT

public:
    /// Both outlive the view.
    PairingView(TransferSession* transfer, SimilaritySession* similarity,
                QWidget* parent = nullptr);

    HeatmapPlot* map() const { return m_map; }

Q_SIGNALS:
    /// Read-out of the cell under the pointer; empty when it left.
    void hovered(const QString& text);

private:
    void showModules();
    void showMap();
    void showPairs();
    void choose(int student, int teacher);
    QString textOf(int student, int teacher) const;

    TransferSession* m_transfer;
    SimilaritySession* m_similarity;
    QComboBox* m_module;
    QPushButton* m_reset;
    HeatmapPlot* m_map;
    QLabel* m_text;
    std::shared_ptr<const HeatmapData> m_data;
};

/// Cell by cell the mean over maps of the same size; a cell that any of them leaves undefined is
/// undefined. @pre @p maps is not empty
HeatmapData meanMap(const std::vector<HeatmapData>& maps);

} // namespace neurograft
