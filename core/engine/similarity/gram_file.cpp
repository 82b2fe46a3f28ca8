// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/gram_file.h"

#include "core/run/error.h"
#include "core/support/mapped_file.h"

#include <ATen/ops/from_blob.h>

#include <array>
#include <cstring>
#include <fstream>
#include <memory>
#include <numeric>

#include <unistd.h>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr std::array<char, 8> kMagic{'N', 'G', 'G', 'R', 'A', 'M', '0', '2'};

struct Header {
    std::array<char, 8> magic = kMagic;
    std::int64_t n = 0;
    std::int64_t width = 0;
    std::int64_t isFinite = 1;
    std::uint64_t checksum = 0;
};

/// Order-dependent sum over 64-bit words in four lanes: as fast as memory.
class Checksum {
public:
    void add(const void* data, std::size_t bytes)
    {
        const auto* at = static_cast<const unsigned char*>(data);
        for (; bytes >= sizeof(m_lanes); bytes -= sizeof(m_lanes), at += sizeof(m_lanes)) {
            std::array<std::uint64_t, 4> words{};
            std::memcpy(words.data(), at, sizeof(words));
            for (std::size_t lane = 0; lane < words.size(); ++lane) {
                m_lanes[lane] = (m_lanes[lane] + words[lane]) * kFactor;
            }
        }
        for (; bytes > 0; --bytes) {
            m_lanes[0] = (m_lanes[0] + *at++ + 1) * kFactor;
        }
    }
    std::uint64_t value() const
    {
        std::uint64_t value = 0;
        for (const std::uint64_t lane : m_lanes) {
            value = (value ^ lane) * kFactor;
        }
        return value;
    }

private:
    static constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15;
    std::array<std::uint64_t, 4> m_lanes{1, 2, 3, 4};
};

std::uint64_t checksumOf(const PackedGram& gram)
{
    Checksum checksum;
    checksum.add(gram.diagonal.data(), gram.diagonal.size() * sizeof(double));
    checksum.add(gram.rawSquares.data(), gram.rawSquares.size() * sizeof(double));
    checksum.add(gram.rowSums.data(), gram.rowSums.size() * sizeof(double));
    checksum.add(gram.upper.const_data_ptr(), gram.upper.nbytes());
    return checksum.value();
}

std::vector<double> readDoubles(const std::byte* data, std::int64_t count)
{
    std::vector<double> values(static_cast<std::size_t>(count));
    std::memcpy(values.data(), data, values.size() * sizeof(double));
    return values;
}

} // namespace

void writeGramFile(const fs::path& path, const PackedGram& gram)
{
    Header header;
    header.n = gram.n;
    header.width = gram.width;
    header.isFinite = gram.isFinite ? 1 : 0;
    header.checksum = checksumOf(gram);
    const fs::path temporary = path.parent_path()
        / ("." + path.filename().string() + ".tmp-" + std::to_string(::getpid()));
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    const auto write = [&file](const void* data, std::size_t bytes) {
        file.write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes));
    };
    write(&header, sizeof(header));
    write(gram.diagonal.data(), gram.diagonal.size() * sizeof(double));
    write(gram.rawSquares.data(), gram.rawSquares.size() * sizeof(double));
    write(gram.rowSums.data(), gram.rowSums.size() * sizeof(double));
    write(gram.upper.const_data_ptr(), gram.upper.nbytes());
    file.close();
    std::error_code error;
    if (file) {
        fs::rename(temporary, path, error);
    }
    if (!file || error) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        throw StoreError(path.string(), "room for a Gram matrix",
                         error ? error.message() : "a write that failed");
    }
}

PackedGram readGramFile(const fs::path& path)
{
    const auto file = std::make_shared<MappedFile>(path);
    const auto broken = [&path](const std::string& got) {
        return FormatError(path.string(), "a Gram matrix of the cache", got);
    };
    Header header;
    if (file->size() < sizeof(header)) {
        throw broken(std::to_string(file->size()) + " bytes");
    }
    std::memcpy(&header, file->data(), sizeof(header));
    if (header.magic != kMagic || header.n < 0 || header.n > (std::int64_t{1} << 31)) {
        throw broken("another header");
    }
    const std::int64_t entries = header.isFinite != 0 ? header.n * (header.n - 1) / 2 : 0;
    const std::uint64_t size = sizeof(header) + 24 * static_cast<std::uint64_t>(header.n)
        + 4 * static_cast<std::uint64_t>(entries);
    if (file->size() != size) {
        throw broken(std::to_string(file->size()) + " bytes instead of " + std::to_string(size));
    }
    PackedGram gram;
    gram.n = header.n;
    gram.width = header.width;
    gram.isFinite = header.isFinite != 0;
    const std::byte* at = file->data() + sizeof(header);
    gram.diagonal = readDoubles(at, gram.n);
    gram.variance = std::accumulate(gram.diagonal.begin(), gram.diagonal.end(), 0.0);
    at += 8 * gram.n;
    gram.rawSquares = readDoubles(at, gram.n);
    at += 8 * gram.n;
    gram.rowSums = readDoubles(at, gram.n);
    at += 8 * gram.n;
    // The mapping is read-only: LibTorch wants a mutable pointer, nothing writes through it.
    void* data = const_cast<std::byte*>(at);
    gram.upper = at::from_blob(
        data, {entries}, [file](void*) {}, at::dtype(at::kFloat).device(at::kCPU));
    gram.mapping = file;
    if (checksumOf(gram) != header.checksum) {
        throw broken("a wrong checksum");
    }
    return gram;
}

} // namespace neurograft
