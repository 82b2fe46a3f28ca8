// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/mapped_tensor.h"

#include "core/run/error.h"

#include <ATen/ops/aminmax.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/isfinite.h>

#include <cmath>

#include <sys/mman.h>
#include <unistd.h>

namespace neurograft {

namespace {

/// @p owner keeps the bytes mapped as long as the tensor lives.
template <class Owner>
at::Tensor tensorOver(const Owner& owner, const std::byte* bytes, const TensorEntry& entry)
{
    // The mapping is read-only; LibTorch wants a mutable pointer.
    void* data = const_cast<std::byte*>(bytes);
    if (reinterpret_cast<std::uintptr_t>(data) % byteSize(entry.dtype) != 0) {
        // Files of other writers may leave tensors unaligned for their type: copy those bytes once.
        return at::from_blob(data, {static_cast<std::int64_t>(entry.end - entry.begin)},
                             at::dtype(at::kByte))
            .clone()
            .view(scalarTypeOf(entry.dtype))
            .view(entry.shape);
    }
    return at::from_blob(
        data, entry.shape, [owner](void*) {}, at::dtype(scalarTypeOf(entry.dtype)));
}

} // namespace

at::ScalarType scalarTypeOf(DType type)
{
    switch (type) {
    case DType::F64:
        return at::kDouble;
    case DType::F32:
        return at::kFloat;
    case DType::F16:
        return at::kHalf;
    case DType::BF16:
        return at::kBFloat16;
    case DType::I64:
        return at::kLong;
    case DType::I32:
        return at::kInt;
    case DType::U8:
        return at::kByte;
    case DType::Bool:
        break;
    }
    return at::kBool;
}

at::Tensor mappedTensor(const std::shared_ptr<const Checkpoint>& checkpoint,
                        const TensorEntry& entry)
{
    return tensorOver(checkpoint, checkpoint->data(entry), entry);
}

at::Tensor mappedTensor(const std::shared_ptr<const TensorFile>& file, const TensorEntry& entry)
{
    return tensorOver(file, file->data(entry), entry);
}

void requireFinite(const at::Tensor& values, const Checkpoint& checkpoint, const TensorEntry& entry)
{
    if (values.numel() == 0) {
        return;
    }
    const auto [least, greatest] = at::aminmax(values); // both pass NaN on
    if (std::isfinite(least.item<double>()) && std::isfinite(greatest.item<double>())) {
        return;
    }
    const at::Tensor bad = at::isfinite(values).logical_not().flatten().nonzero();
    throw FormatError((checkpoint.folder() / entry.file).string() + ", tensor " + entry.name,
                      "finite weights",
                      "NaN or infinity in " + std::to_string(bad.size(0))
                          + " places, first at element " + std::to_string(bad[0].item<int64_t>()),
                      "The file is damaged or its training diverged: use another copy.");
}

void releasePages(const Checkpoint& checkpoint, const TensorEntry& entry)
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(checkpoint.data(entry));
    const auto first = (begin + page - 1) / page * page;
    const auto last = (begin + (entry.end - entry.begin)) / page * page;
    if (last > first) {
        ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
    }
}

} // namespace neurograft
