// SPDX-License-Identifier: GPL-3.0-or-later
// Time of attribution against the forward pass of the same prompt, as one JSON object.
//   bench_locate [FOLDER] [ROWS]   FOLDER or NEUROGRAFT_SMOLLM2: a model folder with a tokenizer;
//                                  ROWS: how many rows share a full scan (default 8; 0 = none)
// Ratios are of elapsed time, best and median of each, and of processor time (`_cpu`), which other
// programs disturb less: use OMP_NUM_THREADS=1 for it. Exact top 10 % of every layer in order, the
// sets without order (both once the model's moments are known; `first_exact` forms them),
// first-order scores alone, and full scans of one row and of several, whose cost per row is told as
// a share of one row's.
#include "core/engine/attribution/corrected_attribution.h"
#include "core/engine/support/device.h"
#include "core/text/tokenizer.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>

using namespace neurograft;

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kQuestion =
    "<|user|>\nAnswer the following question.\nQuestion: A baker makes 12 trays of rolls in the "
    "morning and 7 trays in the afternoon. Each tray holds 24 rolls. She sells 9 rolls to each of "
    "the 35 guests of a party and gives the rest to a school, where every one of the 47 children "
    "gets the same number of rolls. How many rolls does each child get, and how many are left "
    "over for the teacher?\n\n<|assistant|>\nThe baker makes 12 + 7 = 19 trays. They hold 19 * 24 "
    "= 456 rolls. The guests of the party get 35 * 9 = 315 rolls. That leaves 456 - 315 = 141 "
    "rolls for the school. Every child gets 141 / 47 = 3 rolls and none is left. So the answer "
    "is ";

/// What some work took, each time it was done.
struct Samples {
    std::vector<double> elapsed; ///< seconds
    std::vector<double> processor; ///< seconds of all threads together

    template <class Work> void add(int repeats, const Work& work)
    {
        for (int i = 0; i < repeats; ++i) {
            const auto start = std::chrono::steady_clock::now();
            const std::clock_t processorStart = std::clock();
            work();
            const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
            elapsed.push_back(taken.count());
            processor.push_back(static_cast<double>(std::clock() - processorStart)
                                / CLOCKS_PER_SEC);
        }
    }
};

