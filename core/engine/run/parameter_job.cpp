// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/parameter_job.h"

#include "core/engine/model/mapped_tensor.h"
#include "core/engine/run/job_support.h"
#include "core/engine/support/device.h"
#include "core/engine/transfer/leading_triplets.h"
#include "core/run/compute_setup.h"
#include "core/study/layer_mask.h"
#include "core/support/sha256.h"
#include "core/support/version.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/linalg_svdvals.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

at::Tensor finiteTensor(const std::shared_ptr<const TensorFile>& file, const TensorEntry& entry)
{
    const at::Tensor values = mappedTensor(file, entry);
    if (!at::isfinite(values).all().item<bool>()) {
        throw FormatError(file->path().string() + ", tensor " + entry.name, "finite values",
                          "NaN or infinity");
    }
    return values.to(at::kDouble);
}

WeightChange changeOf(const AdapterFile& adapter, const AdapterFactors& factors)
{
    return {finiteTensor(adapter.file(), factors.a), finiteTensor(adapter.file(), factors.b),
            factors.scale};
}

std::vector<double> toDoubles(const at::Tensor& values)
{
    const at::Tensor wide = values.to(at::kDouble).contiguous();
    const auto* data = wide.const_data_ptr<double>();
    return {data, data + wide.numel()};
}

std::string matrixPath(const std::string& group, Module module, const char* table)
{
    return group + "/" + moduleName(module) + "/" + table;
}

std::string adapterPath(const AdapterInput& input, Module module, const std::string& table)
{
    return matrixPath("parameters/" + input.name, module, table.c_str());
}

} // namespace

std::vector<MatrixPlace> changedMatrices(const ParameterInputs& inputs)
{
    std::set<std::pair<std::int64_t, Module>> ordered;
    for (const AdapterInput& input : inputs.adapters) {
        for (const auto& [place, factors] : input.factors) {
            ordered.emplace(place.second, place.first);
        }
    }
    std::vector<MatrixPlace> places;
    for (const auto& [layer, module] : ordered) {
        places.emplace_back(module, layer);
    }
    return places;
}

ParameterJob::ParameterJob(ParameterInputs inputs, fs::path out, Clock::time_point start,
                           const RunContext& context)
    : m_inputs(std::move(inputs)), m_out(std::move(out)), m_context(context), m_start(start),
      m_createdUtc(utcNow()), m_tables(m_inputs.model->config().layers),
      m_teacherTables(m_inputs.teacher ? m_inputs.teacher->config().layers : 0)
{
}

ParameterOutcome ParameterJob::run()
{
    const c10::InferenceMode inference;
    const std::vector<MatrixPlace> places = changedMatrices(m_inputs);
    constexpr std::int64_t kMatrices = 7;
    m_total = static_cast<std::int64_t>(places.size());
    if (m_inputs.study.hasSpectra) {
        m_total += kMatrices * m_inputs.model->config().layers;
        m_total += m_inputs.teacher ? kMatrices * m_inputs.teacher->config().layers : 0;
    }
    try {
        for (const MatrixPlace& place : places) {
            lookAtMatrix(place);
            step("changes of the weights");
        }
        if (m_inputs.study.hasSpectra) {
            Spectra student;
            addSpectra("student", *m_inputs.model, student, m_tables);
            if (m_inputs.teacher) {
                Spectra teacher;
                addSpectra("teacher", *m_inputs.teacher, teacher, m_teacherTables);
                addDistances(student, teacher);
            }
        }
    } catch (const Canceled&) {
        if (m_done > 0) {
            store("partial");
        }
        throw;
    }
    store("complete");

    ParameterOutcome outcome;
    outcome.path = m_out;
    for (const AdapterInput& input : m_inputs.adapters) {
        for (const Module module : allModules()) {
            if (input.rank(module) == 0) {
                continue;
            }
            const auto mean = [&](const char* table) {
                return m_tables.mean(adapterPath(input, module, table));
            };
            outcome.curves.push_back({input.name, moduleName(module),
                                      m_tables.defined(adapterPath(input, module, "norm_ratio")),
                                      mean("lora_vs_original"), mean("lora_vs_remaining"),
                                      mean("norm_ratio"), mean("effective_rank")});
        }
    }
    outcome.wallSeconds = std::chrono::duration<double>(Clock::now() - m_start).count();
    outcome.peakBytes = static_cast<double>(peakResidentMemory());
    return outcome;
}

