// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/semalign_making.h"

#include "core/engine/run/distillation_making.h"
#include "core/engine/train/micro_batches.h"
#include "core/engine/transfer/layer_attribution.h"
#include "core/engine/transfer/layer_pairing.h"
#include "core/engine/transfer/semalign_objective.h"
#include "core/engine/transfer/teacher_pass.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cosine_similarity.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <utility>

namespace neurograft {

namespace {

constexpr std::size_t kRecomposedRows = 8; ///< of those the layers are found by

Table semAlignTable(const std::string& name, std::vector<std::string> axes,
                    std::vector<std::int64_t> shape, Table::Values values)
{
    Table table;
    table.path = "semalign/" + name;
    table.axes = std::move(axes);
    table.shape = std::move(shape);
    table.values = std::move(values);
    return table;
}

/// The best @p count layers of the teacher that mean different layers of the student, best first.
std::vector<std::int64_t> criticalLayers(const std::vector<double>& scores, std::int64_t count,
                                         std::int64_t studentLayers)
{
    const auto teacherLayers = static_cast<std::int64_t>(scores.size());
    std::vector<std::int64_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::stable_sort(order.begin(), order.end(), [&scores](std::int64_t a, std::int64_t b) {
        return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
    });
    std::vector<std::int64_t> chosen;
    std::set<std::int64_t> meant;
    for (const std::int64_t layer : order) {
        if (static_cast<std::int64_t>(chosen.size()) < count
            && meant.insert(studentLayerFor(layer, teacherLayers, studentLayers)).second) {
            chosen.push_back(layer);
        }
    }
    return chosen;
}

/// Mean cosine of what each layer adds with its own recomposition, output side then input side.
Table recomposition(const std::string& role, const TransformerModel& model,
                    const std::vector<at::Tensor>& maps, const std::vector<TokenizedRow>& rows,
                    const RunContext& context)
{
    const at::NoGradGuard noGrad;
    const std::int64_t layers = model.config().layers;
    std::set<std::int64_t> all;
    for (std::int64_t layer = 0; layer < layers; ++layer) {
        all.insert(layer);
    }
    const std::size_t sides = maps.size();
    std::vector<double> sums(static_cast<std::size_t>(layers) * sides, 0.0);
    std::int64_t positions = 0;
    for (std::size_t i = 0; i < std::min(rows.size(), kRecomposedRows); ++i) {
        const LabelledBatch batch = labelledBatch({&rows[i]}, false, 0, model.device());
        const TeacherPass pass = teacherPass(model, batch, all, context);
        positions += batch.labels.size(0);
        for (const auto& [layer, added] : pass.contributions) {
            const at::Tensor h = added.to(at::kDouble); // [n,d]
            for (std::size_t side = 0; side < sides; ++side) {
                const at::Tensor cosines =
                    at::cosine_similarity(h, at::matmul(h, maps[side].to(h.device())), 1, 1e-30);
                sums[static_cast<std::size_t>(layer) * sides + side] +=
                    cosines.sum().item<double>();
            }
        }
    }
    for (double& sum : sums) {
        sum /= static_cast<double>(positions);
    }
    Table table =
        semAlignTable("recomposition/" + role, {role + " layer", "output side then input side"},
                      {layers, static_cast<std::int64_t>(sides)}, std::move(sums));
    table.unit = "cosine";
    table.attributes = {{"positions", positions}};
    return table;
}

const Table* tableOf(const std::vector<Table>& tables, const std::string& path)
{
    const auto found = std::find_if(tables.begin(), tables.end(),
                                    [&path](const Table& table) { return table.path == path; });
    return found == tables.end() ? nullptr : &*found;
}

} // namespace

std::vector<std::int64_t> SemAlignMaker::layers(const TransferInputs& inputs,
                                                const std::vector<Table>& earlier,
                                                const RunContext& context)
{
    const std::int64_t count = inputs.student->config().layers;
    const SemAlignStudy& study = inputs.study.semalign;
    if (inputs.study.rows.sample > 0) { // another seed has other rows
        m_layers.clear();
        m_tables.clear();
        m_map = at::Tensor();
    }
    if (study.version == "v2") {
        m_layers.resize(static_cast<std::size_t>(count));
        std::iota(m_layers.begin(), m_layers.end(), std::int64_t{0});
        return m_layers;
    }
    if (const Table* known = tableOf(earlier, "semalign/layers")) {
        const auto& layers = known->as<std::int32_t>();
        m_layers.assign(layers.begin(), layers.end());
        m_tables.clear();
        for (const Table& table : earlier) {
            if (table.path.rfind("semalign/", 0) == 0) {
                m_tables.push_back(table);
            }
        }
        return m_layers;
    }
    if (m_layers.empty()) {
        findLayers(inputs, context);
    }
    return m_layers;
}

void SemAlignMaker::findLayers(const TransferInputs& inputs, const RunContext& context)
{
    const SemAlignStudy& study = inputs.study.semalign;
    const std::int64_t student = inputs.student->config().layers;
    const std::int64_t teacher = inputs.teacher->config().layers;
    std::vector<std::int64_t> critical = study.layers;
    if (critical.empty()) {
        if (!m_teacher) {
            m_teacher = computingTeacher(inputs);
        }
        LayerAttributionOptions options;
        options.isAbsolute = study.score == "absolute";
        options.microBatch = inputs.study.microBatch;
        const std::vector<double> scores =
            layerAttribution(*m_teacher, inputs.critical.rows, options, context);
        critical = criticalLayers(scores, study.critical, student);
        Table table = semAlignTable("layer_attribution", {"teacher layer"}, {teacher}, scores);
        table.attributes = {{"rows", static_cast<std::int64_t>(inputs.critical.rows.size())},
                            {"score", study.score}};
        m_tables.push_back(std::move(table));
    }
    m_layers = studentLayersFor(critical, teacher, student);
    const auto count = static_cast<std::int64_t>(m_layers.size());
    std::vector<double> sources;
    for (const std::int64_t layer : m_layers) {
        const LayerMix mix = mixedLayer(layer, teacher, student);
        sources.insert(
            sources.end(),
            {static_cast<double>(mix.lower), static_cast<double>(mix.upper), mix.weight});
    }
    m_tables.push_back(semAlignTable("layers", {"aligned layer"}, {count},
                                     std::vector<std::int32_t>(m_layers.begin(), m_layers.end())));
    m_tables.push_back(semAlignTable("critical", {"layer"},
                                     {static_cast<std::int64_t>(critical.size())},
                                     std::vector<std::int32_t>(critical.begin(), critical.end())));
    m_tables.push_back(semAlignTable(
        "sources", {"aligned layer", "lower then upper teacher layer then share of the upper"},
        {count, 3}, std::move(sources)));
}

void SemAlignMaker::makeMap(const TransferInputs& inputs, const TransformerModel& student,
                            const RunContext& context)
{
    const auto report = [&context](std::int64_t done) {
        context.checkpoint({"semantic directions", 1, 2, done, 3, "parts"});
    };
    report(0);
    const std::int64_t size = inputs.tokenizer->facts().size;
    const at::Tensor words = sharedWords(m_teacher->unembedding(), student.unembedding(), size);
    const SemanticBasis teacherBasis(m_teacher->unembedding(), words, context);
    const SemanticBasis studentBasis(student.unembedding(), words, context);
    m_map = semanticMap(studentBasis, teacherBasis, context);
    report(1);
    for (const auto& [role, model, output] : {std::tuple("teacher", m_teacher.get(), &teacherBasis),
                                              std::tuple("student", &student, &studentBasis)}) {
        const SemanticBasis input(model->parameter(kEmbeddingName), words, context);
        const std::vector<at::Tensor> maps{semanticMap(*output, *output, context),
                                           semanticMap(input, input, context)};
        Table table = recomposition(role, *model, maps, inputs.critical.rows, context);
        table.attributes["words"] = words.size(0);
        if (tableOf(m_tables, table.path) == nullptr) {
            m_tables.push_back(std::move(table));
        }
        report(role == std::string("teacher") ? 2 : 3);
    }
}

void SemAlignMaker::add(const TransferInputs& inputs, const TransformerModel& student,
                        AdapterTraining& training, const RunContext& context)
{
    if (!m_teacher) {
        m_teacher = computingTeacher(inputs);
    }
    if (!m_map.defined()) {
        makeMap(inputs, student, context);
    }
    SemAlignOptions options;
    options.isSecond = inputs.study.semalign.version == "v2";
    options.layers = m_layers;
    options.steps = inputs.steps();
    const std::int64_t count = inputs.student->config().layers;
    training.objective = [teacher = m_teacher, map = m_map, count,
                          options](const std::shared_ptr<const TransformerModel>&) {
        return std::make_shared<SemAlignObjective>(teacher, map, count, options);
    };
    if (options.isSecond) {
        training.layerOf = [steps = options.steps, count](std::int64_t step) {
            return frontierLayer(step, steps, count);
        };
    }
}

} // namespace neurograft
