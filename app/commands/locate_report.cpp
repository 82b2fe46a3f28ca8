// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/locate_report.h"

#include "app/commands/common_options.h"

#include <nlohmann/json.hpp>

#include <iomanip>

namespace neurograft {

using Json = nlohmann::ordered_json;

namespace {

Json ablationJson(const std::vector<AblatedRow>& rows)
{
    Json list = Json::array();
    for (const AblatedRow& row : rows) {
        list.push_back({{"row", row.line},
                        {"target", row.target},
                        {"before", row.before},
                        {"after", row.after},
                        {"random", row.random},
                        {"random_draws", row.randomDraws},
                        {"text_before", row.textBefore},
                        {"text_after", row.textAfter}});
    }
    return list;
}

} // namespace

Json outcomeJson(const LocateOutcome& outcome, const LocateStudy& study)
{
    Json models = Json::array();
    for (const LocatedModel& model : outcome.models) {
        Json families = Json::array();
        for (const LocatedFamily& family : model.families) {
            families.push_back({{"kind", family.name},
                                {"neurons", family.neurons},
                                {"evaluated", family.evaluated},
                                {"selected", family.selected},
                                {"layers", family.layers}});
        }
        Json item{{"role", model.role},
                  {"model", model.folder.string()},
                  {"rows", model.rows},
                  {"skipped", model.skipped},
                  {"families", families}};
        if (study.ablate) {
            item["ablation"] = ablationJson(model.ablation);
        }
        models.push_back(std::move(item));
    }
    Json result{{"out", outcome.path.string()},
                {"status", "complete"},
                {"score", study.score},
                {"models", models}};
    if (study.score == "sensitivity") {
        result["kept_layers"] = outcome.keptLayers;
    }
    result["wall_seconds"] = outcome.wallSeconds;
    result["peak_bytes"] = outcome.peakBytes;
    return result;
}

void printOutcome(const LocateOutcome& outcome, std::ostream& out)
{
    for (const LocatedModel& model : outcome.models) {
        out << model.role << " (" << model.folder.filename().string() << "): " << model.rows
            << " rows, " << model.skipped << " without a target\n";
        for (const LocatedFamily& family : model.families) {
            out << "  " << std::left << std::setw(6) << family.name << std::right << std::setw(9)
                << family.selected << " selected of " << family.neurons << " neurons, "
                << family.evaluated << " evaluated"
                << (family.evaluated < family.neurons ? "; no other can be among them" : "")
                << '\n';
        }
    }
    for (const LocatedModel& model : outcome.models) {
        for (const AblatedRow& row : model.ablation) {
            out << model.role << ", row " << row.line << ": p(target) " << std::setprecision(4)
                << row.before << " with the selected neurons, " << row.after << " without, "
                << row.random << " without as many others (mean of " << row.randomDraws.size()
                << " draws)\n";
        }
    }
    if (!outcome.keptLayers.empty()) {
        out << "teacher's layers kept: " << rowListText(outcome.keptLayers) << '\n';
    }
    out << durationText(outcome.wallSeconds) << "; written: " << outcome.path.string() << std::endl;
}

} // namespace neurograft
