// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_list_model.h"

#include "core/study/run_trash.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/jobs/time_left.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QJsonArray>
#include <QLocale>
#include <QMap>
#include <QUndoStack>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr int kSettleMs = 150;
const QString kRunListModelChannel = QStringLiteral("runs.read");
const QString kTags = QStringLiteral("tags");
const QString kNote = QStringLiteral("note");
const QString kHidden = QStringLiteral("hidden");

struct StatusTexts {
    Q_DECLARE_TR_FUNCTIONS(RunListModel)
};

bool isNewer(const RunInfo& a, const RunInfo& b)
{
    return a.number != b.number ? a.number > b.number : a.file.name > b.file.name;
}

QString pairText(const RunInfo& run)
{
    QStringList names;
    for (const QString& name : {run.teacher, run.student}) {
        if (!name.isEmpty()) {
            names << name;
        }
    }
    return names.join(QStringLiteral(" → "));
}

} // namespace

QString runStatusText(const RunInfo& run)
{
    if (!run.problem.isEmpty()) {
        return StatusTexts::tr("✕ unreadable");
    }
    return run.isComplete ? StatusTexts::tr("✓ complete") : StatusTexts::tr("◐ partial");
}

/// Tags, notes or hiding of some runs before and after.
class RunListModel::Change : public QUndoCommand {
public:
    using Entries = QMap<QString, QJsonObject>; ///< by file name

    Change(RunListModel* model, Entries before, Entries after, const QString& text)
        : QUndoCommand(text), m_model(model), m_before(std::move(before)), m_after(std::move(after))
    {
    }
    void undo() override { apply(m_before); }
    void redo() override { apply(m_after); }

private:
    void apply(const Entries& entries)
    {
        for (auto entry = entries.cbegin(); entry != entries.cend(); ++entry) {
            m_model->setEntry(entry.key(), entry.value());
        }
        Q_EMIT m_model->notesChanged();
    }
    RunListModel* m_model;
    Entries m_before;
    Entries m_after;
};

RunListModel::RunListModel(QuickLane* lane, QUndoStack* undo, QObject* parent)
    : QAbstractTableModel(parent), m_lane(lane), m_undo(undo),
      m_watcher(new QFileSystemWatcher(this))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    connect(&m_settle, &QTimer::timeout, this, &RunListModel::refresh);
    connect(m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] { m_settle.start(); });
}

void RunListModel::setFolder(const QString& folder)
{
    if (folder == m_folder) {
        return;
    }
    if (!m_watcher->directories().isEmpty()) {
        m_watcher->removePaths(m_watcher->directories());
    }
    m_lane->forget(kRunListModelChannel);
    m_isReading = m_isStale = false;
    m_settle.stop();
    m_folder = folder;
    m_headers.clear();
    beginResetModel();
    m_runs.clear();
    endResetModel();
    if (!m_folder.isEmpty()) {
        refresh();
    }
}

void RunListModel::refresh()
{
    if (m_folder.isEmpty()) {
        return;
    }
    if (m_isReading) {
        m_isStale = true;
        return;
    }
    if (m_watcher->directories().isEmpty() && QFileInfo(m_folder).isDir()) {
        m_watcher->addPath(m_folder);
    }
    m_isReading = true;
    m_lane->ask(
        kRunListModelChannel, this,
        [this, folder = m_folder,
         known = m_headers](const RunContext& context) -> QuickLane::Answer {
            QHash<QString, RunInfo> headers;
            std::vector<RunInfo> runs;
            for (const RunFile& file : listRunFiles(folder)) {
                context.throwIfStopped();
                const auto before = known.constFind(file.name);
                const bool isKnown = before != known.cend() && before->file.isSameState(file);
                runs.push_back(isKnown ? *before : readRunInfo(file));
                headers.insert(file.name, runs.back());
            }
            std::vector<RunInfo> folded = foldedRuns(runs);
            std::sort(folded.begin(), folded.end(), isNewer);
            return [this, headers, folded] { take(headers, folded); };
        },
        [this](const JobOutcome&) { m_isReading = false; });
}

