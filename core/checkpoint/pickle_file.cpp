// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pickle_file.h"

#include "core/checkpoint/tensor_pickle.h"
#include "core/run/error.h"
#include "core/support/zip_archive.h"

#include <cstring>
#include <limits>

namespace neurograft {

namespace {

constexpr std::uint64_t kLargestPickle = 100'000'000;

bool endsWith(const std::string& text, const std::string& end)
{
    return text.size() >= end.size()
        && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Files older than torch 1.6 are a bare pickle.
void requireArchive(const MappedFile& file)
{
    if (file.size() >= 4 && std::memcmp(file.data(), "PK", 2) == 0) {
        return;
    }
    throw FormatError(file.path().string(),
                      "a zip archive written by torch.save (torch 1.6 or newer)",
                      "another format of " + std::to_string(file.size()) + " bytes",
                      "Load and save it once with a newer torch, as safetensors if you can.");
}

/// Elements of a contiguous tensor; refuses any other layout and products that do not fit.
std::uint64_t contiguousElements(const PickledTensor& tensor, const std::string& where)
{
    std::uint64_t count = 1;
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
        const auto extent = static_cast<std::uint64_t>(tensor.shape[i]);
        const bool isInPlace =
            extent <= 1 || static_cast<std::uint64_t>(tensor.strides[i]) == count;
        if (!isInPlace && count != 0) {
            throw FormatError(where, "a contiguous tensor", "one with strides (a transposed view?)",
                              "Save it after .contiguous(), or as safetensors.");
        }
        if (extent != 0 && count > std::numeric_limits<std::uint64_t>::max() / 16 / extent) {
            throw FormatError(where, "a shape that fits into memory", "one that does not");
        }
        count *= extent;
    }
    return count;
}

} // namespace

PickleFile::PickleFile(const std::filesystem::path& path)
    : TensorFile(std::make_shared<const MappedFile>(path))
{
    requireArchive(*m_file);
    const ZipArchive archive(path);
    m_file = archive.file();
    std::map<std::string, const ZipMember*> members;
    const ZipMember* pickle = nullptr;
    for (const ZipMember& member : archive.members()) {
        members[member.name] = &member;
        if (endsWith(member.name, "/data.pkl")) {
            pickle = &member;
        }
    }
    if (pickle == nullptr) {
        throw FormatError(path.string(), "the member data.pkl of torch.save",
                          "an archive without it");
    }
    const std::string where = path.string() + ": " + pickle->name;
    if (pickle->isDeflated || pickle->bytes > kLargestPickle) {
        throw FormatError(where, "a stored pickle of at most 100000000 bytes",
                          std::string(pickle->isDeflated ? "a compressed one" : "one") + " of "
                              + std::to_string(pickle->bytes));
    }
    const std::string root = pickle->name.substr(0, pickle->name.size() - 8); // "archive/"
    if (const auto order = members.find(root + "byteorder"); order != members.end()) {
        const auto word = archive.readAll(*order->second);
        if (word.size() != 6 || std::memcmp(word.data(), "little", 6) != 0) {
            throw FormatError(path.string(), "little-endian tensors", "another byte order");
        }
    }
    for (const PickledTensor& tensor : readTensorPickle(archive.readAll(*pickle), where)) {
        const std::string place = path.string() + ", tensor " + tensor.name;
        const auto found = members.find(root + "data/" + tensor.storage);
        if (found == members.end() || found->second->isDeflated) {
            throw FormatError(place, "the stored member data/" + tensor.storage,
                              found == members.end() ? "no such member" : "a compressed one");
        }
        const std::uint64_t size = byteSize(tensor.dtype);
        const std::uint64_t available = found->second->bytes / size;
        const std::uint64_t count = contiguousElements(tensor, place);
        const auto offset = static_cast<std::uint64_t>(tensor.offset);
        if (offset > available || count > available - offset) {
            throw FormatError(place,
                              std::to_string(count) + " elements from " + std::to_string(offset),
                              "a storage of " + std::to_string(available) + " elements",
                              "The file was cut. Copy or download it again.");
        }
        TensorEntry entry;
        entry.name = tensor.name;
        entry.dtype = tensor.dtype;
        entry.shape = tensor.shape;
        entry.file = path.filename().string();
        entry.begin = found->second->dataOffset + offset * size;
        entry.end = entry.begin + count * size;
        if (!m_entries.emplace(tensor.name, std::move(entry)).second) {
            throw FormatError(place, "each tensor once", "the name twice");
        }
    }
}

} // namespace neurograft
