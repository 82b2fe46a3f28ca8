// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/splits_model.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QSpinBox;
class QTableView;

namespace neurograft {

class QuickLane;

/// Splits of the study: ranges, sizes drawn by seed, and whether two splits share a text. Object
/// names "splitsDialog", "splitsDialog.table", ".seed", ".draw", ".overlap", ".remove",
/// ".showRows".
class SplitsDialog : public QDialog {
    Q_OBJECT

public:
    /// @param file the data the splits are of; may be null
    /// @param lane outlives the dialog
    SplitsDialog(const std::map<std::string, std::string>& splits,
                 std::shared_ptr<const DataFile> file, quint64 seed, QuickLane* lane,
                 QWidget* parent = nullptr);

    std::map<std::string, std::string> splits() const { return m_model->splits(); }

Q_SIGNALS:
    /// Rows (from 0) that two splits share are to be shown.
    void rowsWanted(const std::vector<int>& rows);

private:
    QWidget* makeDraw(quint64 seed);
    QWidget* makeOverlap();
    void check();
    void showOverlaps(const std::vector<RowOverlap>& overlaps);
    void removeShared();
    void showShared();

    SplitsModel* m_model;
    QuickLane* m_lane;
    QTableView* m_table;
    QSpinBox* m_seed;
    QLabel* m_problem;
    QLabel* m_overlap;
    QPushButton* m_remove;
    QPushButton* m_show;
    QPushButton* m_ok;
    std::vector<RowOverlap> m_overlaps;
};

/// "Extract and align share 3 rows. Scores would look better than they are. Remove them from
/// align."; "No text is in two splits." when there are none.
QString overlapText(const std::vector<RowOverlap>& overlaps);

} // namespace neurograft
