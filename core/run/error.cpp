// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"

#include <utility>

namespace neurograft {

const char* kindWord(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Usage:
    case ErrorKind::Study:
        return "usage";
    case ErrorKind::Format:
    case ErrorKind::Domain:
    case ErrorKind::Store:
    case ErrorKind::Check:
        return "format";
    case ErrorKind::Shape:
        return "shape";
    case ErrorKind::Memory:
        return "memory";
    case ErrorKind::Internal:
        break;
    }
    return "internal";
}

int exitCodeOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Usage:
        return 2;
    case ErrorKind::Format:
    case ErrorKind::Shape:
    case ErrorKind::Domain:
    case ErrorKind::Study:
    case ErrorKind::Store:
        return 3;
    case ErrorKind::Memory:
        return 5;
    case ErrorKind::Check:
        return 6;
    case ErrorKind::Internal:
        break;
    }
    return 1;
}

Error::Error(ErrorKind kind, std::string where, std::string expected, std::string got,
             std::string advice)
    : std::runtime_error("[" + where + "] expected " + expected + ", got " + got)
    , m_kind(kind)
    , m_where(std::move(where))
    , m_expected(std::move(expected))
    , m_got(std::move(got))
    , m_advice(std::move(advice))
{
}

#define NEUROGRAFT_ERROR_KIND(Name, Kind)                                                          \
    Name::Name(std::string where, std::string expected, std::string got, std::string advice)       \
        : Error(ErrorKind::Kind, std::move(where), std::move(expected), std::move(got),            \
                std::move(advice))                                                                 \
    {                                                                                              \
    }

NEUROGRAFT_ERROR_KIND(ShapeError, Shape)
NEUROGRAFT_ERROR_KIND(DomainError, Domain)
NEUROGRAFT_ERROR_KIND(FormatError, Format)
NEUROGRAFT_ERROR_KIND(StudyError, Study)
NEUROGRAFT_ERROR_KIND(StoreError, Store)
NEUROGRAFT_ERROR_KIND(UsageError, Usage)
NEUROGRAFT_ERROR_KIND(MemoryError, Memory)

#undef NEUROGRAFT_ERROR_KIND

} // namespace neurograft
