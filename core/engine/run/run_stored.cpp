// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_stored.h"

#include "core/run/run_evaluate.h"
#include "core/run/run_locate.h"
#include "core/run/run_match.h"
#include "core/run/run_parameters.h"
#include "core/run/run_similarity.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"
#include "core/study/transfer_parts.h"

#include <cstring>
#include <map>
#include <type_traits>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

template <class Plan> StoredPlan storedPlan(const Plan& plan)
{
    StoredPlan stored;
    stored.problems = plan.problems;
    stored.hostBytes = plan.hostBytes;
    if constexpr (!std::is_same_v<Plan, ParameterPlan>) { // weights are read on the CPU
        stored.deviceBytes = plan.deviceBytes;
    }
    stored.flops = plan.flops;
    stored.secondsEstimate = plan.secondsEstimate;
    return stored;
}

struct StoredPlanner {
    const fs::path& out;

    StoredPlan operator()(const SimilarityStudy& study) const
    {
        return storedPlan(planSimilarity(study));
    }
    StoredPlan operator()(const LocateStudy& study) const { return storedPlan(planLocate(study)); }
    StoredPlan operator()(const ParameterStudy& study) const
    {
        return storedPlan(planParameters(study));
    }
    StoredPlan operator()(const MatchStudy& study) const { return storedPlan(planMatch(study)); }
    StoredPlan operator()(const TransferStudy& study) const
    {
        return storedPlan(planTransfer(study, out));
    }
    StoredPlan operator()(const EvaluateStudy& study) const
    {
        return storedPlan(planEvaluate(study));
    }
};

struct StoredRunner {
    const fs::path& out;
    bool overwrite;
    const RunContext& context;

    fs::path operator()(const SimilarityStudy& study) const
    {
        return runSimilarity(study, out, overwrite, context).path;
    }
    fs::path operator()(const LocateStudy& study) const
    {
        return runLocate(study, out, overwrite, false, context).path;
    }
    fs::path operator()(const ParameterStudy& study) const
    {
        return runParameters(study, out, overwrite, context).path;
    }
    fs::path operator()(const MatchStudy& study) const
    {
        return runMatch(study, out, overwrite, context).path;
    }
    fs::path operator()(const TransferStudy& study) const
    {
        runTransfer(study, out, overwrite, false, context);
        return transferParts(study, out).front().result();
    }
    fs::path operator()(const EvaluateStudy& study) const
    {
        return runEvaluate(study, out, overwrite, false, context).path;
    }
};

/// Equal bit by bit: what is not a number is equal to itself.
bool hasEqualValues(const Table& a, const Table& b)
{
    if (a.shape != b.shape || a.values.index() != b.values.index()) {
        return false;
    }
    return std::visit(
        [&b](const auto& values) {
            using Values = std::decay_t<decltype(values)>;
            const auto& others = std::get<Values>(b.values);
            if constexpr (std::is_same_v<Values, std::vector<std::string>>) {
                return values == others;
            } else {
                return values.size() == others.size()
                    && (values.empty()
                        || std::memcmp(values.data(), others.data(),
                                       values.size() * sizeof(values[0]))
                            == 0);
            }
        },
        a.values);
}

} // namespace

StoredPlan planStored(const StoredStudy& study, const fs::path& out)
{
    return std::visit(StoredPlanner{out}, study);
}

fs::path runStored(const StoredStudy& study, const fs::path& out, bool overwrite,
                   const RunContext& context)
{
    return std::visit(StoredRunner{out, overwrite, context}, study);
}

std::vector<std::string> differingTables(const fs::path& a, const fs::path& b)
{
    const ResultFile first = readResult(a);
    const ResultFile second = readResult(b);
    std::map<std::string, bool> isEqual;
    for (const Table& table : second.tables) {
        isEqual[table.path] = false;
    }
    for (const Table& table : first.tables) {
        const Table* other = second.find(table.path);
        isEqual[table.path] = other != nullptr && hasEqualValues(table, *other);
    }
    std::vector<std::string> names;
    for (const auto& [name, equal] : isEqual) {
        if (!equal) {
            names.push_back(name);
        }
    }
    return names;
}

} // namespace neurograft
