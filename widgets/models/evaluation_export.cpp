// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_export.h"

#include "core/evaluate/score_table.h"
#include "core/store/table_text.h"
#include "widgets/models/evaluation_item_model.h"

#include <nlohmann/json.hpp>

#include <QString>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

using OrderedJson = nlohmann::ordered_json;

/// Before first: the others are compared with it.
ScoreTable tableOf(const std::vector<EvaluationRow>& rows)
{
    std::vector<ScoredRuns> models;
    for (const EvaluationSide side : kEvaluationSides) {
        for (const EvaluationRow& row : rows) {
            const Evaluation* evaluation = row.evaluation(side);
            if (evaluation == nullptr) {
                continue;
            }
            const std::string label = subjectTitle(row.run(side)->study).toStdString();
            auto model = std::find_if(models.begin(), models.end(),
                                      [&label](const auto& each) { return each.label == label; });
            if (model == models.end()) {
                models.push_back({label, {}});
                model = std::prev(models.end());
            }
            model->runs.push_back(*evaluation);
        }
    }
    return models.empty() ? ScoreTable() : scoreTable(models, rows.front().asked.seed);
}

/// "+6.2", "-0.4": points as ASCII.
std::string fixed(double share)
{
    return pointsText(share).replace(QChar(0x2212), QLatin1Char('-')).toStdString();
}

/// "mc: n = 32, +6.2 points, 95 \% -5.8 to +18.3, not distinguishable (p = 0.625)."
std::string captionOf(const EvaluationRow& row)
{
    const std::string title = row.task.title().toStdString();
    if (row.heldOut) {
        return latexText(row.heldOut->row.sentence);
    }
    if (!row.comparison || row.comparison->paired.n == 0) {
        for (const auto& run : row.runs) {
            if (run && run->score.n > 0) {
                return title + ": n = " + std::to_string(run->score.n) + '.';
            }
        }
        return title + ": not scored.";
    }
    const PairedComparison& paired = row.comparison->paired;
    return title + ": n = " + std::to_string(paired.n) + ", " + fixed(paired.difference)
        + " points, 95 \\% " + fixed(paired.interval.low) + " to " + fixed(paired.interval.high)
        + ", " + (paired.isSignificant.value_or(false) ? "beyond noise" : "not distinguishable")
        + " (p " + probabilityText(paired.p) + ").";
}

OrderedJson answerOf(const EvaluationItem* item)
{
    if (item == nullptr || !item->isAnswered) {
        return nullptr;
    }
    const OrderedJson correct = item->verdict == Verdict::NotScored
        ? OrderedJson()
        : OrderedJson(item->verdict == Verdict::Right ? 1 : 0);
    return {{"output", item->output}, {"extracted", item->extracted}, {"correct", correct}};
}

std::vector<DamageRow> heldOutRows(const std::vector<EvaluationRow>& rows)
{
    std::vector<DamageRow> found;
    for (const EvaluationRow& row : rows) {
        if (row.heldOut) {
            found.push_back(row.heldOut->row);
        }
    }
    return found;
}

std::string numberOrNothing(double value)
{
    return std::isfinite(value) ? OrderedJson(value).dump() : std::string();
}

/// Both sides in the columns of scoreTableCsv(): the score is the perplexity, the gain nats per
/// token.
std::string heldOutCsv(const HeldOutRun& run)
{
    EvaluateStudy before = run.study;
    before.overlay = {};
    const PairedComparison& paired = run.row.paired;
    const auto start = [&paired](const EvaluateStudy& study, double perplexity) {
        return csvField(subjectTitle(study).toStdString()) + ",perplexity,,,,1,"
            + std::to_string(paired.n) + ",0," + numberOrNothing(perplexity) + ",,,,";
    };
    const std::string significant =
        paired.isSignificant ? (*paired.isSignificant ? "true" : "false") : "";
    return start(before, run.row.before) + ",,,,\n" + start(run.study, run.row.after)
        + numberOrNothing(paired.difference) + ',' + numberOrNothing(paired.interval.low) + ','
        + numberOrNothing(paired.interval.high) + ',' + numberOrNothing(paired.p) + ','
        + significant + '\n';
}

} // namespace

std::string resultsLatex(const std::vector<EvaluationRow>& rows)
{
    const ScoreTable table = tableOf(rows);
    const std::vector<DamageRow> heldOut = heldOutRows(rows);
    const std::string perplexity = heldOut.empty() ? std::string() : damageLatex(heldOut);
    if (table.rows.empty()) {
        return perplexity;
    }
    std::string caption = "% \\caption{Right answers in per cent before and after.";
    for (const EvaluationRow& row : rows) {
        caption += ' ' + captionOf(row);
    }
    return caption + "}\n" + scoreTableLatex(table) + perplexity;
}

std::string resultsCsv(const std::vector<EvaluationRow>& rows)
{
    std::string csv = scoreTableCsv(tableOf(rows));
    if (csv.empty()) { // perplexity alone has a table of its own
        const std::vector<DamageRow> heldOut = heldOutRows(rows);
        return heldOut.empty() ? csv : damageCsv(heldOut);
    }
    for (const EvaluationRow& row : rows) {
        if (row.heldOut) {
            csv += heldOutCsv(*row.heldOut);
        }
    }
    return csv;
}

std::string resultsJson(const std::vector<EvaluationRow>& rows)
{
    OrderedJson json = toJson(tableOf(rows));
    OrderedJson items = OrderedJson::array();
    for (const EvaluationRow& row : rows) {
        EvaluationItemModel model;
        model.setRow(&row);
        for (int at = 0; at < model.rowCount(); ++at) {
            const ItemPair& pair = model.pair(at);
            const EvaluationItem& item = pair.any();
            items.push_back({{"task", row.task.task.toStdString()},
                             {"id", item.id},
                             {"row", item.row},
                             {"sample", item.sample},
                             {"prompt", item.prompt},
                             {"gold", item.gold},
                             {"before", answerOf(pair.before)},
                             {"after", answerOf(pair.after)}});
        }
    }
    json["items"] = std::move(items);
    if (const std::vector<DamageRow> heldOut = heldOutRows(rows); !heldOut.empty()) {
        json["held_out"] = toJson(heldOut)["rows"];
    }
    return json.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + '\n';
}

} // namespace neurograft
