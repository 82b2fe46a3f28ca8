// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

class StudyDocument;

/// Notes of the study at work: bookmarks and sets, stars and slices of its data, the cut-off looked
/// at. Kept in the sections "bookmarks" and "examples" of its view, put back when it is opened.
class NotesWiring : public QObject {
    Q_OBJECT

public:
    /// @param study outlives this object
    NotesWiring(const WindowParts& parts, StudyDocument* study, QObject* parent);

private:
    void storeBookmarks();
    void storeExamples();
    void restore();
    void forget();
    WindowParts m_parts;
    StudyDocument* m_study;
    bool m_isRestoring = false;
};

} // namespace neurograft
