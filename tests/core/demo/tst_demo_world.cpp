// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_corpus.h"
#include "core/engine/demo/demo_splits.h"
#include "core/engine/demo/demo_world.h"
#include "core/engine/demo/function_kinds.h"
#include "core/support/atomic_file.h"

#include <QtTest>
#include <nlohmann/json.hpp>

#include <regex>
#include <set>

using namespace neurograft;

class TestDemoWorld : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameSeedGivesSameWorldAndData();
    void subjectsAreDifferentAndTheStudentKnowsAThird();
    void splitsHaveTheirSizesAndShareNoPrompt_data();
    void splitsHaveTheirSizesAndShareNoPrompt();
    void choiceRowsHaveTheOfficialLayout();
    void testChoicesAskInHeldOutForms();
    void sumsAreRightAndUseHeldOutNumbers();
    void functionRowsHaveTheOfficialLayouts();
    void corpusHoldsNothingKeptForTheTests_data();
    void corpusHoldsNothingKeptForTheTests();
    void studentSeesOneStepSumsOnly();
    void filesHaveTheLayoutsOfThePublicSets();

private:
    const DemoWorld m_world = makeDemoWorld(42);
    const DemoData m_data = makeDemoData(m_world);
};

void TestDemoWorld::sameSeedGivesSameWorldAndData()
{
    const DemoData again = makeDemoData(makeDemoWorld(42));
    for (const auto& [task, splits] : m_data.tasks) {
        QCOMPARE(rowsToJsonLines(splits.train), rowsToJsonLines(again.tasks.at(task).train));
        QCOMPARE(rowsToJsonLines(splits.test), rowsToJsonLines(again.tasks.at(task).test));
    }
    QVERIFY(makeDemoWorld(43).subjects != m_world.subjects);
    QCOMPARE(corpusText(m_world, DemoRole::Teacher, 7).prompt,
             corpusText(makeDemoWorld(42), DemoRole::Teacher, 7).prompt);
}

void TestDemoWorld::subjectsAreDifferentAndTheStudentKnowsAThird()
{
    const std::set<std::string> names(m_world.subjects.begin(), m_world.subjects.end());
    QCOMPARE(names.size(), m_world.subjects.size());
    QCOMPARE(m_world.peopleCount, 128);
    QCOMPARE(m_world.facts.size(), std::size_t{128 * 4 + 24 * 2});
    const auto known =
        std::count_if(m_world.facts.begin(), m_world.facts.end(),
                      [this](const Fact& fact) { return m_world.studentKnows(fact); });
    QVERIFY(known * 3 > 540 && known * 3 < 580);
}

void TestDemoWorld::splitsHaveTheirSizesAndShareNoPrompt_data()
{
    QTest::addColumn<QString>("task");
    for (const char* task : {"mmlu", "gsm", "humaneval", "mbpp"}) {
        QTest::newRow(task) << task;
    }
}

void TestDemoWorld::splitsHaveTheirSizesAndShareNoPrompt()
{
    QFETCH(QString, task);
    const TaskSplits& splits = m_data.tasks.at(task.toStdString());
    QCOMPARE(splits.extract.size(), std::size_t{20});
    QCOMPARE(splits.align.size(), std::size_t{80});
    QCOMPARE(splits.train.size(), std::size_t{1000});
    QCOMPARE(splits.test.size(), std::size_t{200});
    std::set<std::string> prompts;
    for (const auto* rows : {&splits.extract, &splits.align, &splits.train, &splits.test}) {
        for (const DemoRow& row : *rows) {
            prompts.insert(row.user);
        }
    }
    QCOMPARE(prompts.size(), std::size_t{1300});
}

