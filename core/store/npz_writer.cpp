// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/npz_writer.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <array>
#include <cstring>
#include <limits>
#include <string_view>
#include <type_traits>

namespace neurograft {

namespace {

/// CRC-32 of ZIP (polynomial 0xEDB88320).
std::uint32_t crc32(std::string_view bytes)
{
    static const std::array<std::uint32_t, 256> steps = [] {
        std::array<std::uint32_t, 256> table{};
        for (std::uint32_t i = 0; i < table.size(); ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit) {
                value = (value >> 1) ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
            }
            table[i] = value;
        }
        return table;
    }();
    std::uint32_t sum = 0xFFFFFFFFU;
    for (const char c : bytes) {
        sum = steps[(sum ^ static_cast<unsigned char>(c)) & 0xFFU] ^ (sum >> 8);
    }
    return ~sum;
}

template <class T> void append(std::string& bytes, T value)
{
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        bytes += static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFFU);
    }
}

/// NumPy format 1.0: magic, length, dictionary padded to 64 bytes, values.
std::string npyBytes(const Table& table)
{
    return std::visit(
        [&](const auto& values) -> std::string {
            using T = typename std::decay_t<decltype(values)>::value_type;
            if constexpr (std::is_same_v<T, std::string>) {
                throw StudyError(table.path, "numbers for a NumPy archive", "text",
                                 "Use --format csv or json.");
            } else {
                const char* type =
                    std::is_floating_point_v<T> ? "f" : (std::is_signed_v<T> ? "i" : "u");
                std::string dictionary = std::string("{'descr': '") + (sizeof(T) == 1 ? "|" : "<")
                    + type + std::to_string(sizeof(T)) + "', 'fortran_order': False, 'shape': (";
                for (const std::int64_t extent : table.shape) {
                    dictionary += std::to_string(extent) + ',';
                }
                dictionary += "), }";
                dictionary.append(63 - (10 + dictionary.size()) % 64, ' ');
                dictionary += '\n';
                std::string bytes("\x93NUMPY\x01\x00", 8);
                append(bytes, static_cast<std::uint16_t>(dictionary.size()));
                bytes += dictionary;
                bytes.append(reinterpret_cast<const char*>(values.data()),
                             values.size() * sizeof(T));
                return bytes;
            }
        },
        table.values);
}

/// The fields that a local header and a directory entry share, from "version needed" on.
std::string sharedHeader(const std::string& name, const std::string& content)
{
    std::string header;
    append(header, std::uint16_t{20}); // version needed
    append(header, std::uint16_t{0x0800}); // names are UTF-8
    append(header, std::uint16_t{0}); // stored
    append(header, std::uint16_t{0}); // time
    append(header, std::uint16_t{0x21}); // 1980-01-01: equal tables give equal bytes
    append(header, crc32(content));
    append(header, static_cast<std::uint32_t>(content.size()));
    append(header, static_cast<std::uint32_t>(content.size()));
    append(header, static_cast<std::uint16_t>(name.size()));
    append(header, std::uint16_t{0}); // extra field
    return header;
}

} // namespace

void writeNpz(const std::filesystem::path& path, const std::vector<Table>& tables, bool overwrite)
{
    std::string archive;
    std::string directory;
    for (const Table& table : tables) {
        const std::string name = table.path + ".npy";
        const std::string content = npyBytes(table);
        if (archive.size() + content.size() > std::numeric_limits<std::uint32_t>::max() - 65536) {
            throw StudyError(path.string(), "less than 4 GiB in one archive",
                             table.path + " on top", "Use --format safetensors.");
        }
        const std::string header = sharedHeader(name, content);
        directory += "PK\x01\x02";
        append(directory, std::uint16_t{20}); // version made by
        directory += header;
        directory.append(10, '\0'); // comment, disk, attributes
        append(directory, static_cast<std::uint32_t>(archive.size()));
        directory += name;
        archive += "PK\x03\x04" + header + name + content;
    }
    const auto directoryStart = static_cast<std::uint32_t>(archive.size());
    archive += directory + "PK\x05\x06" + std::string(4, '\0');
    append(archive, static_cast<std::uint16_t>(tables.size()));
    append(archive, static_cast<std::uint16_t>(tables.size()));
    append(archive, static_cast<std::uint32_t>(directory.size()));
    append(archive, directoryStart);
    append(archive, std::uint16_t{0});
    writeFileAtomically(path, archive, overwrite);
}

} // namespace neurograft
