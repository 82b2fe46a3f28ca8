// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/dialogs/set_dialog.h"

#include <QObject>

#include <functional>
#include <string>

namespace neurograft {

/// Keeping what is looked at: bookmarks, named sets and joining them.
class BookmarkWiring : public QObject {
    Q_OBJECT

public:
    BookmarkWiring(const WindowParts& parts, QObject* parent);

private:
    void updateActions();
    void bookmark();
    void saveSet();
    void join(SetDialog::Operation operation);
    void exportSet();
    void exportBookmarks();
    void editNote();
    /// @param text of the file, made off the GUI thread
    void write(const QString& title, const QString& suggestion,
               std::function<std::string(bool isJson)> text);
    WindowParts m_parts;
};

} // namespace neurograft
