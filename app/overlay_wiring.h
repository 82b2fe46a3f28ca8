// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>
#include <QStringList>

class QMenu;

namespace neurograft {

struct Notice;
struct Overlay;

/// Adapters and deltas over the student in the window: adding, switching, removing, before and
/// after, and saying why one stays off.
class OverlayWiring : public QObject {
    Q_OBJECT

public:
    OverlayWiring(const WindowParts& parts, QObject* parent);

private:
    void choose();
    void add(const QString& path);
    void askWhichToRemove();
    void fillMenu();
    void addBaseMenu(QMenu* menu, int index, const Overlay& overlay);
    void showNotices();
    void showReason(int index);
    Notice noticeOf(int index, const Overlay& overlay) const;
    Notice undecidedNotice(int index, const Overlay& overlay) const;
    void updateActions();

    WindowParts m_parts;
    QStringList m_topics; ///< of notices that stand
    QStringList m_told; ///< topics of what was told once: a remark that was read stays away
};

} // namespace neurograft
