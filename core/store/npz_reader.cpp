// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/npz_reader.h"

#include "core/run/error.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <regex>

namespace neurograft {

namespace {

constexpr std::uint64_t kLongestHeader = 64 * 1024;
const std::string kNpzReaderSuffix = ".npy";

/// Parses the dictionary of an array header: {'descr': '<f4', 'fortran_order': False, 'shape': (6,
/// 48), }
void parseDictionary(const std::string& text, const std::string& where, NpyHeader& header)
{
    static const std::regex kDescr(R"('descr'\s*:\s*'([^']*)')");
    static const std::regex kOrder(R"('fortran_order'\s*:\s*(True|False))");
    static const std::regex kShape(R"('shape'\s*:\s*\(([0-9L,\s]*)\))");
    static const std::regex kNumber("[0-9]+");
    std::smatch order;
    std::smatch shape;
    if (!std::regex_search(text, order, kOrder) || !std::regex_search(text, shape, kShape)) {
        throw FormatError(where, "a header with fortran_order and shape", text.substr(0, 80));
    }
    std::smatch descr; // absent in arrays of records
    header.descr = std::regex_search(text, descr, kDescr) ? descr[1].str() : "a record";
    header.isColumnMajor = order[1] == "True";
    const std::string extents = shape[1];
    std::int64_t count = 1;
    for (std::sregex_iterator at(extents.begin(), extents.end(), kNumber), end; at != end; ++at) {
        const std::string digits = at->str();
        const std::int64_t extent = digits.size() < 16 ? std::stoll(digits) : -1;
        if (extent < 0
            || (extent > 0 && count > std::numeric_limits<std::int64_t>::max() / 16 / extent)) {
            throw FormatError(where, "a shape that can be held", "(" + extents + ")");
        }
        header.shape.push_back(extent);
        count *= std::max<std::int64_t>(extent, 1);
    }
}

NpyHeader parseHeader(const std::vector<std::byte>& start, const std::string& name,
                      const std::string& where)
{
    static constexpr char kMagic[] = "\x93NUMPY";
    const auto byteAt = [&start](std::size_t i) {
        return std::to_integer<std::uint64_t>(start[i]);
    };
    if (start.size() < 12 || std::memcmp(start.data(), kMagic, 6) != 0) {
        throw FormatError(where, "a NumPy array", "other bytes");
    }
    const bool isLong = byteAt(6) >= 2;
    const std::uint64_t length = byteAt(8) | byteAt(9) << 8U
        | (isLong ? byteAt(10) << 16U | byteAt(11) << 24U : std::uint64_t{0});
    const std::uint64_t begin = isLong ? 12 : 10;
    if (length > start.size() - begin) {
        throw FormatError(where, "an array header of " + std::to_string(length) + " bytes",
                          "the end of the data");
    }
    NpyHeader header;
    header.name = name;
    header.headerBytes = begin + length;
    parseDictionary(std::string(reinterpret_cast<const char*>(start.data() + begin), length), where,
                    header);
    return header;
}

} // namespace

std::int64_t NpyHeader::floatBytes() const
{
    return descr == "<f2" ? 2 : descr == "<f4" ? 4 : descr == "<f8" ? 8 : 0;
}

std::int64_t NpyHeader::count() const
{
    std::int64_t product = 1;
    for (const std::int64_t extent : shape) {
        product *= extent;
    }
    return product;
}

NpzReader::NpzReader(const std::filesystem::path& path) : m_archive(path)
{
    for (std::size_t i = 0; i < m_archive.members().size(); ++i) {
        const ZipMember& member = m_archive.members()[i];
        if (member.name.size() <= kNpzReaderSuffix.size()
            || member.name.compare(member.name.size() - kNpzReaderSuffix.size(),
                                   kNpzReaderSuffix.size(), kNpzReaderSuffix)
                != 0) {
            continue;
        }
        const std::string where = path.string() + ": " + member.name;
        m_arrays.push_back(parseHeader(
            m_archive.readStart(member, kLongestHeader),
            member.name.substr(0, member.name.size() - kNpzReaderSuffix.size()), where));
        m_members.push_back(i);
    }
}

const NpyHeader* NpzReader::find(const std::string& name) const
{
    const auto found = std::find_if(m_arrays.begin(), m_arrays.end(),
                                    [&name](const NpyHeader& array) { return array.name == name; });
    return found == m_arrays.end() ? nullptr : &*found;
}

NpyValues NpzReader::read(const std::string& name) const
{
    const std::string where = m_archive.path().string() + ": " + name;
    const NpyHeader* header = find(name);
    if (header == nullptr) {
        throw FormatError(where, "an array of this name", "none");
    }
    if (header->floatBytes() == 0) {
        throw FormatError(where, "float16, float32 or float64, little endian",
                          "type " + header->descr);
    }
    const ZipMember& member =
        m_archive.members()[m_members[static_cast<std::size_t>(header - m_arrays.data())]];
    const auto size = static_cast<std::uint64_t>(header->count() * header->floatBytes());
    if (member.bytes - header->headerBytes != size) {
        throw FormatError(where, std::to_string(size) + " bytes of values",
                          std::to_string(member.bytes - header->headerBytes));
    }
    NpyValues values;
    values.header = *header;
    const std::byte* inPlace = m_archive.file()->data() + member.dataOffset + header->headerBytes;
    const bool isAligned = reinterpret_cast<std::uintptr_t>(inPlace)
            % static_cast<std::uintptr_t>(header->floatBytes())
        == 0;
    if (!member.isDeflated && isAligned) {
        m_archive.checkStored(member);
        values.owner = m_archive.file();
        values.data = inPlace;
        return values;
    }
    std::vector<std::byte> bytes = m_archive.readAll(member);
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(header->headerBytes));
    auto owned = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
    values.data = owned->data();
    values.owner = std::move(owned);
    return values;
}

} // namespace neurograft
