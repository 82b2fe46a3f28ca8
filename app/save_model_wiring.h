// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// The student with what lies over it, written for other programs: merged as a Hugging Face folder,
/// or the adapter or delta alone (ux.md 6.5, step 11). Means "after" whether it is switched on or
/// off; everything is read back before it is called saved.
class SaveModelWiring : public QObject {
    Q_OBJECT

public:
    SaveModelWiring(const WindowParts& parts, QObject* parent);

private:
    void saveMerged();
    void saveDelta();
    void updateActions();
    WindowParts m_parts;
};

} // namespace neurograft
