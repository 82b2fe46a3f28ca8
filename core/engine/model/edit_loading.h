// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/engine/model/model_edits.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/model_overlay.h"
#include "core/run/run_context.h"

#include <memory>
#include <optional>

namespace neurograft {

/// Reads adapters and deltas for the model in @p checkpoint as float32 tensors on @p device. Edits
/// that are zero everywhere are left out, so that they change no bit.
/// For an adapter over its residual base the factors it began with are taken away: those in
/// `initial/`, else PiSSA's, a singular value decomposition of each matrix (reported as progress).
/// Warns (through @p context) about an adapter that belongs to a base with its initial factors
/// subtracted (decisions.md D38) and a delta made for other weights (D70).
/// @throws FormatError, ShapeError for files that cannot be used or do not fit the model, or a
/// residual base that cannot be had; Canceled
std::shared_ptr<const ModelEdits> readEdits(const Checkpoint& checkpoint,
                                            const ModelOverlay& overlay, at::Device device,
                                            const RunContext& context);

/// The same for a model of some layers of the checkpoint only; nothing = all.
std::shared_ptr<const ModelEdits> readEditsOf(const std::optional<LayerRange>& layers,
                                              const Checkpoint& checkpoint,
                                              const ModelOverlay& overlay, at::Device device,
                                              const RunContext& context);

/// TransformerModel::load() with an overlay on it; with a range of layers, what the overlay has for
/// those. Says through @p context when a half type is widened (device.h).
std::shared_ptr<TransformerModel> loadWithOverlay(const std::filesystem::path& folder,
                                                  const LoadOptions& options,
                                                  const ModelOverlay& overlay,
                                                  const RunContext& context);

} // namespace neurograft
