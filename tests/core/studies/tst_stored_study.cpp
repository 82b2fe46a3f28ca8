// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/stored_study.h"

#include "core/run/error.h"
#include "core/studies/study_changes.h"
#include "core/study/study_io.h"

#include <nlohmann/json.hpp>

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <filesystem>
#include <fstream>

using namespace neurograft;

class tst_stored_study : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindComesBack_data();
    void everyKindComesBack();
    void otherCommandsAreRefused();
    void aMatchKeepsItsPair();
    void namesOfReplaysAreFree();
    void valuesAreChangedInPlace();
};

void tst_stored_study::everyKindComesBack_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("command");
    SimilarityStudy similarity;
    similarity.teacher = "T";
    MatchStudy match;
    match.pair = similarity;
    match.located = "L.h5";
    EvaluateStudy evaluate;
    evaluate.task = "exact";
    QTest::newRow("similarity") << studyText(similarity) << std::string("similarity");
    QTest::newRow("locate") << studyText(LocateStudy()) << std::string("locate");
    QTest::newRow("parameters") << studyText(ParameterStudy()) << std::string("parameters");
    QTest::newRow("match") << studyText(match) << std::string("match");
    QTest::newRow("transfer") << studyText(transferDefaults("laten")) << std::string("transfer");
    QTest::newRow("evaluate") << studyText(evaluate) << std::string("evaluate");
}

void tst_stored_study::everyKindComesBack()
{
    QFETCH(std::string, text);
    QFETCH(std::string, command);
    StoredStudy study = parseStoredStudy(text, "R.h5");
    QCOMPARE(commandOf(study), command);
    QCOMPARE(studyText(study), text);
    setSeed(study, 43);
    QCOMPARE(seedOf(study), std::uint64_t(43));
    QCOMPARE(nlohmann::json::parse(studyText(study)).at("seed").get<int>(), 43);
}

void tst_stored_study::otherCommandsAreRefused()
{
    for (const char* text : {R"({"command": "compare"})", R"({})"}) {
        try {
            parseStoredStudy(text, "R.h5");
            QFAIL("no error");
        } catch (const StudyError& error) {
            QVERIFY2(error.expected().find("similarity") != std::string::npos, error.what());
        }
    }
}

void tst_stored_study::aMatchKeepsItsPair()
{
    MatchStudy match;
    match.pair.teacher = "T";
    match.pair.rows.limit = 3;
    match.located = "L.h5";
    match.shuffles = 2;
    const MatchStudy read = parseMatchStudy(studyText(match), "M.h5");
    QCOMPARE(read.located, match.located);
    QCOMPARE(read.shuffles, match.shuffles);
    QCOMPARE(read.pair.rows.limit, match.pair.rows.limit);
    QVERIFY_THROWS_EXCEPTION(
        StudyError, parseMatchStudy(R"({"schema": 2, "command": "match", "shufles": 1})", "M.h5"));
}

void tst_stored_study::namesOfReplaysAreFree()
{
    QTemporaryDir folder;
    const std::filesystem::path result =
        std::filesystem::path(folder.path().toStdString()) / "map.h5";
    StoredStudy study = SimilarityStudy();
    QCOMPARE(replayTarget(result, study, 42).filename(), std::filesystem::path("map-replay.h5"));
    setSeed(study, 43);
    QCOMPARE(replayTarget(result, study, 42).filename(), std::filesystem::path("map-seed-43.h5"));
    std::ofstream(result.parent_path() / "map-seed-43.h5") << "taken";
    QCOMPARE(replayTarget(result, study, 42).filename(), std::filesystem::path("map-seed-43-2.h5"));
    const StoredStudy transfer = transferDefaults("pissa");
    QCOMPARE(replayTarget(result.parent_path() / "pissa" / "run.h5", transfer, 42),
             result.parent_path() / "pissa-replay");
}

void tst_stored_study::valuesAreChangedInPlace()
{
    auto study = nlohmann::ordered_json::parse(studyText(transferDefaults("laten")));
    changeStudy(study, "rate=0.3", "--set");
    changeStudy(study, "modules=up_proj,down_proj", "--set");
    changeStudy(study, "seeds=1,2", "--set");
    changeStudy(study, "laten.steps=4", "--set");
    changeStudy(study, "deterministic=true", "--set");
    changeStudy(study, "train=/data/a=b.jsonl", "--set");
    const TransferStudy changed = parseTransferStudy(study.dump(), "--set");
    QCOMPARE(changed.rate, 0.3);
    QCOMPARE(changed.modules, (std::vector<std::string>{"up_proj", "down_proj"}));
    QCOMPARE(changed.seeds, (std::vector<std::int64_t>{1, 2}));
    QCOMPARE(changed.laten.steps, std::int64_t(4));
    QVERIFY(changed.isDeterministic);
    QCOMPARE(changed.train, std::filesystem::path("/data/a=b.jsonl"));
    for (const char* wrong :
         {"rat=0.1", "rate=much", "laten.step=1", "rate", "=1", "deterministic=1", "rate.x=1"}) {
        QVERIFY_THROWS_EXCEPTION(UsageError, changeStudy(study, wrong, "--set"));
    }
}

QTEST_GUILESS_MAIN(tst_stored_study)
#include "tst_stored_study.moc"
