// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>
#include <QPointer>

namespace neurograft {

class ChainSession;
class StudiesDialog;
class StudiesListing;

/// Studies of many jobs: the dialog of the ready ones, files of one's own, and their results.
class StudiesWiring : public QObject {
    Q_OBJECT

public:
    StudiesWiring(const WindowParts& parts, QObject* parent);

    ChainSession* session() const { return m_session; }
    /// Asks when the study has changes that are not saved.
    bool mayQuit();

private:
    void show();
    void open(const QString& name, const QString& file);
    void openOwn(const QString& file);
    bool mayLeave(const QString& title);
    void openFile();
    bool save();
    bool saveAs();
    bool saveTo(const QString& file);
    void chooseOut();
    void choosePath(const QString& role);
    void setPath(const QString& role, const QString& path);
    void showResult(const QString& path);

    WindowParts m_parts;
    ChainSession* m_session;
    StudiesListing* m_listing;
    QPointer<StudiesDialog> m_dialog;
};

} // namespace neurograft