/// Rows appear, change and go one by one, so that views keep selection and place.
void RunListModel::take(const QHash<QString, RunInfo>& headers, std::vector<RunInfo> runs)
{
    m_isReading = false;
    m_headers = headers;
    std::size_t row = 0;
    for (RunInfo& run : runs) {
        while (row < m_runs.size() && isNewer(m_runs[row], run)) {
            beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
            m_runs.erase(m_runs.begin() + static_cast<std::ptrdiff_t>(row));
            endRemoveRows();
        }
        const int at = static_cast<int>(row);
        if (row < m_runs.size() && m_runs[row].file.name == run.file.name) {
            const bool isChanged =
                !m_runs[row].file.isSameState(run.file) || m_runs[row].measures != run.measures;
            m_runs[row] = std::move(run);
            if (isChanged) {
                Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
            }
        } else {
            beginInsertRows({}, at, at);
            m_runs.insert(m_runs.begin() + static_cast<std::ptrdiff_t>(row), std::move(run));
            endInsertRows();
        }
        ++row;
    }
    if (row < m_runs.size()) {
        beginRemoveRows({}, static_cast<int>(row), static_cast<int>(m_runs.size()) - 1);
        m_runs.resize(row);
        endRemoveRows();
    }
    Q_EMIT refreshed();
    if (m_isStale) {
        m_isStale = false;
        refresh();
    }
}

