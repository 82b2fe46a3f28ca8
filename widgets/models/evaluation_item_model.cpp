// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_item_model.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace neurograft {

namespace {

constexpr int kLongestCell = 240; ///< characters; the rest is read beside the table

/// How much @p prompt and @p common begin with together.
std::size_t sharedStart(std::string_view prompt, std::string_view common)
{
    const auto end = std::mismatch(common.begin(), common.end(), prompt.begin(), prompt.end());
    return static_cast<std::size_t>(end.first - common.begin());
}

std::size_t sharedEnd(std::string_view prompt, std::string_view common)
{
    const auto end = std::mismatch(common.rbegin(), common.rend(), prompt.rbegin(), prompt.rend());
    return static_cast<std::size_t>(end.first - common.rbegin());
}

/// What prompts of one group begin and end with, whole lines only.
struct CommonParts {
    std::string_view start;
    std::string_view end;
    int prompts = 0;

    void take(std::string_view prompt)
    {
        if (prompts++ == 0) {
            start = end = prompt;
            return;
        }
        start = start.substr(0, sharedStart(prompt, start));
        end.remove_prefix(end.size() - sharedEnd(prompt, end));
    }
    void toWholeLines()
    {
        start = start.substr(0, start.rfind('\n') + 1);
        const std::size_t line = end.find('\n');
        end = line == std::string_view::npos ? std::string_view() : end.substr(line);
    }
};

QString shortText(const std::string& text)
{
    return QString::fromStdString(text).simplified().left(kLongestCell);
}

/// "✗ 16": the mark, and the part of the answer that counts.
QString answerText(const EvaluationItem* item)
{
    if (item == nullptr || !item->isAnswered) {
        return {};
    }
    const QString text = shortText(item->extracted);
    return text.isEmpty() ? EvaluationItemModel::tr("%1 no answer").arg(verdictMark(item->verdict))
                          : verdictMark(item->verdict) + u' ' + text;
}

} // namespace

QString verdictMark(Verdict verdict)
{
    return verdict == Verdict::Right ? QStringLiteral("✓")
        : verdict == Verdict::Wrong  ? QStringLiteral("✗")
                                     : QStringLiteral("–");
}

QString flipText(Flip flip)
{
    switch (flip) {
    case Flip::Gained:
        return QStringLiteral("✗→✓");
    case Flip::Lost:
        return QStringLiteral("✓→✗");
    case Flip::BothRight:
        return QStringLiteral("✓ ✓");
    case Flip::BothWrong:
        return QStringLiteral("✗ ✗");
    case Flip::Open:
        break;
    }
    return QStringLiteral("–");
}

Flip ItemPair::flip() const
{
    const auto isScored = [](const EvaluationItem* item) {
        return item != nullptr && item->verdict != Verdict::NotScored;
    };
    if (!isScored(before) || !isScored(after)) {
        return Flip::Open;
    }
    const bool wasRight = before->verdict == Verdict::Right;
    const bool isRight = after->verdict == Verdict::Right;
    return wasRight == isRight ? (isRight ? Flip::BothRight : Flip::BothWrong)
        : isRight              ? Flip::Gained
                               : Flip::Lost;
}

