// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/process_tree.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

namespace neurograft {

ProcessTreeUse processTreeUse(int process)
{
    ProcessTreeUse use;
    std::int64_t pages = 0;
    std::vector<int> open{process};
    while (!open.empty()) {
        const std::string number = std::to_string(open.back());
        const std::string folder = "/proc/" + number;
        open.pop_back();
        std::int64_t size = 0;
        std::int64_t resident = 0;
        if (std::ifstream(folder + "/statm") >> size >> resident) {
            pages += resident;
        }
        double ran = 0.0; // nanoseconds
        double waited = 0.0;
        if (std::ifstream(folder + "/schedstat") >> ran >> waited) {
            use.waitSeconds = std::max(use.waitSeconds, waited * 1e-9);
        }
        std::ifstream children(folder + "/task/" + number + "/children");
        for (int child = 0; children >> child;) {
            open.push_back(child);
        }
    }
    use.residentBytes = pages * ::sysconf(_SC_PAGESIZE);
    return use;
}

} // namespace neurograft
