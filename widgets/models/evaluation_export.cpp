// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_export.h"

#include "core/evaluate/score_table.h"
#include "widgets/models/evaluation_item_model.h"

#include <nlohmann/json.hpp>

#include <QString>

#include <algorithm>

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

} // namespace

std::string resultsLatex(const std::vector<EvaluationRow>& rows)
{
    const ScoreTable table = tableOf(rows);
    if (table.rows.empty()) {
        return {};
    }
    std::string caption = "% \\caption{Right answers in per cent before and after.";
    for (const EvaluationRow& row : rows) {
        caption += ' ' + captionOf(row);
    }
    return caption + "}\n" + scoreTableLatex(table);
}

std::string resultsCsv(const std::vector<EvaluationRow>& rows)
{
    return scoreTableCsv(tableOf(rows));
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
    return json.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + '\n';
}

} // namespace neurograft
