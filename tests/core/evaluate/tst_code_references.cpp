// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/code_scoring.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <fstream>

using namespace neurograft;

namespace {

std::vector<nlohmann::json> rowsOf(const std::string& name)
{
    std::vector<nlohmann::json> rows;
    std::ifstream file(std::string(NEUROGRAFT_SHARED) + "/data/eval/" + name);
    for (std::string line; std::getline(file, line);) {
        rows.push_back(nlohmann::json::parse(line));
    }
    return rows;
}

EvaluationItem answered(const std::string& id)
{
    EvaluationItem item;
    item.id = id;
    item.isAnswered = true;
    return item;
}

/// All problems with their reference solutions.
std::vector<EvaluationItem> humanEvalReferences()
{
    std::vector<EvaluationItem> items;
    for (const nlohmann::json& row : rowsOf("humaneval.jsonl")) {
        EvaluationItem item = answered(row.at("task_id"));
        item.codeBefore = row.at("prompt");
        item.extracted = row.at("canonical_solution");
        item.gold = humanEvalTests(row.at("test"), row.at("entry_point"));
        items.push_back(item);
    }
    return items;
}

std::vector<EvaluationItem> mbppReferences()
{
    std::vector<EvaluationItem> items;
    for (const nlohmann::json& row : rowsOf("mbpp.jsonl")) {
        const int id = row.at("task_id");
        if (id < 11 || id > 510) { // the test split
            continue;
        }
        EvaluationItem item = answered(std::to_string(id));
        item.extracted = row.at("code");
        item.gold = mbppTests(row.at("test_setup_code"),
                              row.at("test_list").get<std::vector<std::string>>());
        items.push_back(item);
    }
    return items;
}

std::string unexpected(const std::vector<EvaluationItem>& items, Verdict verdict)
{
    std::string text;
    for (const EvaluationItem& item : items) {
        if (item.verdict != verdict) {
            text += item.id + ": " + item.detail + '\n';
        }
    }
    return text;
}

} // namespace

class TstCodeReferences : public QObject {
    Q_OBJECT

    SandboxSetup m_setup;

private Q_SLOTS:
    void initTestCase()
    {
        if (rowsOf("humaneval.jsonl").empty()) {
            QSKIP("No shared data next to the checkout.");
        }
        m_setup = findSandbox();
        if (!m_setup.isUsable) {
            QSKIP(m_setup.reason.c_str());
        }
    }

    void humanEvalReferencesPass()
    {
        std::vector<EvaluationItem> items = humanEvalReferences();
        QCOMPARE(items.size(), std::size_t{164});
        scoreCode(m_setup, 3.0, items, {}, {});
        QCOMPARE(unexpected(items, Verdict::Right), std::string());
    }
    void humanEvalWithAnotherBodyFails()
    {
        std::vector<EvaluationItem> items = humanEvalReferences();
        for (EvaluationItem& item : items) {
            item.extracted = "    return object()\n";
        }
        scoreCode(m_setup, 3.0, items, {}, {});
        QCOMPARE(unexpected(items, Verdict::Wrong), std::string());
    }

    void mbppReferencesPass()
    {
        std::vector<EvaluationItem> items = mbppReferences();
        QCOMPARE(items.size(), std::size_t{500});
        // Number 123 takes 5 s alone: other tests run beside this one, so twice the protocol's 10
        // s.
        scoreCode(m_setup, 20.0, items, {}, {});
        QCOMPARE(unexpected(items, Verdict::Right), std::string());
    }
    void mbppWithoutACompletionFails()
    {
        std::vector<EvaluationItem> items = mbppReferences();
        for (EvaluationItem& item : items) {
            item.extracted.clear();
        }
        scoreCode(m_setup, 10.0, items, {}, {});
        QCOMPARE(unexpected(items, Verdict::Wrong), std::string());
    }
};

QTEST_GUILESS_MAIN(TstCodeReferences)
#include "tst_code_references.moc"
