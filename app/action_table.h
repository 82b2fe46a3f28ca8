// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

#include <vector>

namespace neurograft {

/// One line of the menus (ux.md 8.1).
struct ActionRow {
    const char* menu; ///< "file"; a submenu is "file/recent"
    const char* verb; ///< name "action.<last part of menu>.<verb>"; with a dot the name after
                      ///< "action."; empty: a separator
    const char* text = ""; ///< English, translated when the menu is made
    const char* keys = ""; ///< "Ctrl+Z"; several are parted by a blank
    const char* tip = ""; ///< one sentence; empty: the text says it
    /// Why it cannot be used as long as nobody has connected it; never empty.
    const char* obstacle = "";
    bool isToggle = false;
};

/// A menu or submenu in the order of the bar; a submenu's place in its parent is where the row with
/// its path as menu comes first.
struct MenuRow {
    const char* menu;
    const char* text;
};

/// Texts of the menus; their translation context is WindowActions.
struct ActionTable {
    Q_DECLARE_TR_FUNCTIONS(WindowActions)

public:
    static const std::vector<MenuRow>& menus();
    static const std::vector<ActionRow>& rows();
};

} // namespace neurograft
