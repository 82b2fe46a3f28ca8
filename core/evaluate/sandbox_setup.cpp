// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/sandbox_setup.h"

#include "core/evaluate/sandbox.h"
#include "core/evaluate/sandbox_process.h"
#include "core/evaluate/sandbox_wrapper.h"

#include <cctype>
#include <cstdlib>
#include <initializer_list>
#include <sstream>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

bool isBelow(const fs::path& path, const fs::path& folder)
{
    const fs::path relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

/// The programs of that name along @p searchPath, those below /usr first.
std::vector<fs::path> programsNamed(const std::string& name, const std::string& searchPath)
{
    std::vector<fs::path> system;
    std::vector<fs::path> others;
    std::istringstream folders(searchPath);
    for (std::string folder; std::getline(folders, folder, ':');) {
        std::error_code error;
        const fs::path program = fs::canonical(fs::path(folder) / name, error);
        if (!error && ::access(program.c_str(), X_OK) == 0) {
            (isBelow(program, "/usr") ? system : others).push_back(program);
        }
    }
    system.insert(system.end(), others.begin(), others.end());
    return system;
}

/// What a program of this machine prints on descriptor 3.
std::string reportOf(const std::vector<std::string>& arguments)
{
    WatchedCommand command;
    command.arguments = arguments;
    return runWatched(command, nullptr).report;
}

/// Version and folder of an interpreter; both empty when it is none that will do.
struct Interpreter {
    std::string version;
    fs::path home;
};

Interpreter askInterpreter(const fs::path& python)
{
    const std::string report =
        reportOf({python.string(), "-S", "-B", "-c",
                  "import os, sys, platform\n"
                  "if sys.version_info >= (3, 8):\n"
                  "    text = platform.python_version() + '\\n' + sys.base_prefix + '\\n'\n"
                  "    os.write(3, text.encode())"});
    std::istringstream lines(report);
    Interpreter found;
    std::string home;
    std::getline(lines, found.version);
    std::getline(lines, home);
    found.home = home;
    return found;
}

std::string bubblewrapVersion(const fs::path& program)
{
    WatchedCommand command;
    command.arguments = {program.string(), "--version"};
    std::istringstream words(runWatched(command, nullptr).errors); // "bubblewrap 0.8.0"
    std::string name;
    std::string version;
    words >> name >> version;
    return version.empty() || std::isdigit(static_cast<unsigned char>(version[0])) == 0
        ? "(unknown)"
        : version;
}

} // namespace

std::vector<std::string> sandboxArguments(const SandboxSetup& setup, std::int64_t diskBytes)
{
    std::vector<std::string> words = {setup.bubblewrap.string(),
                                      "--unshare-user",
                                      "--unshare-ipc",
                                      "--unshare-pid",
                                      "--unshare-net",
                                      "--unshare-uts",
                                      "--unshare-cgroup-try",
                                      "--disable-userns",
                                      "--die-with-parent",
                                      "--cap-drop",
                                      "ALL",
                                      "--uid",
                                      "65534",
                                      "--gid",
                                      "65534",
                                      "--hostname",
                                      "sandbox",
                                      "--ro-bind",
                                      "/usr",
                                      "/usr"};
    const auto add = [&words](std::initializer_list<std::string> more) {
        words.insert(words.end(), more);
    };
    for (const std::string folder : {"/bin", "/lib", "/lib64"}) {
        std::error_code error;
        if (fs::is_symlink(folder, error)) {
            add({"--symlink", fs::read_symlink(folder, error).string(), folder});
        } else {
            add({"--ro-bind-try", folder, folder});
        }
    }
    add({"--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"});
    if (!setup.pythonHome.empty()) {
        add({"--ro-bind", setup.pythonHome.string(), setup.pythonHome.string()});
    }
    // Device folder and root are file systems in memory without a limit: they are made read-only,
    // or filling them would fill this machine's memory.
    add({"--dev", "/dev", "--remount-ro", "/dev", "--size", std::to_string(diskBytes), "--tmpfs",
         "/tmp", "--remount-ro", "/", "--chdir", "/tmp", "--clearenv"});
    for (const auto& [name, value] :
         std::initializer_list<std::pair<const char*, const char*>>{{"HOME", "/tmp"},
                                                                    {"TMPDIR", "/tmp"},
                                                                    {"PATH", "/usr/bin"},
                                                                    {"LC_ALL", "C.UTF-8"},
                                                                    {"PYTHONHASHSEED", "0"},
                                                                    {"PYTHONIOENCODING", "utf-8"},
                                                                    {"OMP_NUM_THREADS", "1"}}) {
        add({"--setenv", name, value});
    }
    add({"--", setup.python.string()});
    return words;
}

SandboxSetup findSandbox(const std::string& searchPath)
{
    SandboxSetup setup;
    const std::vector<fs::path> bubblewraps = programsNamed("bwrap", searchPath);
    if (bubblewraps.empty()) {
        setup.reason = "bubblewrap (bwrap) is not installed.";
        return setup;
    }
    setup.bubblewrap = bubblewraps.front();
    setup.bubblewrapVersion = bubblewrapVersion(setup.bubblewrap);
    for (const fs::path& python : programsNamed("python3", searchPath)) {
        const Interpreter found = askInterpreter(python);
        if (!found.version.empty()) {
            setup.python = python;
            setup.pythonVersion = found.version;
            setup.pythonHome =
                isBelow(found.home, "/usr") || found.home == "/usr" ? fs::path() : found.home;
            break;
        }
    }
    if (setup.python.empty()) {
        setup.reason = "Python 3.8 or newer (python3) is not installed.";
        return setup;
    }
    const SandboxProgram nothing{"", {}};
    setup.isUsable = true; // for this one try
    const SandboxOutcome outcome = runInSandbox(setup, nothing, {});
    setup.isUsable = outcome.result == SandboxResult::Passed;
    if (!setup.isUsable) {
        setup.reason = "bubblewrap " + setup.bubblewrapVersion
            + " cannot isolate a program here (0.8 or newer and user namespaces are needed): "
            + outcome.detail;
    }
    return setup;
}

SandboxSetup findSandbox()
{
    const char* const path = std::getenv("PATH");
    return findSandbox(path == nullptr ? "/usr/bin:/bin" : path);
}

} // namespace neurograft
