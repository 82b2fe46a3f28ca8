// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/figure_list_model.h"

#include "core/run/error.h"
#include "widgets/models/path_text.h"

#include <nlohmann/json.hpp>

#include <QJsonDocument>
#include <QUndoStack>

#include <algorithm>
#include <set>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr int kFigureListModelSchema = 1;

} // namespace

class FigureListModel::Change : public QUndoCommand {
public:
    /// @param kind changes of one kind that follow each other are one; empty: never
    Change(FigureListModel* list, std::vector<Row> before, std::vector<Row> after,
           const QString& text, QString kind)
        : QUndoCommand(text), m_list(list), m_before(std::move(before)), m_after(std::move(after)),
          m_kind(std::move(kind))
    {
    }
    void undo() override { m_list->apply(m_before); }
    void redo() override { m_list->apply(m_after); }
    int id() const override { return m_kind.isEmpty() ? -1 : kMerging; }
    bool mergeWith(const QUndoCommand* next) override
    {
        const auto* other = static_cast<const Change*>(next); // of the same id
        if (other->m_list != m_list || other->m_kind != m_kind) {
            return false;
        }
        m_after = other->m_after;
        return true;
    }

private:
    static constexpr int kMerging = 0x4647; ///< no other command of the window has it
    FigureListModel* m_list;
    std::vector<Row> m_before;
    std::vector<Row> m_after;
    QString m_kind;
};

FigureListModel::FigureListModel(QUndoStack* undo, QObject* parent)
    : QAbstractListModel(parent), m_undo(undo)
{
}

int FigureListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QStringList FigureListModel::facts(const Row& row) const
{
    const FigureSpec& spec = row.entry.recipe.spec;
    const QString preset = spec.preset.isEmpty() ? tr("typed size") : spec.preset;
    QStringList lines;
    lines << (row.look && row.look->problem.isEmpty()
                  ? tr("%1 × %2 mm, %3")
                        .arg(QString::number(row.look->sizeMm.width(), 'f', 1),
                             QString::number(row.look->sizeMm.height(), 'f', 1), preset)
                  : tr("%1 mm wide, %2").arg(QString::number(spec.widthMm, 'f', 1), preset));
    QStringList runs;
    for (const fs::path& run : row.entry.runs) {
        runs << fromPath(run.stem());
    }
    const auto parts = static_cast<int>(row.entry.recipe.parts.size());
    lines << (parts > 0 ? tr("board (%1)").arg(parts)
                        : row.entry.recipe.kind + QStringLiteral(", ")
                      + runs.join(QStringLiteral(" − ")));
    if (!row.look) {
        lines << tr("being drawn…");
    } else if (!row.look->problem.isEmpty()) {
        lines << QStringLiteral("✕ ") + row.look->problem;
    } else {
        const auto count = static_cast<int>(row.look->checks.size());
        lines << (row.look->isAllPassed()
                      ? tr("✓ %1/%2 checks OK").arg(count).arg(count)
                      : tr("! %1/%2 checks OK").arg(row.look->passed()).arg(count));
    }
    return lines;
}

QVariant FigureListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool isOld = isStale(index.row());
    const QString title = isOld ? tr("%1 (stale)").arg(row.entry.name) : row.entry.name;
    switch (role) {
    case Qt::DisplayRole:
        return QString(title + u'\n' + facts(row).join(u'\n'));
    case Qt::EditRole:
        return row.entry.name;
    case Qt::DecorationRole:
        return row.look ? QVariant(row.look->thumbnail) : QVariant();
    case Qt::AccessibleTextRole:
        return QString(title + QStringLiteral(", ") + facts(row).join(QStringLiteral(", ")));
    case Qt::ToolTipRole:
        return isOld ? tr("The run has changed since this figure was written: refresh it.")
                     : fromPath(row.entry.exported);
    case IdRole:
        return row.id;
    case FactsRole:
        return facts(row);
    case StaleRole:
        return isOld;
    default:
        return {};
    }
}

Qt::ItemFlags FigureListModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractListModel::flags(index);
    return index.isValid() ? flags | Qt::ItemIsEditable : flags;
}

bool FigureListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || !index.isValid() || name.isEmpty()) {
        return false;
    }
    for (const Row& row : m_rows) {
        if (row.entry.name == name) {
            return false; // names are file names: each once
        }
    }
    std::vector<Row> rows = m_rows;
    rows[static_cast<std::size_t>(index.row())].entry.name = name;
    change(std::move(rows), tr("Rename figure to %1").arg(name));
    return true;
}

QJsonObject FigureListModel::toJson(const QString& folder) const
{
    if (m_rows.empty()) {
        return {};
    }
    nlohmann::json figures = nlohmann::json::array();
    for (const Row& row : m_rows) {
        figures.push_back(neurograft::toJson(row.entry, toPath(folder)));
    }
    const nlohmann::json section = {{"schema", kFigureListModelSchema}, {"figures", figures}};
    return QJsonDocument::fromJson(QByteArray::fromStdString(section.dump())).object();
}

