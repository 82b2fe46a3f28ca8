// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QStackedWidget;
class QWidget;

namespace neurograft {

/// Shows one page of a stack; pages that are not seen ask for no room, so that the stack can be as
/// small as what it shows.
void showStackPage(QStackedWidget* stack, QWidget* page);

} // namespace neurograft
