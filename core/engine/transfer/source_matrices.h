// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/engine/transfer/adapter_target.h"
#include "core/store/result_tables.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// Which matrix a target's start factors are taken from (transfer.md 3.3, 4.1 and 4.5).
enum class SourceKind {
    Student, ///< the student's own, whole: PiSSA and control C4
    Selected, ///< of the teacher, where its sensitivity says: Seeking and C5
    RandomWindow, ///< of the teacher, anywhere in layers drawn and sorted: C1
    Shuffled, ///< Selected with rows and columns in a drawn order: C2
    Noise, ///< normal numbers with the norm of Selected: C3
};

/// Reads those matrices from mapped checkpoints, one at a time; an embedding as [d,V]. Draws depend
/// on the seed and the target's running number only (decisions.md D83).
class SourceMatrices {
public:
    /// @param teacher null for SourceKind::Student
    /// @param selection group `sensitivity` of a result (sensitivityTables()), for the kinds that
    /// follow it; any structure
    /// @param teacherLayers of RandomWindow: one for each layer of the student; empty: drawn
    SourceMatrices(SourceKind kind, std::uint64_t seed, std::shared_ptr<const Checkpoint> student,
                   std::shared_ptr<const Checkpoint> teacher, std::vector<Table> selection,
                   std::vector<std::int64_t> teacherLayers = {});

    /// [out,in] float32 of its own. @throws ShapeError when the teacher's matrix is smaller
    at::Tensor matrix(const AdapterTarget& target) const;

    /// Where matrices came from, for the result file: the selection, or
    /// `transfer/<module>/window` of drawn ones.
    std::vector<Table> tables(const std::vector<AdapterTarget>& targets) const;

private:
    struct Place {
        std::int64_t layer = 0;
        std::int64_t row = 0;
        std::int64_t column = 0;
    };

    at::Tensor teacherMatrix(const AdapterTarget& target, std::int64_t layer) const;
    at::Tensor selectedEnd(const AdapterTarget& target) const;
    at::Tensor selected(const AdapterTarget& target) const;
    Place drawnPlace(const AdapterTarget& target) const;
    const Table* find(const std::string& name) const;

    SourceKind m_kind;
    std::uint64_t m_seed;
    std::shared_ptr<const Checkpoint> m_student;
    std::shared_ptr<const Checkpoint> m_teacher;
    std::vector<Table> m_selection;
    std::vector<std::int64_t> m_windowLayers; ///< of RandomWindow, one per student layer
};

} // namespace neurograft
