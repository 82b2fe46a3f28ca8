// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/job_support.h"

#include "core/engine/support/device.h"

#include <ctime>

namespace neurograft {

namespace fs = std::filesystem;

std::string utcNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::string folderName(const fs::path& folder)
{
    const fs::path plain = folder.lexically_normal();
    return (plain.has_filename() ? plain.filename() : plain.parent_path().filename()).string();
}

std::string pairWord(const std::string& teacher, const std::string& student)
{
    return teacher == student ? teacher : "teacher " + teacher + ", student " + student;
}

void requireFreeName(const fs::path& out, bool overwrite)
{
    std::error_code error;
    if (!overwrite && fs::exists(out, error)) {
        throw StudyError(out.string(), "a name that is free", "an existing file",
                         "Choose another name or pass --force.");
    }
}

bool isInputAtFault(const Error& error)
{
    switch (error.kind()) {
    case ErrorKind::Usage:
    case ErrorKind::Format:
    case ErrorKind::Shape:
    case ErrorKind::Domain:
    case ErrorKind::Study:
        return true;
    default:
        return false;
    }
}

std::string memoryProblem(double bytes, const std::string& advice)
{
    const auto available = static_cast<double>(availableHostMemory());
    if (available <= 0.0 || bytes <= available) {
        return {};
    }
    const auto gib = [](double value) {
        return std::to_string(value / (1024.0 * 1024.0 * 1024.0)).substr(0, 5) + " GiB";
    };
    return "It needs about " + gib(bytes) + " of memory; " + gib(available) + " are free. "
        + advice;
}

} // namespace neurograft
