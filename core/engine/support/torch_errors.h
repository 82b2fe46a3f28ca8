// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/util/Exception.h>

#include <string>
#include <utility>

namespace neurograft {

/// Rethrows what LibTorch threw as one of ours: MemoryError when memory ran out (advice says what
/// helps), else an Error of kind Internal with LibTorch's first line.
[[noreturn]] void rethrowTorchError(const std::string& where, const c10::Error& error);

/// Runs @p work; façades of core/run use it so that no LibTorch exception leaves the engine.
template <typename Work> auto withTorchErrors(const std::string& where, Work&& work)
{
    try {
        return std::forward<Work>(work)();
    } catch (const c10::Error& error) {
        rethrowTorchError(where, error);
    }
}

} // namespace neurograft
