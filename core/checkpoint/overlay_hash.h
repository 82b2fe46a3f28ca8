// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_overlay.h"

#include <string>

namespace neurograft {

/// SHA-256 of all files of an overlay, what each is laid over as, and their order; empty for an
/// empty one. Equal overlays give equal numbers.
/// @throws FormatError when a file cannot be read
std::string overlaySha256(const ModelOverlay& overlay);

} // namespace neurograft
