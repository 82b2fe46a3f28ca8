// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/run_provenance.h"

#include <set>

namespace neurograft {

using Json = nlohmann::json;

Json studyJson(const RunManifest& run)
{
    Json study = Json::parse(run.study, nullptr, false);
    return study.is_object() ? study : Json::object();
}

Json runProvenance(const RunManifest& run, const std::string& fileName,
                   const std::vector<std::string>& tables)
{
    return {{"result_file", fileName},
            {"tables", tables},
            {"format_version", run.formatVersion},
            {"program_version", run.programVersion},
            {"command", run.command},
            {"study", studyJson(run)},
            {"study_sha256", run.studySha256},
            {"status", run.status},
            {"created_utc", run.createdUtc},
            {"seed", run.seed},
            {"device", run.device},
            {"dtype", run.dtype},
            {"teacher", run.teacher},
            {"student", run.student},
            {"teacher_sha256", run.teacherSha256},
            {"student_sha256", run.studentSha256},
            {"data_sha256", run.dataSha256}};
}

nlohmann::json withTables(nlohmann::json manifest, const std::vector<Table>& tables)
{
    std::vector<std::string> paths;
    for (const Table& table : tables) {
        paths.push_back(table.path);
    }
    manifest["tables"] = paths;
    return manifest;
}

std::string heldGroups(const ResultFile& result)
{
    std::set<std::string> kinds;
    for (const Table& table : result.tables) {
        kinds.insert(table.path.substr(0, table.path.find('/')));
    }
    std::string held;
    for (const std::string& kind : kinds) {
        held += (held.empty() ? "" : ", ") + kind;
    }
    return held.empty() ? "an empty result" : "tables of " + held;
}

} // namespace neurograft
