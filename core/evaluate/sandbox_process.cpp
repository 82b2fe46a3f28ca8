// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/sandbox_process.h"

#include "core/evaluate/process_tree.h"
#include "core/run/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace neurograft {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kNobody = 65534;
constexpr std::size_t kReportHead = 64; ///< bytes kept of the begin of a report
constexpr std::size_t kReportTail = std::size_t{16} << 10;
constexpr double kLookSeconds = 0.05; ///< between looks at memory and time
constexpr double kMostPatience = 4.0; ///< times the wall clock a command may have
constexpr std::size_t kErrorCap = std::size_t{64} << 10;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void failOf(const char* what)
{
    throw StudyError("sandbox", what, std::strerror(errno));
}

/// Owns a descriptor above those of a started command, closed when a program is started.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int any)
    {
        m_number = any < 0 ? any : ::fcntl(any, F_DUPFD_CLOEXEC, 10);
        if (any >= 0) {
            ::close(any);
        }
        if (m_number < 0) {
            failOf("a free file descriptor");
        }
    }
    ~Descriptor() { close(); }
    Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) { }
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return m_number; }
    bool isOpen() const { return m_number >= 0; }
    void close()
    {
        if (m_number >= 0) {
            ::close(std::exchange(m_number, -1));
        }
    }

private:
    int m_number = -1;
};

struct Pipe {
    Descriptor read;
    Descriptor write;

    Pipe()
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            failOf("a pipe");
        }
        read = Descriptor(ends[0]);
        write = Descriptor(ends[1]);
        ::fcntl(read.number(), F_SETFL, O_NONBLOCK);
    }
};

/// A file in memory that holds @p text, ready to be read: a command's input without anybody who
/// has to feed it.
Descriptor inputFile(const std::string& text)
{
    Descriptor file(::memfd_create("program", MFD_CLOEXEC));
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t now = ::write(file.number(), text.data() + done, text.size() - done);
        if (now < 0 && errno != EINTR) {
            failOf("memory for the program's text");
        }
        done += static_cast<std::size_t>(std::max<ssize_t>(now, 0));
    }
    ::lseek(file.number(), 0, SEEK_SET);
    return file;
}

/// What the started process needs, made before the fork: afterwards only calls that are safe in a
/// copy of a process with threads.
struct StartPlan {
    std::vector<char*> arguments;
    int input = -1;
    int errors = -1;
    int report = -1;
    bool isRoot = false;
};

