// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/window_driver.h"

#include <QString>

class QComboBox;
class QDialog;
class QWidget;

namespace neurograft {

/// A person with a keyboard and nothing else: keys go to where the focus is, and whatever has the
/// focus has to be seen. Every miss fails the test (no dead end, focus always visible).
class Keyboard {
public:
    /// @param driver outlives this object
    explicit Keyboard(WindowDriver* driver) : m_driver(driver) { }

    /// Where the focus is, the active window when it is nowhere; null after a failure.
    QWidget* focus() const;
    void press(int key, Qt::KeyboardModifiers held = {}) const;
    void type(const QString& text) const;
    /// Tab by Tab to a widget of that name, or to one inside it.
    void tabTo(const char* name) const;
    void tabTo(QWidget* target) const;
    /// Tabs to a field and types over what is in it.
    void fill(const char* field, const QString& text) const;
    /// Tabs to a combo box and goes to the entry with this data by arrow keys.
    void choose(const char* combo, const QString& word) const;
    /// Tabs to a button and presses it.
    void push(const char* button) const;
    /// Waits for a dialog that a key opened; the focus is in it then.
    QDialog* dialog(const char* name) const;
    /// A dialog is closed: keys go to the window again.
    void returnToWindow() const;

private:
    WindowDriver* m_driver;
};

} // namespace neurograft
