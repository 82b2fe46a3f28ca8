// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/sandbox_wrapper.h"

#include <cmath>

namespace neurograft {

namespace {

// Everything the wrapper needs after the program is bound to names of its own first: the program
// shares the interpreter and may replace os.write, hashlib and the rest.
constexpr const char* kWrapper = R"PY(
import hashlib, os, resource, site, sys, types

def run():
    write, leave, digest = os.write, os._exit, hashlib.sha256
    address, cpu, processes, size = (int(word) for word in sys.argv[1:])
    with open(0, "rb", closefd=False) as stream:
        key, _, source = stream.read().partition(b"\n")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    site.setquit()
    site.sethelper()
    program = types.ModuleType("program")
    sys.modules["program"] = program
    sys.argv = ["program.py"]
    for limit, soft, hard in (
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, size, size),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 256, 256),
        (resource.RLIMIT_NPROC, processes, processes),
        (resource.RLIMIT_AS, address, address),
    ):
        resource.setrlimit(limit, (soft, hard))
    write(3, b"start\n")
    try:
        code = compile(source.decode("utf-8"), "program.py", "exec", dont_inherit=True)
        exec(code, program.__dict__)
    except BaseException as error:
        text = type(error).__name__
        try:
            text = (text + ": " + str(error)).rstrip(": ")[:2000]
        except BaseException:
            pass
        write(3, b"error " + text.encode("utf-8", "replace"))
        leave(1)
    write(3, b"\ndone " + digest(key).hexdigest().encode() + b"\n")
    leave(0)

run()
)PY";

} // namespace

std::vector<std::string> wrapperArguments(const SandboxLimits& limits)
{
    // -S: without site-packages, so that a result does not depend on what is installed here;
    // -B: nothing is written beside modules; -c: no file of ours has to be shown to the sandbox.
    return {"-S",
            "-B",
            "-c",
            kWrapper,
            std::to_string(limits.addressBytes),
            std::to_string(static_cast<std::int64_t>(std::ceil(limits.seconds)) + 1),
            std::to_string(limits.processes),
            std::to_string(limits.fileBytes)};
}

std::string wrapperInput(const std::string& key, const std::string& source)
{
    return key + '\n' + source;
}

} // namespace neurograft
