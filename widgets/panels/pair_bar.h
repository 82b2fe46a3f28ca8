// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/pair_model.h"

#include <QWidget>

namespace neurograft {

class PairSlot;

/// Top of the window: teacher, student and data, always on screen. Slots are named
/// "pairBar.teacherSlot", "pairBar.studentSlot", "pairBar.dataSlot".
class PairBar : public QWidget {
    Q_OBJECT

public:
    explicit PairBar(PairModel* pair, QWidget* parent = nullptr);

Q_SIGNALS:
    /// A slot was clicked: choose what goes there.
    void modelWanted(neurograft::Role role);
    void dataWanted();

private:
    void showModel(Role role);
    void showData();

    PairModel* m_pair;
    PairSlot* m_teacher;
    PairSlot* m_student;
    PairSlot* m_data;
};

} // namespace neurograft
