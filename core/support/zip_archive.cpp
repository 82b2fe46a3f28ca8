// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/zip_archive.h"

#include "core/run/error.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace neurograft {

namespace {

// Layout: PKWARE APPNOTE 6.3.9, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.14-16
// (ends).
constexpr std::uint32_t kLocalMark = 0x04034b50;
constexpr std::uint32_t kDirectoryMark = 0x02014b50;
constexpr std::uint32_t kEndMark = 0x06054b50;
constexpr std::uint32_t kEnd64Mark = 0x06064b50;
constexpr std::uint32_t kLocatorMark = 0x07064b50;
constexpr std::uint64_t kEndSize = 22;
constexpr std::uint64_t kLongestComment = 65535;
constexpr std::uint64_t kZipArchiveLargestRatio = 1040; ///< deflate cannot shrink more
constexpr std::uint32_t kFull32 = 0xffffffff;

template <class T> T load(const std::byte* at)
{
    T value{};
    std::memcpy(&value, at, sizeof(value));
    return value;
}

/// Sizes and offset that did not fit 32 bits stand in the extra field 1, in this order.
void readZip64(const std::byte* extra, std::size_t size, std::vector<std::uint64_t*> wanted)
{
    for (std::size_t at = 0; at + 4 <= size;) {
        const auto id = load<std::uint16_t>(extra + at);
        const std::size_t length = load<std::uint16_t>(extra + at + 2);
        if (id == 1 && at + 4 + length <= size) {
            std::size_t inner = at + 4;
            for (std::uint64_t* value : wanted) {
                if (inner + 8 <= at + 4 + length) {
                    *value = load<std::uint64_t>(extra + inner);
                    inner += 8;
                }
            }
        }
        at += 4 + length;
    }
}

uInt chunkOf(std::uint64_t left)
{
    return static_cast<uInt>(std::min<std::uint64_t>(left, std::numeric_limits<uInt>::max() / 2));
}

/// Owns zlib's state.
struct ZipArchiveInflater {
    z_stream stream{};
    bool isReady = false;
    ZipArchiveInflater() { isReady = inflateInit2(&stream, -MAX_WBITS) == Z_OK; }
    ~ZipArchiveInflater() { inflateEnd(&stream); }
    ZipArchiveInflater(const ZipArchiveInflater&) = delete;
    ZipArchiveInflater& operator=(const ZipArchiveInflater&) = delete;
};

/// Unpacks until @p target is full; returns the bytes written.
std::uint64_t inflateInto(const std::byte* source, std::uint64_t size,
                          std::vector<std::byte>& target)
{
    ZipArchiveInflater inflater;
    std::uint64_t read = 0;
    std::uint64_t written = 0;
    int status = inflater.isReady ? Z_OK : Z_MEM_ERROR;
    while (status == Z_OK && written < target.size()) {
        z_stream& stream = inflater.stream;
        stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(source + read));
        stream.avail_in = chunkOf(size - read);
        stream.next_out = reinterpret_cast<Bytef*>(target.data() + written);
        stream.avail_out = chunkOf(target.size() - written);
        const uInt before = stream.avail_in;
        const uInt room = stream.avail_out;
        status = inflate(&stream, Z_NO_FLUSH);
        read += before - stream.avail_in;
        written += room - stream.avail_out;
        if (before == stream.avail_in && room == stream.avail_out) {
            break;
        }
    }
    return written;
}

std::uint32_t crcOf(const std::byte* data, std::uint64_t size)
{
    uLong crc = crc32(0, nullptr, 0);
    for (std::uint64_t at = 0; at < size;) {
        const uInt chunk = chunkOf(size - at);
        crc = crc32(crc, reinterpret_cast<const Bytef*>(data + at), chunk);
        at += chunk;
    }
    return static_cast<std::uint32_t>(crc);
}

} // namespace

ZipArchive::ZipArchive(const std::filesystem::path& path)
    : m_file(std::make_shared<MappedFile>(path))
{
    readDirectory();
}

const std::byte* ZipArchive::at(std::uint64_t offset, std::uint64_t size, const char* what) const
{
    if (offset > m_file->size() || size > m_file->size() - offset) {
        throw FormatError(path().string() + ", byte " + std::to_string(offset), what,
                          "the end of the file at " + std::to_string(m_file->size()));
    }
    return m_file->data() + offset;
}

