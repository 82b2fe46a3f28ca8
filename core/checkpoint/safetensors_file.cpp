// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors_file.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

namespace neurograft {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kPrefixSize = 8; // length of the header, little endian
constexpr std::uint64_t kLargestHeader = 100'000'000;

std::string bytesText(std::uint64_t bytes)
{
    return std::to_string(bytes) + " bytes";
}

/// Length of the header, checked against the file.
std::uint64_t headerSize(const MappedFile& file)
{
    if (file.size() < kPrefixSize) {
        throw FormatError(file.path().string(), "a safetensors file of at least 8 bytes",
                          bytesText(file.size()));
    }
    std::uint64_t size = 0;
    std::memcpy(&size, file.data(), sizeof size);
    if (size > kLargestHeader) {
        throw FormatError(file.path().string(), "a header of at most 100000000 bytes",
                          bytesText(size), "This is no safetensors file, or it is damaged.");
    }
    if (size > file.size() - kPrefixSize) {
        throw FormatError(file.path().string(), "a header of " + bytesText(size),
                          bytesText(file.size() - kPrefixSize) + " after the length",
                          "The file was cut. Copy or download it again.");
    }
    return size;
}

/// Parses JSON and refuses keys that stand twice, which the library would silently merge.
Json parseHeader(const std::string& where, const char* begin, const char* end)
{
    std::vector<std::vector<std::string>> seen;
    const Json::parser_callback_t refuseDuplicates = [&](int, Json::parse_event_t event,
                                                         Json& value) {
        if (event == Json::parse_event_t::object_start) {
            seen.emplace_back();
        } else if (event == Json::parse_event_t::object_end) {
            seen.pop_back();
        } else if (event == Json::parse_event_t::key) {
            auto& keys = seen.back();
            if (std::find(keys.begin(), keys.end(), value.get<std::string>()) != keys.end()
                && seen.size() == 1) {
                throw FormatError(where, "each tensor once",
                                  "\"" + value.get<std::string>() + "\" twice");
            }
            if (seen.size() == 1) {
                keys.push_back(value.get<std::string>());
            }
        }
        return true;
    };
    try {
        Json header = Json::parse(begin, end, refuseDuplicates);
        if (!header.is_object()) {
            throw FormatError(where, "a JSON object as header", header.type_name());
        }
        return header;
    } catch (const Json::exception& error) {
        throw FormatError(where, "a JSON header", error.what());
    }
}

/// Elements of a shape; nothing when the product does not fit.
std::optional<std::uint64_t> productOf(const std::vector<std::int64_t>& shape)
{
    std::uint64_t product = 1;
    for (const std::int64_t extent : shape) {
        const auto factor = static_cast<std::uint64_t>(extent);
        if (factor != 0 && product > std::numeric_limits<std::uint64_t>::max() / 16 / factor) {
            return std::nullopt;
        }
        product *= factor;
    }
    return product;
}

TensorEntry readEntry(const std::string& where, const std::string& name, const Json& value)
{
    TensorEntry entry;
    entry.name = name;
    const std::string place = where + ", tensor " + name;
    if (!value.is_object() || !value.contains("dtype") || !value.contains("shape")
        || !value.contains("data_offsets")) {
        throw FormatError(place, "dtype, shape and data_offsets", value.dump());
    }
    if (!value["dtype"].is_string() || !dtypeFromName(value["dtype"].get<std::string>())) {
        throw FormatError(place, "dtype F64, F32, F16, BF16, I64, I32, U8 or BOOL",
                          value["dtype"].dump());
    }
    entry.dtype = *dtypeFromName(value["dtype"].get<std::string>());
    const auto isCount = [](const Json& number) { return number.is_number_unsigned(); };
    const Json& shape = value["shape"];
    const Json& offsets = value["data_offsets"];
    if (!shape.is_array() || !std::all_of(shape.begin(), shape.end(), isCount)) {
        throw FormatError(place, "a shape of non-negative whole numbers", shape.dump());
    }
    if (!offsets.is_array() || offsets.size() != 2
        || !std::all_of(offsets.begin(), offsets.end(), isCount)) {
        throw FormatError(place, "two data_offsets", offsets.dump());
    }
    entry.shape = shape.get<std::vector<std::int64_t>>();
    entry.begin = offsets[0].get<std::uint64_t>();
    entry.end = offsets[1].get<std::uint64_t>();
    const auto count = productOf(entry.shape);
    if (entry.end < entry.begin || !count
        || *count * byteSize(entry.dtype) != entry.end - entry.begin) {
        throw FormatError(place,
                          count ? bytesText(*count * byteSize(entry.dtype)) + " (shape "
                                  + shape.dump() + ", " + dtypeName(entry.dtype) + ")"
                                : "a shape that fits into memory",
                          "data_offsets " + offsets.dump());
    }
    return entry;
}

} // namespace

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path)
    : TensorFile(std::make_shared<const MappedFile>(path))
{
    const std::uint64_t size = headerSize(*m_file);
    m_dataBegin = kPrefixSize + size;
    const std::string where = path.string();
    const auto* text = reinterpret_cast<const char*>(m_file->data()) + kPrefixSize;
    const Json header = parseHeader(where, text, text + size);

    std::vector<const TensorEntry*> inOrder;
    for (const auto& [name, value] : header.items()) {
        if (name == "__metadata__") {
            for (const auto& [key, word] : value.items()) {
                m_metadata[key] = word.is_string() ? word.get<std::string>() : word.dump();
            }
            continue;
        }
        TensorEntry entry = readEntry(where, name, value);
        entry.file = path.filename().string();
        if (entry.end > std::numeric_limits<std::uint64_t>::max() - m_dataBegin) {
            throw FormatError(where + ", tensor " + name, "data_offsets inside the file",
                              std::to_string(entry.end));
        }
        entry.begin += m_dataBegin;
        entry.end += m_dataBegin;
        inOrder.push_back(&m_entries.emplace(name, std::move(entry)).first->second);
    }
    std::sort(inOrder.begin(), inOrder.end(), [](const TensorEntry* a, const TensorEntry* b) {
        return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
    });
    for (std::size_t i = 1; i < inOrder.size(); ++i) {
        if (inOrder[i]->begin < inOrder[i - 1]->end) {
            throw FormatError(where, "tensors that do not overlap",
                              inOrder[i - 1]->name + " and " + inOrder[i]->name + " share bytes");
        }
    }
    const std::uint64_t needed = inOrder.empty() ? m_dataBegin : inOrder.back()->end;
    if (needed > m_file->size()) {
        throw FormatError(where, bytesText(needed),
                          bytesText(m_file->size()) + ", " + bytesText(needed - m_file->size())
                              + " missing (first in tensor "
                              + (*std::find_if(inOrder.begin(), inOrder.end(),
                                               [this](const TensorEntry* entry) {
                                                   return entry->end > m_file->size();
                                               }))
                                    ->name
                              + ")",
                          "The file was cut. Copy or download it again.");
    }
}

std::string SafetensorsFile::header() const
{
    return {reinterpret_cast<const char*>(m_file->data()) + kPrefixSize,
            static_cast<std::size_t>(m_dataBegin - kPrefixSize)};
}

} // namespace neurograft