QStringList FigureListModel::read(const QJsonObject& section, const QString& folder)
{
    QStringList problems;
    std::vector<Row> rows;
    const nlohmann::json json = nlohmann::json::parse(
        QJsonDocument(section).toJson(QJsonDocument::Compact).toStdString(), nullptr, false);
    const nlohmann::json figures = json.value("figures", nlohmann::json::array());
    for (const nlohmann::json& figure : figures) {
        try {
            rows.push_back({++m_lastId, figureEntryFromJson(figure, toPath(folder)), {}});
        } catch (const Error& error) {
            problems << tr("A figure of the study was left out: %1")
                            .arg(QString::fromStdString(error.what()));
        }
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    return problems;
}

void FigureListModel::moveTo(const QString& folder)
{
    const fs::path runs = toPath(folder) / "runs";
    for (Row& row : m_rows) {
        for (fs::path& run : row.entry.runs) {
            std::error_code error;
            if (run.parent_path() != runs && fs::exists(runs / run.filename(), error)) {
                run = runs / run.filename();
            }
        }
    }
}

const FigureEntry& FigureListModel::entry(int row) const
{
    return m_rows.at(static_cast<std::size_t>(row)).entry;
}

std::vector<FigureEntry> FigureListModel::entries() const
{
    std::vector<FigureEntry> all;
    for (const Row& row : m_rows) {
        all.push_back(row.entry);
    }
    return all;
}

quint64 FigureListModel::idOf(int row) const
{
    return m_rows.at(static_cast<std::size_t>(row)).id;
}

int FigureListModel::rowOf(quint64 id) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [id](const Row& row) { return row.id == id; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

QString FigureListModel::freeName(const QString& pattern) const
{
    const QString wanted = pattern.isEmpty() ? tr("Figure %1") : pattern;
    std::set<QString> taken;
    for (const Row& row : m_rows) {
        taken.insert(row.entry.name);
    }
    int number = 1;
    while (taken.count(wanted.arg(number)) > 0) {
        ++number;
    }
    return wanted.arg(number);
}

int FigureListModel::keep(const FigureEntry& entry, const QString& what, const QString& kind)
{
    std::vector<Row> rows = m_rows;
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const Row& row) { return row.entry.name == entry.name; });
    const auto place = static_cast<int>(found - rows.begin());
    if (found == rows.end()) {
        rows.push_back({++m_lastId, entry, {}});
        change(std::move(rows), what.isEmpty() ? tr("Keep %1").arg(entry.name) : what);
    } else {
        found->entry = entry;
        found->look.reset();
        const QString ownKind =
            kind.isEmpty() ? QString() : QStringLiteral("%1/%2").arg(found->id).arg(kind);
        change(std::move(rows), what.isEmpty() ? tr("Change %1").arg(entry.name) : what, ownKind);
    }
    return place;
}

void FigureListModel::remove(int row)
{
    std::vector<Row> rows = m_rows;
    const QString name = entry(row).name;
    rows.erase(rows.begin() + row);
    change(std::move(rows), tr("Remove %1").arg(name));
}

int FigureListModel::duplicate(int row)
{
    std::vector<Row> rows = m_rows;
    Row copy = m_rows.at(static_cast<std::size_t>(row));
    copy.id = ++m_lastId;
    copy.entry.name = freeName();
    copy.entry.exported.clear();
    const QString text = tr("Duplicate %1").arg(entry(row).name);
    rows.insert(rows.begin() + row + 1, std::move(copy));
    change(std::move(rows), text);
    return row + 1;
}

void FigureListModel::setExported(quint64 id, const fs::path& file, const std::string& csvSha256)
{
    const int row = rowOf(id);
    if (row < 0) {
        return;
    }
    FigureEntry& entry = m_rows[static_cast<std::size_t>(row)].entry;
    if (!file.empty()) {
        entry.exported = file;
    }
    entry.csvSha256 = csvSha256;
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT changed();
}

void FigureListModel::setLook(quint64 id, const FigureLook& look)
{
    const int row = rowOf(id);
    if (row < 0) {
        return;
    }
    Row& seen = m_rows[static_cast<std::size_t>(row)];
    seen.look = look;
    const bool isFirst = seen.entry.csvSha256.empty() && look.problem.isEmpty();
    if (isFirst) {
        seen.entry.csvSha256 = look.csvSha256;
    }
    Q_EMIT dataChanged(index(row), index(row));
    if (isFirst) {
        Q_EMIT changed();
    }
}

const FigureLook* FigureListModel::look(int row) const
{
    const std::optional<FigureLook>& look = m_rows.at(static_cast<std::size_t>(row)).look;
    return look ? &*look : nullptr;
}

bool FigureListModel::isStale(int row) const
{
    const Row& one = m_rows.at(static_cast<std::size_t>(row));
    return one.look && one.look->problem.isEmpty() && !one.entry.csvSha256.empty()
        && one.entry.csvSha256 != one.look->csvSha256;
}

std::vector<int> FigureListModel::staleRows() const
{
    std::vector<int> rows;
    for (int row = 0; row < rowCount(); ++row) {
        if (isStale(row)) {
            rows.push_back(row);
        }
    }
    return rows;
}

void FigureListModel::change(std::vector<Row> rows, const QString& text, const QString& kind)
{
    if (m_undo != nullptr) {
        m_undo->push(new Change(this, m_rows, std::move(rows), text, kind));
    } else {
        apply(rows);
    }
}

void FigureListModel::apply(const std::vector<Row>& rows)
{
    const auto isSameRow = [](const Row& a, const Row& b) { return a.id == b.id; };
    if (std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), isSameRow)) {
        m_rows = rows;
        if (!rows.empty()) {
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        }
    } else {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    }
    Q_EMIT changed();
}

} // namespace neurograft
