// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/open_model.h"

#include <mutex>

namespace neurograft {

/// A model that is opened when it is first asked for and kept as long as this object lives, with
/// the overlay used last beside it. Thread-safe: whoever asks while it is being opened waits for
/// that one opening.
class KeptModel {
public:
    KeptModel(std::filesystem::path folder, OpenModelOptions options)
        : m_folder(std::move(folder)), m_options(std::move(options))
    {
    }

    /// @throws errors of OpenModel::open() and withOverlay(); Canceled
    std::shared_ptr<const OpenModel> get(const ModelOverlay& overlay, const RunContext& context);
    /// Without an overlay; null while it is not open. Never waits.
    std::shared_ptr<const OpenModel> ifOpen() const;
    const OpenModelOptions& options() const { return m_options; }
    const std::filesystem::path& folder() const { return m_folder; }

private:
    const std::filesystem::path m_folder;
    const OpenModelOptions m_options;
    std::mutex m_opening; ///< held while files are opened or overlays read
    mutable std::mutex m_state; ///< of the pointers, held shortly
    std::shared_ptr<const OpenModel> m_base;
    std::shared_ptr<const OpenModel> m_overlaid;
    ModelOverlay m_overlay; ///< of m_overlaid
};

} // namespace neurograft
