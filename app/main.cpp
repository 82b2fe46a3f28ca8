// SPDX-License-Identifier: GPL-3.0-or-later
// neurograft: the window, or one command of the command line.
#include "app/commands/commands.h"
#include "app/figure_command.h"
#include "app/main_window.h"
#include "core/run/compute_setup.h"
#include "core/support/version.h"
#include "widgets/figures/figure_command.h"

#include <QApplication>

namespace {

neurograft::Program makeProgram()
{
    neurograft::ProgramTalents talents;
    talents.qtVersion = qVersion();
    talents.fonts = {"Liberation Sans", "Liberation Serif"};
    talents.writeFigures = neurograft::writeAllFigures;
    neurograft::Program program;
    program.name = "neurograft";
    program.commands = neurograft::sharedCommands(talents);
    program.commands.push_back(neurograft::figureCommand());
    return program;
}

int runWindow(int argc, char** argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("Neurograft"));
    QCoreApplication::setApplicationName(QStringLiteral("neurograft"));
    QCoreApplication::setApplicationVersion(QString::fromLatin1(neurograft::kProgramVersion));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Neurograft"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.neurograft.Neurograft"));
    neurograft::applyComputeSetup({});
    neurograft::MainWindow window;
    window.show();
    for (const QString& path : QCoreApplication::arguments().mid(1)) {
        window.open(path);
    }
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    const neurograft::Program program = makeProgram();
    if (neurograft::isCommandLine(program, argc, argv)) {
        return neurograft::runCommandLine(program, argc, argv);
    }
    return runWindow(argc, argv);
}
