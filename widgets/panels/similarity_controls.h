// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>
#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;

namespace neurograft {

class RunExtrasMenu;
class RunPlace;
class SimilaritySession;

/// Actions of a Similarity pane: entries of the menus, or the pane's own switches behind them.
struct SimilarityActions {
    QAction* run = nullptr;
    QAction* cancel = nullptr;
    QAction* lock = nullptr;
    QAction* mask = nullptr;
    QAction* transpose = nullptr;
    QAction* chance = nullptr;
    QAction* difference = nullptr;
    QAction* profiles = nullptr;
    QAction* table = nullptr;
};
/// Those that every pane switches for itself.
constexpr QAction* SimilarityActions::*kPaneSwitches[] = {
    &SimilarityActions::lock,   &SimilarityActions::mask,       &SimilarityActions::transpose,
    &SimilarityActions::chance, &SimilarityActions::difference, &SimilarityActions::profiles,
    &SimilarityActions::table};

/// The bar above the maps: what to measure (measure, its form, sample unit, modules, what is
/// computed in the same run), how to look (lock, mask, transpose, chance) and the button that runs.
/// Shows the session's options and writes them.
class SimilarityControls : public QWidget {
    Q_OBJECT

public:
    SimilarityControls(SimilaritySession* session, const SimilarityActions& actions,
                       QWidget* parent = nullptr);

    /// Ticked modules in published order.
    QStringList modules() const;
    /// The sample unit is given by activations and cannot be chosen.
    void setUnitGiven(bool isGiven);
    void setPath(const QString& path); ///< none | best | run
    /// Name of the transfer whose layer pairs can be shown; empty: there is none.
    void setTransferPath(const QString& name);
    /// Names of parts of the data that can be chosen beside all rows.
    void setRowChoices(const QStringList& names);

Q_SIGNALS:
    void pathChosen(const QString& path);
    void rowsChosen(const QString& name); ///< empty: all rows
    /// The "?" behind the measure: ids of findMeasureHelp().
    void explainWanted(const QStringList& ids);

private:
    void showOptions();
    void showMeasure();
    void showRun();
    QStringList helpIds() const;

    SimilaritySession* m_session;
    QComboBox* m_measure;
    QComboBox* m_estimator;
    QString m_formsOf; ///< measure whose forms that lists
    QComboBox* m_unit;
    QComboBox* m_rows;
    QComboBox* m_path;
    RunExtrasMenu* m_extras;
    QMap<QString, QCheckBox*> m_ticks;
    RunPlace* m_runPlace;
};

} // namespace neurograft
