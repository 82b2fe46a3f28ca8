// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/gzip.h"

#include "core/run/error.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;
constexpr std::size_t kChunk = std::size_t{1} << 18;
constexpr int kGzipWindow = MAX_WBITS + 16; // a gzip header is expected

struct GzipInflater {
    z_stream stream{};
    bool isReady = false;
    GzipInflater() { isReady = inflateInit2(&stream, kGzipWindow) == Z_OK; }
    ~GzipInflater() { inflateEnd(&stream); }
    GzipInflater(const GzipInflater&) = delete;
    GzipInflater& operator=(const GzipInflater&) = delete;
};

/// Unpacks one member to the end of @p text. Returns the packed bytes it took; 0 when it is broken
/// or too long.
std::size_t inflateMember(std::string_view bytes, std::string& text)
{
    GzipInflater inflater;
    z_stream& stream = inflater.stream;
    std::size_t read = 0;
    int status = inflater.isReady ? Z_OK : Z_MEM_ERROR;
    while (status == Z_OK && text.size() <= kMostBytes) {
        const std::size_t before = text.size();
        text.resize(before + kChunk);
        const std::size_t given =
            std::min<std::size_t>(bytes.size() - read, std::numeric_limits<uInt>::max());
        stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data() + read));
        stream.avail_in = static_cast<uInt>(given);
        stream.next_out = reinterpret_cast<Bytef*>(text.data() + before);
        stream.avail_out = static_cast<uInt>(kChunk);
        status = inflate(&stream, Z_NO_FLUSH);
        read += given - stream.avail_in;
        text.resize(text.size() - stream.avail_out);
    }
    return status == Z_STREAM_END ? read : 0;
}

} // namespace

bool isGzip(std::string_view bytes)
{
    return bytes.substr(0, 2) == "\x1f\x8b";
}

std::string gunzip(std::string_view bytes, const std::string& name)
{
    std::string text;
    while (!bytes.empty()) {
        const std::size_t taken = inflateMember(bytes, text);
        if (taken == 0) {
            throw FormatError(name, "a whole gzip file of at most 1 GiB unpacked",
                              text.size() > kMostBytes ? "more than that" : "damaged or cut data");
        }
        bytes.remove_prefix(taken);
    }
    return text;
}

} // namespace neurograft
