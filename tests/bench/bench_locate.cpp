// SPDX-License-Identifier: GPL-3.0-or-later
// Time of attribution against the forward pass of the same prompt, as one JSON object.
//   bench_locate [FOLDER] [ROWS]   FOLDER or NEUROGRAFT_SMOLLM2: a model folder with a tokenizer;
//                                  ROWS: how many rows share a full scan (default 8; 0 = none)
// Exact top 10 % of every layer in order, the sets without order (the first time, and once the
// model's moments are known), first-order scores alone, and
// full scans of one row and of several, whose cost per row is told as a share of one row's.
#include "core/engine/attribution/corrected_attribution.h"
#include "core/engine/support/device.h"
#include "core/text/tokenizer.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

using namespace neurograft;

namespace {

constexpr const char* kQuestion =
    "<|user|>\nAnswer the following question.\nQuestion: A baker makes 12 trays of rolls in the "
    "morning and 7 trays in the afternoon. Each tray holds 24 rolls. She sells 9 rolls to each of "
    "the 35 guests of a party and gives the rest to a school, where every one of the 47 children "
    "gets the same number of rolls. How many rolls does each child get, and how many are left "
    "over for the teacher?\n\n<|assistant|>\nThe baker makes 12 + 7 = 19 trays. They hold 19 * 24 "
    "= 456 rolls. The guests of the party get 35 * 9 = 315 rolls. That leaves 456 - 315 = 141 "
    "rolls for the school. Every child gets 141 / 47 = 3 rolls and none is left. So the answer "
    "is ";

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Best of @p repeats.
template <class Work> double bestSeconds(int repeats, const Work& work)
{
    double best = 1e300;
    for (int i = 0; i < repeats; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        best = std::min(best, secondsSince(start));
    }
    return best;
}

/// The question with another answer each time; its last token is the target.
AttributionRow rowOf(const Tokenizer& tokenizer, int number)
{
    const std::vector<std::int32_t> ids =
        tokenizer.encode(kQuestion + std::to_string(number % 10), true).ids;
    AttributionRow row;
    row.ids.assign(ids.begin(), ids.end() - 1);
    row.positions = {static_cast<std::int64_t>(ids.size()) - 2};
    row.targets = {ids.back()};
    return row;
}

std::int64_t share(std::int64_t width)
{
    return width / 10;
}

nlohmann::ordered_json measure(const TransformerModel& model, const Tokenizer& tokenizer,
                               std::int64_t rowCount)
{
    const c10::InferenceMode inference;
    const ModelConfig& config = model.config();
    const RunContext quiet;
    const std::vector<AttributionRow> one{rowOf(tokenizer, 3)};
    const TokenBatch batch = padLeft({one[0].ids}, 0, model.device());
    const double forward = bestSeconds(4, [&] { model.lastLogits(batch); });

    CorrectedOptions options;
    options.sizes = {share(config.intermediateSize), share(config.heads * config.headDim),
                     share(config.kvHeads * config.headDim), config.layers, false};
    CapturedCases cases;
    const double capture =
        bestSeconds(3, [&] { cases = captureCases(model, one, CoefficientPolicy::Sum, quiet); });
    ModelAttribution found;
    const double exact =
        bestSeconds(3, [&] { found = attributeCorrected(model, cases, options, {}, quiet); });
    CorrectedOptions sets = options;
    sets.isSetsOnly = true;
    const auto locateSets = [&] { attributeCorrected(model, cases, sets, {}, quiet); };
    const double firstSets = bestSeconds(1, locateSets); // forms the moments of the unembedding
    const double alone = bestSeconds(3, locateSets);
    CorrectedOptions preview = options;
    preview.isFirstOrder = true;
    const double firstOrder =
        bestSeconds(3, [&] { attributeCorrected(model, cases, preview, {}, quiet); });

    nlohmann::ordered_json result = {
        {"tokens", one[0].ids.size()},
        {"threads", at::get_num_threads()},
        {"forward_s", forward},
        {"exact_s", capture + exact},
        {"exact_per_forward", (capture + exact) / forward},
        {"first_sets_s", capture + firstSets},
        {"first_sets_per_forward", (capture + firstSets) / forward},
        {"sets_s", capture + alone},
        {"sets_per_forward", (capture + alone) / forward},
        {"first_order_after_forward_s", firstOrder},
        {"first_order_per_forward", firstOrder / forward},
    };
    for (const FamilyAttribution& family : found.families) {
        result["evaluated_" + std::string(scoreFamilyName(family.family))] = family.evaluated;
        result["wanted_" + std::string(scoreFamilyName(family.family))] =
            family.wanted * config.layers;
    }
    result["peak_bytes"] = peakResidentMemory();
    if (rowCount > 0) {
        options.isFull = true;
        const double full =
            bestSeconds(1, [&] { attributeCorrected(model, cases, options, {}, quiet); });
        std::vector<AttributionRow> rows;
        for (std::int64_t i = 0; i < rowCount; ++i) {
            rows.push_back(rowOf(tokenizer, static_cast<int>(i)));
        }
        const CapturedCases many = captureCases(model, rows, CoefficientPolicy::Sum, quiet);
        const double together =
            bestSeconds(1, [&] { attributeCorrected(model, many, options, {}, quiet); });
        result["full_one_row_s"] = full;
        result["full_rows"] = rowCount;
        result["full_per_row_share"] = together / static_cast<double>(rowCount) / full;
    }
    return result;
}

} // namespace

int main(int argc, char** argv)
{
    const char* fromEnvironment = std::getenv("NEUROGRAFT_SMOLLM2");
    const std::string folder = argc > 1 ? argv[1]
        : fromEnvironment != nullptr    ? fromEnvironment
                                        : "";
    if (folder.empty()) {
        std::cout << R"({"skipped":"no model folder: name one, or set NEUROGRAFT_SMOLLM2"})"
                  << std::endl;
        return 0;
    }
    const std::int64_t rows = argc > 2 ? std::atoll(argv[2]) : 8;
    const auto tokenizer = openTokenizer(folder);
    const auto model = TransformerModel::load(folder, {"cpu", "float32"});
    std::cout << measure(*model, *tokenizer, rows).dump() << std::endl;
    return 0;
}
