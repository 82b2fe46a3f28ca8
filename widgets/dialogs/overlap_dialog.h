// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/neuron_overlap.h"

#include <QDialog>
#include <QHash>

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QTableView;

namespace neurograft {

class OverlapTableModel;
class QuickLane;

/// What can take part in a comparison: a stored locate run, or a kept set.
struct OverlapCandidate {
    QString name; ///< unique: "run 3", "demo-top100"
    QString remark; ///< note, data
    QString path; ///< of a run's result file; empty for a set
    ItemSet set; ///< of a kept set
};

/// Task overlap (D17): the Jaccard index of located neurons for every two of the runs and kept sets
/// ticked, as numbers on a heatmap. Runs are read on the quick lane, each once. Not modal. Object
/// names "overlapDialog", "overlapDialog.list", "overlapDialog.modelCombo",
/// "overlapDialog.kindCombo", "overlapDialog.table", "overlapDialog.readout",
/// "overlapDialog.export", "overlapDialog.copy".
class OverlapDialog : public QDialog {
    Q_OBJECT

public:
    /// @param lane outlives the dialog
    OverlapDialog(std::vector<OverlapCandidate> candidates, QuickLane* lane,
                  QWidget* parent = nullptr);

    /// Nothing is being read.
    bool isReady() const { return m_reading.isEmpty(); }
    const OverlapMatrix& matrix() const;

Q_SIGNALS:
    void exportWanted(const QString& suggestion, const std::string& csv);
    void copyWanted(const QString& text, const QString& toast);
    void ready();

private:
    QWidget* makeChoice();
    QWidget* makeMatrix();
    void fillList();
    void read(const OverlapCandidate& candidate);
    void take(const QString& name, const OverlapSubject& subject);
    void showRoles();
    void showMatrix();
    void showCell();

    std::vector<OverlapCandidate> m_candidates;
    QuickLane* m_lane;
    OverlapTableModel* m_model;
    QHash<QString, OverlapSubject> m_subjects; ///< by name, those that were read
    QHash<QString, QString> m_problems; ///< by name, why it was not read
    QStringList m_reading;
    QListWidget* m_list = nullptr;
    QComboBox* m_role = nullptr;
    QComboBox* m_kind = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_readout = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_copy = nullptr;
};

} // namespace neurograft