void RunListModel::setNotes(const QJsonObject& notes)
{
    if (notes == m_notes) {
        return;
    }
    m_notes = notes;
    if (!m_runs.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

QJsonObject RunListModel::entry(const QString& file) const
{
    return m_notes.value(file).toObject();
}

void RunListModel::change(const QStringList& files, const QString& key, const QJsonValue& value,
                          const QString& text)
{
    const bool isDefault = value == QJsonValue(QString()) || value == QJsonValue(false)
        || value == QJsonValue(QJsonArray());
    Change::Entries before;
    Change::Entries after;
    for (const QString& file : files) {
        QJsonObject changed = entry(file);
        if (isDefault) {
            changed.remove(key);
        } else {
            changed.insert(key, value);
        }
        if (changed != entry(file)) {
            before.insert(file, entry(file));
            after.insert(file, changed);
        }
    }
    if (!after.isEmpty()) {
        m_undo->push(new Change(this, before, after, text)); // redo() applies it
    }
}

void RunListModel::setEntry(const QString& file, const QJsonObject& entry)
{
    if (entry.isEmpty()) {
        m_notes.remove(file);
    } else {
        m_notes.insert(file, entry);
    }
    const int row = rowOf(file);
    if (row >= 0) {
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

QStringList RunListModel::tags(const QString& file) const
{
    QStringList tags;
    for (const QJsonValue& tag : entry(file).value(kTags).toArray()) {
        tags << tag.toString();
    }
    return tags;
}

void RunListModel::setTags(const QStringList& files, const QStringList& tags)
{
    QStringList clean;
    for (const QString& tag : tags) {
        const QString word = tag.trimmed();
        if (!word.isEmpty() && !clean.contains(word)) {
            clean << word;
        }
    }
    change(files, kTags, QJsonArray::fromStringList(clean), tr("Tag runs"));
}

QString RunListModel::note(const QString& file) const
{
    return entry(file).value(kNote).toString();
}

void RunListModel::setNote(const QString& file, const QString& note)
{
    change({file}, kNote, note.trimmed(), tr("Note of a run"));
}

bool RunListModel::isHidden(const QString& file) const
{
    return entry(file).value(kHidden).toBool();
}

void RunListModel::setHidden(const QStringList& files, bool isHidden)
{
    change(files, kHidden, isHidden, isHidden ? tr("Hide runs") : tr("Show hidden runs again"));
}

int RunListModel::rowOf(const QString& file) const
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(),
                                    [&file](const RunInfo& run) { return run.file.name == file; });
    return found == m_runs.end() ? -1 : static_cast<int>(found - m_runs.begin());
}

void RunListModel::moveToTrash(const QStringList& files)
{
    QStringList names;
    for (const RunInfo& header : std::as_const(m_headers)) {
        const int row = rowOf(header.file.name);
        // A folded file goes with the run that stands for it.
        const bool isWanted = row >= 0
            ? files.contains(header.file.name)
            : std::any_of(files.begin(), files.end(), [&](const QString& file) {
                  const int whose = rowOf(file);
                  return whose >= 0 && foldedRuns({run(whose), header}).size() == 1;
              });
        if (isWanted) {
            names << header.file.name;
        }
    }
    const QDate today = QDate::currentDate();
    const auto dateText = [](const QDate& date) {
        return date.toString(QStringLiteral("yyyyMMdd")).toStdString();
    };
    m_lane->ask(
        QStringLiteral("runs.trash.") + names.join(QLatin1Char('|')), this,
        [this, folder = m_folder, names, day = dateText(today),
         oldest = dateText(today.addDays(-kTrashDays))](const RunContext&) -> QuickLane::Answer {
            for (const QString& name : names) {
                moveRunToTrash(toPath(folder), name.toStdString(), day);
            }
            emptyRunTrash(toPath(folder), oldest);
            return [this] { refresh(); };
        },
        [this](const JobOutcome& outcome) {
            refresh();
            Q_EMIT failed(tr("The run was not deleted."), outcome);
        });
}

int RunListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const RunInfo& run = this->run(index.row());
    const QString& file = run.file.name;
    switch (role) {
    case FileRole:
        return file;
    case PathRole:
        return run.file.path;
    case NumberRole:
        return run.number;
    case HiddenRole:
        return isHidden(file);
    case CommandRole:
        return run.command;
    case Qt::ToolTipRole:
        return run.problem.isEmpty() ? tr("%1, seed %2").arg(file).arg(run.seed) : run.problem;
    case Qt::EditRole:
        if (index.column() == Note) {
            return note(file);
        }
        break;
    case SortRole:
        switch (index.column()) {
        case Number:
            return run.number;
        case Date:
            return run.created;
        case Seconds:
            return run.seconds;
        default:
            return data(index, Qt::DisplayRole);
        }
    case Qt::DisplayRole:
        switch (index.column()) {
        case Number:
            return run.number > 0 ? QStringLiteral("#%1").arg(run.number) : QString();
        case Kind:
            return run.kind;
        case Content:
            return runContentText(run);
        case Pair:
            return pairText(run);
        case Status:
            return runStatusText(run);
        case Date:
            return run.created.isValid()
                ? run.created.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"))
                : QString();
        case Seconds:
            return run.seconds > 0.0 ? roundedDuration(run.seconds) : QString();
        case Tags:
            return tags(file).join(QStringLiteral(", "));
        case Note:
            return note(file);
        default:
            break;
        }
        break;
    default:
        break;
    }
    return {};
}

bool RunListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid)
        || index.column() != Note) {
        return false;
    }
    setNote(run(index.row()).file.name, value.toString());
    return true;
}

Qt::ItemFlags RunListModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == Note ? flags | Qt::ItemIsEditable : flags;
}

QVariant RunListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    switch (section) {
    case Number:
        return tr("Run");
    case Kind:
        return tr("Kind");
    case Content:
        return tr("Holds");
    case Pair:
        return tr("Teacher → student");
    case Status:
        return tr("Status");
    case Date:
        return tr("Date");
    case Seconds:
        return tr("Took");
    case Tags:
        return tr("Tags");
    case Note:
        return tr("Note");
    default:
        return {};
    }
}

} // namespace neurograft
