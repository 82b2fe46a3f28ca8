// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/example_query.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <numeric>

namespace neurograft {

namespace {

struct ExampleTexts {
    Q_DECLARE_TR_FUNCTIONS(ExampleTableModel)
};

QString oneLine(const std::string& text, std::size_t from, int most)
{
    static const QRegularExpression kTag(QStringLiteral("<\\|[a-z_]+\\|>"));
    // A little more than is shown is enough to look at.
    const std::size_t enough = static_cast<std::size_t>(most) * 8;
    QString line = QString::fromStdString(text.substr(std::min(from, text.size()), enough));
    line = line.remove(kTag).simplified();
    return line.size() > most ? QString(line.left(most - 1) + QChar(0x2026)) : line;
}

std::vector<int> candidates(const ExampleQuery& query, const DataFile& file)
{
    if (query.slice) {
        std::vector<int> rows;
        std::copy_if(query.slice->begin(), query.slice->end(), std::back_inserter(rows),
                     [&](int row) { return row < file.rows(); });
        return rows;
    }
    std::vector<int> rows(static_cast<std::size_t>(file.rows()));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
}

bool containsText(const DataFile& file, int row, const QString& text)
{
    return file.facts(row).isUsable
        && QString::fromStdString(file.row(row).text()).contains(text, Qt::CaseInsensitive);
}

/// What a row is sorted by in the orders that are numbers.
std::int64_t sortNumber(const ExampleQuery& query, int row)
{
    const RowLength length =
        query.lengths.empty() ? RowLength() : query.lengths[static_cast<std::size_t>(row)];
    switch (query.order) {
    case ExampleOrder::Star:
        return query.stars.count(row) > 0 ? 0 : 1; // the first click brings them up
    case ExampleOrder::Tokens:
        return length.tokens;
    case ExampleOrder::LossTokens:
        return length.isKnown() ? length.lossTokens(query.cutOff) : -1;
    case ExampleOrder::Truncated:
        return length.isTruncated(query.cutOff) ? 0 : 1;
    case ExampleOrder::Row:
    case ExampleOrder::Prompt:
        break;
    }
    return row;
}

template <class Key>
std::vector<int> sortedBy(std::vector<std::pair<Key, int>> keyed, Qt::SortOrder direction)
{
    std::stable_sort(keyed.begin(), keyed.end(), [direction](const auto& a, const auto& b) {
        return direction == Qt::AscendingOrder ? a.first < b.first : b.first < a.first;
    });
    std::vector<int> rows;
    for (const auto& [key, row] : keyed) {
        rows.push_back(row);
    }
    return rows;
}

std::vector<int> sorted(const std::vector<int>& rows, const ExampleQuery& query,
                        const DataFile& file, const RunContext& context)
{
    if (query.order == ExampleOrder::Prompt) {
        std::vector<std::pair<QString, int>> keyed;
        for (const int row : rows) {
            context.throwIfStopped();
            keyed.emplace_back(exampleLine(file, row).toCaseFolded(), row);
        }
        return sortedBy(std::move(keyed), query.direction);
    }
    std::vector<std::pair<std::int64_t, int>> keyed;
    for (const int row : rows) {
        keyed.emplace_back(sortNumber(query, row), row);
    }
    return sortedBy(std::move(keyed), query.direction);
}

} // namespace

std::vector<int> answerQuery(const ExampleQuery& query, const DataFile& file,
                             const RunContext& context)
{
    std::vector<int> rows = candidates(query, file);
    if (!query.text.isEmpty()) {
        std::vector<int> found;
        for (const int row : rows) {
            context.throwIfStopped();
            if (containsText(file, row, query.text)) {
                found.push_back(row);
            }
        }
        rows = std::move(found);
    }
    rows = sorted(rows, query, file, context);
    if (query.order != ExampleOrder::Row) {
        std::stable_partition(rows.begin(), rows.end(),
                              [&](int row) { return file.facts(row).isUsable; });
    }
    return rows;
}

QString exampleLine(const DataFile& file, std::int64_t row, int most)
{
    if (!file.facts(row).isUsable) {
        const auto problem = std::find_if(file.problems().begin(), file.problems().end(),
                                          [row](const RowProblem& one) { return one.line == row; });
        return ExampleTexts::tr("not read: %1").arg(QString::fromStdString(problem->got));
    }
    const ExampleRow example = file.row(row);
    const QString prompt = oneLine(example.prompt, file.commonPrompt(), most);
    return prompt.isEmpty() ? oneLine(example.response, 0, most) : prompt;
}

} // namespace neurograft
