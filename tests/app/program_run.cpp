// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"

#include <QtCore/QJsonDocument>

namespace neurograft {

QJsonObject ProgramRun::json() const
{
    return out.trimmed().contains('\n') ? QJsonObject() : QJsonDocument::fromJson(out).object();
}

QByteArray ProgramRun::text() const
{
    return "exit " + QByteArray::number(exitCode) + "\nout: " + out + "\nerr: " + err;
}

std::unique_ptr<QProcess> startProgram(const QString& program, const QStringList& arguments,
                                       const QStringList& environment)
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    for (const QString& variable : environment) {
        variables.insert(variable.section('=', 0, 0), variable.section('=', 1));
    }
    process->setProcessEnvironment(variables);
    process->start(program, arguments);
    process->waitForStarted();
    return process;
}

QString cliProgram()
{
    return QStringLiteral(NEUROGRAFT_CLI);
}

QString windowProgramFile()
{
    return QStringLiteral(NEUROGRAFT_PROGRAM);
}

std::unique_ptr<QProcess> startCli(const QStringList& arguments)
{
    return startProgram(cliProgram(), arguments);
}

ProgramRun finish(QProcess& process, int timeoutMs)
{
    process.closeWriteChannel();
    ProgramRun run;
    const bool ended = process.waitForFinished(timeoutMs);
    if (!ended) {
        process.kill();
        process.waitForFinished();
    } else if (process.exitStatus() == QProcess::NormalExit) {
        run.exitCode = process.exitCode();
    }
    run.out = process.readAllStandardOutput();
    run.err = process.readAllStandardError();
    return run;
}

ProgramRun runCli(const QStringList& arguments, const QByteArray& input)
{
    const auto process = startCli(arguments);
    process->write(input);
    return finish(*process);
}

QString testData(const QString& name)
{
    return QStringLiteral(NEUROGRAFT_TEST_DATA "/") + name;
}

} // namespace neurograft
