// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/help_pages.h"

#include "app/window_program.h"

#include <QCoreApplication>
#include <QFile>

namespace neurograft {

namespace {

struct HelpPageTexts {
    Q_DECLARE_TR_FUNCTIONS(HelpPages)
};

HelpPage documentPage(const QString& name, const QString& title)
{
    QFile file(QStringLiteral(":/neurograft/docs/") + name);
    const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isOpen); // compiled in
    return {name, title, isOpen ? QString::fromUtf8(file.readAll()) : QString(), true};
}

} // namespace

QList<HelpPage> helpPages()
{
    QList<HelpPage> pages{
        documentPage(QStringLiteral("study-format.md"), HelpPageTexts::tr("Studies")),
        documentPage(QStringLiteral("store-layout.md"), HelpPageTexts::tr("Result files")),
        documentPage(QStringLiteral("figures.md"), HelpPageTexts::tr("Figures")),
        documentPage(QStringLiteral("parity.md"), HelpPageTexts::tr("Reference logits")),
    };
    for (const CommandHelp& help : commandHelp(windowProgram())) {
        const QString name = QString::fromStdString(help.name);
        pages.append({name, QStringLiteral("neurograft ") + name,
                      QString::fromStdString(help.text).trimmed(), false});
    }
    return pages;
}

} // namespace neurograft
