// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <vector>

class QMimeData;

namespace neurograft {

/// Opens whatever is named or dropped: model folders, data, result files, and what other areas add.
/// Refuses in words what nobody reads.
class WindowFiles : public QObject {
    Q_OBJECT

public:
    /// One kind of file or folder.
    struct Opener {
        /// What opening that path would do, one sentence ("Opens the result 0007-similarity.h5.");
        /// empty when it is not of this kind. Decides by name and kind only.
        std::function<QString(const QString& path)> intent;
        std::function<void(const QString& path)> open;
    };

    WindowFiles(const WindowParts& parts, QObject* parent);

    /// The newest opener that knows a path takes it.
    void add(Opener opener) { m_openers.push_back(std::move(opener)); }
    void open(const QString& path);
    /// What open() would do with these, or why not; for the one who drags them over the window.
    QString intentOf(const QStringList& paths) const;
    /// Files and folders of this computer among what is dragged.
    static QStringList localPaths(const QMimeData* mime);

Q_SIGNALS:
    /// A PDF, SVG or PNG: the run and view behind it are to be opened.
    void figureWanted(const QString& path);
    /// A gathered sweep, which has no view of its own: its figures are to be shown.
    void sweepWanted(const QString& path);

private:
    const Opener* openerOf(const QString& path) const;
    void openModel(const QString& folder);
    void refuse(const QString& path);

    WindowParts m_parts;
    std::vector<Opener> m_openers;
};

} // namespace neurograft
