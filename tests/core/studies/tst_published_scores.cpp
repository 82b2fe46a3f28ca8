// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/published_scores.h"

#include <nlohmann/json.hpp>

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <filesystem>
#include <fstream>

using namespace neurograft;

namespace {

PublishedNumber numberOf(const char* row, const char* column, double value, const char* unit = "%")
{
    PublishedNumber number;
    number.row = row;
    number.column = column;
    number.value = value;
    number.unit = unit;
    number.source = "A paper";
    return number;
}

ChainStudy studyOf(const std::vector<PublishedNumber>& published)
{
    ChainStudy study;
    study.published = published;
    return study;
}

/// Models by gsm8k (no shots) and mmlu (5 shots), all run.
ScoreTable tableOf(const std::vector<std::string>& labels)
{
    ScoreTable table;
    table.columns = {{EvaluationTask::Gsm8k, "train", "train", 0},
                     {EvaluationTask::Mmlu, "train", "train", 5}};
    for (const std::string& label : labels) {
        table.rows.push_back({label, {ScoreCell(), ScoreCell()}});
    }
    return table;
}

/// Steps alone, before (by task) and seeking (tune, answers by task and seed).
ChainStudy sweptStudy(const std::vector<PublishedNumber>& published)
{
    const nlohmann::ordered_json tasks{"gsm8k", "mmlu"};
    const nlohmann::ordered_json ask{{"command", "evaluate"}, {"model", "S"}, {"task", "${task}"}};
    nlohmann::ordered_json alone = ask;
    alone["step"] = "alone";
    alone["task"] = "gsm8k";
    nlohmann::ordered_json before = ask;
    before["step"] = "before";
    before["sweep"]["task"] = tasks;
    nlohmann::ordered_json answers = ask;
    answers["step"] = "answers";
    nlohmann::ordered_json tune{{"step", "tune"}, {"command", "transfer"}, {"seed", "${seed}"}};
    const nlohmann::ordered_json seeking{{"step", "seeking"},
                                         {"sweep", {{"task", tasks}, {"seed", {1, 2}}}},
                                         {"each", {tune, answers}}};
    const nlohmann::ordered_json chain{
        {"schema", 1}, {"command", "run"}, {"title", "T"}, {"steps", {alone, before, seeking}}};
    ChainStudy study = parseChainStudy(chain.dump(), "chain");
    study.published = published;
    return study;
}

} // namespace

class tst_published_scores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersFindTheirTask();
    void rowsSpeakOfModelsAndMethods_data();
    void rowsSpeakOfModelsAndMethods();
    void resultsOfTheStudyAreKnownByTheirStep_data();
    void resultsOfTheStudyAreKnownByTheirStep();
    void aNameCountsWhereNoStepDoes();
    void rowsAndSourcesAreNamedOnce();
};

void tst_published_scores::numbersFindTheirTask()
{
    PublishedNumber byWhere = numberOf("LaTen", "anything", 20.0);
    byWhere.where = {{"task", "mmlu"}};
    const std::vector<PublishedScore> found = publishedScores(
        tableOf({"S"}),
        studyOf({numberOf("A", "GSM8K", 16.07), numberOf("B", "GSM8K 0-shot", 4.7),
                 numberOf("C", "MMLU 0-shot", 32.1), byWhere,
                 numberOf("D", "average of seven", 28.0), numberOf("E", "HumanEval", 14.0),
                 numberOf("F", "GSM8K", 5.69, "points")}));
    QCOMPARE(found.size(), std::size_t{3});
    QCOMPARE(found[0].number.row, std::string("A"));
    QCOMPARE(found[0].column, std::size_t{0});
    QCOMPARE(found[0].score, 16.07 / 100.0);
    QCOMPARE(found[1].number.row, std::string("B")); // asked without shots
    QCOMPARE(found[2].number.row, std::string("LaTen"));
    QCOMPARE(found[2].column, std::size_t{1});
}

void tst_published_scores::rowsSpeakOfModelsAndMethods_data()
{
    QTest::addColumn<QString>("row");
    QTest::addColumn<QString>("label");
    QTest::addColumn<bool>("isMeant");
    QTest::newRow("model") << "Llama-2-7B-Chat"
                           << "Llama-2-7b-chat-hf" << true;
    QTest::newRow("larger model") << "Llama-2-7B-Chat"
                                  << "Llama-2-13b-chat-hf" << false;
    QTest::newRow("base model") << "Llama-2 7B"
                                << "Llama-2-7b-chat-hf" << false;
    QTest::newRow("model with a method over it") << "Llama-2-7B-Chat"
                                                 << "Llama-2-7b-chat-hf + LaTen run 5" << false;
    QTest::newRow("method") << "LaTen"
                            << "tiny-S + LaTen run 5" << true;
    QTest::newRow("another method") << "Seeking"
                                    << "tiny-S + LaTen run 5" << false;
    QTest::newRow("method of two words") << "Gaussian LoRA"
                                         << "S + Gaussian LoRA run 2" << true;
    QTest::newRow("model and method") << "Llama-1 7B LoRA"
                                      << "llama-1-7b-hf + LoRA run 3" << true;
    QTest::newRow("method from another teacher") << "LaTen from CodeLlama-13B-Python"
                                                 << "S + LaTen run 5" << false;
}

