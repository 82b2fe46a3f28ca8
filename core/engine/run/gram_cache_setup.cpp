// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/gram_cache_setup.h"

#include "core/engine/similarity/gram_cache.h"

#include <cstdlib>
#include <mutex>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

std::mutex& setupMutex()
{
    static std::mutex mutex;
    return mutex;
}

GramCacheSetup& presentSetup()
{
    static GramCacheSetup setup;
    return setup;
}

} // namespace

void applyGramCacheSetup(const GramCacheSetup& setup)
{
    const std::lock_guard lock(setupMutex());
    presentSetup() = setup;
}

GramCacheSetup gramCacheSetup()
{
    const std::lock_guard lock(setupMutex());
    return presentSetup();
}

fs::path cacheFolder()
{
    const fs::path chosen = gramCacheSetup().folder;
    if (!chosen.empty()) {
        return chosen;
    }
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && *cache != '\0') {
        return fs::path(cache) / "neurograft";
    }
    const char* home = std::getenv("HOME");
    return fs::path(home != nullptr ? home : ".") / ".cache" / "neurograft";
}

std::uint64_t gramCacheBytes()
{
    return GramCache().bytes();
}

std::uint64_t clearGramCache()
{
    return GramCache().clear();
}

} // namespace neurograft
