// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>
#include <QStringList>

class QMimeData;

namespace neurograft {

/// Opens whatever is named or dropped: a model folder, data, a result file, an exported figure.
/// Refuses in words what it cannot read.
class WindowFiles : public QObject {
    Q_OBJECT

public:
    WindowFiles(const WindowParts& parts, QObject* parent);

    void open(const QString& path);
    /// Files and folders of this computer among what is dragged.
    static QStringList localPaths(const QMimeData* mime);

Q_SIGNALS:
    /// A PDF, SVG or PNG: the run and view behind it are to be opened.
    void figureWanted(const QString& path);

private:
    WindowParts m_parts;
};

} // namespace neurograft
