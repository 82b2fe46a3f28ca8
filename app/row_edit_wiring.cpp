// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/row_edit_wiring.h"

#include "core/data/row_copies.h"
#include "core/support/atomic_file.h"
#include "widgets/dialogs/edit_row_dialog.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/data_folder.h"
#include "widgets/models/example_set.h"
#include "widgets/models/example_slices.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/study_document.h"
#include "widgets/models/view_undo.h"
#include "widgets/panels/examples_panel.h"

#include <QMainWindow>
#include <QUndoStack>

namespace neurograft {

RowEditWiring::RowEditWiring(const WindowParts& parts, ExamplesPanel* panel, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    connect(panel, &ExamplesPanel::editWanted, this, &RowEditWiring::edit);
    connect(panel, &ExamplesPanel::removeWanted, this, &RowEditWiring::remove);
}

void RowEditWiring::edit(int row)
{
    const std::shared_ptr<const DataFile> file = m_parts.examples->file();
    if (!file || row < 0 || row >= file->rows() || !file->facts(row).isUsable) {
        return;
    }
    const auto copyOf = static_cast<int>(file->facts(row).copyOf);
    auto* dialog = new EditRowDialog(rowFields(*file, row), row, copyOf, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, file, row, copyOf] {
        const bool isCopy = copyOf >= 0;
        write(
            isCopy ? tr("Edit row %1").arg(row + 1) : tr("Edit a copy of row %1").arg(row + 1),
            [file, row, texts = dialog->texts()] { return withEditedRow(*file, row, texts); },
            isCopy ? row : static_cast<int>(file->rows()), -1);
    });
    dialog->open();
}

void RowEditWiring::remove(int row)
{
    const std::shared_ptr<const DataFile> file = m_parts.examples->file();
    if (file && row >= 0 && row < file->rows() && file->facts(row).copyOf >= 0) {
        write(
            tr("Remove row %1").arg(row + 1), [file, row] { return withoutCopy(*file, row); },
            static_cast<int>(file->facts(row).copyOf), row);
    }
}

void RowEditWiring::write(const QString& text, const std::function<std::string()>& make, int row,
                          int dropped)
{
    const QString before = m_parts.pair->data().path;
    const QString study = m_parts.study->isReadOnly() ? QString() : m_parts.study->folder();
    m_parts.lane->ask(
        QStringLiteral("data.edited"), this,
        [=, folder = dataFolder(study)](const RunContext&) -> QuickLane::Answer {
            const std::filesystem::path file = nextEditedFile(folder, toPath(before));
            writeFileAtomically(file, make(), false);
            return [=, after = fromPath(file)] {
                if (m_parts.pair->data().path != before) {
                    return; // other data was opened meanwhile
                }
                PairModel* pair = m_parts.pair;
                const QString name = m_parts.examples->name();
                m_parts.undo->beginMacro(text);
                if (dropped >= 0) {
                    m_parts.slices->dropRow(name, dropped);
                }
                m_parts.selection->select(RowItem{name, row + 1}); // shown once the file is read
                m_parts.viewUndo->record(
                    text, [pair, before] { pair->openData(before); },
                    [pair, after] { pair->openData(after); });
                m_parts.undo->endMacro();
                pair->openData(after);
            };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(QStringLiteral("data"), tr("The edited row was not written."),
                                outcome);
        });
}

} // namespace neurograft
