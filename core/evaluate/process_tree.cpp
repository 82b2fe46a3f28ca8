// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/process_tree.h"

#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

namespace neurograft {

std::int64_t processTreeBytes(int process)
{
    std::int64_t pages = 0;
    std::vector<int> open{process};
    while (!open.empty()) {
        const std::string folder = "/proc/" + std::to_string(open.back());
        const std::string number = std::to_string(open.back());
        open.pop_back();
        std::int64_t size = 0;
        std::int64_t resident = 0;
        if (std::ifstream(folder + "/statm") >> size >> resident) {
            pages += resident;
        }
        std::ifstream children(folder + "/task/" + number + "/children");
        for (int child = 0; children >> child;) {
            open.push_back(child);
        }
    }
    return pages * ::sysconf(_SC_PAGESIZE);
}

} // namespace neurograft
