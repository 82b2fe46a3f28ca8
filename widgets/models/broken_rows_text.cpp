// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/broken_rows_text.h"

#include "widgets/plots/number_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace neurograft {

namespace {

constexpr std::size_t kNamedRows = 5;
constexpr std::size_t kToldRows = 100;

struct BrokenRowsTexts {
    Q_DECLARE_TR_FUNCTIONS(BrokenRows)
};

QString brokenRowsText(const char* text)
{
    return BrokenRowsTexts::tr(text);
}

QString reasonOf(const RowProblem& problem)
{
    const QString got = QString::fromStdString(problem.got);
    const QString expected = QString::fromStdString(problem.expected);
    return problem.key.empty() ? brokenRowsText("It has %1; %2 was expected.").arg(got, expected)
                               : brokenRowsText("Its key %1 has %2; %3 was expected.")
                                     .arg(QString::fromStdString(problem.key), got, expected);
}

} // namespace

QString brokenRowsHeadline(const DataFile& file, const QString& fileName)
{
    const std::vector<RowProblem>& problems = file.problems();
    if (problems.size() == 1) {
        return brokenRowsText("Row %1 of %2 was not read.")
            .arg(problems.front().line + 1)
            .arg(fileName);
    }
    QStringList rows;
    for (std::size_t i = 0; i < problems.size() && i < kNamedRows; ++i) {
        rows << QString::number(problems[i].line + 1);
    }
    if (problems.size() > kNamedRows) {
        rows << QStringLiteral("…");
    }
    return brokenRowsText("%1 rows of %2 were not read: %3.")
        .arg(countText(static_cast<std::int64_t>(problems.size())), fileName,
             rows.join(QStringLiteral(", ")));
}

QString brokenRowsReason(const DataFile& file)
{
    const RowProblem& first = file.problems().front();
    return file.problems().size() == 1
        ? reasonOf(first)
        : brokenRowsText("Row %1: %2").arg(first.line + 1).arg(reasonOf(first));
}

QString brokenRowsDetails(const DataFile& file)
{
    if (file.problems().size() == 1) {
        return {};
    }
    QStringList lines;
    for (const RowProblem& problem : file.problems()) {
        if (static_cast<std::size_t>(lines.size()) == kToldRows) {
            lines << QStringLiteral("…");
            break;
        }
        lines << brokenRowsText("Row %1: %2").arg(problem.line + 1).arg(reasonOf(problem));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace neurograft
