// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensor_file.h"

#include "core/checkpoint/pickle_file.h"
#include "core/checkpoint/safetensors_file.h"

namespace neurograft {

TensorFile::~TensorFile() = default;

std::int64_t TensorEntry::elementCount() const
{
    return static_cast<std::int64_t>((end - begin) / byteSize(dtype));
}

std::unique_ptr<const TensorFile> openTensorFile(const std::filesystem::path& path)
{
    if (path.extension() == ".bin") {
        return std::make_unique<PickleFile>(path);
    }
    return std::make_unique<SafetensorsFile>(path);
}

} // namespace neurograft