void ParameterJob::lookAtMatrix(MatrixPlace place)
{
    const TensorEntry& entry =
        m_inputs.model->entry(weightName(static_cast<int>(place.second), place.first));
    const at::Tensor weight = mappedTensor(m_inputs.model, entry); // [out,in]
    requireFinite(weight, *m_inputs.model, entry);
    std::map<const AdapterInput*, WeightChange> changes;
    for (const AdapterInput& input : m_inputs.adapters) {
        const auto found = input.factors.find(place);
        if (found != input.factors.end()) {
            const WeightChange change = changeOf(*input.adapter, *found->second);
            addCurves(input, change, place, weight);
            changes.emplace(&input, change);
        }
    }
    addCosines(changes, place);
    releasePages(*m_inputs.model, entry);
}

void ParameterJob::addCurves(const AdapterInput& input, const WeightChange& change,
                             MatrixPlace place, const at::Tensor& weight)
{
    const auto [module, layer] = place;
    std::optional<WeightChange> initial;
    if (input.initial) {
        initial = changeOf(*input.initial, *input.initialFactors.at(place));
    }
    const ChangeFactors factors = factorise(change);
    const ChangeCurves curves = compareChange(change, initial, weight, factors.s);
    for (const auto& [table, value] : {std::pair("lora_vs_original", curves.vsOriginal),
                                       std::pair("lora_vs_remaining", curves.vsRemaining),
                                       std::pair("norm_ratio", curves.normRatio),
                                       std::pair("effective_rank", curves.effectiveRank),
                                       std::pair("stable_rank", curves.stableRank)}) {
        m_tables.set(adapterPath(input, module, table), layer, value);
        m_tables.setAttribute(adapterPath(input, module, table), "initial", input.initialFolder);
    }
    m_tables.setRow(adapterPath(input, module, "spectrum"), layer, input.rank(module), "value",
                    toDoubles(factors.s));
    if (m_inputs.study.subspace > 0) {
        addSubspaces(input, factors, place, weight);
    }
}

void ParameterJob::addSubspaces(const AdapterInput& input, const ChangeFactors& factors,
                                MatrixPlace place, const at::Tensor& weight)
{
    const auto [module, layer] = place;
    const std::int64_t k =
        std::min({m_inputs.study.subspace, factors.s.size(0), weight.size(0), weight.size(1)});
    TripletOptions options;
    options.seed = m_inputs.study.seed;
    const Triplets triplets = leadingTriplets(weight, k, options);
    const SubspaceOverlap left = subspaceOverlap(triplets.u, factors.u.narrow(1, 0, k));
    const SubspaceOverlap right = subspaceOverlap(triplets.v, factors.v.narrow(1, 0, k));
    for (const auto& [table, value, size] :
         {std::tuple("overlap_left", left.meanSquaredCosine, weight.size(0)),
          std::tuple("grassmann_left", left.distance, weight.size(0)),
          std::tuple("overlap_right", right.meanSquaredCosine, weight.size(1)),
          std::tuple("grassmann_right", right.distance, weight.size(1))}) {
        const std::string path = adapterPath(input, module, table);
        m_tables.set(path, layer, value);
        m_tables.setAttribute(path, "directions", k);
        m_tables.setAttribute(path, "chance", static_cast<double>(k) / static_cast<double>(size));
    }
}

void ParameterJob::addCosines(const std::map<const AdapterInput*, WeightChange>& changes,
                              MatrixPlace place)
{
    for (const auto& [input, change] : changes) {
        for (const auto& [other, otherChange] : changes) {
            const double norms = std::sqrt(change.squaredNorm() * otherChange.squaredNorm());
            if (input != other && norms > 0.0) {
                m_tables.set(adapterPath(*input, place.first, "cosine_" + other->name),
                             place.second, innerProduct(change, otherChange) / norms);
            }
        }
    }
}

