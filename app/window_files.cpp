// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_files.h"

#include "widgets/figures/figure_origin.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"

#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace neurograft {

WindowFiles::WindowFiles(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
}

void WindowFiles::open(const QString& path)
{
    const QFileInfo file(path);
    const QString suffix = file.suffix().toLower();
    if (file.isDir()) {
        const bool isTeacherFree = m_parts.pair->model(Role::Teacher).state == SlotState::Empty;
        m_parts.pair->openModel(isTeacherFree ? Role::Teacher : Role::Student, path);
    } else if (suffix == QLatin1String("h5") || suffix == QLatin1String("hdf5")) {
        m_parts.pages->setCurrent(Workspace::Compare);
        m_parts.session->openResult(path);
    } else if (PairModel::isDataFile(path)) {
        m_parts.pair->openData(path);
    } else if (file.exists() && isFigureFile(toPath(path))) {
        Q_EMIT figureWanted(path);
    } else {
        m_parts.showProblem(
            QStringLiteral("open"), tr("%1 was not opened.").arg(file.fileName()),
            JobOutcome::failed(
                file.exists() ? tr("It is no model folder, data file, result file or figure.")
                              : tr("There is no such file or folder."),
                tr("Open a folder with config.json, a .jsonl, .csv, .npz or .h5 file.")));
    }
}

QStringList WindowFiles::localPaths(const QMimeData* mime)
{
    QStringList paths;
    for (const QUrl& url : mime->urls()) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}

} // namespace neurograft
