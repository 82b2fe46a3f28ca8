// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>
#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;
class QPushButton;

namespace neurograft {

class SimilaritySession;

/// The bar above the maps: what to measure (measure, estimator, sample unit, modules), how to look
/// (lock, mask, transpose) and the button that runs. Shows the session's options and writes them.
class SimilarityControls : public QWidget {
    Q_OBJECT

public:
    /// @param lock, mask, transpose  checkable actions that menus share
    SimilarityControls(SimilaritySession* session, QAction* lock, QAction* mask, QAction* transpose,
                       QAction* run, QWidget* parent = nullptr);

    /// Ticked modules in published order.
    QStringList modules() const;
    /// The sample unit is given by activations and cannot be chosen.
    void setUnitGiven(bool isGiven);

private:
    void showOptions();

    SimilaritySession* m_session;
    QComboBox* m_measure;
    QComboBox* m_estimator;
    QComboBox* m_unit;
    QMap<QString, QCheckBox*> m_ticks;
    QPushButton* m_run;
};

} // namespace neurograft
