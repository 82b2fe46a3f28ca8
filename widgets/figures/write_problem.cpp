// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/write_problem.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <system_error>

namespace neurograft {

namespace {

struct WriteProblemTexts {
    Q_DECLARE_TR_FUNCTIONS(WriteProblem)
};

bool says(const Error& error, std::initializer_list<int> codes)
{
    for (const int code : codes) {
        if (error.got().find(std::generic_category().message(code)) != std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace

QString writeProblemText(const QString& path, const Error& error)
{
    const QFileInfo file(path);
    QString why;
    if (says(error, {ENOSPC, EDQUOT, EFBIG})) {
        why = WriteProblemTexts::tr("No space left for “%1”").arg(file.fileName());
    } else if (says(error, {EACCES, EPERM, EROFS})) {
        why = WriteProblemTexts::tr("“%1” cannot be written")
                  .arg(QDir::toNativeSeparators(file.absolutePath()));
    } else {
        why =
            QStringLiteral("%1: expected %2, got %3")
                .arg(QString::fromStdString(error.where()),
                     QString::fromStdString(error.expected()), QString::fromStdString(error.got()));
    }
    return file.exists() ? WriteProblemTexts::tr("%1; the old file is unchanged.").arg(why)
                         : WriteProblemTexts::tr("%1; nothing was written.").arg(why);
}

} // namespace neurograft
