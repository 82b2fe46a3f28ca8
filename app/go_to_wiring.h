// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/models/go_to_search.h"

#include <QObject>

namespace neurograft {

/// The go-to box in the window: what exists that can be gone to, and going there.
class GoToWiring : public QObject {
    Q_OBJECT

public:
    GoToWiring(const WindowParts& parts, QObject* parent);

private:
    GoToSizes sizes() const;
    std::vector<GoToAction> actions() const;
    void goTo(const GoToTarget& target);
    void goToBeside(const GoToTarget& target);
    void show(const SelectionItem& item);
    WindowParts m_parts;
};

} // namespace neurograft
