// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/chain_study.h"

#include "core/run/error.h"

#include <QtTest/QtTest>

using namespace neurograft;

class tst_chain_study : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKeyIsRead();
    void timesAreToldInFittingUnits();
    void labelsOfValues();
    void whatDoesNotFitIsNamed_data();
    void whatDoesNotFitIsNamed();
    void chainsAreToldFromOtherStudies();
};

void tst_chain_study::everyKeyIsRead()
{
    const ChainStudy study = parseChainStudy(R"({
      "schema": 1, "command": "run", "title": "T", "shows": "table 1", "note": "N",
      "paths": {"teacher": {"about": "a large model"}, "data": "rows"},
      "common": {"seed": 7},
      "files": [{"path": "${data}/a.jsonl", "sha256": "00"}],
      "steps": [
        {"step": "laten", "command": "transfer", "method": "laten", "rate": 0.1},
        {"step": "rates", "sweep": {"rate": [0.1, 0.3], "seed": [42, 43]},
         "each": [{"step": "edit", "command": "transfer", "method": "laten", "rate": "${rate}",
                   "seed": "${seed}"}]}],
      "published": [{"row": "LaTen", "column": "GSM8K", "value": 20.47, "unit": "%",
                     "source": "S", "metric": "rates/score", "where": {"rate": 0.1}}],
      "expected": {"seconds": 3}
    })",
                                             "s.json");
    QCOMPARE(study.title, std::string("T"));
    QCOMPARE(study.paths.at("teacher").about, std::string("a large model"));
    QCOMPARE(study.paths.at("data").path, std::string("rows"));
    QCOMPARE(study.common.at("seed").get<int>(), 7);
    QCOMPARE(study.files.size(), std::size_t(1));
    QCOMPARE(study.steps.size(), std::size_t(2));
    QCOMPARE(study.steps[0].options.dump(), std::string(R"({"method":"laten","rate":0.1})"));
    QCOMPARE(study.steps[1].sweep.size(), std::size_t(2));
    QCOMPARE(study.steps[1].sweep[1].name, std::string("seed")); // in the order of the file
    QCOMPARE(study.steps[1].each.front().path, std::string("s.json: /steps/1/each/0"));
    QCOMPARE(study.published.front().where.at("rate"), std::string("0.1"));
}

void tst_chain_study::timesAreToldInFittingUnits()
{
    ChainStudy study;
    QVERIFY(expectedText(study).empty());
    study.expected = {{"machine", "one GPU"}, {"hours", 0.084}, {"gpu_gb", 53}, {"host_gb", 0.2}};
    QCOMPARE(expectedText(study), std::string("about 5 min on one GPU: 53 GB on the GPU"));
    study.expected["hours"] = 32;
    study.expected["host_gb"] = 65;
    QCOMPARE(expectedText(study),
             std::string("about 32 h on one GPU: 53 GB on the GPU, 65 GB beside it"));
}

void tst_chain_study::labelsOfValues()
{
    const ChainStudy study = parseChainStudy(R"({"schema": 1, "command": "run", "steps": [
      {"step": "s", "command": "transfer", "sweep": {
         "modules": [["up_proj", "down_proj"], "v_proj"],
         "task": [{"label": "gsm", "value": "gsm8k", "set": {"epochs": 5}}, {"label": "mmlu"}]}}]})",
                                             "s.json");
    const std::vector<SweepAxis>& axes = study.steps.front().sweep;
    QCOMPARE(axes[0].values[0].label, std::string("up_proj+down_proj"));
    QCOMPARE(axes[1].values[0].value.get<std::string>(), std::string("gsm8k"));
    QCOMPARE(axes[1].values[0].also.at("epochs").get<int>(), 5);
    QCOMPARE(axes[1].values[1].value.get<std::string>(), std::string("mmlu")); // its label
}

void tst_chain_study::whatDoesNotFitIsNamed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("where");
    const auto row = [](const char* name, const char* body, const char* where) {
        QTest::newRow(name) << QByteArray(R"({"schema": 1, "command": "run", )") + body + "}"
                            << where;
    };
    QTest::newRow("no JSON") << QByteArray("{") << "s.json";
    QTest::newRow("no schema") << QByteArray(R"({"command": "run"})") << "s.json: /schema";
    QTest::newRow("newer") << QByteArray(R"({"schema": 9, "command": "run"})") << "s.json: /schema";
    QTest::newRow("other command")
        << QByteArray(R"({"schema": 1, "command": "similarity"})") << "s.json: /command";
    row("unknown key", R"("stepps": [], "steps": [{"step": "a", "command": "locate"}])",
        "s.json: /stepps");
    row("no steps", R"("steps": [])", "/steps");
    row("no name", R"("steps": [{"command": "locate"}])", "/steps/0/step");
    row("name with a slash", R"("steps": [{"step": "a/b", "command": "locate"}])", "/steps/0/step");
    row("same name twice",
        R"("steps": [{"step": "a", "command": "locate"}, {"step": "a", "command": "locate"}])",
        "/steps/1/step");
    row("name of a path", R"("paths": {"a": "x"}, "steps": [{"step": "a", "command": "locate"}])",
        "/steps/0/step");
    row("neither command nor each", R"("steps": [{"step": "a"}])", "/steps/0/command");
    row("each without sweep", R"("steps": [{"step": "a", "each": []}])", "/steps/0/each");
    row("empty axis", R"("steps": [{"step": "a", "command": "locate", "sweep": {"rate": []}}])",
        "/steps/0/sweep/rate");
    row("value twice",
        R"("steps": [{"step": "a", "command": "locate", "sweep": {"rate": [1, 1]}}])",
        "/steps/0/sweep/rate/1");
    row("sweep in a cell",
        R"("steps": [{"step": "a", "sweep": {"x": [1]}, "each": [
            {"step": "b", "command": "locate", "sweep": {"y": [1]}}]}])",
        "/steps/0/each/0/sweep");
    row("option beside each",
        R"("steps": [{"step": "a", "rate": 1, "sweep": {"x": [1]}, "each": [
            {"step": "b", "command": "locate"}]}])",
        "/steps/0/rate");
    row("unknown common", R"("common": {"rate": 1}, "steps": [{"step": "a", "command": "locate"}])",
        "/common/rate");
    row("number without a source",
        R"("published": [{"value": 1}], "steps": [{"step": "a", "command": "locate"}])",
        "/published/0/source");
}

void tst_chain_study::whatDoesNotFitIsNamed()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, where);
    try {
        parseChainStudy(text.toStdString(), "s.json");
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY2(QString::fromStdString(error.where()).contains(where), error.what());
        QVERIFY(!error.expected().empty());
        QVERIFY(!error.got().empty());
    }
}

void tst_chain_study::chainsAreToldFromOtherStudies()
{
    QVERIFY(isChainStudy(R"({"schema": 1, "command": "run"})"));
    QVERIFY(!isChainStudy(R"({"schema": 2, "command": "similarity"})"));
    QVERIFY(!isChainStudy("[]"));
    QVERIFY(!isChainStudy("{"));
}

QTEST_GUILESS_MAIN(tst_chain_study)
#include "tst_chain_study.moc"
