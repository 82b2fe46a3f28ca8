// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/next_token_table_model.h"

#include "widgets/plots/number_text.h"

#include <QFont>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace neurograft {

namespace {

constexpr double kMarked = 0.05; ///< difference of probabilities worth a mark

} // namespace

QString sideWord(PlaygroundSide side)
{
    switch (side) {
    case PlaygroundSide::Teacher:
        return NextTokenTableModel::tr("teacher");
    case PlaygroundSide::Student:
        return NextTokenTableModel::tr("student");
    case PlaygroundSide::StudentBefore:
        break;
    }
    return NextTokenTableModel::tr("student before");
}

QString visibleToken(const std::string& token)
{
    QString text = QString::fromStdString(token);
    text.replace(QLatin1Char(' '), QChar(0x00b7));
    text.replace(QLatin1Char('\n'), QChar(0x21b5));
    text.replace(QLatin1Char('\t'), QChar(0x2192));
    return text;
}

NextTokenTableModel::NextTokenTableModel(QObject* parent) : QAbstractTableModel(parent) { }

void NextTokenTableModel::setRows(std::vector<NextTokenRow> rows, std::vector<PlaygroundSide> sides)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_sides = std::move(sides);
    m_columns = {{Kind::Token, PlaygroundSide::Teacher}};
    for (const PlaygroundSide side : m_sides) {
        m_columns.push_back({Kind::Probability, side});
        m_columns.push_back({Kind::Logit, side});
    }
    if (hasSide(PlaygroundSide::Teacher) && hasSide(PlaygroundSide::Student)) {
        m_columns.push_back({Kind::Difference, PlaygroundSide::Student});
    }
    endResetModel();
}

bool NextTokenTableModel::hasSide(PlaygroundSide side) const
{
    return std::find(m_sides.begin(), m_sides.end(), side) != m_sides.end();
}

int NextTokenTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int NextTokenTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

/// Null when the row has no place for that side.
const std::optional<NextTokenScore>* NextTokenTableModel::score(int row, PlaygroundSide side) const
{
    const std::vector<std::optional<NextTokenScore>>& sides =
        m_rows[static_cast<std::size_t>(row)].sides;
    const auto at = static_cast<std::size_t>(side);
    return at < sides.size() && sides[at] ? &sides[at] : nullptr;
}

std::optional<double> NextTokenTableModel::difference(int row) const
{
    const auto* teacher = score(row, PlaygroundSide::Teacher);
    const auto* student = score(row, PlaygroundSide::Student);
    return teacher != nullptr && student != nullptr
        ? std::optional((*student)->probability - (*teacher)->probability)
        : std::nullopt;
}

/// It is the first choice of one of the two and not of the other.
bool NextTokenTableModel::isOtherFirst(int row) const
{
    const auto* teacher = score(row, PlaygroundSide::Teacher);
    const auto* student = score(row, PlaygroundSide::Student);
    return hasSide(PlaygroundSide::Teacher) && hasSide(PlaygroundSide::Student)
        && (teacher != nullptr && (*teacher)->rank == 1)
        != (student != nullptr && (*student)->rank == 1);
}

QString NextTokenTableModel::differenceText(int row) const
{
    const std::optional<double> value = difference(row);
    QString text = value ? signedNumberText(*value, 3) : tr("only one has it");
    if (value && std::abs(*value) >= kMarked) {
        text += *value > 0.0 ? QStringLiteral(" ▲") : QStringLiteral(" ▼");
    }
    return isOtherFirst(row) ? text + QStringLiteral(" ≠1") : text;
}

QString NextTokenTableModel::text(int row, const Column& column) const
{
    if (column.kind == Kind::Token) {
        return visibleToken(m_rows[static_cast<std::size_t>(row)].token);
    }
    if (column.kind == Kind::Difference) {
        return differenceText(row);
    }
    const auto* found = score(row, column.side);
    if (found == nullptr) {
        return QStringLiteral("–");
    }
    return column.kind == Kind::Probability ? numberText((*found)->probability, 3)
                                            : numberText((*found)->logit, 2);
}

QString NextTokenTableModel::describe(int row) const
{
    QStringList parts;
    for (const PlaygroundSide side : m_sides) {
        const auto* found = score(row, side);
        parts << (found == nullptr ? tr("%1 has no such token").arg(sideWord(side))
                                   : tr("%1: probability %2, logit %3, rank %4, id %5")
                                         .arg(sideWord(side))
                                         .arg(numberText((*found)->probability, 4))
                                         .arg(numberText((*found)->logit, 3))
                                         .arg(countText((*found)->rank))
                                         .arg((*found)->id));
    }
    return QStringLiteral("“%1”\n%2")
        .arg(text(row, {Kind::Token, {}}), parts.join(QLatin1Char('\n')));
}

QVariant NextTokenTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Column& column = m_columns[static_cast<std::size_t>(index.column())];
    const auto* found = score(index.row(), column.side);
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), column);
    case Qt::ToolTipRole:
        return describe(index.row());
    case Qt::TextAlignmentRole:
        return column.kind == Kind::Token ? QVariant()
                                          : QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    case Qt::FontRole: {
        const std::optional<double> value = difference(index.row());
        const bool isMarked = column.kind == Kind::Difference
            && ((value && std::abs(*value) >= kMarked) || isOtherFirst(index.row()));
        QFont bold;
        bold.setBold(true);
        return isMarked ? QVariant(bold) : QVariant();
    }
    case FractionRole:
        return column.kind == Kind::Probability && found != nullptr
            ? QVariant((*found)->probability)
            : QVariant();
    case SideRole:
        return column.kind == Kind::Probability || column.kind == Kind::Logit
            ? QVariant(static_cast<int>(column.side))
            : QVariant();
    default:
        return {};
    }
}

QVariant NextTokenTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || section < 0) {
        return {};
    }
    if (orientation == Qt::Vertical) {
        return section + 1;
    }
    if (section >= columnCount()) {
        return {};
    }
    QString words = title(section);
    words.replace(QStringLiteral("− "), QStringLiteral("−\u00a0")); // the sign stays with its word
    return words.replace(QLatin1Char(' '), QLatin1Char('\n'));
}

QString NextTokenTableModel::title(int column) const
{
    const Column& shown = m_columns[static_cast<std::size_t>(column)];
    switch (shown.kind) {
    case Kind::Token:
        return tr("next token");
    case Kind::Probability:
        return tr("p %1").arg(sideWord(shown.side));
    case Kind::Logit:
        return tr("logit %1").arg(sideWord(shown.side));
    case Kind::Difference:
        break;
    }
    return tr("student − teacher");
}

QString NextTokenTableModel::tsv(const std::vector<int>& chosen) const
{
    std::vector<int> rows = chosen;
    if (rows.empty()) {
        rows.resize(m_rows.size());
        std::iota(rows.begin(), rows.end(), 0);
    }
    QStringList lines;
    QStringList cells;
    for (int column = 0; column < columnCount(); ++column) {
        cells << title(column);
    }
    lines << cells.join(QLatin1Char('\t'));
    for (const int row : rows) {
        cells.clear();
        for (const Column& column : m_columns) {
            cells << text(row, column);
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace neurograft