void tst_published_scores::rowsSpeakOfModelsAndMethods()
{
    QFETCH(QString, row);
    QFETCH(QString, label);
    QFETCH(bool, isMeant);
    const std::vector<PublishedScore> found =
        publishedScores(tableOf({"other", label.toStdString()}),
                        studyOf({numberOf(row.toUtf8().constData(), "GSM8K", 10.0)}));
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].rows, isMeant ? std::vector<std::size_t>{1} : std::vector<std::size_t>{});
}

void tst_published_scores::resultsOfTheStudyAreKnownByTheirStep_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("hasRecord");
    QTest::addColumn<bool>("isMeant");
    const QString cell = QStringLiteral("seeking/answers/score");
    QTest::newRow("a job of a cell") << cell << "seeking/task-gsm8k_seed-2/answers" << true << true;
    QTest::newRow("another task") << cell << "seeking/task-mmlu_seed-2/answers" << true << false;
    QTest::newRow("another job") << cell << "seeking/task-gsm8k_seed-2/tune" << true << false;
    QTest::newRow("another step") << cell << "laten/task-gsm8k_seed-2/answers" << true << false;
    QTest::newRow("a cell of another study")
        << cell << "seeking/teacher-a_task-gsm8k_seed-2/answers" << true << false;
    QTest::newRow("no record beside it")
        << cell << "seeking/task-gsm8k_seed-2/answers" << false << false;
    QTest::newRow("a sweep over one job") << "before/score"
                                          << "before/task-gsm8k/before" << true << true;
    QTest::newRow("a job alone") << "alone/score"
                                 << "alone" << true << true;
    QTest::newRow("not measured") << ""
                                  << "alone" << true << false;
    QTest::newRow("no number named") << "seeking"
                                     << "alone" << true << false;
}

void tst_published_scores::resultsOfTheStudyAreKnownByTheirStep()
{
    QFETCH(QString, metric);
    QFETCH(QString, file);
    QFETCH(bool, hasRecord);
    QFETCH(bool, isMeant);
    QTemporaryDir out;
    const std::filesystem::path result = out.filePath(file + ".h5").toStdString();
    std::filesystem::create_directories(result.parent_path());
    if (hasRecord) {
        std::ofstream(std::filesystem::path(result).replace_extension(".step.json")) << "{}";
    }
    PublishedNumber number = numberOf("The paper's name", "GSM8K", 20.0);
    number.metric = metric.toStdString();
    number.where = {{"task", "gsm8k"}};
    ScoreTable table = tableOf({"S + delta", "S + converted"});
    table.rows[1].files = {"elsewhere.h5", result};
    const std::vector<PublishedScore> found = publishedScores(table, sweptStudy({number}));
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].rows, isMeant ? std::vector<std::size_t>{1} : std::vector<std::size_t>{});
}

void tst_published_scores::aNameCountsWhereNoStepDoes()
{
    QTemporaryDir out;
    std::ofstream(out.filePath("alone.step.json").toStdString()) << "{}";
    PublishedNumber number = numberOf("LaTen", "GSM8K", 20.0);
    number.metric = "alone/score";
    ScoreTable table = tableOf({"S + LaTen run 5", "S + delta"});
    QCOMPARE(publishedScores(table, sweptStudy({number}))[0].rows, std::vector<std::size_t>{0});
    table.rows[1].files = {out.filePath("alone.h5").toStdString()};
    QCOMPARE(publishedScores(table, sweptStudy({number}))[0].rows, std::vector<std::size_t>{1});
}

void tst_published_scores::rowsAndSourcesAreNamedOnce()
{
    PublishedNumber other = numberOf("B", "GSM8K", 4.0);
    other.source = "Another paper";
    const std::vector<PublishedScore> found = publishedScores(
        tableOf({"S"}), studyOf({numberOf("B", "GSM8K", 2.0), numberOf("A", "MMLU", 3.0), other}));
    QCOMPARE(publishedRows(found), (std::vector<std::string>{"B", "A"}));
    QCOMPARE(publishedSources(found), (std::vector<std::string>{"A paper", "Another paper"}));
}

QTEST_GUILESS_MAIN(tst_published_scores)
#include "tst_published_scores.moc"
