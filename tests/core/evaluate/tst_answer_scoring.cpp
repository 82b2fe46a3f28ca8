// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/answer_scoring.h"
#include "core/evaluate/choice_answers.h"
#include "core/evaluate/code_answers.h"

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

EvaluationProtocol protocolOf(EvaluationTask task, const std::string& name,
                              const std::string& promptTemplate = {})
{
    return evaluationProtocol(task, name, promptTemplate, {});
}

EvaluationItem answered(const std::string& output, const std::string& gold)
{
    EvaluationItem item;
    item.id = "q";
    item.output = output;
    item.gold = gold;
    item.isAnswered = true;
    return item;
}

} // namespace

class TstAnswerScoring : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firstGreatestLogitWins_data()
    {
        QTest::addColumn<QVector<float>>("logits");
        QTest::addColumn<QString>("letter");
        QTest::newRow("third") << QVector<float>{0.0F, 1.0F, 2.0F, -1.0F} << "C";
        QTest::newRow("first of two") << QVector<float>{0.0F, 2.0F, 2.0F, -1.0F} << "B";
        QTest::newRow("all equal") << QVector<float>{1.0F, 1.0F, 1.0F, 1.0F} << "A";
        // Softmax over a vocabulary would underflow to 0 for all four and name A (evaluation.md 2).
        QTest::newRow("far behind another token")
            << QVector<float>{-210.0F, -209.0F, -208.0F, -207.0F} << "D";
    }
    void firstGreatestLogitWins()
    {
        QFETCH(QVector<float>, logits);
        QFETCH(QString, letter);
        EvaluationItem item = answered("", letter.toStdString());
        item.choiceLogits = {logits.begin(), logits.end()};
        scoreAnswer(protocolOf(EvaluationTask::Mmlu, "train"), item);
        QCOMPARE(QString::fromStdString(item.extracted), letter);
        QCOMPARE(item.verdict, Verdict::Right);
        item.gold = letter == "A" ? "B" : "A";
        scoreAnswer(protocolOf(EvaluationTask::Mmlu, "train"), item);
        QCOMPARE(item.verdict, Verdict::Wrong);
    }

    void writtenLettersAreFound_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("letter");
        QTest::newRow("bare") << " B"
                              << "B";
        QTest::newRow("official") << "The answer is: C"
                                  << "C";
        QTest::newRow("brackets") << "The answer is (D)."
                                  << "D";
        QTest::newRow("letters of words do not count") << "All Dogs: B"
                                                       << "B";
        QTest::newRow("the last phrase counts") << "The answer is A? No, the answer is B"
                                                << "B";
        QTest::newRow("none behind the phrase") << "C, I think the answer is clear"
                                                << "C";
        QTest::newRow("small letters do not count") << "b"
                                                    << "";
        QTest::newRow("another letter") << "E"
                                        << "";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void writtenLettersAreFound()
    {
        QFETCH(QString, output);
        QFETCH(QString, letter);
        QCOMPARE(QString::fromStdString(letterOfText(output.toStdString())), letter);
    }

    void gsm8kHasOneScorePerProtocolAndBothRules()
    {
        std::vector<EvaluationItem> items{
            answered("It costs $5.", "5"), // right by both
            answered("So -5.", "5"), // oi ignores the sign
            answered("3.5", "35"), // oi deletes the point
            answered("5.0", "5"), // corrected compares values
            answered("no", "5"), // wrong by both
        };
        const EvaluationProtocol oi = protocolOf(EvaluationTask::Gsm8k, "oi");
        const EvaluationProtocol train = protocolOf(EvaluationTask::Gsm8k, "train");
        const std::vector<Verdict> byOi{Verdict::Right, Verdict::Right, Verdict::Right,
                                        Verdict::Wrong, Verdict::Wrong};
        const std::vector<Verdict> corrected{Verdict::Right, Verdict::Wrong, Verdict::Wrong,
                                             Verdict::Right, Verdict::Wrong};
        for (std::size_t i = 0; i < items.size(); ++i) {
            scoreAnswer(oi, items[i]);
            QCOMPARE(items[i].verdict, byOi[i]);
            scoreAnswer(train, items[i]);
            QCOMPARE(items[i].verdict, corrected[i]);
        }
        const Gsm8kScores both = gsm8kScores(train, items);
        QCOMPARE(both.oi, 0.6);
        QCOMPARE(both.corrected, 0.4);
        QVERIFY(std::isnan(gsm8kScores(train, {}).oi));
    }

    void plainGsm8kEndsAtANewline()
    {
        const EvaluationProtocol plain = protocolOf(EvaluationTask::Gsm8k, "train", "none");
        EvaluationItem item = answered(" 5\nQuestion: 6 and 7", "5");
        scoreAnswer(plain, item);
        QCOMPARE(item.verdict, Verdict::Right);
        scoreAnswer(protocolOf(EvaluationTask::Gsm8k, "train"), item);
        QCOMPARE(item.verdict, Verdict::Wrong); // a chat's answer has as many lines as it likes
    }

    void codeIsCutAndNeverScoredByItself_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QString>("promptTemplate");
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("code");
        const QString body = "    return 1\n";
        QTest::newRow("humaneval class") << "humaneval"
                                         << "train"
                                         << "" << body + "\nclass A:\n"
                                         << body;
        QTest::newRow("humaneval def") << "humaneval"
                                       << "train"
                                       << "" << body + "\ndef g():\n"
                                       << body;
        QTest::newRow("humaneval comment") << "humaneval"
                                           << "train"
                                           << "" << body + "\n# test" << body;
        QTest::newRow("humaneval if") << "humaneval"
                                      << "train"
                                      << "" << body + "\nif x:" << body;
        QTest::newRow("humaneval print") << "humaneval"
                                         << "train"
                                         << "" << body + "\nprint(1)" << body;
        QTest::newRow("humaneval fence of a chat") << "humaneval"
                                                   << "train"
                                                   << "" << body + "\n```\nmore" << body;
        QTest::newRow("humaneval plain keeps fences") << "humaneval"
                                                      << "train"
                                                      << "none" << body + "\n```" << body + "\n```";
        QTest::newRow("humaneval the earliest stop") << "humaneval"
                                                     << "oi"
                                                     << "" << body + "\nprint\ndef g" << body;
        QTest::newRow("humaneval indented print stays") << "humaneval"
                                                        << "train"
                                                        << ""
                                                        << "    print(1)"
                                                        << "    print(1)";
        // A signature that is repeated behind an import is cut away (D67).
        QTest::newRow("humaneval import, then the signature") << "humaneval"
                                                              << "train"
                                                              << ""
                                                              << "import os\ndef f():"
                                                              << "import os";
        QTest::newRow("mbpp fence") << "mbpp"
                                    << "mbpp500"
                                    << ""
                                    << "def f():\n  pass\n```\nThis"
                                    << "def f():\n  pass\n";
        QTest::newRow("mbpp oi fence") << "mbpp"
                                       << "oi"
                                       << ""
                                       << "x = 1```"
                                       << "x = 1";
        QTest::newRow("mbpp without a fence") << "mbpp"
                                              << "mbpp500"
                                              << ""
                                              << "def f():\n\ndef g():"
                                              << "def f():\n\ndef g():";
        QTest::newRow("mbpp ml") << "mbpp"
                                 << "ml"
                                 << ""
                                 << "Sure:\n```python\ndef f():\n\treturn 1\n```\nDone"
                                 << "def f():\n    return 1";
    }
    void codeIsCutAndNeverScoredByItself()
    {
        QFETCH(QString, task);
        QFETCH(QString, protocol);
        QFETCH(QString, promptTemplate);
        QFETCH(QString, output);
        QFETCH(QString, code);
        EvaluationItem item = answered(output.toStdString(), "assert True");
        scoreAnswer(protocolOf(taskFromWord(task.toStdString()), protocol.toStdString(),
                               promptTemplate.toStdString()),
                    item);
        QCOMPARE(QString::fromStdString(item.extracted), code);
        QCOMPARE(item.verdict, Verdict::NotScored);
    }

    void mlProgramsGoThroughFourSteps_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("program");
        QTest::newRow("no fence") << "  x = 1\n"
                                  << "x = 1";
        QTest::newRow("tagged fence first, wherever it stands") << "```\na\n```\n```python\nb\n```"
                                                                << "b";
        QTest::newRow("untagged fence") << "Here:\n```\na = 1\n```\nEnd"
                                        << "a = 1";
        QTest::newRow("fence that never closes") << "```python\na = 1\n"
                                                 << "a = 1";
        QTest::newRow("main guard, double quotes") << "a = 1\nif __name__ == \"__main__\":\n  f()"
                                                   << "a = 1";
        QTest::newRow("main guard, single quotes") << "a = 1\nif __name__ == '__main__':\n  f()"
                                                   << "a = 1";
        QTest::newRow("example") << "a = 1\n# Example usage:\nf()"
                                 << "a = 1";
        QTest::newRow("tabs inside") << "def f():\n\treturn\t1"
                                     << "def f():\n    return    1";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void mlProgramsGoThroughFourSteps()
    {
        QFETCH(QString, output);
        QFETCH(QString, program);
        QCOMPARE(QString::fromStdString(programOfMl(output.toStdString())), program);
    }

    void nothingIsScoredWithoutAnAnswer_data()
    {
        QTest::addColumn<int>("task");
        for (const std::string& word : taskWords()) {
            QTest::newRow(word.c_str()) << static_cast<int>(taskFromWord(word));
        }
    }
    void nothingIsScoredWithoutAnAnswer()
    {
        QFETCH(int, task);
        EvaluationItem item = answered("5", "5");
        item.isAnswered = false;
        item.verdict = Verdict::Right;
        scoreAnswer(protocolOf(static_cast<EvaluationTask>(task), ""), item);
        QCOMPARE(item.verdict, Verdict::NotScored);
    }
};

QTEST_GUILESS_MAIN(TstAnswerScoring)
#include "tst_answer_scoring.moc"
