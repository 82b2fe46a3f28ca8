// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_overlay.h"
#include "core/run/run_context.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace neurograft {

struct OpenModelOptions {
    std::string device = "auto"; ///< auto | cpu | cuda | cuda:N
    std::string dtype = "auto"; ///< auto | float32 | bfloat16 | float16
    /// Only layers first to last, both included, then the final norm and the head; no other layer
    /// is read. Nothing = all.
    std::optional<std::pair<std::int64_t, std::int64_t>> layers;
};

/// What an open model holds at this moment.
struct ModelMemory {
    /// Of its mapped files: what has been read and the system has not taken back. Two programs, or
    /// two openings, share those pages.
    std::int64_t hostBytes = 0;
    std::int64_t deviceBytes = 0; ///< its tensors on a GPU
};

/// A model kept open for many questions (nextTokens(), Generator): its files are mapped, weights
/// are read when they are first used or by readWeights(), and everything is given back when the
/// last pointer goes. Immutable; every member may be called from several threads.
class OpenModel {
public:
    /// @throws Error family when the folder cannot be used
    static std::shared_ptr<const OpenModel> open(const std::filesystem::path& folder,
                                                 const OpenModelOptions& options,
                                                 const RunContext& context);
    ~OpenModel();
    OpenModel(const OpenModel&) = delete;
    OpenModel& operator=(const OpenModel&) = delete;

    /// The same weights, in memory once, with an overlay on them; without one when it is empty.
    /// Over a range of layers lies what the overlay has for those.
    /// @throws errors of readEdits(); Canceled
    std::shared_ptr<const OpenModel> withOverlay(const ModelOverlay& overlay,
                                                 const RunContext& context) const;
    /// Reads every weight now and checks that it is finite; one progress report per tensor.
    /// @throws FormatError naming a tensor with NaN or infinity; Canceled
    void readWeights(const RunContext& context) const;
    ModelMemory memory() const;

    /// @throws FormatError when the folder has none that can be used
    std::shared_ptr<const Tokenizer> tokenizer() const;
    std::int64_t longestText() const; ///< tokens

    struct Parts; ///< of the engine: core/engine/run/open_model_parts.h
    const Parts& parts() const { return *m_parts; }

private:
    explicit OpenModel(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace neurograft
