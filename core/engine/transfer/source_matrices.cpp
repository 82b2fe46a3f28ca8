// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/source_matrices.h"

#include "core/engine/attribution/submatrix_selection.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <map>
#include <utility>

namespace neurograft {

namespace {

at::Tensor indices(const std::vector<std::int64_t>& values)
{
    return at::tensor(values, at::kLong);
}

/// Row @p row of a table [n,k] as indices.
std::vector<std::int64_t> rowOf(const Table& table, std::int64_t row)
{
    const auto& values = table.as<std::int32_t>();
    const std::int64_t width = table.shape.back();
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row * width);
    return {begin, begin + static_cast<std::ptrdiff_t>(width)};
}

/// A matrix the way a target has it: an embedding as [d,V], the head of a tied model as its
/// embedding.
at::Tensor matrixOf(const std::shared_ptr<const Checkpoint>& checkpoint, const std::string& weight)
{
    const at::Tensor stored = mappedTensor(
        checkpoint, checkpoint->entry(checkpoint->has(weight) ? weight : kEmbeddingName));
    return weight == kEmbeddingName ? stored.t() : stored;
}

at::Tensor wide(const at::Tensor& values)
{
    return values.to(at::kFloat, false, true).contiguous();
}

at::Tensor shuffled(const at::Tensor& matrix, std::uint64_t seed, std::uint64_t number)
{
    RandomStream random(seed, "control.permutation", number); // rows first, then columns
    const at::Tensor rows = indices(random.permutation(matrix.size(0)));
    const at::Tensor columns = indices(random.permutation(matrix.size(1)));
    return matrix.index_select(0, rows).index_select(1, columns);
}

at::Tensor noiseLike(const at::Tensor& matrix, std::uint64_t seed, std::uint64_t number)
{
    at::Generator generator =
        at::detail::createCPUGenerator(deriveSeed(seed, "control.noise", number));
    const at::Tensor noise =
        at::randn(matrix.sizes(), generator, at::TensorOptions(at::kFloat)); // [out,in]
    const at::Tensor norm = at::linalg_vector_norm(matrix.to(at::kDouble));
    return noise * (norm / at::linalg_vector_norm(noise.to(at::kDouble))).to(at::kFloat);
}

} // namespace

SourceMatrices::SourceMatrices(SourceKind kind, std::uint64_t seed,
                               std::shared_ptr<const Checkpoint> student,
                               std::shared_ptr<const Checkpoint> teacher,
                               std::vector<Table> selection,
                               std::vector<std::int64_t> teacherLayers)
    : m_kind(kind), m_seed(seed), m_student(std::move(student)), m_teacher(std::move(teacher)),
      m_selection(std::move(selection)), m_windowLayers(std::move(teacherLayers))
{
    if (kind == SourceKind::RandomWindow && m_windowLayers.empty()) {
        const auto layers = static_cast<std::size_t>(m_teacher->config().layers);
        m_windowLayers = keptLayers(std::vector<double>(layers, 0.0), m_student->config().layers,
                                    "random", seed);
    }
}

at::Tensor SourceMatrices::matrix(const AdapterTarget& target) const
{
    const at::NoGradGuard noGrad;
    switch (m_kind) {
    case SourceKind::Student:
        return wide(matrixOf(m_student, target.weight));
    case SourceKind::RandomWindow: {
        const Place place = drawnPlace(target);
        return wide(teacherMatrix(target, place.layer)
                        .narrow(0, place.row, target.out)
                        .narrow(1, place.column, target.in));
    }
    case SourceKind::Selected:
        return selected(target);
    case SourceKind::Shuffled:
        return shuffled(selected(target), m_seed, target.number);
    case SourceKind::Noise:
        return noiseLike(selected(target), m_seed, target.number);
    }
    return {};
}

at::Tensor SourceMatrices::teacherMatrix(const AdapterTarget& target, std::int64_t layer) const
{
    const at::Tensor matrix = matrixOf(
        m_teacher,
        target.module ? weightName(static_cast<int>(layer), *target.module) : target.weight);
    if (matrix.size(0) < target.out || matrix.size(1) < target.in) {
        throw ShapeError("teacher, " + target.name,
                         "a matrix of at least " + shapeText({target.out, target.in}),
                         shapeText(matrix.sizes().vec()), "Leave the module out with --modules.");
    }
    return matrix;
}