[[noreturn]] void becomeCommand(const StartPlan& plan)
{
    ::setsid();
    for (int number = 1; number < NSIG; ++number) {
        ::signal(number, SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (const int score = ::open("/proc/self/oom_score_adj", O_WRONLY); score >= 0) {
        [[maybe_unused]] const ssize_t written = ::write(score, "1000", 4);
        ::close(score);
    }
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    // The plain system calls: glibc's would wait for threads that a fork does not copy.
    if (plan.isRoot
        && (::syscall(SYS_setgroups, 0, nullptr) != 0
            || ::syscall(SYS_setresgid, kNobody, kNobody, kNobody) != 0
            || ::syscall(SYS_setresuid, kNobody, kNobody, kNobody) != 0)) {
        ::_exit(127);
    }
    if (::dup2(plan.input, 0) < 0 || ::dup2(plan.errors, 1) < 0 || ::dup2(plan.errors, 2) < 0
        || ::dup2(plan.report, 3) < 0) {
        ::_exit(127);
    }
    // Libraries open files that stay open in what is started: a result file, a model.
    if (::syscall(SYS_close_range, 4, ~0U, 0) != 0) {
        rlimit open{};
        ::getrlimit(RLIMIT_NOFILE, &open);
        for (int number = 4; number < static_cast<int>(std::min<rlim_t>(open.rlim_cur, 1 << 20));
             ++number) {
            ::close(number);
        }
    }
    std::array<char*, 1> environment{nullptr};
    ::execve(plan.arguments[0], plan.arguments.data(), environment.data());
    ::_exit(127);
}

/// First and last bytes of what a command reports.
class ReportText {
public:
    void append(const char* bytes, std::size_t size)
    {
        m_text.append(bytes, size);
        if (m_text.size() > kReportHead + 2 * kReportTail) {
            m_text.erase(kReportHead, m_text.size() - kReportHead - kReportTail);
        }
    }
    const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

/// Reads what is there. Closes @p end at its end; hands the bytes on.
template <class Use> void drain(Descriptor& end, const Use& use)
{
    std::array<char, 4096> buffer;
    while (end.isOpen()) {
        const ssize_t got = ::read(end.number(), buffer.data(), buffer.size());
        if (got > 0) {
            use(buffer.data(), static_cast<std::size_t>(got));
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            end.close();
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

/// A started command until its end. Never leaves it running.
class RunningCommand {
public:
    explicit RunningCommand(pid_t leader) : m_leader(leader) { }
    ~RunningCommand() { kill(); }
    RunningCommand(const RunningCommand&) = delete;
    RunningCommand& operator=(const RunningCommand&) = delete;

    pid_t leader() const { return m_leader; }

    /// True once the leader has ended and been collected.
    bool hasEnded()
    {
        collect(WNOHANG);
        return m_hasEnded;
    }
    void kill()
    {
        if (!m_hasEnded) {
            ::kill(-m_leader, SIGKILL);
            ::kill(m_leader, SIGKILL); // before setsid() it leads no group
            collect(0);
        }
    }
    int exitCode() const { return m_exitCode; }

private:
    void collect(int options)
    {
        int status = 0;
        pid_t found = 0;
        while (!m_hasEnded && (found = ::waitpid(m_leader, &status, options)) < 0
               && errno == EINTR) { }
        if (!m_hasEnded && found != 0) {
            m_hasEnded = true;
            m_exitCode = found < 0  ? -1
                : WIFEXITED(status) ? WEXITSTATUS(status)
                                    : 128 + WTERMSIG(status);
        }
    }

    pid_t m_leader;
    bool m_hasEnded = false;
    int m_exitCode = -1;
};

} // namespace

WatchedOutcome runWatched(const WatchedCommand& command,
                          const std::function<bool()>& isStopRequested)
{
    const Descriptor input = inputFile(command.input);
    Pipe report;
    Pipe errors;
    std::vector<std::string> words = command.arguments;
    StartPlan plan;
    for (std::string& word : words) {
        plan.arguments.push_back(word.data());
    }
    plan.arguments.push_back(nullptr);
    plan.input = input.number();
    plan.errors = errors.write.number();
    plan.report = report.write.number();
    plan.isRoot = ::geteuid() == 0;

    const pid_t child = ::fork();
    if (child < 0) {
        failOf("a process for the program");
    }
    if (child == 0) {
        becomeCommand(plan);
    }
    RunningCommand running(child);
    report.write.close();
    errors.write.close();

    WatchedOutcome outcome;
    ReportText reported;
    Clock::time_point start = Clock::now();
    Clock::time_point lastLook = start;
    bool hasBegun = false;
    double waitedAtStart = 0.0;
    const auto read = [&] {
        drain(report.read,
              [&](const char* bytes, std::size_t size) { reported.append(bytes, size); });
        drain(errors.read, [&](const char* bytes, std::size_t size) {
            outcome.errors.append(bytes, std::min(size, kErrorCap - outcome.errors.size()));
        });
        if (!hasBegun && !reported.text().empty()) {
            hasBegun = true;
            start = Clock::now();
        }
    };
    outcome.end = WatchedEnd::Exited;
    while (!running.hasEnded()) {
        std::array<pollfd, 2> ends{};
        ends[0] = {report.read.number(), POLLIN, 0}; // a closed one is -1: passed over
        ends[1] = {errors.read.number(), POLLIN, 0};
        ::poll(ends.data(), ends.size(), report.read.isOpen() ? 20 : 2);
        read();
        if (isStopRequested && isStopRequested()) {
            running.kill();
            throw Canceled();
        }
        if (!hasBegun && secondsSince(start) > command.startSeconds) {
            outcome.end = WatchedEnd::NeverBegan;
            break;
        }
        if (secondsSince(lastLook) <= kLookSeconds) {
            continue;
        }
        lastLook = Clock::now();
        const ProcessTreeUse use = processTreeUse(running.leader());
        if (command.residentBytes > 0 && use.residentBytes > command.residentBytes) {
            outcome.end = WatchedEnd::TooMuchMemory;
            break;
        }
        waitedAtStart = hasBegun ? waitedAtStart : use.waitSeconds;
        const double patience = std::clamp(use.waitSeconds - waitedAtStart, 0.0,
                                           (kMostPatience - 1.0) * command.seconds);
        if (hasBegun && secondsSince(start) > command.seconds + patience) {
            outcome.end = WatchedEnd::TimedOut;
            break;
        }
    }
    outcome.seconds = secondsSince(start);
    running.kill();
    outcome.exitCode = running.exitCode();
    read();
    outcome.report = reported.text();
    if (outcome.end == WatchedEnd::Exited && outcome.exitCode == 127 && !hasBegun) {
        outcome.end = WatchedEnd::CouldNotStart;
    }
    return outcome;
}

} // namespace neurograft
