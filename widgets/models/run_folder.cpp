// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_folder.h"

#include "widgets/models/path_text.h"

#include "core/run/error.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace neurograft {

RunFolder::RunFolder()
    : m_path(QDir(QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation))
                 .filePath(QStringLiteral("unsaved/runs")))
{
}

RunFolder::RunFolder(const QString& studyFolder)
    : m_path(QDir(studyFolder).filePath(QStringLiteral("runs")))
{
}

std::filesystem::path RunFolder::next(const QString& kind) const
{
    QDir folder(m_path);
    if (!folder.mkpath(QStringLiteral("."))) {
        throw StoreError(m_path.toStdString(), "a folder that can be written", "none",
                         "Choose another folder.");
    }
    const auto filter = QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot;
    int last = 0;
    for (const QString& name : folder.entryList(filter)) {
        last = std::max(last, name.section(QLatin1Char('-'), 0, 0).toInt());
    }
    // A number is not given again while its run lies in the trash: "20261125-0007-locate.h5".
    const QDir trash(folder.filePath(QStringLiteral(".trash")));
    for (const QString& name : trash.entryList(filter)) {
        last = std::max(last, name.section(QLatin1Char('-'), 1, 1).toInt());
    }
    const QString name =
        QStringLiteral("%1-%2.h5").arg(last + 1, 4, 10, QLatin1Char('0')).arg(kind);
    return toPath(folder.filePath(name));
}

QString storedRunName(const QString& path)
{
    const QString file = QFileInfo(path).completeBaseName();
    const int number = file.section(u'-', 0, 0).toInt();
    return number > 0 ? QCoreApplication::translate("RunFolder", "run %1").arg(number) : file;
}

} // namespace neurograft
