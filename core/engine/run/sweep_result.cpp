// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/sweep_result.h"

#include "core/engine/run/job_support.h"
#include "core/store/result_file.h"
#include "core/support/sha256.h"
#include "core/support/version.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace neurograft {

void writeSweepResult(const std::filesystem::path& out, const std::string& title,
                      const std::string& step, const std::vector<SweepAxis>& axes,
                      const std::vector<SweptCell>& cells,
                      const std::vector<PublishedNumber>& published)
{
    nlohmann::ordered_json study{{"schema", kChainSchema},
                                 {"command", "run"},
                                 {"title", title},
                                 {"step", step},
                                 {"sweep", nlohmann::ordered_json::object()}};
    for (const SweepAxis& axis : axes) {
        for (const SweepValue& value : axis.values) {
            study["sweep"][axis.name].push_back(value.label);
        }
    }
    ResultFile result;
    result.manifest.programVersion = kProgramVersion;
    result.manifest.command = "neurograft run --only " + step + " --gather";
    result.manifest.study = study.dump(1);
    result.manifest.studySha256 = sha256Hex(result.manifest.study);
    const bool isComplete = std::all_of(cells.begin(), cells.end(),
                                        [](const SweptCell& cell) { return cell.isFinished; });
    result.manifest.status = isComplete ? "complete" : "partial";
    result.manifest.createdUtc = utcNow();
    result.tables = sweepTables(axes, cells);
    if (std::optional<Table> numbers = publishedTable(step, published)) {
        result.tables.push_back(std::move(*numbers));
    }
    std::filesystem::create_directories(out.parent_path());
    writeResult(out, result, true);
}

} // namespace neurograft
