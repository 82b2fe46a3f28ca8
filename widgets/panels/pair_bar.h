// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/pair_model.h"

#include <QWidget>

class QAction;
class QToolButton;

namespace neurograft {

class PairSlot;

/// Top of the window: teacher, student and data, always on screen, and how well the pair fits
/// together. Slots are named "pairBar.teacherSlot", "pairBar.studentSlot", "pairBar.dataSlot", the
/// badge "pairBar.preflightBadge".
class PairBar : public QWidget {
    Q_OBJECT

public:
    /// @param preflight shows and hides the differences; the badge switches it. Both outlive the
    /// bar
    PairBar(PairModel* pair, QAction* preflight, QWidget* parent = nullptr);

    /// Where the models compute: "cpu", "cuda:0"; empty is not told.
    void setDevices(const QString& teacher, const QString& student);

Q_SIGNALS:
    /// A slot was clicked: choose what goes there.
    void modelWanted(neurograft::Role role);
    void dataWanted();

private:
    void showModel(Role role);
    void showData();
    void showPreflight();

    PairModel* m_pair;
    PairSlot* m_teacher;
    PairSlot* m_student;
    PairSlot* m_data;
    QToolButton* m_badge;
    QString m_teacherDevice;
    QString m_studentDevice;
};

} // namespace neurograft