void ParameterJob::addSpectra(const std::string& role, const Checkpoint& checkpoint,
                              Spectra& spectra, LayerTables& tables)
{
    const auto& owner = role == "teacher" ? m_inputs.teacher : m_inputs.model;
    for (std::int64_t layer = 0; layer < checkpoint.config().layers; ++layer) {
        for (const Module module : allModules()) {
            if (!isWeightMatrix(module)) {
                continue;
            }
            const TensorEntry& entry =
                checkpoint.entry(weightName(static_cast<int>(layer), module));
            const at::Tensor weight = mappedTensor(owner, entry);
            requireFinite(weight, checkpoint, entry);
            const at::Tensor values = at::linalg_svdvals(weight.to(at::kFloat)).to(at::kDouble);
            releasePages(checkpoint, entry);
            const std::string group = "spectra/" + role;
            tables.setRow(matrixPath(group, module, "values"), layer, values.size(0), "value",
                          toDoubles(values));
            tables.set(matrixPath(group, module, "effective_rank"), layer, effectiveRank(values));
            tables.set(matrixPath(group, module, "stable_rank"), layer, stableRank(values));
            spectra[module].push_back(values);
            step("singular values of the " + role);
        }
    }
}

void ParameterJob::addDistances(const Spectra& student, const Spectra& teacher)
{
    for (const auto& [module, rows] : student) {
        const std::vector<at::Tensor>& columns = teacher.at(module);
        Table table;
        table.path = std::string("spectra/distance/") + moduleName(module);
        table.shape = {static_cast<std::int64_t>(rows.size()),
                       static_cast<std::int64_t>(columns.size())};
        table.axes = {"student layer", "teacher layer"};
        std::vector<double> cells;
        double diagonal = 0.0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto matched = static_cast<std::size_t>(
                depthProportionalLayer(static_cast<int>(i), static_cast<int>(rows.size()),
                                       static_cast<int>(columns.size())));
            for (std::size_t j = 0; j < columns.size(); ++j) {
                cells.push_back(spectrumDistance(rows[i], columns[j]));
                diagonal += j == matched ? cells.back() : 0.0;
            }
        }
        table.values = std::move(cells);
        table.attributes["depth_diagonal_mean"] = diagonal / static_cast<double>(rows.size());
        m_further.push_back(std::move(table));
    }
}

void ParameterJob::step(const std::string& phase)
{
    ++m_done;
    m_context.checkpoint({phase, 1, 1, m_done, m_total, "matrices"});
}

void ParameterJob::store(const std::string& status)
{
    ResultFile result;
    RunManifest& manifest = result.manifest;
    manifest.programVersion = kProgramVersion;
    manifest.command = parameterCommandLine(m_inputs.study, m_out);
    manifest.study = studyText(m_inputs.study);
    manifest.studySha256 = sha256Hex(manifest.study);
    manifest.status = status;
    manifest.createdUtc = m_createdUtc;
    manifest.seed = static_cast<std::int64_t>(m_inputs.study.seed);
    manifest.threads = computeThreads();
    manifest.device = "cpu";
    manifest.dtype = "float64";
    manifest.student = folderName(m_inputs.study.model);
    manifest.studentSha256 = m_inputs.model->sha256();
    if (m_inputs.teacher) {
        manifest.teacher = folderName(m_inputs.study.teacher);
        manifest.teacherSha256 = m_inputs.teacher->sha256();
    }
    manifest.wallSeconds = std::chrono::duration<double>(Clock::now() - m_start).count();
    manifest.peakBytes = static_cast<double>(peakResidentMemory());
    result.tables = m_tables.tables();
    for (const std::vector<Table>& more : {m_teacherTables.tables(), m_further}) {
        result.tables.insert(result.tables.end(), more.begin(), more.end());
    }
    writeResult(m_out, result, true);
    m_context.stored(m_out.string());
}

} // namespace neurograft
