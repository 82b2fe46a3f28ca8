// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/workspace.h"

#include <QCoreApplication>

namespace neurograft {

namespace {

constexpr std::array<const char*, 5> kWorkspaceWords{"compare", "neurons", "transfer", "evaluate",
                                                     "figures"};
constexpr std::array<const char*, 5> kTitles{
    QT_TRANSLATE_NOOP("Workspace", "Compare"), QT_TRANSLATE_NOOP("Workspace", "Neurons"),
    QT_TRANSLATE_NOOP("Workspace", "Transfer"), QT_TRANSLATE_NOOP("Workspace", "Evaluate"),
    QT_TRANSLATE_NOOP("Workspace", "Figures")};

} // namespace

QString workspaceWord(Workspace workspace)
{
    return QString::fromLatin1(kWorkspaceWords[static_cast<std::size_t>(workspace)]);
}

QString workspaceTitle(Workspace workspace)
{
    return QCoreApplication::translate("Workspace", kTitles[static_cast<std::size_t>(workspace)]);
}

} // namespace neurograft
