// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/screen_size.h"

#include <QScreen>
#include <QWidget>

namespace neurograft {

void resizeToScreen(QWidget* window, const QSize& wanted)
{
    const QScreen* screen = window->screen();
    if (screen == nullptr) {
        window->resize(wanted);
        return;
    }
    const int frame = window->fontMetrics().height() * 2; // its title and borders
    window->resize(wanted.boundedTo(screen->availableSize() - QSize(frame, frame)));
}

} // namespace neurograft
