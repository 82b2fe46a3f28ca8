// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace neurograft {

/// A button that stays pressed. While it is, a line in the colour of the focus lies under it: the
/// shade alone is hardly seen in a dark window.
class ToggleButton : public QToolButton {
    Q_OBJECT

public:
    using QToolButton::QToolButton;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace neurograft
