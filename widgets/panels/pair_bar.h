// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/pair_model.h"

#include <QWidget>

#include <string>

class QAction;
class QToolButton;

namespace neurograft {

class OverlayChips;
class OverlayModel;
class PairSlot;

/// Top of the window: teacher, student and data, always on screen, how well the pair fits together,
/// and what lies over the student. Slots are named "pairBar.teacherSlot", "pairBar.studentSlot",
/// "pairBar.dataSlot", the badge "pairBar.preflightBadge".
class PairBar : public QWidget {
    Q_OBJECT

public:
    /// @param preflight shows and hides the differences; the badge switches it. All outlive the
    /// bar
    PairBar(PairModel* pair, OverlayModel* overlays, QAction* preflight, QWidget* parent = nullptr);

    OverlayChips* overlayChips() const { return m_chips; }

    /// Where a model computes ("cpu", "cuda:0"; empty is not told) and in which number type
    /// ("float32"; "auto" is told as what it leads to there).
    void setPlace(Role role, const QString& device, const std::string& dtype);
    /// What is kept of a model: "1.4 MB in memory", and its share of the whole; empty: nothing.
    void setHeld(Role role, const QString& text, double fraction);

Q_SIGNALS:
    /// A slot was clicked: choose what goes there.
    void modelWanted(neurograft::Role role);
    void dataWanted();
    /// An adapter folder or delta file was let go over the student.
    void overlayDropped(const QString& path);

private:
    /// What is told of one model beside its folder.
    struct Told {
        QString device;
        std::string dtype = "auto";
        QString held;
    };

    Told& told(Role role) { return role == Role::Teacher ? m_teacherTold : m_studentTold; }
    void showModel(Role role);
    void showData();
    void showPreflight();

    PairModel* m_pair;
    PairSlot* m_teacher;
    PairSlot* m_student;
    PairSlot* m_data;
    QToolButton* m_badge;
    OverlayChips* m_chips;
    Told m_teacherTold;
    Told m_studentTold;
};

} // namespace neurograft
