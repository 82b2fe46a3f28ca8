// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_match.h"

#include "core/engine/model/edit_loading.h"
#include "core/engine/run/file_job.h"
#include "core/engine/run/job_support.h"
#include "core/engine/run/match_inputs.h"
#include "core/engine/run/similarity_inputs.h"
#include "core/engine/similarity/coefficient_samples.h"
#include "core/engine/similarity/model_sweep.h"
#include "core/engine/similarity/neuron_matching.h"
#include "core/engine/similarity/resample.h"
#include "core/engine/support/device.h"
#include "core/run/compute_setup.h"
#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/support/sha256.h"
#include "core/support/version.h"

#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using MatchClock = std::chrono::steady_clock;

/// Neurons are numbers: those of other weights may still be meant, as after a fine-tuning.
void warnOfOtherWeights(const std::string& located, const SimilarityModel& model,
                        const fs::path& folder, const RunContext& context)
{
    if (!located.empty() && located != model.key.model) {
        context.log(LogLevel::Warning,
                    "The neurons were located in other weights than those of " + folder.string());
    }
}

std::map<std::int64_t, at::Tensor>
readCoefficients(const SimilarityModel& model, const fs::path& folder,
                 const std::vector<RowSamples>& rows, std::int64_t samples,
                 const NeuronsByLayer& neurons, int phase, const RunContext& context)
{
    LoadOptions options;
    options.device = model.device.str();
    options.dtype = computeTypeName(model.type);
    const auto weights = loadWithOverlay(folder, options, model.overlay, context);
    const std::string name = "neurons of " + folderName(folder);
    return coefficientSamples(*weights, rows, samples, neurons,
                              sweepTokenBudget(model.checkpoint->config(), model.device),
                              [&](std::int64_t done, std::int64_t total) {
                                  context.checkpoint({name, phase, 3, done, total, "batches"});
                              });
}

/// Mean of the optimal assignment when the teacher's samples are in another order.
double shuffledMean(const at::Tensor& student, const at::Tensor& teacher, std::int64_t shuffles,
                    std::uint64_t seed, const RunContext& context)
{
    if (shuffles == 0) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    double sum = 0.0;
    for (std::int64_t shuffle = 0; shuffle < shuffles; ++shuffle) {
        context.throwIfStopped();
        const std::vector<std::int64_t> order = drawOrder(teacher.size(0), seed, shuffle);
        sum += matchNeurons(
                   coefficientCorrelations(student, teacher.index_select(0, at::tensor(order))))
                   .matchedMean;
    }
    return sum / static_cast<double>(shuffles);
}

template <class Value>
Table matchTable(const std::string& name, std::size_t rows, std::vector<std::string> axes,
                 std::vector<Value> values)
{
    Table table;
    table.path = "matching/" + name;
    table.shape = {static_cast<std::int64_t>(rows),
                   static_cast<std::int64_t>(values.size() / std::max<std::size_t>(rows, 1))};
    table.axes = std::move(axes);
    table.values = std::move(values);
    return table;
}

/// Rows of the result, one per pair of layers.
struct MatchRows {
    std::vector<std::int32_t> layers;
    std::vector<std::int32_t> students;
    std::vector<std::int32_t> teachers;
    std::vector<double> correlation;
    std::vector<double> ranked;
    std::vector<double> means;
    std::size_t count = 0;

    void add(const MatchedLayers& pair, const NeuronMatching& matching,
             const std::vector<std::int64_t>& student, const std::vector<std::int64_t>& teacher)
    {
        ++count;
        layers.push_back(static_cast<std::int32_t>(pair.student));
        layers.push_back(static_cast<std::int32_t>(pair.teacher));
        for (std::size_t i = 0; i < student.size(); ++i) {
            const std::int64_t place = matching.teacher[i];
            students.push_back(static_cast<std::int32_t>(student[i]));
            teachers.push_back(
                place < 0 ? -1
                          : static_cast<std::int32_t>(teacher[static_cast<std::size_t>(place)]));
        }
        correlation.insert(correlation.end(), matching.correlation.begin(),
                           matching.correlation.end());
        ranked.insert(ranked.end(), matching.ranked.begin(), matching.ranked.end());
        means.insert(means.end(), {pair.matched, pair.ranked, pair.best, pair.shuffled});
    }

