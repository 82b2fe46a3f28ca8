// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/tensor_file.h"

namespace neurograft {

/// A state dict saved by torch.save (pytorch_model.bin, adapter_model.bin): a zip archive with a
/// pickle that names the tensors. Nothing of the pickle is executed: the reader knows the few
/// opcodes and names that dictionaries of tensors are made of and refuses every other by its name.
class PickleFile : public TensorFile {
public:
    /// @throws FormatError naming the file and the opcode, name, member or tensor that is refused:
    /// the older format without a zip archive, compressed members, code, objects that are no
    /// tensors, tensors that are not contiguous or reach beyond their storage
    explicit PickleFile(const std::filesystem::path& path);
};

} // namespace neurograft
