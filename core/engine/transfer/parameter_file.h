// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/train/parameter.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// Parameters as a safetensors file, float32 under their own names. An existing file is replaced.
void writeParameters(const std::filesystem::path& path, const std::vector<Parameter>& parameters,
                     std::map<std::string, std::string> metadata);

/// Takes their values over from such a file, of any float type; what else it holds is passed over.
/// @throws FormatError naming the tensor that is missing, has another shape or is not finite
void readParameters(const std::filesystem::path& path, const std::vector<Parameter>& parameters);

} // namespace neurograft
