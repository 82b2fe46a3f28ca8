// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/splits_model.h"

#include "core/data/row_selection.h"
#include "core/run/error.h"

#include <QColor>
#include <QFont>

#include <algorithm>

namespace neurograft {

namespace {

const std::vector<std::string>& usualSplits()
{
    static const std::vector<std::string> kNames{"extract", "align", "train"};
    return kNames;
}

} // namespace

SplitsModel::SplitsModel(QObject* parent) : QAbstractTableModel(parent) { }

void SplitsModel::setSplits(const std::map<std::string, std::string>& splits,
                            std::shared_ptr<const DataFile> file)
{
    beginResetModel();
    m_file = std::move(file);
    m_splits.clear();
    std::vector<std::string> names = usualSplits();
    for (const auto& [name, text] : splits) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    }
    for (const std::string& name : names) {
        Split split;
        split.name = name;
        const auto found = splits.find(name);
        take(split, found == splits.end() ? QString() : QString::fromStdString(found->second));
        m_splits.push_back(std::move(split));
    }
    endResetModel();
    Q_EMIT changed();
}

void SplitsModel::take(Split& split, const QString& text) const
{
    split.text = text.trimmed();
    split.rows.clear();
    split.problem.clear();
    if (split.text.isEmpty()) {
        split.wanted = 0;
        return;
    }
    try {
        for (const std::int64_t row :
             parseRowList(QString(split.text).remove(u' ').toStdString())) {
            const bool isThere = row >= 1 && (!m_file || row <= m_file->rows());
            if (!isThere) {
                split.problem = m_file
                    ? tr("%1: rows go from 1 to %2, not to %3.")
                          .arg(QString::fromStdString(split.name))
                          .arg(m_file->rows())
                          .arg(row)
                    : tr("%1: rows count from 1.").arg(QString::fromStdString(split.name));
                break;
            }
            split.rows.push_back(row - 1);
        }
    } catch (const UsageError&) {
        split.problem =
            tr("%1: write rows such as 3,7,12-20.").arg(QString::fromStdString(split.name));
    }
    split.wanted = static_cast<std::int64_t>(split.rows.size());
}

void SplitsModel::takeRows(Split& split, const std::vector<std::int64_t>& rows) const
{
    std::vector<std::int64_t> fromOne = rows;
    for (std::int64_t& row : fromOne) {
        ++row;
    }
    take(split, QString::fromStdString(rowListText(fromOne)));
}

std::map<std::string, std::string> SplitsModel::splits() const
{
    std::map<std::string, std::string> texts;
    for (const Split& split : m_splits) {
        if (!split.text.isEmpty()) {
            texts[split.name] = QString(split.text).remove(u' ').toStdString();
        }
    }
    return texts;
}

std::vector<NamedRows> SplitsModel::parts() const
{
    std::vector<NamedRows> parts;
    for (const Split& split : m_splits) {
        parts.push_back({split.name, split.rows});
    }
    return parts;
}

QString SplitsModel::problem() const
{
    for (const Split& split : m_splits) {
        if (!split.problem.isEmpty()) {
            return split.problem;
        }
    }
    return {};
}

void SplitsModel::draw(std::uint64_t seed)
{
    if (!m_file) {
        return;
    }
    std::vector<std::int64_t> usable;
    for (std::int64_t row = 0; row < m_file->rows(); ++row) {
        if (m_file->facts(row).isUsable) {
            usable.push_back(row);
        }
    }
    std::vector<std::int64_t> sizes;
    for (const Split& split : m_splits) {
        sizes.push_back(split.wanted);
    }
    const auto drawn = drawParts(usable, sizes, seed);
    for (std::size_t i = 0; i < m_splits.size(); ++i) {
        takeRows(m_splits[i], drawn[i]);
    }
    tellChanged();
}

void SplitsModel::removeRows(const std::string& name, const std::vector<std::int64_t>& rows)
{
    for (Split& split : m_splits) {
        if (split.name == name) {
            std::vector<std::int64_t> kept;
            std::copy_if(split.rows.begin(), split.rows.end(), std::back_inserter(kept),
                         [&](std::int64_t row) {
                             return std::find(rows.begin(), rows.end(), row) == rows.end();
                         });
            takeRows(split, kept);
        }
    }
    tellChanged();
}

void SplitsModel::tellChanged()
{
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT changed();
}

int SplitsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_splits.size());
}

int SplitsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SplitsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Split& split = m_splits[static_cast<std::size_t>(index.row())];
    const bool isPlanned = split.wanted != static_cast<std::int64_t>(split.rows.size());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return index.column() == Name ? QVariant(QString::fromStdString(split.name))
            : index.column() == Rows  ? QVariant(split.text)
                                      : QVariant(static_cast<int>(split.wanted));
    case Qt::ToolTipRole:
        return index.column() == Size && isPlanned ? tr("Wanted; draw to get as many rows")
                                                   : split.problem;
    case Qt::FontRole: {
        QFont font;
        font.setItalic(index.column() == Size && isPlanned);
        return font;
    }
    case Qt::TextAlignmentRole:
        return index.column() == Size ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter))
                                      : QVariant(int(Qt::AlignLeft | Qt::AlignVCenter));
    default:
        return {};
    }
}

bool SplitsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole) {
        return false;
    }
    Split& split = m_splits[static_cast<std::size_t>(index.row())];
    if (index.column() == Rows) {
        take(split, value.toString());
    } else if (index.column() == Size) {
        bool isNumber = false;
        const int wanted = value.toInt(&isNumber);
        if (!isNumber || wanted < 0) {
            return false;
        }
        split.wanted = wanted;
    } else {
        return false;
    }
    tellChanged();
    return true;
}

Qt::ItemFlags SplitsModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() != Name ? flags | Qt::ItemIsEditable : flags;
}

QVariant SplitsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0
        || section >= ColumnCount) {
        return {};
    }
    const QString titles[] = {tr("Split"), tr("Rows, from 1"), tr("Size")};
    return titles[section];
}

} // namespace neurograft
