// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/checkpoint/module_path.h"

#include <cstdint>

namespace neurograft {

/// Width of what a module puts out.
inline std::int64_t moduleWidth(Module module, const ModelConfig& config)
{
    switch (module) {
    case Module::QProj:
        return config.heads * config.headDim;
    case Module::KProj:
    case Module::VProj:
        return config.kvHeads * config.headDim;
    case Module::GateProj:
    case Module::UpProj:
        return config.intermediateSize;
    default:
        return config.hiddenSize;
    }
}

} // namespace neurograft
