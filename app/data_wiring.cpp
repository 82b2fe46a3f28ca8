// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data_wiring.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "core/data/row_mapping.h"
#include "core/support/atomic_file.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/dialogs/columns_dialog.h"
#include "widgets/dialogs/prompt_dialog.h"
#include "widgets/dialogs/splits_dialog.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/broken_rows_text.h"
#include "widgets/models/data_folder.h"
#include "widgets/models/example_set.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/models/view_undo.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_bar.h"
#include "widgets/panels/similarity_panes.h"

#include <QFileInfo>
#include <QMainWindow>

namespace neurograft {

namespace {

const QString kDataTopic = QStringLiteral("data");
const QString kRowsTopic = QStringLiteral("data.rows");

} // namespace

DataWiring::DataWiring(const WindowParts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    parts.actions->on("data.openData", this, [this] { choose(); });
    parts.actions->on("data.newPrompt", this, [this] { typePrompt(); });
    parts.actions->on("data.splits", this, [this] { editSplits(); });
    connect(parts.pairBar, &PairBar::dataWanted, this, &DataWiring::choose);
    connect(parts.similarity, &SimilarityPanes::dataWanted, this, &DataWiring::choose);
    connect(parts.pair, &PairModel::dataChanged, this, [this] {
        showProblem();
        showBrokenRows();
    });
    connect(parts.pair, &PairModel::tableOffered, this, &DataWiring::offerTable);
    connect(parts.examples, &ExampleSet::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_parts.showProblem(QStringLiteral("tokenizer"), headline, outcome);
            });
}

QString DataWiring::studyFolder() const
{
    return m_parts.study->isReadOnly() ? QString() : m_parts.study->folder();
}

void DataWiring::choose()
{
    const QString path = chooseDataFile(m_parts.settings, m_parts.window);
    if (!path.isEmpty()) {
        m_parts.pair->openData(path);
    }
}

void DataWiring::typePrompt()
{
    auto* dialog = new PromptDialog(m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { openRows("prompt", [row = dialog->row()] { return row; }); });
    dialog->open();
}

void DataWiring::openRows(const std::string& stem, const std::function<std::string()>& rows)
{
    m_parts.lane->ask(
        QStringLiteral("data.made"), this,
        [this, stem, rows,
         folder = dataFolder(studyFolder())](const RunContext&) -> QuickLane::Answer {
            const std::filesystem::path path = nextDataFile(folder, stem);
            writeFileAtomically(path, rows(), false);
            return [this, path] { m_parts.pair->openData(fromPath(path)); };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(kDataTopic, tr("The data file was not written."), outcome);
        });
}

void DataWiring::offerTable(const QString& path)
{
    m_parts.notices->clear(kDataTopic);
    m_parts.lane->ask(
        QStringLiteral("data.table"), this,
        [this, path](const RunContext&) -> QuickLane::Answer {
            const ColumnTable table = readColumns(toPath(path), ColumnsDialog::kShownRows);
            return [this, path, table] {
                auto* dialog = new ColumnsDialog(
                    table, tr("Columns of %1, first rows").arg(QFileInfo(path).fileName()),
                    m_parts.window);
                dialog->setAttribute(Qt::WA_DeleteOnClose);
                connect(dialog, &QDialog::accepted, this, [this, dialog, path] {
                    openRows(QFileInfo(path).completeBaseName().toStdString(),
                             [file = toPath(path), choice = dialog->choice()] {
                                 return mappedRows(readColumns(file), choice);
                             });
                });
                dialog->open();
            };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(kDataTopic, tr("The table was not read."), outcome);
        });
}

void DataWiring::mapBrokenRows()
{
    const std::shared_ptr<const DataFile> file = m_parts.pair->data().file;
    const ColumnTable table = brokenColumns(*file, ColumnsDialog::kShownRows);
    auto* dialog =
        new ColumnsDialog(table, tr("Columns of the rows that were not read"), m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, file] {
        openRows(m_parts.examples->name().toStdString(),
                 [file, choice = dialog->choice()] { return withMappedRows(*file, choice); });
    });
    dialog->open();
}

void DataWiring::showProblem()
{
    const DataSlot& slot = m_parts.pair->data();
    if (slot.state != SlotState::Failed) {
        m_parts.notices->clear(kDataTopic);
        return;
    }
    Notice notice{Notice::Weight::Problem, tr("The data file was not read."),
                  slot.problem.message,    slot.problem.advice,
                  slot.problem.details,    {}};
    notice.actions.append({tr("Choose another"), [this] { choose(); }});
    m_parts.notices->show(kDataTopic, notice);
}

void DataWiring::showBrokenRows()
{
    const DataSlot& slot = m_parts.pair->data();
    if (!slot.file || slot.file->problems().empty() || slot.skipsBroken) {
        m_parts.notices->clear(kRowsTopic);
        return;
    }
    const auto count = slot.file->problems().size();
    Notice notice{Notice::Weight::Problem,
                  brokenRowsHeadline(*slot.file, slot.name()),
                  brokenRowsReason(*slot.file),
                  count == 1 ? tr("Map the columns or skip it.")
                             : tr("Map the columns or skip them."),
                  brokenRowsDetails(*slot.file),
                  {}};
    if (!brokenColumns(*slot.file, 1).names.empty()) {
        notice.actions.append({tr("Map columns…"), [this] { mapBrokenRows(); }});
    }
    notice.actions.append({count == 1 ? tr("Skip 1 row") : tr("Skip %1 rows").arg(count),
                           [this] { m_parts.pair->skipBrokenRows(); }});
    notice.actions.append({tr("Choose another"), [this] { choose(); }});
    m_parts.notices->show(kRowsTopic, notice);
}

void DataWiring::editSplits()
{
    StudyDocument* study = m_parts.study;
    auto* dialog = new SplitsDialog(study->study().splits, m_parts.pair->data().file,
                                    m_parts.session->study().seed, m_parts.lane, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, study, dialog] {
        const auto apply = [study](const std::map<std::string, std::string>& splits) {
            Study edited = study->study();
            edited.splits = splits;
            study->setStudy(edited);
        };
        const auto before = study->study().splits;
        const auto after = dialog->splits();
        if (after != before) {
            apply(after);
            m_parts.viewUndo->record(
                tr("Edit splits"), [apply, before] { apply(before); },
                [apply, after] { apply(after); });
        }
    });
    connect(dialog, &SplitsDialog::rowsWanted, this, &DataWiring::showRows);
    dialog->open();
}

void DataWiring::showRows(const std::vector<int>& rows)
{
    std::vector<SelectionItem> set;
    for (const int row : rows) {
        set.push_back(RowItem{m_parts.examples->name(), row + 1});
    }
    if (!set.empty()) {
        const SelectionItem first = set.front();
        m_parts.selection->setSet(std::move(set), tr("shared rows"));
        m_parts.selection->select(first);
        m_parts.docks->reveal(m_parts.docks->examples());
    }
}

} // namespace neurograft