    std::vector<Table> tables() const
    {
        const std::vector<std::string> neurons{"layer pair", "student neuron"};
        return {
            matchTable("layers", count, {"layer pair", "student then teacher"}, layers),
            matchTable("student_ffn", count, neurons, students),
            matchTable("ffn", count, neurons, teachers),
            matchTable("correlation", count, neurons, correlation),
            matchTable("ranked", count, neurons, ranked),
            matchTable("mean", count, {"layer pair", "matched, ranked, best, shuffled"}, means)};
    }
};

RunManifest matchManifest(const MatchStudy& study, const SimilarityInputs& inputs,
                          const fs::path& out)
{
    RunManifest manifest;
    manifest.programVersion = kProgramVersion;
    manifest.command = matchCommandLine(study, out);
    manifest.study = studyText(study);
    manifest.studySha256 = sha256Hex(manifest.study);
    manifest.status = "complete";
    manifest.createdUtc = utcNow();
    manifest.seed = static_cast<std::int64_t>(study.pair.seed);
    manifest.threads = computeThreads();
    manifest.dataSha256 = inputs.dataSha256;
    manifest.device = pairWord(inputs.teacher->device.str(), inputs.student->device.str());
    manifest.dtype = pairWord(inputs.teacher->key.dtype, inputs.student->key.dtype);
    manifest.teacher = folderName(study.pair.teacher);
    manifest.student = folderName(study.pair.student);
    manifest.teacherSha256 = inputs.teacher->key.model;
    manifest.studentSha256 = inputs.student->key.model;
    return manifest;
}

} // namespace

MatchOutcome runMatch(const MatchStudy& study, const fs::path& out, bool overwrite,
                      const RunContext& context)
{
    if (study.shuffles < 0) {
        throw UsageError("match --shuffles", "a number from 0", std::to_string(study.shuffles));
    }
    return runIntoFile("match", out, overwrite, context, [&](auto start) {
        const SimilarityInputs inputs = openSimilarityInputs(study.pair);
        const LocatedPairs located = readLocatedPairs(study);
        warnOfOtherWeights(located.teacherSha256, *inputs.teacher, study.pair.teacher, context);
        warnOfOtherWeights(located.studentSha256, *inputs.student, study.pair.student, context);
        const auto teacher =
            readCoefficients(*inputs.teacher, study.pair.teacher, inputs.plan.teacher,
                             inputs.samples(), located.teacher, 1, context);
        const auto student =
            readCoefficients(*inputs.student, study.pair.student, inputs.plan.student,
                             inputs.samples(), located.student, 2, context);
        MatchOutcome outcome;
        MatchRows rows;
        const auto total = static_cast<std::int64_t>(located.layers.size());
        for (const auto& [studentLayer, teacherLayer] : located.layers) {
            context.checkpoint({"matching neurons", 3, 3,
                                static_cast<std::int64_t>(outcome.layers.size()), total, "layers"});
            const at::Tensor& x = student.at(studentLayer); // [n,n_s]
            const at::Tensor& y = teacher.at(teacherLayer); // [n,n_t]
            const NeuronMatching matching = matchNeurons(coefficientCorrelations(x, y));
            MatchedLayers pair{studentLayer,
                               teacherLayer,
                               std::min(x.size(1), y.size(1)),
                               matching.matchedMean,
                               matching.rankedMean,
                               matching.bestMean,
                               shuffledMean(x, y, study.shuffles, study.pair.seed, context)};
            rows.add(pair, matching, located.student.at(studentLayer),
                     located.teacher.at(teacherLayer));
            outcome.layers.push_back(pair);
        }
        ResultFile result;
        result.manifest = matchManifest(study, inputs, out);
        result.tables = rows.tables();
        for (Table& table : result.tables) {
            table.attributes["n"] = inputs.samples();
            table.attributes["shuffles"] = study.shuffles;
        }
        outcome.wallSeconds = std::chrono::duration<double>(MatchClock::now() - start).count();
        result.manifest.wallSeconds = outcome.wallSeconds;
        result.manifest.peakBytes = static_cast<double>(peakResidentMemory());
        writeResult(out, result, true);
        context.stored(out.string());
        outcome.path = out;
        outcome.samples = inputs.samples();
        return outcome;
    });
}

} // namespace neurograft
