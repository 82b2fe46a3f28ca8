// SPDX-License-Identifier: GPL-3.0-or-later
// neurograft: the window, or one command of the command line.
#include "app/latency_trace.h"
#include "app/main_window.h"
#include "app/window_program.h"
#include "core/run/compute_setup.h"
#include "core/run/error.h"
#include "core/support/version.h"
#include "widgets/settings/app_settings.h"

#include <QApplication>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace {

const char* const kTraceOption = "--trace-latency";

/// File that input and paint times go to; empty when they are not asked for.
QString traceFile(int argc, char** argv)
{
    for (int i = 1; i + 1 < argc; ++i) {
        if (qstrcmp(argv[i], kTraceOption) == 0) {
            return QString::fromLocal8Bit(argv[i + 1]);
        }
    }
    return {};
}

/// Files and folders named on the command line.
QStringList namedPaths()
{
    QStringList paths = QCoreApplication::arguments().mid(1);
    const qsizetype trace = paths.indexOf(QLatin1String(kTraceOption));
    if (trace >= 0) {
        paths.remove(trace, std::min<qsizetype>(2, paths.size() - trace));
    }
    return paths;
}

int runWindow(int argc, char** argv)
{
    const QString trace = traceFile(argc, argv);
    std::unique_ptr<QApplication> application;
    if (trace.isEmpty()) {
        application = std::make_unique<QApplication>(argc, argv);
    } else {
        application = std::make_unique<neurograft::TracedApplication>(argc, argv, trace);
    }
    QCoreApplication::setOrganizationName(QStringLiteral("Neurograft"));
    QCoreApplication::setApplicationName(QStringLiteral("neurograft"));
    QCoreApplication::setApplicationVersion(QString::fromLatin1(neurograft::kProgramVersion));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Neurograft"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.neurograft.Neurograft"));
    neurograft::applyComputeSetup({neurograft::AppSettings().threads(), false});
    int result = 0;
    {
        neurograft::MainWindow window;
        window.show();
        const QStringList paths = namedPaths();
        for (const QString& path : paths) {
            window.open(path);
        }
        if (paths.isEmpty()) {
            window.reopenLast();
        }
        result = QApplication::exec();
    }
    if (const auto* traced = dynamic_cast<neurograft::TracedApplication*>(application.get())) {
        try {
            traced->write();
        } catch (const neurograft::Error& error) {
            std::fprintf(stderr, "neurograft: %s\n", error.what());
            return 1;
        }
    }
    return result;
}

} // namespace

int main(int argc, char** argv)
{
    const neurograft::Program program = neurograft::windowProgram();
    if (neurograft::isCommandLine(program, argc, argv)) {
        return neurograft::runCommandLine(program, argc, argv);
    }
    return runWindow(argc, argv);
}
