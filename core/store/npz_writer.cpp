// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/npz_writer.h"

#include "core/run/error.h"

#include <type_traits>
#include <variant>

namespace neurograft {

void NpzWriter::add(const std::string& name, const std::string& type,
                    const std::vector<std::int64_t>& shape, std::string_view bytes)
{
    // NumPy format 1.0: magic, length, dictionary padded to 64 bytes, values.
    std::string dictionary = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (";
    for (const std::int64_t extent : shape) {
        dictionary += std::to_string(extent) + ',';
    }
    dictionary += "), }";
    dictionary.append(63 - (10 + dictionary.size()) % 64, ' ');
    dictionary += '\n';
    std::string header("\x93NUMPY\x01\x00", 8);
    header += static_cast<char>(dictionary.size() & 0xFFU);
    header += static_cast<char>(dictionary.size() >> 8U);
    header += dictionary;
    m_zip.add(name + ".npy", {header, bytes});
}

void writeNpz(const std::filesystem::path& path, const std::vector<Table>& tables, bool overwrite)
{
    NpzWriter writer(path, overwrite);
    for (const Table& table : tables) {
        std::visit(
            [&](const auto& values) {
                using T = typename std::decay_t<decltype(values)>::value_type;
                if constexpr (std::is_same_v<T, std::string>) {
                    throw StudyError(table.path, "numbers for a NumPy archive", "text",
                                     "Use --format csv or json.");
                } else {
                    const std::string kind = std::is_floating_point_v<T> ? "f"
                        : std::is_signed_v<T>                            ? "i"
                                                                         : "u";
                    writer.add(
                        table.path, (sizeof(T) == 1 ? "|" : "<") + kind + std::to_string(sizeof(T)),
                        table.shape,
                        {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
                }
            },
            table.values);
    }
    writer.finish();
}

} // namespace neurograft
