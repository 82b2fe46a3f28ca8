// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/support/parallel_items.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <atomic>

namespace neurograft {

void forEachItem(std::int64_t count, const std::function<void(std::int64_t)>& use)
{
    std::atomic<std::int64_t> next{0};
    const bool isInference = c10::InferenceMode::is_enabled();
    const std::int64_t workers = std::min<std::int64_t>(at::get_num_threads(), count);
    at::parallel_for(0, workers, 1, [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode inference(isInference);
        for (std::int64_t worker = begin; worker < end; ++worker) {
            for (std::int64_t i = next++; i < count; i = next++) {
                try {
                    use(i);
                } catch (...) {
                    next = count;
                    throw;
                }
            }
        }
    });
}

} // namespace neurograft
