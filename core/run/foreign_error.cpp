// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/foreign_error.h"

#include <new>

namespace neurograft {

namespace {

/// LibTorch appends its call stack to what(); people need the sentence before it.
std::string withoutCallStack(const std::string& text)
{
    std::string sentence = text.substr(0, text.find("Exception raised from"));
    sentence.erase(sentence.find_last_not_of(" \n") + 1);
    return sentence;
}

} // namespace

Error describeForeign(const std::exception& exception)
{
    const std::string text = withoutCallStack(exception.what());
    if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr
        || text.find("can't allocate memory") != std::string::npos
        || text.find("out of memory") != std::string::npos) {
        return MemoryError("memory", "room for the next block of numbers", text,
                           "Use fewer rows, tokens or modules, or a smaller dtype.");
    }
    return Error(ErrorKind::Internal, "neurograft", "no internal failure", text,
                 "This is a defect of ours; please report it with the command.");
}

} // namespace neurograft
