// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/transfer_report.h"

#include "app/commands/common_options.h"
#include "app/commands/size_text.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <iomanip>

namespace neurograft {

using Json = nlohmann::ordered_json;

std::string transferTitle(const TransferStudy& study, std::int64_t trainedParameters)
{
    return study.method == "unaligned"
        ? study.method + " " + study.variant + ", nothing trained"
        : study.method + ", " + std::to_string(trainedParameters) + " trained parameters";
}

Json outcomeJson(const TransferOutcome& outcome, const TransferStudy& study)
{
    Json seeds = Json::array();
    for (const TransferredSeed& seed : outcome.seeds) {
        seeds.push_back({{"seed", seed.seed},
                         {"folder", seed.folder.string()},
                         {"steps", seed.steps},
                         {"first_loss", seed.firstLoss},
                         {"last_loss", seed.lastLoss},
                         {"validation_loss", seed.validationLoss},
                         {"plain_perplexity", seed.plainPerplexity},
                         {"changed_perplexity", seed.changedPerplexity}});
    }
    return {{"out", outcome.path.string()},
            {"status", "complete"},
            {"method", study.method},
            {"trained_parameters", outcome.trainedParameters},
            {"seeds", seeds},
            {"wall_seconds", outcome.wallSeconds},
            {"peak_bytes", outcome.peakBytes}};
}

void printOutcome(const TransferOutcome& outcome, const TransferStudy& study, std::ostream& out)
{
    out << transferTitle(study, outcome.trainedParameters) << '\n';
    for (const TransferredSeed& seed : outcome.seeds) {
        out << "seed " << seed.seed << ": ";
        if (study.method == "unaligned") {
            out << "delta.safetensors";
        } else if (seed.steps == 0) {
            out << (study.method == "laten" ? "delta.safetensors of the translator as it is"
                                            : "start state only");
        } else {
            out << seed.steps << " steps, loss " << std::setprecision(4) << seed.firstLoss << " -> "
                << seed.lastLoss;
        }
        if (!std::isnan(seed.validationLoss)) {
            out << ", validation " << std::setprecision(4) << seed.validationLoss;
        }
        if (!std::isnan(seed.changedPerplexity)) {
            out << ", perplexity of the align rows " << std::setprecision(4) << seed.plainPerplexity
                << " -> " << seed.changedPerplexity;
        }
        out << "; " << seed.folder.string() << '\n';
    }
    if (startsFromMatrices(study)) {
        out << "The adapter belongs to the student minus initial/ (--residual-adapter); "
               "converted/ to the student as it is.\n";
    }
    out << durationText(outcome.wallSeconds) << ", at most " << sizeText(outcome.peakBytes)
        << " of memory" << std::endl;
}

} // namespace neurograft