void ZipArchive::readDirectory()
{
    const std::uint64_t size = m_file->size();
    const std::uint64_t lowest =
        size > kEndSize + kLongestComment ? size - kEndSize - kLongestComment : 0;
    std::uint64_t end = size;
    for (std::uint64_t offset = size >= kEndSize ? size - kEndSize + 1 : 0; offset-- > lowest;) {
        if (load<std::uint32_t>(m_file->data() + offset) == kEndMark) {
            end = offset;
            break;
        }
    }
    if (end == size) {
        throw FormatError(path().string(), "a zip archive", "a file without its directory");
    }
    const std::byte* record = m_file->data() + end;
    std::uint64_t count = load<std::uint16_t>(record + 10);
    std::uint64_t offset = load<std::uint32_t>(record + 16);
    if (end >= 20 && load<std::uint32_t>(m_file->data() + end - 20) == kLocatorMark) {
        const auto place = load<std::uint64_t>(m_file->data() + end - 12);
        const std::byte* wide = at(place, 56, "a zip64 directory");
        if (load<std::uint32_t>(wide) != kEnd64Mark) {
            throw FormatError(path().string(), "a zip64 directory", "other bytes");
        }
        count = load<std::uint64_t>(wide + 32);
        offset = load<std::uint64_t>(wide + 48);
    }
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::byte* entry = at(offset, 46, "a directory entry");
        if (load<std::uint32_t>(entry) != kDirectoryMark) {
            throw FormatError(path().string() + ", byte " + std::to_string(offset),
                              "a directory entry", "other bytes");
        }
        const std::uint64_t nameSize = load<std::uint16_t>(entry + 28);
        const std::uint64_t extraSize = load<std::uint16_t>(entry + 30);
        const std::uint64_t commentSize = load<std::uint16_t>(entry + 32);
        at(offset, 46 + nameSize + extraSize + commentSize, "a directory entry");
        ZipMember member;
        member.name.assign(reinterpret_cast<const char*>(entry + 46), nameSize);
        const std::string where = path().string() + ": " + member.name;
        const auto flags = load<std::uint16_t>(entry + 8);
        const auto method = load<std::uint16_t>(entry + 10);
        if ((flags & 1U) != 0 || (method != 0 && method != 8)) {
            throw FormatError(where, "a stored or deflated member",
                              (flags & 1U) != 0 ? "an encrypted one"
                                                : "method " + std::to_string(method));
        }
        member.isDeflated = method == 8;
        member.crc = load<std::uint32_t>(entry + 16);
        member.storedBytes = load<std::uint32_t>(entry + 20);
        member.bytes = load<std::uint32_t>(entry + 24);
        std::uint64_t local = load<std::uint32_t>(entry + 42);
        std::vector<std::uint64_t*> wide;
        for (std::uint64_t* value : {&member.bytes, &member.storedBytes, &local}) {
            if (*value == kFull32) {
                wide.push_back(value);
            }
        }
        readZip64(entry + 46 + nameSize, extraSize, wide);
        const std::byte* header = at(local, 30, "a member");
        if (load<std::uint32_t>(header) != kLocalMark) {
            throw FormatError(where, "a member at byte " + std::to_string(local), "other bytes");
        }
        member.dataOffset =
            local + 30 + load<std::uint16_t>(header + 26) + load<std::uint16_t>(header + 28);
        at(member.dataOffset, member.storedBytes, "the bytes of a member");
        const bool isPossible = member.isDeflated
            ? member.bytes / kZipArchiveLargestRatio <= member.storedBytes + 64
            : member.bytes == member.storedBytes;
        if (!isPossible) {
            throw FormatError(
                where, "a length that fits " + std::to_string(member.storedBytes) + " stored bytes",
                std::to_string(member.bytes));
        }
        m_members.push_back(std::move(member));
        offset += 46 + nameSize + extraSize + commentSize;
    }
}

std::vector<std::byte> ZipArchive::readStart(const ZipMember& member, std::uint64_t count) const
{
    const std::byte* data = m_file->data() + member.dataOffset;
    std::vector<std::byte> bytes(std::min(count, member.bytes));
    if (!member.isDeflated) {
        std::copy_n(data, bytes.size(), bytes.begin());
        return bytes;
    }
    bytes.resize(inflateInto(data, member.storedBytes, bytes));
    return bytes;
}

std::vector<std::byte> ZipArchive::readAll(const ZipMember& member) const
{
    std::vector<std::byte> bytes = readStart(member, member.bytes);
    if (bytes.size() != member.bytes || crcOf(bytes.data(), bytes.size()) != member.crc) {
        throw FormatError(path().string() + ": " + member.name,
                          std::to_string(member.bytes) + " bytes with their checksum",
                          "damaged data");
    }
    return bytes;
}

void ZipArchive::checkStored(const ZipMember& member) const
{
    if (crcOf(m_file->data() + member.dataOffset, member.bytes) != member.crc) {
        throw FormatError(path().string() + ": " + member.name, "bytes with their checksum",
                          "damaged data");
    }
}

} // namespace neurograft
