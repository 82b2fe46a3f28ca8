// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStandardPaths>
#include <QString>

namespace neurograft::testing {

/// What came of a script.
struct ScriptRun {
    QString problem; ///< empty: none
    QString leftOut; ///< what was not done since a program is missing; empty: all was done
};

/// Compiles fig.py of a folder always; runs it where NumPy and matplotlib are installed, so that
/// fig.pdf is there.
inline ScriptRun runScript(const QString& folder)
{
    const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (python.isEmpty()) {
        return {{}, QStringLiteral("python3 is not installed")};
    }
    QProcess process;
    process.setWorkingDirectory(folder);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("MPLBACKEND"), QStringLiteral("Agg"));
    process.setProcessEnvironment(environment);
    const auto succeeds = [&](const QStringList& arguments) {
        process.start(python, arguments);
        return process.waitForFinished(50000) && process.exitCode() == 0;
    };
    if (!succeeds({QStringLiteral("-m"), QStringLiteral("py_compile"), QStringLiteral("fig.py")})) {
        return {QString::fromUtf8(process.readAllStandardError()), {}};
    }
    if (!succeeds({QStringLiteral("-c"), QStringLiteral("import numpy, matplotlib")})) {
        return {{},
                QStringLiteral("NumPy or matplotlib is not installed: the script was compiled, "
                               "not run")};
    }
    if (!succeeds({QStringLiteral("-W"), QStringLiteral("error::UserWarning"),
                   QStringLiteral("fig.py")})) {
        return {QString::fromUtf8(process.readAllStandardError()), {}};
    }
    const bool isDrawn = QFileInfo(folder + QStringLiteral("/fig.pdf")).size() > 5000;
    return {isDrawn ? QString() : QStringLiteral("fig.pdf is missing or empty"), {}};
}

} // namespace neurograft::testing
