// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/zip_writer.h"

#include "core/run/error.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

namespace neurograft {

namespace {

// Layout: PKWARE APPNOTE 6.3.9, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.14-16
// (ends), 4.5.3 (extra field of zip64).
constexpr std::uint64_t kZipFull32 = 0xffffffff;
constexpr std::uint64_t kZipFull16 = 0xffff;
constexpr std::uint16_t kZipPlain = 20; ///< version needed
constexpr std::uint16_t kZip64 = 45;

template <class T> void appendNumber(std::string& bytes, T value)
{
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        bytes += static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFFU);
    }
}

void append32(std::string& bytes, std::uint64_t value)
{
    appendNumber(bytes, static_cast<std::uint32_t>(std::min(value, kZipFull32)));
}

std::uint32_t crcOfParts(const std::vector<std::string_view>& parts)
{
    uLong crc = crc32(0, nullptr, 0);
    for (const std::string_view part : parts) {
        for (std::size_t at = 0; at < part.size();) {
            const std::size_t chunk =
                std::min<std::size_t>(part.size() - at, std::numeric_limits<uInt>::max() / 2);
            crc = crc32(crc, reinterpret_cast<const Bytef*>(part.data() + at),
                        static_cast<uInt>(chunk));
            at += chunk;
        }
    }
    return static_cast<std::uint32_t>(crc);
}

/// Numbers that do not fit 32 bits, in the order of the header.
std::string zip64Extra(const std::vector<std::uint64_t>& numbers)
{
    std::string extra;
    if (!numbers.empty()) {
        appendNumber(extra, std::uint16_t{1});
        appendNumber(extra, static_cast<std::uint16_t>(8 * numbers.size()));
        for (const std::uint64_t number : numbers) {
            appendNumber(extra, number);
        }
    }
    return extra;
}

/// The fields that a local header and a directory entry share, from "version needed" on.
std::string sharedFields(const std::string& name, std::uint32_t crc, std::uint64_t size,
                         std::size_t extra)
{
    std::string header;
    appendNumber(header, extra > 0 ? kZip64 : kZipPlain);
    appendNumber(header, std::uint16_t{0x0800}); // names are UTF-8
    appendNumber(header, std::uint16_t{0}); // stored
    appendNumber(header, std::uint16_t{0}); // time
    appendNumber(header, std::uint16_t{0x21}); // 1980-01-01
    appendNumber(header, crc);
    append32(header, size);
    append32(header, size);
    appendNumber(header, static_cast<std::uint16_t>(name.size()));
    appendNumber(header, static_cast<std::uint16_t>(extra));
    return header;
}

} // namespace

ZipWriter::ZipWriter(const std::filesystem::path& path, bool overwrite)
    : m_file(path, overwrite), m_stream(m_file.temporaryPath(), std::ios::binary | std::ios::trunc)
{
}

void ZipWriter::write(std::string_view bytes)
{
    m_stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!m_stream) {
        throw StoreError(m_file.target().string(), "a file that can be written",
                         std::strerror(errno));
    }
    m_offset += bytes.size();
}

void ZipWriter::add(const std::string& name, const std::vector<std::string_view>& parts)
{
    std::uint64_t size = 0;
    for (const std::string_view part : parts) {
        size += part.size();
    }
    const std::uint32_t crc = crcOfParts(parts);
    std::vector<std::uint64_t> wide;
    if (size >= kZipFull32) {
        wide = {size, size};
    }
    const std::string localExtra = zip64Extra(wide);
    if (m_offset >= kZipFull32) {
        wide.push_back(m_offset);
    }
    const std::string extra = zip64Extra(wide);
    m_directory += "PK\x01\x02";
    appendNumber(m_directory, extra.empty() ? kZipPlain : kZip64); // version made by
    m_directory += sharedFields(name, crc, size, extra.size());
    m_directory.append(10, '\0'); // comment, disk, attributes
    append32(m_directory, m_offset);
    m_directory += name + extra;
    ++m_count;
    write("PK\x03\x04" + sharedFields(name, crc, size, localExtra.size()) + name + localExtra);
    for (const std::string_view part : parts) {
        write(part);
    }
}

void ZipWriter::finish()
{
    const std::uint64_t start = m_offset;
    const std::uint64_t size = m_directory.size();
    write(m_directory);
    if (start >= kZipFull32 || size >= kZipFull32 || m_count >= kZipFull16) {
        const std::uint64_t record = m_offset;
        std::string end = "PK\x06\x06";
        appendNumber(end, std::uint64_t{44}); // of the rest of this record
        appendNumber(end, kZip64);
        appendNumber(end, kZip64);
        end.append(8, '\0'); // disks
        for (const std::uint64_t number : {m_count, m_count, size, start}) {
            appendNumber(end, number);
        }
        end += "PK\x06\x07" + std::string(4, '\0');
        appendNumber(end, record);
        appendNumber(end, std::uint32_t{1}); // disks
        write(end);
    }
    std::string end = "PK\x05\x06" + std::string(4, '\0');
    const auto count = static_cast<std::uint16_t>(std::min(m_count, kZipFull16));
    appendNumber(end, count);
    appendNumber(end, count);
    append32(end, size);
    append32(end, start);
    appendNumber(end, std::uint16_t{0}); // comment
    write(end);
    m_stream.close();
    if (!m_stream) {
        throw StoreError(m_file.target().string(), "a file that can be written",
                         std::strerror(errno));
    }
    m_file.commit();
}

} // namespace neurograft
