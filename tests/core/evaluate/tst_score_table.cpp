// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/score_table.h"
#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

/// Verdicts of one run: "1" right, "0" wrong, "-" not scored.
Evaluation runOf(const std::string& verdicts, EvaluationTask task = EvaluationTask::Gsm8k,
                 const std::string& protocol = {})
{
    Evaluation evaluation;
    evaluation.protocol = evaluationProtocol(task, protocol, "", "");
    for (std::size_t row = 0; row < verdicts.size(); ++row) {
        EvaluationItem item;
        item.id = std::to_string(row);
        item.row = static_cast<std::int64_t>(row);
        item.gold = "7";
        item.isAnswered = true;
        item.verdict = verdicts[row] == '1' ? Verdict::Right
            : verdicts[row] == '0'          ? Verdict::Wrong
                                            : Verdict::NotScored;
        evaluation.items.push_back(item);
    }
    return evaluation;
}

std::string times(std::size_t count, char verdict)
{
    return std::string(count, verdict);
}

/// A student, three seeds of a method that helps, and one that does nothing.
ScoreTable exampleTable()
{
    const std::string half = times(10, '1') + times(10, '0');
    return scoreTable(
        {{"student", {runOf(half)}},
         {"seeking",
          {runOf(times(18, '1') + times(2, '0')), runOf(times(20, '1')),
           runOf(times(19, '1') + times(1, '0'))}},
         {"lora_1", {runOf(times(11, '1') + times(9, '0')), runOf("--", EvaluationTask::Mbpp)}}},
        42);
}

} // namespace

class TstScoreTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void repetitionsHaveMeanAndDeviation()
    {
        const ScoreTable table = exampleTable();
        QCOMPARE(table.rows.size(), std::size_t{3});
        QCOMPARE(table.columns.size(), std::size_t{2});
        const ScoreCell& cell = *table.rows[1].cells[0];
        QCOMPARE(cell.runs.size(), std::size_t{3});
        QVERIFY(std::abs(cell.over.mean - 0.95) < 1e-12);
        QVERIFY(std::abs(cell.over.deviation - 0.05) < 1e-12);
        QVERIFY(cell.gain->isSignificant.value());
        QVERIFY(std::abs(cell.gain->difference - 0.45) < 1e-12);
        QVERIFY(!table.rows[0].cells[0]->gain.has_value());
        QVERIFY(!table.rows[0].cells[1].has_value()); // not run
    }
    void oneItemMoreIsNotDistinguishable()
    {
        const ScoreTable table = exampleTable();
        const ScoreCell& cell = *table.rows[2].cells[0];
        QVERIFY(!cell.gain->isSignificant.value());
        QVERIFY2(cell.sentence.find("lora_1, gsm8k: 0.500 -> 0.550") == 0, cell.sentence.c_str());
        QVERIFY(cell.sentence.find("not distinguishable") != std::string::npos);
    }
    void otherProtocolsHaveColumnsOfTheirOwn()
    {
        const ScoreTable table =
            scoreTable({{"a", {runOf("10"), runOf("11", EvaluationTask::Gsm8k, "oi")}}}, 1);
        QCOMPARE(table.columns.size(), std::size_t{2});
        QCOMPARE(table.rows[0].cells[1]->over.mean, 1.0);
    }
    void textIsAligned()
    {
        const std::string text = scoreTableText(exampleTable());
        const QStringList lines = QString::fromStdString(text).split('\n');
        QCOMPARE(lines[0], QString("model    gsm8k train/train  mbpp mbpp500/train"));
        QCOMPARE(lines[1], QString("student  0.500              -"));
        QCOMPARE(lines[2], QString("seeking  0.950 ± 0.050 *    -"));
        QCOMPARE(lines[3], QString("lora_1   0.550              not scored"));
        QVERIFY2(lines[4].startsWith("seeking, gsm8k: 0.500 -> 0.950"), qPrintable(lines[4]));
    }
    void latexIsBooktabs()
    {
        const QStringList lines =
            QString::fromStdString(scoreTableLatex(exampleTable())).split('\n');
        QVERIFY(lines[0].startsWith('%'));
        QCOMPARE(lines[1], QString("\\begin{tabular}{lrr}"));
        QCOMPARE(lines[2], QString("\\toprule"));
        QCOMPARE(lines[3], QString(" & gsm8k train/train & mbpp mbpp500/train \\\\"));
        QCOMPARE(lines[5], QString("student & 50.0 & -- \\\\"));
        QCOMPARE(lines[6], QString("seeking & 95.0 $\\pm$ 5.0$^{*}$ & -- \\\\"));
        QCOMPARE(lines[7], QString("lora\\_1 & 55.0 & -- \\\\"));
        QCOMPARE(lines[8], QString("\\bottomrule"));
    }
    void csvHasOneLinePerModelTaskAndProtocol()
    {
        const QStringList lines = QString::fromStdString(scoreTableCsv(exampleTable())).split('\n');
        QCOMPARE(lines[0],
                 QString("model,task,protocol,template,shots,repeats,n,not_scored,score,deviation,"
                         "interval_low,interval_high,gain,gain_low,gain_high,p,significant"));
        QCOMPARE(lines.size(), 6); // heading, four cells, end
        QVERIFY2(lines[1].startsWith("student,gsm8k,train,train,0,1,20,0,0.5,,0.29"),
                 qPrintable(lines[1]));
        QVERIFY2(lines[2].startsWith("seeking,gsm8k,train,train,0,3,20,0,0.9"),
                 qPrintable(lines[2]));
        // Not scored is empty, never 0.
        QCOMPARE(lines[4], QString("lora_1,mbpp,mbpp500,train,0,1,0,2,,,,,,,,,"));
    }
    void jsonHasNullsWhereNothingIsScored()
    {
        const nlohmann::ordered_json rows = toJson(exampleTable()).at("rows");
        QCOMPARE(rows.size(), std::size_t{4});
        QVERIFY(rows[3].at("score").is_null());
        QVERIFY(rows[3].at("significant").is_null());
        QCOMPARE(rows[1].at("scores").size(), std::size_t{3});
        QCOMPARE(rows[1].at("significant").get<bool>(), true);
    }
    void statedScoresAreNeverTakenForOwnOnes()
    {
        const ScoreTable table = exampleTable();
        const std::vector<StatedScore> stated{{"LaTen", 0, 0.2047, "A, table 1", "a single run"},
                                              {"Seeking", 0, 0.2823, "B & C", {}},
                                              {"LaTen", 1, 0.182, "A, table 1", {}}};
        const QStringList csv = QString::fromStdString(scoreTableCsv(table, stated)).split('\n');
        QVERIFY2(csv[0].endsWith(",significant,kind,source,note"), qPrintable(csv[0]));
        QVERIFY2(csv[1].startsWith("student,gsm8k,") && csv[1].endsWith(",own,,"),
                 qPrintable(csv[1]));
        QCOMPARE(csv[5],
                 QString("published: LaTen,gsm8k,train,train,0,,,,0.2047,,,,,,,,,published,"
                         "\"A, table 1\",a single run"));
        QCOMPARE(csv[7],
                 QString("published: LaTen,mbpp,mbpp500,train,0,,,,0.182,,,,,,,,,published,"
                         "\"A, table 1\","));
        const QStringList latex =
            QString::fromStdString(scoreTableLatex(table, stated)).split('\n');
        QCOMPARE(latex[7], QString("lora\\_1 & 55.0 & -- \\\\"));
        QCOMPARE(
            latex.mid(8),
            (QStringList{"\\midrule",
                         "\\textit{LaTen} & \\textit{20.5}$^{a}$ & \\textit{18.2}$^{a}$ \\\\",
                         "\\textit{Seeking} & \\textit{28.2}$^{b}$ & -- \\\\", "\\bottomrule",
                         "\\end{tabular}", "\\par{\\footnotesize $^{a}$ published: A, table 1}",
                         "\\par{\\footnotesize $^{b}$ published: B \\& C}", ""}));
        const nlohmann::ordered_json json = toJson(table, stated);
        QCOMPARE(json.at("rows").size(), std::size_t{4});
        QCOMPARE(json.at("published").size(), std::size_t{3});
        QCOMPARE(json.at("published")[1].at("row").get<std::string>(), std::string("Seeking"));
        QCOMPARE(json.at("published")[1].at("source").get<std::string>(), std::string("B & C"));
        QVERIFY(!toJson(table).contains("published"));
    }
    void modelsNeedNamesAndRuns()
    {
        QVERIFY_EXCEPTION_THROWN(scoreTable({}, 1), StudyError);
        QVERIFY_EXCEPTION_THROWN(scoreTable({{"a", {}}}, 1), StudyError);
        QVERIFY_EXCEPTION_THROWN(scoreTable({{"a", {runOf("1")}}, {"a", {runOf("1")}}}, 1),
                                 StudyError);
    }
};

QTEST_GUILESS_MAIN(TstScoreTable)
#include "tst_score_table.moc"
