// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

template <class T> void appendNumber(std::string& bytes, T value)
{
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

inline std::uint32_t crc32Of(const std::string& bytes)
{
    std::uint32_t crc = 0xffffffffU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
        }
    }
    return ~crc;
}

/// One member of a zip archive as a test wants it, true or not.
struct ZipEntry {
    std::string name;
    std::string bytes;
    std::uint16_t method = 0; ///< 0 = stored, 8 = deflated
    std::uint32_t claimedSize = 0; ///< 0 = the true one
};

/// A zip archive of those members.
inline std::string zipBytes(const std::vector<ZipEntry>& entries)
{
    std::string file;
    std::string directory;
    for (const ZipEntry& entry : entries) {
        const auto offset = static_cast<std::uint32_t>(file.size());
        const auto stored = static_cast<std::uint32_t>(entry.bytes.size());
        const std::uint32_t claimed = entry.claimedSize != 0 ? entry.claimedSize : stored;
        const auto common = [&](std::string& out) { // version to name length
            appendNumber<std::uint16_t>(out, 20);
            appendNumber<std::uint16_t>(out, 0);
            appendNumber(out, entry.method);
            appendNumber<std::uint32_t>(out, 0);
            appendNumber(out, crc32Of(entry.bytes));
            appendNumber(out, stored);
            appendNumber(out, claimed);
            appendNumber(out, static_cast<std::uint16_t>(entry.name.size()));
            appendNumber<std::uint16_t>(out, 0);
        };
        appendNumber<std::uint32_t>(file, 0x04034b50);
        common(file);
        file += entry.name + entry.bytes;
        appendNumber<std::uint32_t>(directory, 0x02014b50);
        appendNumber<std::uint16_t>(directory, 20);
        common(directory);
        directory.append(10, '\0'); // comment, disk, attributes
        appendNumber(directory, offset);
        directory += entry.name;
    }
    const auto begin = static_cast<std::uint32_t>(file.size());
    file += directory;
    appendNumber<std::uint32_t>(file, 0x06054b50);
    appendNumber<std::uint32_t>(file, 0);
    appendNumber(file, static_cast<std::uint16_t>(entries.size()));
    appendNumber(file, static_cast<std::uint16_t>(entries.size()));
    appendNumber(file, static_cast<std::uint32_t>(directory.size()));
    appendNumber(file, begin);
    appendNumber<std::uint16_t>(file, 0);
    return file;
}

inline std::string pickleText(const std::string& text)
{
    std::string bytes = "X";
    appendNumber(bytes, static_cast<std::uint32_t>(text.size()));
    return bytes + text;
}

inline std::string pickleGlobal(const std::string& module, const std::string& name)
{
    return "c" + module + "\n" + name + "\n";
}

/// A whole number, 4 bytes.
inline std::string pickleNumber(std::int32_t number)
{
    std::string bytes = "J";
    appendNumber(bytes, number);
    return bytes;
}

/// A tuple of whole numbers.
inline std::string pickleCounts(const std::vector<std::int32_t>& numbers)
{
    std::string bytes = "(";
    for (const std::int32_t number : numbers) {
        bytes += pickleNumber(number);
    }
    return bytes + "t";
}

/// A tensor as torch.save writes it, over storage @p key.
inline std::string pickleTensor(const std::string& key, std::int32_t elements, std::int32_t offset,
                                const std::vector<std::int32_t>& shape,
                                const std::vector<std::int32_t>& strides,
                                const std::string& storage = "FloatStorage")
{
    return pickleGlobal("torch._utils", "_rebuild_tensor_v2") + "((" + pickleText("storage")
        + pickleGlobal("torch", storage) + pickleText(key) + pickleText("cpu")
        + pickleNumber(elements) + "tQ" + pickleNumber(offset) + pickleCounts(shape)
        + pickleCounts(strides) + "\x89" + pickleGlobal("collections", "OrderedDict") + ")RtR";
}

/// A state dict of one entry.
inline std::string pickleDict(const std::string& key, const std::string& value)
{
    return "\x80\x02}" + pickleText(key) + value + "s.";
}

} // namespace neurograft
