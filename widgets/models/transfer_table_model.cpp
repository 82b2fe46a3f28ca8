// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/transfer_table_model.h"

#include "widgets/figures/latex_snippet.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/jobs/time_left.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/transfer_fields.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

const QString kTransferTableModelChannel = QStringLiteral("transfer.table");

QString lossText(double loss)
{
    return std::isnan(loss) ? QString() : curveNumber(loss);
}

bool isTransfer(const RunInfo& run)
{
    return run.problem.isEmpty() && isTransferMethod(run.kind);
}

std::string quoted(const QString& text)
{
    QString inner = text;
    inner.replace(u'"', QStringLiteral("\"\""));
    return "\"" + inner.toStdString() + "\"";
}

} // namespace

std::vector<QString> transferChanges(const TransferStudy& study)
{
    const TransferOptions options(study);
    std::vector<QString> changes;
    if (options.mode() != "corrected") {
        changes.push_back(QString::fromStdString(options.mode()));
    }
    for (const TransferField& field : transferFields(options)) {
        if (!options.isStandard(field.key)) {
            changes.push_back(field.label.toLower() + u' '
                              + transferValueText(field, options.value(field.key)));
        }
    }
    if (!study.teacherLayers.empty()) {
        changes.push_back(TransferTableModel::tr("pairs by hand"));
    }
    return changes;
}

TransferTableModel::TransferTableModel(RunListModel* runs, QuickLane* lane, QObject* parent)
    : QAbstractTableModel(parent), m_runs(runs), m_lane(lane)
{
    connect(runs, &RunListModel::refreshed, this, &TransferTableModel::refresh);
    connect(runs, &RunListModel::notesChanged, this, &TransferTableModel::refresh);
    refresh();
}

void TransferTableModel::refresh()
{
    std::vector<RunInfo> wanted;
    for (int row = 0; row < m_runs->rowCount(); ++row) {
        const RunInfo& run = m_runs->run(row);
        if (isTransfer(run) && !m_runs->isHidden(run.file.name)) {
            wanted.push_back(run);
        }
    }
    if (wanted.empty()) {
        m_lane->forget(kTransferTableModelChannel);
        take({});
        return;
    }
    m_lane->ask(
        kTransferTableModelChannel, this,
        [this, wanted, known = m_entries](const RunContext&) -> QuickLane::Answer {
            std::vector<Entry> entries;
            for (const RunInfo& run : wanted) {
                const auto same =
                    std::find_if(known.begin(), known.end(), [&run](const Entry& entry) {
                        return entry.file.isSameState(run.file) && entry.file.path == run.file.path;
                    });
                if (same != known.end()) {
                    entries.push_back(*same);
                    continue;
                }
                Entry entry;
                entry.file = run.file;
                entry.number = run.number;
                const JobOutcome read =
                    outcomeOf([&] { entry.result = readTransferResult(toPath(run.file.path)); });
                if (!read.isFailed()) { // one that vanished is told by the list of runs
                    entry.changes = transferChanges(entry.result.study);
                    entries.push_back(std::move(entry));
                }
            }
            return [this, entries] { take(entries); };
        });
}

void TransferTableModel::take(const std::vector<Entry>& entries)
{
    const bool isEqual =
        std::equal(entries.begin(), entries.end(), m_entries.begin(), m_entries.end(),
                   [](const Entry& a, const Entry& b) {
                       return a.file.isSameState(b.file) && a.file.path == b.file.path;
                   });
    if (isEqual) {
        return;
    }
    beginResetModel();
    m_entries = entries;
    endResetModel();
}

QString TransferTableModel::path(int row) const
{
    return m_entries[static_cast<std::size_t>(row)].file.path;
}

int TransferTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int TransferTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString TransferTableModel::text(const Entry& entry, int column) const
{
    const TransferResult& result = entry.result;
    switch (column) {
    case Run:
        return entry.number > 0 ? QStringLiteral("#%1").arg(entry.number)
                                : transferRunName(entry.file.path);
    case Method:
        return transferMethodTitle(result.study.method);
    case Changes: {
        QStringList changes;
        for (const QString& change : entry.changes) {
            changes << change;
        }
        return changes.isEmpty() ? tr("defaults") : changes.join(QStringLiteral(", "));
    }
    case Seed:
        return QString::number(result.study.seed);
    case Steps:
        return result.trainedSteps > 0 ? QString::number(result.trainedSteps) : QString();
    case FirstLoss:
        return lossText(result.firstLoss());
    case LastLoss:
        return lossText(result.lastLoss());
    case Validation:
        return lossText(result.validationLoss());
    case Took:
        return result.wallSeconds > 0.0 ? roundedDuration(result.wallSeconds) : QString();
    case Status:
        return result.isPartial ? tr("◐ partial") : tr("✓ complete");
    default:
        return {};
    }
}

QVariant TransferTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Entry& entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(entry, index.column());
    case Qt::ToolTipRole:
        return index.column() == Changes ? text(entry, Changes) : entry.file.name;
    case Qt::TextAlignmentRole:
        return index.column() >= Seed && index.column() <= Took
            ? QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter))
            : QVariant();
    case PathRole:
        return entry.file.path;
    default:
        return {};
    }
}

QVariant TransferTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    switch (section) {
    case Run:
        return tr("Run");
    case Method:
        return tr("Method");
    case Changes:
        return tr("Differs from defaults");
    case Seed:
        return tr("Seed");
    case Steps:
        return tr("Steps");
    case FirstLoss:
        return tr("First loss");
    case LastLoss:
        return tr("Last loss");
    case Validation:
        return tr("Validation");
    case Took:
        return tr("Took");
    case Status:
        return tr("Status");
    default:
        return {};
    }
}

std::string TransferTableModel::csv() const
{
    std::string lines =
        "run,method,changes,seed,steps,first_loss,last_loss,validation_loss,seconds,"
        "status\n";
    for (const Entry& entry : m_entries) {
        const TransferResult& result = entry.result;
        lines += quoted(entry.file.name) + ',' + result.study.method + ','
            + quoted(text(entry, Changes)) + ',' + std::to_string(result.study.seed) + ','
            + std::to_string(result.trainedSteps);
        for (const double number :
             {result.firstLoss(), result.lastLoss(), result.validationLoss(), result.wallSeconds}) {
            lines += ',' + fileNumber(number);
        }
        lines += result.isPartial ? ",partial\n" : ",complete\n";
    }
    return lines;
}

QString TransferTableModel::latex() const
{
    constexpr Column kShown[]{Run, Method, Changes, Seed, Steps, FirstLoss, LastLoss, Validation};
    QString lines = QStringLiteral("\\begin{table}\n\\centering\n\\begin{tabular}{lllrrrrr}\n"
                                   "\\toprule\n");
    QStringList cells;
    for (const Column column : kShown) {
        cells << escapedLatex(headerData(column, Qt::Horizontal).toString());
    }
    lines += cells.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\\n\\midrule\n");
    for (const Entry& entry : m_entries) {
        cells.clear();
        for (const Column column : kShown) {
            const QString shown = text(entry, column);
            cells << (shown.isEmpty() ? QStringLiteral("--") : escapedLatex(shown));
        }
        lines += cells.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\\n");
    }
    lines += QStringLiteral("\\bottomrule\n\\end{tabular}\n\\caption{%1}\n\\end{table}\n")
                 .arg(escapedLatex(tr("Transfers: loss in nats per labelled token, of the first "
                                      "and last step and of the validation rows.")));
    return lines;
}

} // namespace neurograft
