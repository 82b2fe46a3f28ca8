// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/parallel_loop.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace neurograft {

void parallelLoop(std::int64_t count, int threads, const std::function<void(std::int64_t)>& work)
{
    std::atomic<std::int64_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto run = [&] {
        for (std::int64_t item = next++; item < count; item = next++) {
            try {
                work(item);
            } catch (...) {
                const std::lock_guard lock(mutex);
                failure = failure ? failure : std::current_exception();
                next = count;
            }
        }
    };
    std::vector<std::thread> helpers;
    for (std::int64_t i = 1; i < std::min<std::int64_t>(threads, count); ++i) {
        helpers.emplace_back(run);
    }
    run();
    for (std::thread& helper : helpers) {
        helper.join();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace neurograft
