// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/support/torch_errors.h"

#include "core/run/error.h"

namespace neurograft {

void rethrowTorchError(const std::string& where, const c10::Error& error)
{
    const std::string text = error.what_without_backtrace();
    const bool isMemory = dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr
        || text.find("not enough memory") != std::string::npos
        || text.find("can't allocate memory") != std::string::npos;
    if (isMemory) {
        throw MemoryError(where, "memory for the next tensor", text,
                          "Use shorter or fewer rows, a half-precision --dtype, or --device cpu.");
    }
    throw Error(ErrorKind::Internal, where, "a computation that succeeds", text);
}

} // namespace neurograft
