// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/text_export.h"

#include "core/support/atomic_file.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>
#include <QMainWindow>

#include <utility>

namespace neurograft {

namespace {

struct ExportTexts {
    Q_DECLARE_TR_FUNCTIONS(TextExport)
};

} // namespace

void exportText(const WindowParts& parts, QObject* owner, const QString& title,
                const QString& suggestion, const QString& types,
                std::function<std::string(bool isJson)> text)
{
    const QString path = chooseTarget(parts.settings, parts.window, title, suggestion, types);
    if (path.isEmpty()) {
        return;
    }
    const bool isJson = path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    parts.lane->ask(
        QStringLiteral("export.text"), owner,
        [parts, path, isJson, text = std::move(text)](const RunContext&) -> QuickLane::Answer {
            writeFileAtomically(toPath(path), text(isJson), true);
            return [parts, path] { parts.toast(ExportTexts::tr("%1 was written.").arg(path)); };
        },
        [parts](const JobOutcome& outcome) {
            parts.showProblem(QStringLiteral("export"),
                              ExportTexts::tr("The list was not written."), outcome);
        });
}

} // namespace neurograft
