// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/panels/start_page.h"

#include <QObject>

namespace neurograft {

/// Studies opened last: File ▸ Open recent, the list of the start page, and the one that opens at
/// the next start. Whether each is still where it was is looked up on the quick lane.
class RecentWiring : public QObject {
    Q_OBJECT

public:
    RecentWiring(const WindowParts& parts, QObject* parent);

    /// Opens the study the program was left with; nothing when the user had closed it.
    void reopenLast();
    /// Asks where a study lies now, and opens it.
    void locate(const QString& file);

private:
    void remember();
    void lookUp();
    void show(const QList<RecentEntry>& studies);

    WindowParts m_parts;
    QList<QAction*> m_entries; ///< of the menu
};

} // namespace neurograft
