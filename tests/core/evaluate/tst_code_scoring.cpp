// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/code_scoring.h"
#include "core/run/error.h"

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

/// A HumanEval-like question: a signature with a docstring, the body to come.
EvaluationItem squareItem(const std::string& completion, std::int64_t sample = 0)
{
    EvaluationItem item;
    item.id = "Own/0";
    item.sample = sample;
    item.codeBefore = "def square(x):\n    \"\"\" Square of x. \"\"\"\n";
    item.gold = humanEvalTests("\ndef check(candidate):\n    assert candidate(3) == 9\n", "square");
    item.extracted = completion;
    item.isAnswered = true;
    return item;
}

EvaluationItem mbppItem(const std::string& completion)
{
    EvaluationItem item;
    item.id = "Own/1";
    item.gold = mbppTests("", {"assert double(2) == 4", "assert double(-1) == -2"});
    item.extracted = completion;
    item.isAnswered = true;
    return item;
}

} // namespace

class TstCodeScoring : public QObject {
    Q_OBJECT

    SandboxSetup m_setup;

private Q_SLOTS:
    void initTestCase() { m_setup = findSandbox(); }

    void programsAreJoinedAsPublished()
    {
        // evaluation.md 4.1: prompt + completion + NL + test + NL + check(entry_point)
        QCOMPARE(programUnderTest(squareItem("    return x * x")),
                 std::string("def square(x):\n    \"\"\" Square of x. \"\"\"\n    return x * x\n"
                             "\ndef check(candidate):\n    assert candidate(3) == 9\n"
                             "\ncheck(square)"));
        // evaluation.md 4.2: completion, set-up and tests by one NL each; an empty set-up is a line
        QCOMPARE(programUnderTest(mbppItem("def double(x): return 2 * x")),
                 std::string("def double(x): return 2 * x\n\nassert double(2) == 4\n"
                             "assert double(-1) == -2"));
        QCOMPARE(mbppTests("root = Node(1)", {"assert f(root)"}),
                 std::string("root = Node(1)\nassert f(root)"));
    }

    void completionsAreJudged_data()
    {
        QTest::addColumn<QString>("completion");
        QTest::addColumn<int>("verdict");
        QTest::addColumn<QString>("detail");
        QTest::newRow("right") << "    return x * x" << 1 << "passed";
        QTest::newRow("wrong") << "    return x + x" << 0 << "failed: AssertionError";
        QTest::newRow("empty") << "" << 0 << "failed: AssertionError";
        QTest::newRow("prose") << "It returns the square." << 0 << "failed: SyntaxError";
        QTest::newRow("never ends") << "    while True: pass" << 0 << "timed out: ";
        QTest::newRow("leaves") << "    raise SystemExit(0)" << 0 << "failed: SystemExit: 0";
        QTest::newRow("repeats the signature")
            << "def square(x):\n    return x ** 2" << 1 << "passed";
        // D67: the stop NL+"def" has cut the function away
        QTest::newRow("import, then cut") << "import math" << 0 << "failed: ";
    }
    void completionsAreJudged()
    {
        if (!m_setup.isUsable) {
            QSKIP(m_setup.reason.c_str());
        }
        QFETCH(QString, completion);
        QFETCH(int, verdict);
        QFETCH(QString, detail);
        std::vector<EvaluationItem> items{squareItem(completion.toStdString())};
        scoreCode(m_setup, 2.0, items, {}, {});
        QCOMPARE(static_cast<int>(items[0].verdict), verdict);
        QVERIFY2(QString::fromStdString(items[0].detail).startsWith(detail),
                 items[0].detail.c_str());
    }

    void onlyOpenAnswersAreRun()
    {
        if (!m_setup.isUsable) {
            QSKIP(m_setup.reason.c_str());
        }
        std::vector<EvaluationItem> items{
            squareItem("    return x * x"), mbppItem("def double(x):\r\n    return x + x\r\n"),
            squareItem("    return x * x"), squareItem("    return x * x")};
        items[2].isAnswered = false;
        items[3].verdict = Verdict::Wrong;
        std::int64_t total = 0;
        RunContext context;
        context.onProgress = [&total](const Progress& progress) { total = progress.total; };
        scoreCode(m_setup, 3.0, items, context, {});
        QCOMPARE(total, 2);
        QVERIFY(items[0].verdict == Verdict::Right);
        QVERIFY(items[1].verdict == Verdict::Right);
        QVERIFY(items[2].verdict == Verdict::NotScored);
        QVERIFY(items[3].verdict == Verdict::Wrong);
    }

    void withoutASandboxNothingIsWrong()
    {
        SandboxSetup none;
        none.reason = "bubblewrap (bwrap) is not installed.";
        std::vector<EvaluationItem> items{squareItem("    return x + x")};
        scoreCode(none, 3.0, items, {}, {});
        QVERIFY(items[0].verdict == Verdict::NotScored);
        QCOMPARE(items[0].detail, "not run: " + none.reason);
    }

    void aStopKeepsWhatIsScored()
    {
        if (!m_setup.isUsable) {
            QSKIP(m_setup.reason.c_str());
        }
        std::vector<EvaluationItem> items(30, squareItem("    return x * x"));
        std::int64_t done = 0;
        RunContext context;
        context.onProgress = [&done](const Progress& progress) { done = progress.done; };
        context.isStopRequested = [&done] { return done > 0; };
        QVERIFY_EXCEPTION_THROWN(scoreCode(m_setup, 3.0, items, context, {}), Canceled);
        std::int64_t right = 0;
        for (const EvaluationItem& item : items) {
            right += item.verdict == Verdict::Right ? 1 : 0;
            QVERIFY(item.verdict != Verdict::Wrong);
        }
        QVERIFY(right >= 1 && right < 30);
    }

    void passAtKIsTheMeanOverQuestions()
    {
        std::vector<EvaluationItem> items;
        for (std::int64_t sample = 0; sample < 4; ++sample) {
            items.push_back(squareItem("", sample));
            items.back().verdict = sample == 0 ? Verdict::Right : Verdict::Wrong;
        }
        items.push_back(mbppItem(""));
        items.back().verdict = Verdict::Wrong;
        QCOMPARE(meanPassAtK(items, 1), (0.25 + 0.0) / 2.0);
        QCOMPARE(meanPassAtK(items, 2), 0.5); // one question has two samples: 1 - C(3,2)/C(4,2)
        QVERIFY(std::isnan(meanPassAtK(items, 5)));
    }
};

QTEST_GUILESS_MAIN(TstCodeScoring)
#include "tst_code_scoring.moc"
