// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/damage.h"

#include "core/store/table_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kColumns = 6;
using Line = std::array<std::string, kColumns>;

const Line& heading()
{
    static const Line kHeading{"task", "student", "edited", "gain", "n", "p"};
    return kHeading;
}

std::string fixed(double value, const char* format, const char* none)
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, format, value);
    return std::isfinite(value) ? buffer : none;
}

/// A row's cells: four decimals for perplexity's gain (nats), three for scores.
Line cellsOf(const DamageRow& row, const char* none, const char* mark)
{
    const bool isText = row.name == "perplexity";
    const PairedComparison& paired = row.paired;
    Line line;
    line[0] = row.name;
    line[1] = fixed(row.before, isText ? "%.4g" : "%.3f", none);
    line[2] = fixed(row.after, isText ? "%.4g" : "%.3f", none);
    line[3] = fixed(paired.difference, isText ? "%+.4f" : "%+.3f", none);
    line[4] = std::to_string(paired.n);
    line[5] = paired.n > 0 ? fixed(paired.p, "%.3f", none) : none;
    if (paired.isSignificant.value_or(false)) {
        line[3] += mark;
    }
    return line;
}

Json numberOf(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

Json rowJson(const DamageRow& row)
{
    const PairedComparison& paired = row.paired;
    return {{"task", row.name},
            {"before", numberOf(row.before)},
            {"after", numberOf(row.after)},
            {"gain", numberOf(paired.difference)},
            {"gain95", {numberOf(paired.interval.low), numberOf(paired.interval.high)}},
            {"n", paired.n},
            {"better", paired.better},
            {"worse", paired.worse},
            {"test", paired.test},
            {"p", paired.n > 0 ? Json(paired.p) : Json()},
            {"significant", paired.isSignificant ? Json(*paired.isSignificant) : Json()},
            {"sentence", row.sentence},
            {"notice", row.notice}};
}

} // namespace

std::string damageText(const std::vector<DamageRow>& rows)
{
    std::vector<Line> lines{heading()};
    for (const DamageRow& row : rows) {
        lines.push_back(cellsOf(row, "-", " *"));
    }
    std::array<std::size_t, kColumns> widths{};
    for (const Line& line : lines) {
        for (std::size_t at = 0; at < kColumns; ++at) {
            widths[at] = std::max(widths[at], line[at].size());
        }
    }
    std::string out;
    for (const Line& line : lines) {
        for (std::size_t at = 0; at < kColumns; ++at) {
            out += line[at];
            out += at + 1 < kColumns ? std::string(widths[at] - line[at].size() + 2, ' ') : "\n";
        }
    }
    for (const DamageRow& row : rows) {
        out += row.sentence + '\n' + (row.notice.empty() ? "" : "  " + row.notice + '\n');
    }
    return out;
}

std::string damageCsv(const std::vector<DamageRow>& rows)
{
    std::string csv =
        "task,before,after,gain,gain_low,gain_high,n,better,worse,test,p,significant\n";
    for (const DamageRow& row : rows) {
        const PairedComparison& paired = row.paired;
        const auto number = [](double value) {
            return std::isfinite(value) ? Json(value).dump() : "";
        };
        csv += csvField(row.name) + ',' + number(row.before) + ',' + number(row.after) + ','
            + number(paired.difference) + ',' + number(paired.interval.low) + ','
            + number(paired.interval.high) + ',' + std::to_string(paired.n) + ','
            + std::to_string(paired.better) + ',' + std::to_string(paired.worse) + ',' + paired.test
            + ',' + (paired.n > 0 ? number(paired.p) : "") + ','
            + (paired.isSignificant ? (*paired.isSignificant ? "true" : "false") : "") + '\n';
    }
    return csv;
}

std::string damageLatex(const std::vector<DamageRow>& rows)
{
    std::string text = "% scores as shares; perplexity's gain in nats per token (more is better in"
                       " every line); * p < 0.05\n\\begin{tabular}{lrrrrr}\n\\toprule\n";
    const auto add = [&text](const Line& line) {
        for (std::size_t at = 0; at < kColumns; ++at) {
            text += (at > 0 ? " & " : "") + line[at];
        }
        text += " \\\\\n";
    };
    add(heading());
    text += "\\midrule\n";
    for (const DamageRow& row : rows) {
        Line line = cellsOf(row, "--", "$^{*}$");
        line[0] = latexText(line[0]);
        line[3] = line[3].front() == '-' && line[3] != "--" ? "$-$" + line[3].substr(1) : line[3];
        add(line);
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

Json toJson(const std::vector<DamageRow>& rows)
{
    Json list = Json::array();
    for (const DamageRow& row : rows) {
        list.push_back(rowJson(row));
    }
    return {{"rows", list}};
}

} // namespace neurograft
