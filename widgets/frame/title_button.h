// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace neurograft {

/// Small button of a title bar or strip, painted from the palette so that it is seen in light and
/// dark.
class TitleButton : public QToolButton {
    Q_OBJECT

public:
    enum class Sign { Close, Float };

    /// @param tip tooltip and accessible name: "Hide Jobs"
    TitleButton(Sign sign, const QString& tip, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Sign m_sign;
};

} // namespace neurograft
