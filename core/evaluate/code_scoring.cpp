// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/code_scoring.h"

#include "core/evaluate/sandbox.h"
#include "core/evaluate/statistics.h"

#include <limits>

namespace neurograft {

namespace {

void setOutcome(EvaluationItem& item, const SandboxOutcome& outcome)
{
    switch (outcome.result) {
    case SandboxResult::Passed:
        item.verdict = Verdict::Right;
        item.detail = "passed";
        return;
    case SandboxResult::Failed:
        item.verdict = Verdict::Wrong;
        item.detail = "failed: " + outcome.detail;
        return;
    case SandboxResult::TimedOut:
        item.verdict = Verdict::Wrong;
        item.detail = "timed out: " + outcome.detail;
        return;
    case SandboxResult::NotRun:
        item.verdict = Verdict::NotScored;
        item.detail = "not run: " + outcome.detail;
        return;
    }
}

} // namespace

std::string humanEvalTests(const std::string& test, const std::string& entryPoint)
{
    return test + "\ncheck(" + entryPoint + ")";
}

std::string mbppTests(const std::string& setup, const std::vector<std::string>& tests)
{
    std::string text = setup;
    for (const std::string& test : tests) {
        text += '\n' + test;
    }
    return text;
}

std::string programUnderTest(const EvaluationItem& item)
{
    return item.codeBefore + item.extracted + '\n' + item.gold;
}

void scoreCode(const SandboxSetup& setup, double timeoutSeconds, std::vector<EvaluationItem>& items,
               const RunContext& context, const Progress& progress)
{
    std::vector<EvaluationItem*> open;
    std::vector<SandboxProgram> programs;
    for (EvaluationItem& item : items) {
        if (!item.isAnswered || item.verdict != Verdict::NotScored) {
            continue;
        }
        open.push_back(&item);
        SandboxProgram program;
        program.source = programUnderTest(item);
        program.limits.seconds = timeoutSeconds;
        programs.push_back(std::move(program));
    }
    runInSandbox(
        setup, programs,
        [&open](std::size_t at, const SandboxOutcome& outcome) { setOutcome(*open[at], outcome); },
        context, progress);
}

double meanPassAtK(const std::vector<EvaluationItem>& items, std::int64_t k)
{
    double sum = 0.0;
    std::int64_t questions = 0;
    for (std::size_t first = 0; first < items.size();) {
        std::int64_t n = 0;
        std::int64_t passed = 0;
        std::size_t item = first;
        for (; item < items.size() && items[item].id == items[first].id; ++item) {
            n += items[item].verdict != Verdict::NotScored ? 1 : 0;
            passed += items[item].verdict == Verdict::Right ? 1 : 0;
        }
        if (n >= k) {
            sum += passAtK(n, passed, k);
            ++questions;
        }
        first = item;
    }
    return questions == 0 ? std::numeric_limits<double>::quiet_NaN()
                          : sum / static_cast<double>(questions);
}

} // namespace neurograft
