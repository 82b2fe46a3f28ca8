// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace neurograft {

/// Deleted runs are kept this long.
inline constexpr int kTrashDays = 30;

/// Moves a run (a file, or the folder of one) from @p runs to `<runs>/.trash/<yyyymmdd>-<name>`.
/// @param name within the folder, "0001-similarity.h5"
/// @param today "20261125"
/// @throws StoreError when it cannot be moved
void moveRunToTrash(const std::filesystem::path& runs, const std::string& name,
                    const std::string& today);

/// Removes what was deleted before @p oldest ("20261026"); other files are left alone. Never
/// throws.
void emptyRunTrash(const std::filesystem::path& runs, const std::string& oldest) noexcept;

} // namespace neurograft