void TestDemoWorld::choiceRowsHaveTheOfficialLayout()
{
    const DemoRow row =
        choiceRow({"home_towns", "Where does Bela live?", {"Adal", "Bmor", "Cwick", "Dford"}, 2});
    QCOMPARE(row.user,
             std::string("The following are multiple choice questions (with answers) about home "
                         "towns.\n\nWhere does Bela live?\nA. Adal\nB. Bmor\nC. Cwick\nD. "
                         "Dford\nAnswer:"));
    QCOMPARE(row.assistant, std::string("The answer is: C"));
    const auto json = rowToJson(m_data.tasks.at("mmlu").train[0]);
    QVERIFY(json.contains("dataset") && json.contains("category") && json.contains("id"));
    QCOMPARE(json["messages"].size(), std::size_t{2});
}

void TestDemoWorld::testChoicesAskInHeldOutForms()
{
    std::set<std::string> heldOut;
    for (const Fact& fact : m_world.facts) {
        heldOut.insert(freeRow(m_world, fact, fact.heldOutQuestion).user);
    }
    std::array<int, 4> letters{};
    for (const ChoiceItem& item : m_data.choiceTest) {
        QVERIFY2(heldOut.count(item.question) == 1, item.question.c_str());
        QCOMPARE(std::set<std::string>(item.options.begin(), item.options.end()).size(),
                 std::size_t{4});
        QVERIFY(std::is_sorted(item.options.begin(), item.options.end()));
        ++letters[static_cast<std::size_t>(item.correct)];
    }
    for (const int count : letters) {
        QVERIFY(count > 30); // no letter is favoured
    }
    for (const DemoRow& row : m_data.tasks.at("mmlu").train) {
        const std::size_t begin = row.user.find("\n\n") + 2;
        QVERIFY(heldOut.count(row.user.substr(begin, row.user.find('\n', begin) - begin)) == 0);
    }
}

void TestDemoWorld::sumsAreRightAndUseHeldOutNumbers()
{
    static const std::regex kStep("(\\d+) ([-+*]) (\\d+) = (\\d+)");
    const auto check = [](const DemoRow& row, bool isTest) {
        std::smatch last;
        for (auto step = std::sregex_iterator(row.assistant.begin(), row.assistant.end(), kStep);
             step != std::sregex_iterator(); ++step) {
            last = *step;
            const long a = std::stol(last[1]), b = std::stol(last[3]);
            const char sign = last[2].str()[0];
            QCOMPARE(std::stol(last[4]), sign == '+' ? a + b : sign == '-' ? a - b : a * b);
            QVERIFY(isTest || sign == '*' || !isHeldOutSum(a, b));
        }
        QVERIFY(!isTest || isHeldOutSum(std::stol(last[1]), std::stol(last[3])));
        const std::string ending = " So the answer is " + last[4].str() + ".";
        QCOMPARE(row.assistant.substr(row.assistant.size() - ending.size()), ending);
    };
    for (const DemoRow& row : m_data.tasks.at("gsm").test) {
        check(row, true);
    }
    for (const DemoRow& row : m_data.tasks.at("gsm").train) {
        check(row, false);
    }
}

void TestDemoWorld::functionRowsHaveTheOfficialLayouts()
{
    const FunctionItem item = makeFunction(0, 7, 0);
    QCOMPARE(mbppRow(item).user,
             std::string("Complete the following python function.\n\n\nWrite a "
                         "function to add 7 to x.\ndef add_7(x)"));
    QCOMPARE(mbppRow(item).assistant,
             std::string("Here is the completed function:\n\n\n```python\n"
                         "def add_7(x):\n    return x + 7"));
    QCOMPARE(instructionRow(item).assistant, std::string("def add_7(x):\n    return x + 7"));
    QVERIFY(!rowToJson(mbppRow(item)).contains("dataset"));
    QCOMPARE(functionKinds().size(), std::size_t{24});
    FunctionInput input;
    input.text = "garden";
    input.numbers = {5, 12, 9};
    const auto result = [&input](const char* name, std::int64_t k) {
        for (const FunctionKind& kind : functionKinds()) {
            if (kind.name == std::string(name) + "_{k}") {
                return kind.result(input, k);
            }
        }
        return std::string("no such kind");
    };
    QCOMPARE(result("first", 3), std::string("'gar'"));
    QCOMPARE(result("last", 20), std::string("'garden'"));
    QCOMPARE(result("smallest", 2), std::string("[5, 9]"));
    QCOMPARE(result("keep_above", 8), std::string("[12, 9]"));
    QCOMPARE(result("has", 9), std::string("True"));
}

