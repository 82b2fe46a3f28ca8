// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/interrupt.h"

#include <atomic>
#include <csignal>

#include <unistd.h>

namespace neurograft {

namespace {

constexpr int kCanceledExitCode = 4;
std::atomic<int> interruptCount{0};
static_assert(std::atomic<int>::is_always_lock_free, "used in a signal handler");

extern "C" void handleInterrupt(int)
{
    if (interruptCount.fetch_add(1) > 0) {
        ::_exit(kCanceledExitCode);
    }
}

} // namespace

void installInterruptHandler()
{
    struct sigaction action = {};
    action.sa_handler = handleInterrupt;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

bool isInterrupted()
{
    return interruptCount.load() > 0;
}

} // namespace neurograft
