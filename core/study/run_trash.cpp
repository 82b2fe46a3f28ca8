// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/run_trash.h"

#include "core/run/error.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kDateLength = 8;

/// "20261125" of "20261125-0001-similarity.h5"; empty for other names.
std::string deletionDate(const std::string& name)
{
    const bool isDated = name.size() > kDateLength && name[kDateLength] == '-'
        && std::all_of(name.begin(), name.begin() + kDateLength,
                       [](unsigned char digit) { return std::isdigit(digit) != 0; });
    return isDated ? name.substr(0, kDateLength) : std::string();
}

} // namespace

void moveRunToTrash(const fs::path& runs, const std::string& name, const std::string& today)
{
    // A run that is a folder goes as a whole.
    const fs::path entry = *fs::path(name).begin();
    const fs::path trash = runs / ".trash";
    std::error_code error;
    fs::create_directories(trash, error);
    fs::path target = trash / (today + "-" + entry.string());
    for (int count = 2; !error && fs::exists(target, error); ++count) {
        target = trash / (today + "-" + entry.string() + "." + std::to_string(count));
    }
    if (!error) {
        fs::rename(runs / entry, target, error);
    }
    if (error) {
        throw StoreError((runs / entry).string(), "a run that can be moved to .trash",
                         error.message());
    }
}

void emptyRunTrash(const fs::path& runs, const std::string& oldest) noexcept
{
    std::error_code error;
    std::vector<fs::path> old;
    for (fs::directory_iterator entry(runs / ".trash", error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string date = deletionDate(entry->path().filename().string());
        if (!date.empty() && date < oldest) {
            old.push_back(entry->path());
        }
    }
    for (const fs::path& path : old) {
        fs::remove_all(path, error);
    }
}

} // namespace neurograft
