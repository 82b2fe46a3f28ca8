// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>
#include <QPointer>

namespace neurograft {

class ReadyStudyList;

/// What stands in the list of studies: those of the program, and one's own as far as they are
/// there, newest first.
class StudiesListing : public QObject {
    Q_OBJECT

public:
    StudiesListing(const WindowParts& parts, QObject* parent);

    /// Reads them; the list that was filled last is kept up to date.
    void fill(ReadyStudyList* list);
    /// A file was opened or saved. Those of the program are not one's own.
    void remember(const QString& file);

    /// Whether a file came with the program.
    static bool isReady(const QString& file);
    /// "gsm" of "gsm.study.json".
    static QString nameOf(const QString& file);

private:
    void listOwn();

    WindowParts m_parts;
    QPointer<ReadyStudyList> m_list;
};

} // namespace neurograft
