// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace neurograft {

/// The one button of a view that leads on: filled with the palette's highlight colour while it is
/// enabled.
class PrimaryButton : public QPushButton {
    Q_OBJECT

public:
    using QPushButton::QPushButton;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace neurograft