double best(const std::vector<double>& values)
{
    return *std::min_element(values.begin(), values.end());
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// A measurement, or one behind another.
struct Steps {
    std::vector<const Samples*> all;

    template <class Summary> double elapsed(const Summary& of) const
    {
        double sum = 0.0;
        for (const Samples* each : all) {
            sum += of(each->elapsed);
        }
        return sum;
    }
    template <class Summary> double processor(const Summary& of) const
    {
        double sum = 0.0;
        for (const Samples* each : all) {
            sum += of(each->processor);
        }
        return sum;
    }
};

/// Best seconds, and shares of the forward pass: best of both, medians of both, processor time.
void tell(Json& result, const std::string& name, const Steps& steps, const Samples& forward)
{
    result[name + "_s"] = steps.elapsed(best);
    result[name + "_per_forward"] = steps.elapsed(best) / best(forward.elapsed);
    result[name + "_per_forward_median"] = steps.elapsed(median) / median(forward.elapsed);
    result[name + "_per_forward_cpu"] = steps.processor(best) / best(forward.processor);
    result[name + "_per_forward_cpu_median"] = steps.processor(median) / median(forward.processor);
}

/// Largest relative difference between the scores of the best neurons.
double largestDifference(const ModelAttribution& found, const ModelAttribution& full)
{
    double largest = 0.0;
    for (std::size_t i = 0; i < full.families.size(); ++i) {
        for (const auto& list : full.families[i].best) {
            for (const LayerNeuron& each : list) {
                const auto place =
                    static_cast<std::size_t>(each.layer * full.families[i].width + each.neuron);
                const auto exact = static_cast<double>(full.families[i].scores[place]);
                const auto score = static_cast<double>(found.families[i].scores[place]);
                largest = std::max(largest, std::abs(score - exact) / std::abs(exact));
            }
        }
    }
    return largest;
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

Json measure(const TransformerModel& model, const Tokenizer& tokenizer, std::int64_t rowCount)
{
    const c10::InferenceMode inference;
    const ModelConfig& config = model.config();
    const RunContext quiet;
    const std::vector<AttributionRow> one{rowOf(tokenizer, 3)};
    const TokenBatch batch = padLeft({one[0].ids}, 0, model.device());
    Samples forward, capture, firstExact, exact, sets, firstOrder;
    const auto runForward = [&] { forward.add(4, [&] { model.lastLogits(batch); }); };
    runForward();
    Json peaks{{"forward", peakResidentMemory()}};

    CorrectedOptions options;
    options.sizes = {share(config.intermediateSize), share(config.heads * config.headDim),
                     share(config.kvHeads * config.headDim), config.layers, false};
    CapturedCases cases;
    capture.add(3, [&] { cases = captureCases(model, one, CoefficientPolicy::Sum, quiet); });
    peaks["captured"] = peakResidentMemory();
    ModelAttribution found;
    const auto locate = [&] { found = attributeCorrected(model, cases, options, {}, quiet); };
    firstExact.add(1, locate); // forms the moments of the unembedding
    peaks["first_exact"] = peakResidentMemory();
    runForward();
    exact.add(3, locate);
    runForward();
    CorrectedOptions setsOnly = options;
    setsOnly.isSetsOnly = true;
    sets.add(3, [&] { attributeCorrected(model, cases, setsOnly, {}, quiet); });
    CorrectedOptions preview = options;
    preview.isFirstOrder = true;
    firstOrder.add(3, [&] { attributeCorrected(model, cases, preview, {}, quiet); });
    runForward();

    Json result = {
        {"tokens", one[0].ids.size()},
        {"threads", at::get_num_threads()},
    };
    tell(result, "forward", {{&forward}}, forward);
    tell(result, "first_exact", {{&capture, &firstExact}}, forward);
    tell(result, "exact", {{&capture, &exact}}, forward);
    tell(result, "sets", {{&capture, &sets}}, forward);
    tell(result, "first_order_after_forward", {{&firstOrder}}, forward);
    for (const FamilyAttribution& family : found.families) {
        result["evaluated_" + std::string(scoreFamilyName(family.family))] = family.evaluated;
        result["wanted_" + std::string(scoreFamilyName(family.family))] =
            family.wanted * config.layers;
    }
    peaks["all"] = peakResidentMemory();
    result["peak_bytes"] = peaks;
    if (rowCount > 0) {
        options.isFull = true;
        Samples oneRow, manyRows;
        ModelAttribution full;
        oneRow.add(1, [&] { full = attributeCorrected(model, cases, options, {}, quiet); });
        std::vector<AttributionRow> rows;
        for (std::int64_t i = 0; i < rowCount; ++i) {
            rows.push_back(rowOf(tokenizer, static_cast<int>(i)));
        }
        const CapturedCases many = captureCases(model, rows, CoefficientPolicy::Sum, quiet);
        manyRows.add(1, [&] { attributeCorrected(model, many, options, {}, quiet); });
        const auto perRow = static_cast<double>(rowCount);
        result["largest_score_difference"] = largestDifference(found, full);
        result["full_one_row_s"] = oneRow.elapsed[0];
        result["full_rows"] = rowCount;
        result["full_per_row_share"] = manyRows.elapsed[0] / perRow / oneRow.elapsed[0];
        result["full_per_row_share_cpu"] = manyRows.processor[0] / perRow / oneRow.processor[0];
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
    const std::uint64_t atStart = peakResidentMemory(); // program, libraries, tokenizer
    const auto model = TransformerModel::load(folder, {"cpu", "float32"});
    Json result = measure(*model, *tokenizer, rows);
    result["peak_bytes"]["start"] = atStart;
    std::cout << result.dump() << std::endl;
    return 0;
}
