// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/gram_cache.h"

#include "core/engine/similarity/gram_file.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSamplesFile =
    "samples.bin"; ///< pairs of int64; its time is that of last use
constexpr std::size_t kNameLength = 32; ///< of the folders of keys and of entries

std::string samplesBytes(const std::vector<SampleId>& samples)
{
    std::string bytes(samples.size() * 16, '\0');
    for (std::size_t i = 0; i < samples.size(); ++i) {
        std::memcpy(bytes.data() + 16 * i, &samples[i].first, 8);
        std::memcpy(bytes.data() + 16 * i + 8, &samples[i].second, 8);
    }
    return bytes;
}

std::vector<SampleId> readSamples(const fs::path& entry)
{
    std::vector<SampleId> samples;
    std::error_code error;
    if (fs::is_regular_file(entry / kSamplesFile, error)) {
        const std::string bytes = readFile(entry / kSamplesFile);
        samples.resize(bytes.size() / 16);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            std::memcpy(&samples[i].first, bytes.data() + 16 * i, 8);
            std::memcpy(&samples[i].second, bytes.data() + 16 * i + 8, 8);
        }
    }
    return samples;
}

fs::path keyFolder(const fs::path& root, const GramKey& key)
{
    return root / sha256Hex(key.text()).substr(0, kNameLength);
}

fs::path entryFolder(const fs::path& root, const GramKey& key, const std::vector<SampleId>& samples)
{
    return keyFolder(root, key) / sha256Hex(samplesBytes(samples)).substr(0, kNameLength);
}

/// Whether we gave a folder its name: a person may have put others beside it.
bool isOurs(const fs::path& folder)
{
    const std::string name = folder.filename().string();
    return name.size() == kNameLength
        && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Subfolders of ours, none when the folder is not there.
std::vector<fs::path> subfolders(const fs::path& folder)
{
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (at->is_directory(error) && isOurs(at->path())) {
            found.push_back(at->path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::uint64_t folderBytes(const fs::path& folder)
{
    std::uint64_t bytes = 0;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        const std::uintmax_t size = at->file_size(ignored);
        bytes += ignored ? 0 : size;
    }
    return bytes;
}

} // namespace

std::string GramKey::text() const
{
    return "model " + model + (overlay.empty() ? "" : "\noverlay " + overlay) + "\ndata " + data
        + "\ntokenizers " + tokenizers + "\nunit " + unit + "\nkeep-position-zero "
        + (keepPositionZero ? "1" : "0") + "\nmax-length " + std::to_string(maxLength) + "\ndtype "
        + dtype + "\ndevice " + device + "\n";
}

GramEntry::GramEntry(fs::path folder, const std::vector<SampleId>& samples,
                     const std::vector<SampleId>& stored)
    : m_folder(std::move(folder))
{
    if (samples != stored) {
        for (const SampleId& sample : samples) {
            m_indices.push_back(std::lower_bound(stored.begin(), stored.end(), sample)
                                - stored.begin());
        }
    }
}

fs::path GramEntry::path(Module module, std::int64_t layer) const
{
    return m_folder / (std::string(moduleName(module)) + "." + std::to_string(layer) + ".gram");
}

bool GramEntry::has(Module module, std::int64_t layer) const
{
    std::error_code error;
    return fs::is_regular_file(path(module, layer), error);
}

std::optional<PackedGram> GramEntry::read(Module module, std::int64_t layer) const
{
    if (!has(module, layer)) {
        return std::nullopt;
    }
    std::error_code error;
    fs::last_write_time(m_folder / kSamplesFile, fs::file_time_type::clock::now(), error);
    try {
        PackedGram gram = readGramFile(path(module, layer));
        return isExact() ? std::move(gram) : subsetGram(gram, m_indices);
    } catch (const FormatError&) {
        fs::remove(path(module, layer), error); // left by a crash: it is computed again
        return std::nullopt;
    }
}

void GramEntry::write(Module module, std::int64_t layer, const PackedGram& gram) const
{
    writeGramFile(path(module, layer), gram);
}

GramCache::GramCache() : GramCache(cacheFolder() / "grams", gramCacheSetup().diskBytes) { }

GramCache::GramCache(fs::path folder, std::uint64_t capBytes)
    : m_folder(std::move(folder)), m_capBytes(capBytes)
{
}

std::vector<GramEntry> GramCache::find(const GramKey& key, const std::vector<SampleId>& samples,
                                       bool exactOnly) const
{
    std::vector<GramEntry> entries;
    const fs::path exact = entryFolder(m_folder, key, samples);
    if (readSamples(exact) == samples) {
        entries.emplace_back(exact, samples, samples);
    }
    for (const fs::path& folder :
         exactOnly ? std::vector<fs::path>() : subfolders(keyFolder(m_folder, key))) {
        const std::vector<SampleId> stored = readSamples(folder);
        if (folder != exact
            && std::includes(stored.begin(), stored.end(), samples.begin(), samples.end())) {
            entries.emplace_back(folder, samples, stored);
        }
    }
    return entries;
}

GramEntry GramCache::create(const GramKey& key, const std::vector<SampleId>& samples) const
{
    const fs::path folder = entryFolder(m_folder, key, samples);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        throw StoreError(folder.string(), "a cache folder that can be made", error.message());
    }
    writeFileAtomically(folder / kSamplesFile, samplesBytes(samples), true);
    writeFileAtomically(folder.parent_path() / "key.txt", key.text(), true);
    return GramEntry(folder, samples, samples);
}

std::vector<GramCache::Stored> GramCache::stored() const
{
    std::vector<Stored> entries;
    for (const fs::path& key : subfolders(m_folder)) {
        for (const fs::path& folder : subfolders(key)) {
            std::error_code error;
            const auto used = fs::last_write_time(folder / kSamplesFile, error);
            entries.push_back(
                {error ? fs::file_time_type::min() : used, folder, folderBytes(folder)});
        }
    }
    return entries;
}

std::uint64_t GramCache::bytes() const
{
    std::uint64_t total = 0;
    for (const Stored& entry : stored()) {
        total += entry.bytes;
    }
    return total;
}

std::uint64_t GramCache::clear() const
{
    const std::uint64_t before = bytes();
    std::error_code error;
    for (const fs::path& key : subfolders(m_folder)) {
        fs::remove_all(key, error);
    }
    return before - bytes();
}

void GramCache::trim(const std::vector<fs::path>& keep) const
{
    std::uint64_t total = 0;
    std::vector<Stored> candidates;
    for (Stored& entry : stored()) {
        total += entry.bytes;
        if (std::find(keep.begin(), keep.end(), entry.folder) == keep.end()) {
            candidates.push_back(std::move(entry));
        }
    }
    std::sort(candidates.begin(), candidates.end(),
              [](const Stored& a, const Stored& b) { return a.used < b.used; });
    for (const Stored& oldest : candidates) {
        if (total <= m_capBytes) {
            break;
        }
        std::error_code error;
        fs::remove_all(oldest.folder, error);
        if (subfolders(oldest.folder.parent_path()).empty()) {
            fs::remove_all(oldest.folder.parent_path(), error);
        }
        total -= oldest.bytes;
    }
}

} // namespace neurograft
