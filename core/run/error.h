// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace neurograft {

/// What kind of failure it was; decides the exit code (cli.md section 1) and the words of the
/// window.
enum class ErrorKind { Usage, Format, Shape, Domain, Study, Store, Memory, Check, Internal };

/// The word cli.md prints under "kind": usage, format, shape, memory or internal.
const char* kindWord(ErrorKind kind);

/// Exit code of cli.md section 1 for an error of this kind.
int exitCodeOf(ErrorKind kind);

/// Base of everything core throws. A message has three parts: where, what was expected, what came.
/// what() reads "[where] expected …, got …"; advice, when there is any, is one sentence on what to
/// do.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, std::string where, std::string expected, std::string got,
          std::string advice = {});

    ErrorKind kind() const noexcept { return m_kind; }
    const std::string& where() const noexcept { return m_where; }
    const std::string& expected() const noexcept { return m_expected; }
    const std::string& got() const noexcept { return m_got; }
    const std::string& advice() const noexcept { return m_advice; }

private:
    ErrorKind m_kind;
    std::string m_where;
    std::string m_expected;
    std::string m_got;
    std::string m_advice;
};

/// Tensor or table shapes that do not fit each other.
struct ShapeError : Error {
    ShapeError(std::string where, std::string expected, std::string got, std::string advice = {});
};

/// Values outside a function's domain (no variance, not finite).
struct DomainError : Error {
    DomainError(std::string where, std::string expected, std::string got, std::string advice = {});
};

/// A file that is not what it should be; where names the file and the key, line or offset.
struct FormatError : Error {
    FormatError(std::string where, std::string expected, std::string got, std::string advice = {});
};

/// A study, an option or a combination of them that cannot be carried out.
struct StudyError : Error {
    StudyError(std::string where, std::string expected, std::string got, std::string advice = {});
};

/// Reading or writing a result file failed.
struct StoreError : Error {
    StoreError(std::string where, std::string expected, std::string got, std::string advice = {});
};

/// Wrong usage of a command.
struct UsageError : Error {
    UsageError(std::string where, std::string expected, std::string got, std::string advice = {});
};

/// Memory ran out; advice says what would fit.
struct MemoryError : Error {
    MemoryError(std::string where, std::string expected, std::string got, std::string advice = {});
};

/// Thrown by RunContext::checkpoint when a stop was asked for. Not an Error: a cancel is no
/// failure.
class Canceled { };

} // namespace neurograft
