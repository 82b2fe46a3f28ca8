// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/chain_files.h"

#include "core/studies/chain_tasks.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"

#include <filesystem>
#include <system_error>

namespace neurograft {

namespace fs = std::filesystem;

std::vector<Error> chainFileProblems(const ChainStudy& study, const std::string& where)
{
    std::vector<Error> problems;
    for (std::size_t i = 0; i < study.files.size(); ++i) {
        const ExpectedFile& expected = study.files[i];
        const std::string path = resolveChainPath(
            study, expected.path, where + ": /files/" + std::to_string(i) + "/path");
        std::error_code error;
        if (!fs::is_regular_file(path, error)) {
            problems.push_back(FormatError(path, "the file this study is about", "none"));
            continue;
        }
        const std::string digest = sha256Hex(readFile(path));
        if (digest != expected.sha256) {
            problems.push_back(
                FormatError(path, "SHA-256 " + expected.sha256, digest,
                            "The study is about other rows; leave out the entry of files to use "
                            "these."));
        }
    }
    return problems;
}

} // namespace neurograft
