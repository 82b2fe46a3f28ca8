// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/transfer/source_matrices.h"
#include "core/engine/transfer/trainable_adapter.h"
#include "core/run/run_context.h"
#include "core/store/result_tables.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace neurograft {

/// How the factors of all targets begin (transfer.md 3 and 4).
struct AdapterStartOptions {
    enum class Kind {
        Kaiming, ///< LoRA
        Gaussian, ///< Gaussian LoRA
        Split, ///< PiSSA: singular values in both factors
        Left, ///< Seeking and its controls: singular values in B
    };
    Kind kind = Kind::Kaiming;
    std::int64_t rank = 16;
    double alpha = 16.0; ///< scale = alpha / rank, kept where a matrix is too small for the rank
    bool isHalf = false; ///< start factors rounded to float16 (transfer.md 4.2, `compat`)
    TripletOptions triplets;
    std::uint64_t seed = 42;
};

/// An adapter in its start state and what there is to say about it.
struct AdapterStart {
    TrainableAdapter adapter;
    /// transfer/<module>/singular_values [L,r] and decomposition_residual [L] of what the factors
    /// were taken from; empty for factors that were drawn.
    std::vector<Table> tables;
};

/// Makes the start factors, layer by layer, with progress. LoRA takes a rank above a matrix's
/// smaller side with a warning; the others have fewer triplets then (decisions.md D30).
/// @param source null for the kinds that are drawn
AdapterStart startAdapter(const std::vector<AdapterTarget>& targets,
                          const AdapterStartOptions& options, const SourceMatrices* source,
                          at::Device device, const RunContext& context);

/// The start that an earlier run wrote into its folder `initial/`: the same bits without the
/// teacher.
/// @param scale of the factors: the files have it as alpha / rank, which may be off by a last bit
/// @throws FormatError when a target is missing there
AdapterStart readStart(const std::filesystem::path& initial, const ModelConfig& student,
                       const std::vector<AdapterTarget>& targets, double scale, at::Device device);

} // namespace neurograft
