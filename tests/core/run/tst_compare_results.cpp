// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/compare_results.h"
#include "core/run/error.h"
#include "core/store/result_file.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <filesystem>

using namespace neurograft;

namespace fs = std::filesystem;

namespace {

Table mapOf(const std::string& path, std::vector<double> values)
{
    Table table;
    table.path = path;
    table.shape = {1, static_cast<std::int64_t>(values.size())};
    table.axes = {"student layer", "teacher layer"};
    table.attributes = {{"mean", values.front()}};
    table.values = std::move(values);
    return table;
}

/// Verdicts of one task, "1" right, "0" wrong, "-" not scored.
Evaluation evaluationOf(const std::string& verdicts, const std::string& gold = "7")
{
    Evaluation evaluation;
    evaluation.protocol = evaluationProtocol(EvaluationTask::Gsm8k, "", "", "");
    for (std::size_t row = 0; row < verdicts.size(); ++row) {
        EvaluationItem item;
        item.id = "gsm8k/" + std::to_string(row);
        item.row = static_cast<std::int64_t>(row);
        item.gold = gold;
        item.isAnswered = verdicts[row] != '-';
        item.verdict = verdicts[row] == '1' ? Verdict::Right
            : verdicts[row] == '0'          ? Verdict::Wrong
                                            : Verdict::NotScored;
        evaluation.items.push_back(item);
    }
    return evaluation;
}

} // namespace

class TstCompareResults : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path pathOf(const char* name) const { return m_folder.filePath(name).toStdString(); }
    fs::path write(const char* name, const std::string& study, const std::vector<Table>& tables,
                   const Evaluation* evaluation = nullptr) const
    {
        ResultFile result;
        result.manifest.study = study;
        result.manifest.command = "neurograft x";
        result.manifest.device = "cpu";
        result.tables = tables;
        if (evaluation != nullptr) {
            putEvaluation(*evaluation, result);
        }
        writeResult(pathOf(name), result, true);
        return pathOf(name);
    }

