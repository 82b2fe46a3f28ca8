// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QStringList>

#include <memory>

namespace neurograft {

/// What one run of neurograft-cli left behind.
struct ProgramRun {
    int exitCode = -1; ///< -1 when it crashed or did not end in time
    QByteArray out;
    QByteArray err;

    /// Standard output as one JSON object on one line; empty when it is anything else.
    QJsonObject json() const;
    /// The object under "error"; empty when there is none.
    QJsonObject error() const { return json().value("error").toObject(); }
    /// Exit code and both streams, for messages of failed checks.
    QByteArray text() const;
};

/// Starts a program of the build with extra environment variables ("NAME=value").
std::unique_ptr<QProcess> startProgram(const QString& program, const QStringList& arguments,
                                       const QStringList& environment = {});
/// Path of neurograft-cli, and of neurograft (empty when it is not built).
QString cliProgram();
QString windowProgramFile();
/// Starts neurograft-cli and returns the running process.
std::unique_ptr<QProcess> startCli(const QStringList& arguments);
/// Waits for a started process.
ProgramRun finish(QProcess& process, int timeoutMs = 60000);
/// Runs neurograft-cli with @p input on its standard input.
ProgramRun runCli(const QStringList& arguments, const QByteArray& input = {});

/// Path inside tests/data.
QString testData(const QString& name);

} // namespace neurograft
