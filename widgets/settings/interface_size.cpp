// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/interface_size.h"

#include <QApplication>
#include <QFont>

namespace neurograft {

namespace {

/// The font the desktop gave the program, before ours replaced it.
const QFont& desktopFont()
{
    static const QFont font = QApplication::font();
    return font;
}

} // namespace

void applyInterfaceSize(int percent)
{
    QFont font = desktopFont();
    const double share = percent / 100.0;
    if (font.pointSizeF() > 0.0) {
        font.setPointSizeF(desktopFont().pointSizeF() * share);
    } else {
        font.setPixelSize(qRound(desktopFont().pixelSize() * share));
    }
    if (font != QApplication::font()) {
        QApplication::setFont(font);
    }
}

} // namespace neurograft
