// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors_writer.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace neurograft {

namespace {

std::uint64_t sizeInBytes(const TensorToWrite& tensor)
{
    std::uint64_t count = byteSize(tensor.dtype);
    for (const std::int64_t extent : tensor.shape) {
        count *= static_cast<std::uint64_t>(extent);
    }
    return count;
}

std::string headerOf(const std::vector<TensorToWrite>& tensors,
                     const std::map<std::string, std::string>& metadata)
{
    nlohmann::ordered_json header;
    header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    for (const TensorToWrite& tensor : tensors) {
        const std::uint64_t end = offset + sizeInBytes(tensor);
        header[tensor.name] = {{"dtype", dtypeName(tensor.dtype)},
                               {"shape", tensor.shape},
                               {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

} // namespace

void writeSafetensors(const std::filesystem::path& path, std::vector<TensorToWrite> tensors,
                      std::map<std::string, std::string> metadata, bool overwrite)
{
    std::sort(tensors.begin(), tensors.end(),
              [](const TensorToWrite& a, const TensorToWrite& b) { return a.name < b.name; });
    metadata["format"] = "pt";
    const std::string header = headerOf(tensors, metadata);

    AtomicFile file(path, overwrite);
    std::ofstream stream(file.temporaryPath(), std::ios::binary | std::ios::trunc);
    const auto write = [&stream](const void* data, std::uint64_t size) {
        stream.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
    };
    const std::uint64_t headerSize = header.size(); // the machine is little endian
    write(&headerSize, sizeof headerSize);
    write(header.data(), header.size());
    for (const TensorToWrite& tensor : tensors) {
        const std::shared_ptr<const void> made =
            tensor.data == nullptr && tensor.make ? tensor.make() : std::shared_ptr<const void>();
        write(made ? made.get() : tensor.data, sizeInBytes(tensor));
    }
    stream.close();
    if (!stream) {
        throw StoreError(path.string(), "a file that can be written", std::strerror(errno));
    }
    file.commit();
}

} // namespace neurograft
