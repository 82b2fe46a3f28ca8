// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

class FirstStepsStrip;

/// Help and what is about the program itself: shortcuts, first steps, preferences, diagnostics,
/// about.
class HelpWiring : public QObject {
    Q_OBJECT

public:
    HelpWiring(const WindowParts& parts, QObject* parent);

private:
    void applyCache();
    void connectFirstSteps();
    void showAbout();
    void showLicences();
    /// One dialog of each kind at a time; a second wish brings it to the front.
    template <class Dialog, class... Arguments>
    void showDialog(const char* name, Arguments... arguments);

    WindowParts m_parts;
};

} // namespace neurograft
