// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo_copy.h"

#include "core/run/error.h"

#include <system_error>
#include <vector>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

void copyFile(const fs::path& from, const fs::path& to)
{
    std::error_code error;
    if (fs::exists(to, error) && fs::file_size(to, error) == fs::file_size(from, error)) {
        return;
    }
    fs::create_directories(to.parent_path(), error);
    // Under another name first: a copy that was broken off must not look complete.
    const fs::path half = fs::path(to).concat(".part");
    if (!error) {
        fs::copy_file(from, half, fs::copy_options::overwrite_existing, error);
    }
    if (!error) {
        fs::rename(half, to, error);
    }
    if (error) {
        throw StudyError(to.string(), "a copy of the demo study", error.message(),
                         "Choose a folder that can be written.");
    }
}

} // namespace

void copyDemo(const fs::path& source, const fs::path& target, const RunContext& context)
{
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator entry(source, error), end; entry != end;
         entry.increment(error)) {
        if (entry->is_regular_file()) {
            files.push_back(entry->path());
        }
    }
    if (error || files.empty()) {
        throw StudyError(source.string(), "the files of the demo study",
                         error ? error.message() : "none", "Install Neurograft again.");
    }
    for (const fs::path& file : files) {
        context.throwIfStopped();
        copyFile(file, target / file.lexically_relative(source));
    }
}

} // namespace neurograft