private Q_SLOTS:
    void aResultEqualsItself()
    {
        const fs::path a =
            write("a.h5", R"({"seed":1})", {mapOf("similarity/up_proj/cka", {0.5, std::nan("")})});
        const ResultComparison result = compareResults(a, a, 42);
        QVERIFY(!result.isDifferent());
        QVERIFY(result.options.empty() && result.tables.empty() && result.numbers.empty());
        QCOMPARE(result.maps.size(), std::size_t{1});
        QCOMPARE(result.maps[0].difference.largest, 0.0);
        QVERIFY(comparisonText(result).find("same values in every table") != std::string::npos);
        QCOMPARE(toJson(result).at("equal").get<bool>(), true);
    }

    void optionsThatDifferAreNamed()
    {
        const fs::path a =
            write("a.h5", R"({"seed":1,"rows":{"limit":8},"modules":["a","b"]})", {});
        const fs::path b = write("b.h5", R"({"seed":2,"rows":{"limit":8},"extra":true})", {});
        const ResultComparison result = compareResults(a, b, 42);
        QVERIFY(result.isDifferent());
        QCOMPARE(result.options.size(), std::size_t{3});
        QCOMPARE(result.options[0].key, std::string("seed"));
        QCOMPARE(result.options[1].a, std::string("a, b"));
        QCOMPARE(result.options[2].key, std::string("extra"));
        QCOMPARE(result.options[2].a, std::string());
        QCOMPARE(result.options[2].b, std::string("true"));
    }

    void mapsAreSubtracted()
    {
        const fs::path a = write("a.h5", "{}", {mapOf("similarity/up_proj/cka", {0.5, 0.75})});
        const fs::path b =
            write("b.h5", "{}", {mapOf("similarity/up_proj/cka-biased", {0.25, 0.75})});
        const ResultComparison result = compareResults(a, b, 42);
        QCOMPARE(result.maps.size(), std::size_t{1});
        QCOMPARE(result.maps[0].name, std::string("up_proj/cka - cka-biased"));
        QCOMPARE(result.maps[0].difference.largest, 0.25);
        QVERIFY(result.isDifferent());
        const fs::path out = pathOf("difference.h5");
        writeDifferences(result, out, false);
        QCOMPARE(readTable(out, "difference/up_proj/cka").as<double>(),
                 (std::vector<double>{0.25, 0.0}));
        QVERIFY_EXCEPTION_THROWN(writeDifferences(result, out, false), StudyError);
    }

    void numbersWithoutItemsAreNotTested()
    {
        const fs::path a = write("a.h5", "{}", {mapOf("similarity/up_proj/cka", {0.5})});
        const fs::path b = write("b.h5", "{}", {mapOf("similarity/up_proj/cka", {0.25})});
        const nlohmann::ordered_json json = toJson(compareResults(a, b, 42));
        const auto& metric = json.at("metrics").at(0);
        QCOMPARE(metric.at("metric").get<std::string>(),
                 std::string("similarity/up_proj/cka mean"));
        QVERIFY(metric.at("significant").is_null());
        QCOMPARE(metric.at("gain").get<double>(), -0.25);
        QCOMPARE(json.at("tables").at(0).at("what").get<std::string>(),
                 std::string("other values"));
    }

    void scoresAreTestedItemByItem_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<QString>("significant");
        QTest::addColumn<int>("n");
        QTest::newRow("clear") << QString(20, '0') << QString(20, '1') << "true" << 20;
        QTest::newRow("four more of 20")
            << QString(20, '0') << "1111" + QString(16, '0') << "false" << 20;
        QTest::newRow("equal") << "0110"
                               << "0110"
                               << "false" << 4;
        QTest::newRow("not scored") << "0110"
                                    << "----"
                                    << "null" << 0;
        QTest::newRow("some not scored") << "01-0"
                                         << "0-11"
                                         << "false" << 2;
    }
    void scoresAreTestedItemByItem()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(QString, significant);
        QFETCH(int, n);
        const Evaluation left = evaluationOf(a.toStdString());
        const Evaluation right = evaluationOf(b.toStdString());
        const ResultComparison result =
            compareResults(write("a.h5", "{}", {}, &left), write("b.h5", "{}", {}, &right), 42);
        const nlohmann::ordered_json json = toJson(result);
        const auto& metric = json.at("metrics").at(0);
        QCOMPARE(metric.at("metric").get<std::string>(), std::string("gsm8k score"));
        QCOMPARE(QString::fromStdString(metric.at("significant").dump()), significant);
        QCOMPARE(metric.at("n").get<int>(), n);
        const std::string sentence = metric.at("sentence");
        QVERIFY2((significant == "false")
                     == (sentence.find("not distinguishable") != sentence.npos),
                 sentence.c_str());
    }

    void questionsWithoutTheirLikeTakeNoPart()
    {
        const Evaluation left = evaluationOf("0101");
        const Evaluation right = evaluationOf("110"); // one question fewer
        ResultComparison result =
            compareResults(write("a.h5", "{}", {}, &left), write("b.h5", "{}", {}, &right), 42);
        QCOMPARE(result.scores.at(0).questions.paired.n, 3);
        QCOMPARE(result.scores.at(0).questions.unpaired, 1);
        QCOMPARE(result.scores.at(0).questions.better, (std::vector<std::string>{"gsm8k/0"}));
        QVERIFY(result.scores.at(0).questions.worse.empty());

        const Evaluation other = evaluationOf("0101", "8"); // same ids, other gold answers
        result =
            compareResults(write("a.h5", "{}", {}, &left), write("b.h5", "{}", {}, &other), 42);
        QCOMPARE(result.scores.at(0).questions.paired.n, 0);
        QCOMPARE(result.scores.at(0).questions.unpaired, 8);
    }

    void aFileThatIsNoResultIsNamed()
    {
        const fs::path a = write("a.h5", "{}", {});
        QVERIFY_EXCEPTION_THROWN(compareResults(a, pathOf("none.h5"), 42), Error);
    }
};

QTEST_GUILESS_MAIN(TstCompareResults)
#include "tst_compare_results.moc"
