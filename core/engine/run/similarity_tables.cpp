// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/similarity_tables.h"

#include "core/engine/similarity/kernel_vector.h"
#include "core/study/layer_mask.h"
#include "core/study/undefined_reason.h"

#include <cmath>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

const std::vector<std::string> kAxes{"student layer", "teacher layer"};

/// Mean over the cells of equal relative depth, undefined ones left out (similarity.md 4, D49).
double depthDiagonalMean(const SimilarityMap& map)
{
    double sum = 0.0;
    std::int64_t count = 0;
    for (std::int64_t student = 0; student < map.students(); ++student) {
        const int teacher =
            depthProportionalLayer(static_cast<int>(student), static_cast<int>(map.students()),
                                   static_cast<int>(map.teachers()));
        const double value =
            map.values()[static_cast<std::size_t>(student * map.teachers() + teacher)];
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    }
    return count > 0 ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
}

std::string tablePath(const MapFacts& facts, const std::string& ending)
{
    return "similarity/" + facts.module + "/" + facts.measure + ending;
}

/// A table beside the map, with the same cells.
Table cellTable(const SimilarityMap& map, const MapFacts& facts, const std::string& ending,
                std::vector<double> values)
{
    Table table;
    table.path = tablePath(facts, ending);
    table.shape = {map.students(), map.teachers()};
    table.axes = kAxes;
    table.unit = facts.unit;
    table.values = std::move(values);
    table.attributes = {{"n", facts.n}};
    return table;
}

} // namespace

Attributes optionAttributes(const std::string& measure, const MeasureOptions& options, CkaForm form)
{
    const auto begins = [&](const char* prefix) { return measure.rfind(prefix, 0) == 0; };
    Attributes attributes;
    if (measure == "cka" || measure == "cka-biased") {
        attributes["form"] = std::string(form == CkaForm::Gram ? "gram" : "features");
    } else if (begins("cka-rbf")) {
        attributes["rbf_scale"] = options.rbfScale;
    } else if (measure == "cka-minibatch") {
        attributes["batch"] = kCkaBatch;
    } else if (measure == "svcca") {
        attributes["variance"] = options.svccaVariance;
    } else if (measure == "eigenspace") {
        attributes["rank"] = options.eigenspaceRank;
    } else if (begins("mutual-knn") || begins("jaccard-knn") || measure == "cknna") {
        attributes["neighbours"] = options.neighbours;
    }
    return attributes;
}

SimilaritySummary summarise(const SimilarityMap& map, const MapFacts& facts)
{
    const GridStatistics all = gridStatistics(map.values());
    const GridStatistics visible = gridStatistics(
        map.values(),
        layerMask(facts.mask, static_cast<int>(map.students()), static_cast<int>(map.teachers())));
    SimilaritySummary summary;
    summary.module = facts.module;
    summary.measure = facts.measure;
    summary.students = map.students();
    summary.teachers = map.teachers();
    summary.n = facts.n;
    summary.skipped = facts.skipped;
    summary.undefined = all.undefined;
    summary.mean = all.mean;
    summary.std = all.deviation;
    summary.visibleMean = visible.mean;
    summary.visibleStd = visible.deviation;
    summary.depthDiagonalMean = depthDiagonalMean(map);
    summary.selfCheck = map.selfCheck();
    return summary;
}

void appendTables(const SimilarityMap& map, const MapFacts& facts, ResultFile& result)
{
    const SimilaritySummary summary = summarise(map, facts);
    Table values;
    values.path = tablePath(facts, "");
    values.shape = {map.students(), map.teachers()};
    values.axes = kAxes;
    values.unit = facts.unit;
    values.values = map.values();
    values.attributes = {
        {"estimator", facts.estimator},
        {"n", facts.n},
        {"skipped", facts.skipped},
        {"undefined", summary.undefined},
        {"mean", summary.mean},
        {"std", summary.std},
        {"visible_mean", summary.visibleMean},
        {"visible_std", summary.visibleStd},
        {"depth_diagonal_mean", summary.depthDiagonalMean},
        {"mask", facts.mask},
        {"self_check", summary.selfCheck},
    };
    values.attributes.insert(facts.options.begin(), facts.options.end());
    if (facts.shuffled) {
        values.attributes["shuffled_mean"] = facts.shuffled->mean;
        values.attributes["shuffled_error"] = facts.shuffled->error;
        values.attributes["shuffled_count"] = facts.shuffled->count;
    }
    Table reasons;
    reasons.path = values.path + "_undefined";
    reasons.shape = values.shape;
    reasons.axes = kAxes;
    reasons.values = map.reasons();
    reasons.attributes = {{"reasons", reasonLegend()}};
    result.tables.push_back(std::move(values));
    result.tables.push_back(std::move(reasons));
}

void appendNull(const SimilarityMap& map, const MapFacts& facts, const PermutationNull& null,
                std::int64_t count, ResultFile& result)
{
    for (const auto& [ending, values] :
         {std::pair("_null95", &null.quantile95), std::pair("_null_mean", &null.mean)}) {
        Table table = cellTable(map, facts, ending, *values);
        table.attributes["permutations"] = count;
        result.tables.push_back(std::move(table));
    }
}

void appendInterval(const SimilarityMap& map, const MapFacts& facts,
                    const BootstrapInterval& interval, std::int64_t count, ResultFile& result)
{
    for (const auto& [ending, values] :
         {std::pair("_low", &interval.low), std::pair("_high", &interval.high)}) {
        Table table = cellTable(map, facts, ending, *values);
        table.attributes["resamples"] = count;
        result.tables.push_back(std::move(table));
    }
}

void appendBaseline(const std::string& name, std::vector<std::string> axes,
                    const SimilarityMap& map, const MapFacts& facts, ResultFile& result)
{
    Table table = cellTable(map, facts, "_" + name, map.values());
    table.axes = std::move(axes);
    const GridStatistics all = gridStatistics(map.values());
    table.attributes["undefined"] = all.undefined;
    table.attributes["mean"] = all.mean;
    table.attributes["std"] = all.deviation;
    result.tables.push_back(std::move(table));
}

} // namespace neurograft
