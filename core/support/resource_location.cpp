// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/resource_location.h"

#include <cstdlib>
#include <system_error>

namespace neurograft {

namespace fs = std::filesystem;

fs::path findResource(std::string_view relativePath)
{
    std::error_code error;
    const auto exists = [&](const fs::path& path) { return fs::exists(path, error); };
    if (const char* folder = std::getenv("NEUROGRAFT_RESOURCE_DIR"); folder != nullptr) {
        const fs::path path = fs::path(folder) / relativePath;
        return exists(path) ? path : fs::path();
    }
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (error) {
        return {};
    }
    fs::path folder = program.parent_path();
    const fs::path installed = folder.parent_path() / "share" / "neurograft" / relativePath;
    if (exists(installed)) {
        return installed;
    }
    for (; folder.has_relative_path(); folder = folder.parent_path()) {
        const fs::path inSources = folder / "resources" / relativePath;
        if (exists(inSources)) {
            return inSources;
        }
    }
    return {};
}

} // namespace neurograft
