// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

namespace neurograft {

/// Folder or file that comes with the program, such as "demo" or "demo/teacher". Looked up in this
/// order: the folder named by the environment variable NEUROGRAFT_RESOURCE_DIR, ../share/neurograft
/// beside the program's folder (installed), and a folder "resources" in any folder above the
/// program (source tree).
/// @return an existing path, or an empty one when there is none
std::filesystem::path findResource(std::string_view relativePath);

} // namespace neurograft
