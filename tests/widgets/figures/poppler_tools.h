// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QString>
#include <QStringList>
#include <QTest>

namespace neurograft::testing {

/// Skips the test function with the package's name when one of poppler's tools is missing.
#define REQUIRE_TOOL(tool)                                                                         \
    if (QStandardPaths::findExecutable(QString::fromLatin1(tool)).isEmpty()) {                     \
        QSKIP(                                                                                     \
            qPrintable(QStringLiteral("NOT CHECKED: %1 is not installed (package poppler-utils)")  \
                           .arg(QString::fromLatin1(tool))));                                      \
    }

/// Standard output of a tool; null when it failed.
inline QString toolOutput(const QString& tool, const QStringList& arguments)
{
    QProcess process;
    process.start(tool, arguments);
    const bool isDone = process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
        && process.exitCode() == 0;
    return isDone ? QString::fromUtf8(process.readAllStandardOutput()) + u'\n' : QString();
}

/// Lines of a table a tool prints under two lines of heading, by column.
inline QList<QStringList> toolTable(const QString& output)
{
    QList<QStringList> rows;
    for (const QString& line : output.split(u'\n', Qt::SkipEmptyParts).mid(2)) {
        rows << line.simplified().split(u' ');
    }
    return rows;
}

/// The first page of a PDF as @p tool (pdftoppm, pdftocairo) draws it; null when it failed.
inline QImage rasterOf(const QString& tool, const QString& pdf, int dpi, const QString& folder)
{
    const QString stem = folder + QStringLiteral("/page");
    toolOutput(tool,
               {QStringLiteral("-r"), QString::number(dpi), QStringLiteral("-png"),
                QStringLiteral("-singlefile"), pdf, stem});
    const QImage image(stem + QStringLiteral(".png"));
    QFile::remove(stem + QStringLiteral(".png"));
    return image.convertToFormat(QImage::Format_RGB32);
}

} // namespace neurograft::testing
