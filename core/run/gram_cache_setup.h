// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

namespace neurograft {

/// Where similarity runs keep their Gram matrices. It changes speed, never a number and never how
/// many samples take part.
struct GramCacheSetup {
    static constexpr std::uint64_t kDefaultDiskBytes = 8'000'000'000;

    /// Holds the folder grams/; empty = ${XDG_CACHE_HOME:-~/.cache}/neurograft.
    std::filesystem::path folder = {};
    /// Entries used longest ago are removed beyond it, after a run.
    std::uint64_t diskBytes = kDefaultDiskBytes;
    /// Share of the machine's memory that the matrices of one run may stay in, 0 to 1; the others
    /// are mapped from the disk when they are needed.
    double memoryShare = 0.25;
};

/// For all runs of this process that start from now on. Thread-safe.
void applyGramCacheSetup(const GramCacheSetup& setup);
GramCacheSetup gramCacheSetup();

/// The folder that the set-up means: its own, or the default. It need not be there yet.
std::filesystem::path cacheFolder();

/// Bytes of all Gram matrices on the disk.
std::uint64_t gramCacheBytes();

/// Removes them, and nothing else in that folder. A run that is going on computes on with what it
/// has open. @return bytes that were freed
std::uint64_t clearGramCache();

} // namespace neurograft