void TestDemoWorld::corpusHoldsNothingKeptForTheTests_data()
{
    QTest::addColumn<int>("role");
    QTest::newRow("teacher") << static_cast<int>(DemoRole::Teacher);
    QTest::newRow("student") << static_cast<int>(DemoRole::Student);
}

void TestDemoWorld::corpusHoldsNothingKeptForTheTests()
{
    QFETCH(int, role);
    std::set<std::string> prompts;
    std::set<std::string> names;
    for (const auto& [task, splits] : m_data.tasks) {
        for (const DemoRow& row : splits.test) {
            prompts.insert(renderRow(row).prompt);
        }
    }
    for (const auto* items : {&m_data.humanEvalTest, &m_data.mbppTest}) {
        for (const FunctionItem& item : *items) {
            names.insert("def " + item.name + "(");
        }
    }
    for (std::uint64_t i = 0; i < 4000; ++i) {
        const CorpusText text = corpusText(m_world, static_cast<DemoRole>(role), i);
        QVERIFY(prompts.count(text.prompt) == 0);
        const std::size_t def = text.prompt.find("def ");
        if (def != std::string::npos) {
            QVERIFY(names.count(text.prompt.substr(def, text.prompt.find('(') + 1 - def)) == 0);
        }
    }
}

void TestDemoWorld::studentSeesOneStepSumsOnly()
{
    int teachersTwoSteps = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        QVERIFY(corpusText(m_world, DemoRole::Student, i).response.find(" Then ")
                == std::string::npos);
        teachersTwoSteps +=
            corpusText(m_world, DemoRole::Teacher, i).response.find(" Then ") != std::string::npos;
    }
    QVERIFY(teachersTwoSteps > 200);
}

void TestDemoWorld::filesHaveTheLayoutsOfThePublicSets()
{
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    writeDemoData(m_data, root, false);
    const auto firstOf = [&root](const char* name) {
        const std::string text = readFile(root / "eval" / name);
        return nlohmann::json::parse(text.substr(0, text.find('\n')));
    };
    const auto humanEval = firstOf("humaneval.jsonl");
    QCOMPARE(humanEval["task_id"].get<std::string>(), std::string("HumanEval/0"));
    QVERIFY(humanEval["test"].get<std::string>().find("def check(candidate):")
            != std::string::npos);
    for (const char* key : {"prompt", "entry_point", "canonical_solution"}) {
        QVERIFY(humanEval.contains(key));
    }
    const auto mbpp = firstOf("mbpp.jsonl");
    QCOMPARE(mbpp["task_id"].get<int>(), 11);
    QCOMPARE(mbpp["test_list"].size(), std::size_t{3});
    QVERIFY(firstOf("gsm8k_test.jsonl")["answer"].get<std::string>().find("\n#### ")
            != std::string::npos);
    std::size_t choices = 0;
    for (const auto& file : std::filesystem::directory_iterator(root / "eval" / "mmlu" / "test")) {
        const std::string text = readFile(file.path());
        choices += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
        QCOMPARE(std::count(text.begin(), text.end(), ',') % 5, std::ptrdiff_t{0});
    }
    QCOMPARE(choices, std::size_t{200});
    const std::string rows = readFile(root / "gsm" / "extract.jsonl");
    QCOMPARE(std::count(rows.begin(), rows.end(), '\n'), std::ptrdiff_t{20});
}

QTEST_GUILESS_MAIN(TestDemoWorld)
#include "tst_demo_world.moc"
