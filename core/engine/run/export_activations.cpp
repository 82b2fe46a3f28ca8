// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/export_activations.h"

#include "core/engine/model/edit_loading.h"
#include "core/engine/run/file_job.h"
#include "core/engine/run/input_step.h"
#include "core/engine/run/job_support.h"
#include "core/engine/run/merge_plan.h"
#include "core/engine/run/pass_cost.h"
#include "core/engine/run/similarity_inputs.h"
#include "core/engine/similarity/model_sweep.h"
#include "core/engine/similarity/module_width.h"
#include "core/engine/support/device.h"
#include "core/engine/support/host_speed.h"
#include "core/run/error.h"
#include "core/store/npz_writer.h"
#include "core/study/pair_command.h"
#include "core/study/study_io.h"

#include <algorithm>
#include <chrono>
#include <string_view>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr double kArrayHeaderBytes = 400.0; ///< about: of NumPy and twice of the archive

/// What is exported does not depend on how it would be compared.
SimilarityStudy exportedStudy(SimilarityStudy study)
{
    if (!study.activations.empty()) {
        throw UsageError("activations", "a teacher, a student and data",
                         "activations made elsewhere");
    }
    const SimilarityStudy standard;
    study.measures = standard.measures;
    study.measureOptions = standard.measureOptions;
    study.permutations = study.bootstrap = 0;
    study.baselines.clear();
    study.mask = standard.mask;
    return study;
}

template <class T> std::string_view bytesOf(const std::vector<T>& values)
{
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// All layers of one model, each written as soon as it is there.
void writeRole(const std::string& role, const SimilarityModel& model, const fs::path& folder,
               const std::vector<RowSamples>& rows, const SimilarityInputs& inputs, int phase,
               NpzWriter& archive, const RunContext& context)
{
    const std::string name = "activations of " + folderName(folder);
    LoadOptions options;
    options.device = model.device.str();
    options.dtype = computeTypeName(model.type);
    ModelSweep sweep(loadWithOverlay(folder, options, model.overlay, context), rows,
                     inputs.samples(), sweepTokenBudget(model.checkpoint->config(), model.device));
    const std::int64_t total = sweep.layers() * sweep.batches();
    std::int64_t done = 0;
    while (sweep.done() < sweep.layers()) {
        const std::string layer = std::to_string(sweep.done());
        sweep.runLayer(
            inputs.modules,
            [&](Module module, const at::Tensor& samples) {
                const at::Tensor values =
                    samples.to(at::kCPU).to(at::kFloat).contiguous(); // [n,width]
                archive.add(role + "." + moduleName(module) + "." + layer, "<f4",
                            {values.size(0), values.size(1)},
                            {static_cast<const char*>(values.const_data_ptr()), values.nbytes()});
            },
            [&] {
                context.checkpoint({name, phase, 2, ++done, total, "batches"});
            });
    }
}

void writeSamples(const SimilarityInputs& inputs, const SimilarityStudy& study, NpzWriter& archive)
{
    std::vector<std::int64_t> ids;
    for (const SampleId& id : inputs.plan.ids) {
        ids.push_back(id.first);
        ids.push_back(id.second);
    }
    archive.add("samples", "<i8", {inputs.samples(), 2}, bytesOf(ids));
    const std::string text = studyText(study);
    archive.add("study", "|u1", {static_cast<std::int64_t>(text.size())}, text);
}

void requireNpz(const fs::path& out)
{
    if (out.extension() != ".npz") {
        throw UsageError("activations --out", "a name that ends in .npz",
                         out.empty() ? "none" : out.filename().string());
    }
}

/// Adds one model's share to the plan.
void addRole(const SimilarityModel& model, const std::vector<RowSamples>& rows,
             const SimilarityInputs& inputs, double hostRate, ActivationPlan& plan)
{
    const ModelConfig& config = model.checkpoint->config();
    const auto layers = static_cast<double>(config.layers);
    double layerBytes = 0.0;
    for (const Module module : inputs.modules) {
        layerBytes += 4.0 * static_cast<double>(inputs.samples())
            * static_cast<double>(moduleWidth(module, config));
    }
    const PassCost pass = passCost(model, rows);
    const double need = pass.weightBytes + pass.batchBytes + pass.stateBytes + layerBytes;
    double& place = pass.isHost ? plan.hostBytes : plan.deviceBytes;
    place = std::max(place, need); // one model after the other
    plan.arrays += config.layers * static_cast<std::int64_t>(inputs.modules.size());
    plan.fileBytes += layers * layerBytes;
    plan.flops += layers * pass.layerFlops;
    plan.secondsEstimate += pass.seconds(layers * pass.layerFlops, hostRate);
    plan.tokens += static_cast<std::int64_t>(pass.tokens);
}

} // namespace

ExportedActivations exportActivations(const SimilarityStudy& study, const fs::path& out,
                                      bool overwrite, const RunContext& context)
{
    requireNpz(out);
    const SimilarityStudy exported = exportedStudy(study);
    return runIntoFile("activations", out, overwrite, context, [&](auto start) {
        const SimilarityInputs inputs = openSimilarityInputs(exported);
        NpzWriter archive(out, true);
        writeSamples(inputs, exported, archive);
        writeRole("teacher", *inputs.teacher, exported.teacher, inputs.plan.teacher, inputs, 1,
                  archive, context);
        writeRole("student", *inputs.student, exported.student, inputs.plan.student, inputs, 2,
                  archive, context);
        archive.finish();
        context.stored(out.string());
        ExportedActivations written;
        written.path = out;
        for (const Module module : inputs.modules) {
            written.modules.push_back(moduleName(module));
        }
        written.samples = inputs.samples();
        written.students = inputs.students();
        written.teachers = inputs.teachers();
        written.bytes = static_cast<double>(fs::file_size(out));
        written.wallSeconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return written;
    });
}

std::string activationsCommandLine(const SimilarityStudy& study, const fs::path& out)
{
    CommandLineText line("neurograft activations");
    addPairInputs(line, study);
    line.add("--modules", commaList(study.modules));
    addPairSamples(line, study);
    addPairSetup(line, study);
    line.add("--out", out.string());
    return line.text();
}

ActivationPlan planActivations(const SimilarityStudy& study, const fs::path& out)
{
    return withTorchErrors("activations", [&] {
        ActivationPlan plan;
        SimilarityStudy exported;
        checkInput(&plan.problems, [&] { exported = exportedStudy(study); });
        if (!plan.problems.empty()) {
            return plan;
        }
        const SimilarityInputs inputs = openSimilarityInputs(exported, &plan.problems);
        if (!inputs.teacher || !inputs.student || inputs.samples() == 0 || inputs.modules.empty()) {
            return plan;
        }
        plan.rows = inputs.rowsRead;
        plan.samples = inputs.samples();
        const double rate = hostFlops();
        addRole(*inputs.teacher, inputs.plan.teacher, inputs, rate, plan);
        addRole(*inputs.student, inputs.plan.student, inputs, rate, plan);
        plan.fileBytes += kArrayHeaderBytes * static_cast<double>(plan.arrays)
            + 16.0 * static_cast<double>(plan.samples);
        const std::string problem =
            memoryProblem(plan.hostBytes, "Fewer modules, rows or tokens need less.");
        if (!problem.empty()) {
            plan.problems.push_back(problem);
        }
        if (!out.empty()) {
            checkInput(&plan.problems,
                       [&] { requireDiskSpace(out, static_cast<std::uint64_t>(plan.fileBytes)); });
        }
        return plan;
    });
}

} // namespace neurograft
