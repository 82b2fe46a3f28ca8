// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

class MatchPanel;

/// The dock Matching in the window: located neurons of both models paired by what they do on shared
/// text, and the way from a pair to its neurons.
class MatchWiring : public QObject {
    Q_OBJECT

public:
    MatchWiring(const WindowParts& parts, QObject* parent);

private:
    void open();
    void showResult();
    void updateAction();

    WindowParts m_parts;
    MatchPanel* m_panel;
    bool m_wasOpened = false; ///< by a person: its options are that person's
};

} // namespace neurograft
