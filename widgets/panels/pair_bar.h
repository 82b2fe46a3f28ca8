// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/pair_model.h"

#include <QWidget>

class QAction;
class QToolButton;

namespace neurograft {

class OverlayChips;
class OverlayModel;
class PairSlot;

/// Top of the window: teacher, student and data, always on screen, how well the pair fits together,
/// and what lies over the student. Slots are named "pairBar.teacherSlot", "pairBar.studentSlot", "pairBar.dataSlot", the
/// badge "pairBar.preflightBadge".
class PairBar : public QWidget {
    Q_OBJECT

public:
    /// @param preflight shows and hides the differences; the badge switches it. All outlive the
    /// bar
    PairBar(PairModel* pair, OverlayModel* overlays, QAction* preflight, QWidget* parent = nullptr);

    OverlayChips* overlayChips() const { return m_chips; }

    /// Where the models compute: "cpu", "cuda:0"; empty is not told. The number type is told when
    /// it was chosen ("float32"), not for "auto".
    void setDevices(const QString& teacher, const QString& student, const std::string& dtype);
    /// What is kept of a model: "1.4 MB in memory", and its share of the whole; empty: nothing.
    void setHeld(Role role, const QString& text, double fraction);

Q_SIGNALS:
    /// A slot was clicked: choose what goes there.
    void modelWanted(neurograft::Role role);
    void dataWanted();
    /// An adapter folder or delta file was let go over the student.
    void overlayDropped(const QString& path);

private:
    void showModel(Role role);
    void showData();
    void showPreflight();

    PairModel* m_pair;
    PairSlot* m_teacher;
    PairSlot* m_student;
    PairSlot* m_data;
    QToolButton* m_badge;
    OverlayChips* m_chips;
    QString m_teacherDevice;
    QString m_studentDevice;
    QString m_type; ///< "fp32" when it was chosen
    QString m_teacherHeld;
    QString m_studentHeld;
};

} // namespace neurograft
