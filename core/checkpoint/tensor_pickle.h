// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/dtype.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// A tensor as the pickle of a state dict describes it, nothing checked against the storage yet.
struct PickledTensor {
    std::string name;
    DType dtype = DType::F32;
    std::string storage; ///< member data/<storage> of the archive
    std::int64_t offset = 0; ///< in elements
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides; ///< in elements
};

/// Reads the pickle of a dictionary of tensors (protocols 2 to 5) on a machine that can build
/// nothing else: numbers, texts, tuples, lists, dictionaries, and tensors from the four names that
/// torch.save writes. Values that are neither tensors nor dictionaries of them are skipped;
/// dictionaries inside are flattened with a dot.
/// @param where file and member, for messages
/// @throws FormatError naming the opcode or the name ("posix.system") that is refused, and its byte
std::vector<PickledTensor> readTensorPickle(const std::vector<std::byte>& bytes,
                                            const std::string& where);

} // namespace neurograft