const Table* SourceMatrices::find(const std::string& name) const
{
    const auto found =
        std::find_if(m_selection.begin(), m_selection.end(),
                     [&name](const Table& table) { return table.path == "sensitivity/" + name; });
    return found == m_selection.end() ? nullptr : &*found;
}

/// A run of residual coordinates with the whole vocabulary.
at::Tensor SourceMatrices::selectedEnd(const AdapterTarget& target) const
{
    const Table* start = find(target.name + "/start");
    if (start == nullptr) {
        throw StudyError("sensitivity of the teacher", "a part of " + target.name, "none");
    }
    const std::int64_t first = start->as<std::int32_t>().front();
    const at::Tensor matrix = teacherMatrix(target, target.layer);
    return wide(target.isEmbedding ? matrix.narrow(0, first, target.out)
                                   : matrix.narrow(1, first, target.in));
}

at::Tensor SourceMatrices::selected(const AdapterTarget& target) const
{
    if (!target.module) {
        return selectedEnd(target);
    }
    if (const Table* window = find(target.name + "/window")) {
        const std::vector<std::int64_t> place = rowOf(*window, target.layer);
        return wide(teacherMatrix(target, place[0])
                        .narrow(0, place[1], target.out)
                        .narrow(1, place[2], target.in));
    }
    const Table* layers = find(target.name + "/layers");
    if (layers == nullptr) {
        throw StudyError("sensitivity of the teacher", "a part of " + target.name, "none");
    }
    const at::Tensor matrix = teacherMatrix(target, rowOf(*layers, target.layer).front());
    if (const Table* entries = find(target.name + "/entries")) {
        const at::Tensor chosen = indices(rowOf(*entries, target.layer));
        return wide(matrix.flatten().index_select(0, chosen).view({target.out, target.in}));
    }
    const Table* rows = find(target.name + "/rows");
    const Table* columns = find(target.name + "/columns");
    if (rows == nullptr || columns == nullptr) {
        throw StudyError("sensitivity of the teacher", "rows and columns of " + target.name,
                         "none");
    }
    return wide(matrix.index_select(0, indices(rowOf(*rows, target.layer)))
                    .index_select(1, indices(rowOf(*columns, target.layer))));
}

SourceMatrices::Place SourceMatrices::drawnPlace(const AdapterTarget& target) const
{
    Place place;
    place.layer = target.module ? m_windowLayers[static_cast<std::size_t>(target.layer)] : -1;
    const at::Tensor matrix = teacherMatrix(target, place.layer);
    RandomStream random(m_seed, "control.window", target.number); // row first, then column
    place.row = static_cast<std::int64_t>(
        random.below(static_cast<std::uint64_t>(matrix.size(0) - target.out + 1)));
    place.column = static_cast<std::int64_t>(
        random.below(static_cast<std::uint64_t>(matrix.size(1) - target.in + 1)));
    return place;
}

std::vector<Table> SourceMatrices::tables(const std::vector<AdapterTarget>& targets) const
{
    if (m_kind != SourceKind::RandomWindow) {
        return m_selection;
    }
    std::map<std::string, Table> windows;
    for (const AdapterTarget& target : targets) {
        Table& table = windows[target.name];
        if (table.path.empty()) {
            table.path = "transfer/" + target.name + "/window";
            table.axes = {"student layer", "teacher layer then row then column"};
            table.attributes = {{"height", target.out}, {"width", target.in}};
            table.shape = {0, 3};
            table.values = std::vector<std::int32_t>();
        }
        const Place place = drawnPlace(target);
        auto& values = std::get<std::vector<std::int32_t>>(table.values);
        for (const std::int64_t value : {place.layer, place.row, place.column}) {
            values.push_back(static_cast<std::int32_t>(value));
        }
        ++table.shape[0];
    }
    std::vector<Table> all;
    for (auto& item : windows) {
        all.push_back(std::move(item.second));
    }
    return all;
}

} // namespace neurograft
