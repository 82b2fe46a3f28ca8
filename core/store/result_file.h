// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// Newest layout this program writes and reads (cli.md section 3, attribute `format_version`).
inline constexpr std::int64_t kResultFormatVersion = 1;

/// Root attributes of a result file: what was run, on what, with which outcome (cli.md section 3).
struct RunManifest {
    std::int64_t formatVersion = kResultFormatVersion;
    std::string programVersion;
    std::string command; ///< the equal command line
    std::string study; ///< JSON text
    std::string studySha256;
    std::string status = "complete"; ///< or "partial"
    std::string createdUtc; ///< "2026-11-25T03:00:00Z"
    std::int64_t seed = 42;
    std::string device;
    std::string dtype;
    std::int64_t threads = 0;
    std::string teacher; ///< folder names, empty when the run has none
    std::string student;
    std::string teacherSha256;
    std::string studentSha256;
    std::string dataSha256;
    double wallSeconds = 0.0;
    double peakBytes = 0.0;
};

/// A whole result: manifest and tables.
struct ResultFile {
    RunManifest manifest;
    Attributes extra; ///< further root attributes, kept as they are
    std::vector<Table> tables;
    /// Attributes of groups of tables, by path ("evaluation/mmlu/items"); groups without any are
    /// not listed.
    std::map<std::string, Attributes> groups = {};

    /// The table of that path, or null.
    const Table* find(const std::string& path) const;
};

/// Writes @p result as HDF5 under a temporary name and renames it: readers see the old file or the
/// whole new one, also after SIGKILL. Datasets are row-major little endian, gzip + shuffle above 64
/// KiB. A running job writes again with status "partial" whenever new cells are there.
/// @throws StudyError when the file exists and @p overwrite is false, StoreError when writing fails
/// Thread-safe: one mutex guards all HDF5 calls of the process.
void writeResult(const std::filesystem::path& path, const ResultFile& result, bool overwrite);

/// Reads everything. @throws StoreError naming file and dataset: not HDF5, no result file, newer
/// format_version (both versions are named), broken dataset. Thread-safe.
ResultFile readResult(const std::filesystem::path& path);

/// Root attributes only.
RunManifest readManifest(const std::filesystem::path& path);

/// One dataset. @throws StoreError when there is none of that name
Table readTable(const std::filesystem::path& path, const std::string& name);

/// Paths of all datasets, sorted.
std::vector<std::string> listTables(const std::filesystem::path& path);

} // namespace neurograft