void EvaluationItemModel::setRow(const EvaluationRow* row)
{
    std::array<std::shared_ptr<const EvaluationRun>, 2> runs;
    if (row != nullptr) {
        runs = {row->runs[static_cast<std::size_t>(EvaluationSide::Before)],
                row->runs[static_cast<std::size_t>(EvaluationSide::After)]};
        if (!runs[0] && !runs[1]) {
            runs[0] = row->runs[static_cast<std::size_t>(EvaluationSide::Teacher)];
        }
    }
    if (runs == m_runs) {
        return;
    }
    std::vector<ItemPair> pairs;
    const auto itemsOf =
        [](const std::shared_ptr<const EvaluationRun>& run) -> const std::vector<EvaluationItem>& {
        static const std::vector<EvaluationItem> none;
        return run && run->evaluation ? run->evaluation->items : none;
    };
    std::map<std::pair<std::string_view, std::int64_t>, std::size_t> places;
    for (const EvaluationItem& item : itemsOf(runs[0])) {
        places.emplace(std::pair(std::string_view(item.id), item.sample), pairs.size());
        pairs.push_back({&item, nullptr});
    }
    for (const EvaluationItem& item : itemsOf(runs[1])) {
        const auto place = places.find({item.id, item.sample});
        if (place != places.end()) {
            pairs[place->second].after = &item;
        } else {
            pairs.push_back({nullptr, &item});
        }
    }
    const QString sha = runs[0] ? runs[0]->itemsSha256 : runs[1] ? runs[1]->itemsSha256 : QString();
    // More answers to the same questions leave the rows in place, and what is chosen of them.
    const bool isSame = !sha.isEmpty() && sha == m_itemsSha256 && pairs.size() == m_pairs.size();
    if (!isSame) {
        beginResetModel();
    }
    m_runs = runs;
    m_pairs = std::move(pairs);
    m_itemsSha256 = sha;
    m_isCode = row != nullptr && row->task.isCode();
    m_counts.fill(0);
    for (const ItemPair& each : m_pairs) {
        ++m_counts[static_cast<std::size_t>(each.flip())];
    }
    m_hasGroups = std::any_of(m_pairs.begin(), m_pairs.end(),
                              [](const ItemPair& each) { return !each.any().group.empty(); });
    findCommonParts();
    if (!isSame) {
        endResetModel();
    } else {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
    Q_EMIT itemsChanged();
}

/// By group, as the subject stands in the header of mmlu; groups of one question go by all.
void EvaluationItemModel::findCommonParts()
{
    CommonParts all;
    std::map<std::string_view, CommonParts> groups;
    for (const ItemPair& each : m_pairs) {
        all.take(each.any().prompt);
        groups[each.any().group].take(each.any().prompt);
    }
    all.toWholeLines();
    for (auto& [name, group] : groups) {
        group.toWholeLines();
    }
    m_common.clear();
    m_common.reserve(m_pairs.size());
    for (const ItemPair& each : m_pairs) {
        const std::size_t size = each.any().prompt.size();
        const CommonParts& own = groups[each.any().group];
        const CommonParts& parts = own.prompts > 1 ? own : all;
        const std::size_t start = parts.prompts > 1 ? parts.start.size() : 0;
        const std::size_t end = parts.prompts > 1 ? size - parts.end.size() : size;
        m_common.emplace_back(start < end ? start : 0, start < end ? end : size);
    }
}

int EvaluationItemModel::count(Flip flip) const
{
    return m_counts[static_cast<std::size_t>(flip)];
}

QString EvaluationItemModel::question(int row) const
{
    const auto [start, end] = m_common[static_cast<std::size_t>(row)];
    return QString::fromStdString(pair(row).any().prompt.substr(start, end - start)).trimmed();
}

int EvaluationItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_pairs.size());
}

int EvaluationItemModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString EvaluationItemModel::cellText(int row, int column) const
{
    const ItemPair& each = pair(row);
    const EvaluationItem& item = each.any();
    switch (column) {
    case Number: {
        const QString number = QString::number(item.row + 1);
        return item.sample > 0 ? tr("%1, answer %2").arg(number).arg(item.sample + 1) : number;
    }
    case Group:
        return QString::fromStdString(item.group);
    case Question:
        return question(row).simplified().left(kLongestCell);
    case Gold:
        return m_isCode ? tr("its tests") : shortText(item.gold);
    case Before:
        return answerText(each.before);
    case After:
        return answerText(each.after);
    case Change:
        return flipText(each.flip());
    default:
        return {};
    }
}

QVariant EvaluationItemModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const int row = index.row();
    switch (role) {
    case Qt::DisplayRole:
        return cellText(row, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Number || index.column() == Change
            ? QVariant(static_cast<int>(Qt::AlignCenter))
            : QVariant();
    case FlipRole:
        return static_cast<int>(pair(row).flip());
    case SortRole:
        return index.column() == Number ? QVariant(static_cast<qlonglong>(pair(row).any().row))
            : index.column() == Change  ? data(index, FlipRole)
                                        : QVariant(cellText(row, index.column()));
    case SearchRole: {
        const EvaluationItem& item = pair(row).any();
        return QStringList{QString::fromStdString(item.id),
                           QString::fromStdString(item.group),
                           question(row),
                           m_isCode ? QString() : QString::fromStdString(item.gold),
                           cellText(row, Before),
                           cellText(row, After)}
            .join(u'\n');
    }
    default:
        return {};
    }
}

QVariant EvaluationItemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    const QString titles[ColumnCount] = {tr("Item"),   tr("Group"), tr("Question"), tr("Gold"),
                                         tr("Before"), tr("After"), tr("Change")};
    return section >= 0 && section < ColumnCount ? QVariant(titles[section]) : QVariant();
}

} // namespace neurograft
