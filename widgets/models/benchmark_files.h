// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// A file or folder with questions, and the task it is laid out for.
struct BenchmarkFile {
    std::string task; ///< word of evaluation_protocol.h: mmlu, gsm8k, …
    std::filesystem::path path;
};

/// The task whose layout a file or folder has, by its first row: a folder with `test/*_test.csv` is
/// mmlu, rows with `question` and `answer` gsm8k, with `test_list` mbpp, with `entry_point`
/// humaneval, chat rows answered by a letter choice, other chat rows exact.
/// @throws FormatError when it is none of them
std::string taskOfData(const std::filesystem::path& path);

/// How many questions a file or folder has for a task; of perplexity how many rows.
/// @throws FormatError, StudyError as reading them does
std::int64_t questionCount(const std::string& task, const std::filesystem::path& path);

/// Benchmarks in the folder `eval` beside a data file or beside its folder, by task and name.
/// Never throws: what cannot be read is left out.
std::vector<BenchmarkFile> benchmarksBeside(const std::filesystem::path& data);

/// Rows no transfer learns from: "test.jsonl" beside the data file, unless that is it. Never
/// throws.
std::optional<std::filesystem::path> heldOutBeside(const std::filesystem::path& data);

} // namespace neurograft
