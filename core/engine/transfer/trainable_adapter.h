// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/input_dropout.h"
#include "core/engine/model/model_edits.h"
#include "core/engine/train/parameter.h"
#include "core/engine/transfer/adapter_target.h"
#include "core/engine/transfer/start_factors.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// The factors of one target. Its weight computes as W + scale (B A - B0 A0).
struct AdapterPart {
    AdapterTarget target;
    std::int64_t rank = 0;
    double scale = 1.0;
    at::Tensor a; ///< [r,in] float32 leaf
    at::Tensor b; ///< [out,r]
    at::Tensor a0; ///< what the weight was relieved of; undefined when of nothing
    at::Tensor b0;
};

/// What an adapter folder says about itself.
struct AdapterLabel {
    std::string baseModel;
    std::int64_t rank = 16; ///< asked for; single targets may have less
    double alpha = 16.0;
    double dropout = 0.0;
};

/// Low-rank factors in float32 over frozen weights of any type, to be trained (transfer.md 2 to 4).
/// What PiSSA and Seeking take out of the weights is never written into them: it is a second pair
/// of factors that is subtracted while the model computes, so that the start changes nothing.
class TrainableAdapter {
public:
    explicit TrainableAdapter(at::Device device) : m_device(device) { }

    /// @param isSubtracted the start factors are taken out of the weight
    /// @throws ShapeError when they do not have the target's sizes
    void add(const AdapterTarget& target, double scale, const StartFactors& start,
             bool isSubtracted);

    const std::vector<AdapterPart>& parts() const { return m_parts; }
    /// The leaves, in the order of the targets, A before B.
    std::vector<Parameter> parameters() const;
    /// The changes as they stand; the tensors are shared, so they follow the training.
    /// @param dropout null while nothing is trained
    /// @param layer gradients and dropout of this layer's factors alone; nothing = all
    std::shared_ptr<const ModelEdits>
    edits(const std::shared_ptr<const InputDropout>& dropout = nullptr,
          std::optional<std::int64_t> layer = std::nullopt) const;

    /// Frobenius norm of scale (B A - B0 A0), in float64 without forming it.
    static double changeNorm(const AdapterPart& part);

    /// The trained factors as a PEFT folder.
    void write(const std::filesystem::path& folder, const AdapterLabel& label) const;
    /// B0, A0: what the base of that folder was relieved of.
    void writeInitial(const std::filesystem::path& folder, const AdapterLabel& label) const;
    /// A plain adapter of twice the rank for the untouched student (transfer.md 3.3): A' = [A; A0],
    /// B' = [B, -B0].
    void writeConverted(const std::filesystem::path& folder, const AdapterLabel& label) const;

private:
    at::Device m_device;
    std::vector<AdapterPart> m_parts;
};

} // namespace neurograft
