// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/module_path.h"
#include "core/engine/similarity/packed_gram.h"
#include "core/engine/similarity/sample_plan.h"
#include "core/run/gram_cache_setup.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Everything but the list of samples that the Gram matrices of one model depend on.
struct GramKey {
    std::string model; ///< Checkpoint::sha256()
    std::string overlay; ///< overlaySha256(); empty without one
    std::string data; ///< Dataset::sha256
    std::string tokenizers; ///< fingerprints of those that decide the samples
    std::string unit;
    bool keepPositionZero = false;
    std::int64_t maxLength = 0;
    std::string dtype; ///< compute type
    std::string device; ///< "cpu" or "cuda"

    std::string text() const;
};

/// Gram matrices of one model for one list of samples, one file per module and layer. Thread-safe
/// for reading; two processes may write the same entry.
class GramEntry {
public:
    /// @param samples what is wanted; @param stored what the folder's files hold (equal or more)
    GramEntry(std::filesystem::path folder, const std::vector<SampleId>& samples,
              const std::vector<SampleId>& stored);

    bool has(Module module, std::int64_t layer) const;
    /// Cut down to the samples wanted; nothing when there is no file or it is broken.
    std::optional<PackedGram> read(Module module, std::int64_t layer) const;
    /// Only for an entry that holds exactly the samples wanted.
    /// @throws StoreError when it cannot be written
    void write(Module module, std::int64_t layer, const PackedGram& gram) const;
    /// True when the files hold exactly the samples wanted.
    bool isExact() const { return m_indices.empty(); }
    const std::filesystem::path& folder() const { return m_folder; }

private:
    std::filesystem::path path(Module module, std::int64_t layer) const;

    std::filesystem::path m_folder;
    std::vector<std::int64_t> m_indices; ///< places of the samples wanted, empty = all
};

/// Disk cache of Gram matrices: <folder>/<key>/<samples>/<module>.<layer>.gram. It changes speed,
/// never a number; it may be deleted at any time.
class GramCache {
public:
    /// Where and how large the process's set-up says (gram_cache_setup.h).
    GramCache();
    /// @param folder made when needed; @param capBytes oldest entries are removed beyond it
    explicit GramCache(std::filesystem::path folder,
                       std::uint64_t capBytes = GramCacheSetup::kDefaultDiskBytes);

    /// Entries that hold all of @p samples, the exact one first. @p exactOnly leaves others out:
    /// their numbers come from other batches and may differ in the last bit.
    std::vector<GramEntry> find(const GramKey& key, const std::vector<SampleId>& samples,
                                bool exactOnly) const;
    /// The entry to write to. @throws StoreError when its folder cannot be made
    GramEntry create(const GramKey& key, const std::vector<SampleId>& samples) const;
    /// Removes the entries that were used longest ago until the cap holds; @p keep are spared.
    void trim(const std::vector<std::filesystem::path>& keep) const;
    /// Size of all entries.
    std::uint64_t bytes() const;
    /// Removes all entries, and nothing else that lies in the folder. @return bytes freed
    std::uint64_t clear() const;

private:
    struct Stored {
        std::filesystem::file_time_type used;
        std::filesystem::path folder;
        std::uint64_t bytes = 0;
    };
    std::vector<Stored> stored() const;

    std::filesystem::path m_folder;
    std::uint64_t m_capBytes;
};

} // namespace neurograft
