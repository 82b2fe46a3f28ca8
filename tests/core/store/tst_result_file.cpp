// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

ResultFile sampleResult()
{
    ResultFile result;
    result.manifest.programVersion = "0.1.0";
    result.manifest.command = "neurograft similarity";
    result.manifest.study = R"({"schema":1})";
    result.manifest.teacher = "tiny-T";
    result.manifest.seed = 7;
    result.manifest.wallSeconds = 1.5;
    result.extra["note"] = std::string("grün");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    Table map;
    map.path = "similarity/up_proj/cka";
    map.shape = {2, 3};
    map.axes = {"student layer", "teacher layer"};
    map.unit = "linear CKA";
    map.attributes = {
        {"n", std::int64_t{48}}, {"mean", 0.25}, {"estimator", std::string("unbiased")}};
    map.values = std::vector<double>{0.1, 0.2, nan, 0.4, 0.5, 0.6};
    Table texts;
    texts.path = "evaluation/gsm8k/id";
    texts.shape = {2};
    texts.axes = {"item"};
    texts.values = std::vector<std::string>{"gsm_1", "naïve → Paris"};
    Table big;
    big.path = "similarity/up_proj/noise";
    big.shape = {300, 400};
    big.axes = {"a", "b"};
    std::vector<double> noise(300 * 400);
    for (std::size_t i = 0; i < noise.size(); ++i) {
        noise[i] = std::sin(static_cast<double>(i));
    }
    big.values = std::move(noise);
    result.tables = {map, texts, big};
    return result;
}

} // namespace

class TstResultFile : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void whatIsWrittenIsReadBack()
    {
        const ResultFile written = sampleResult();
        writeResult(path("a.h5"), written, false);
        const ResultFile read = readResult(path("a.h5"));
        QCOMPARE(read.manifest.teacher, written.manifest.teacher);
        QCOMPARE(read.manifest.seed, std::int64_t{7});
        QCOMPARE(read.manifest.wallSeconds, 1.5);
        QCOMPARE(read.manifest.status, std::string("complete"));
        QCOMPARE(std::get<std::string>(read.extra.at("note")), std::string("grün"));
        QCOMPARE(read.tables.size(), std::size_t{3});
        const Table* map = read.find("similarity/up_proj/cka");
        QVERIFY(map != nullptr);
        QCOMPARE(map->shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(map->axes, (std::vector<std::string>{"student layer", "teacher layer"}));
        QCOMPARE(map->unit, std::string("linear CKA"));
        QCOMPARE(std::get<std::int64_t>(map->attributes.at("n")), std::int64_t{48});
        QVERIFY(std::isnan(map->as<double>()[2]));
        QCOMPARE(map->as<double>()[5], 0.6);
        QCOMPARE(readTable(path("a.h5"), "evaluation/gsm8k/id").as<std::string>()[1],
                 std::string("naïve → Paris"));
        QCOMPARE(read.find("similarity/up_proj/noise")->as<double>(),
                 written.tables[2].as<double>());
    }

    void groupsHaveAttributesOfTheirOwn()
    {
        ResultFile written = sampleResult();
        written.groups["evaluation/gsm8k"] = {{"n", std::int64_t{2}}, {"score", 0.5}};
        written.groups["evaluation/none"] = {{"protocol", std::string("train")}};
        writeResult(path("groups.h5"), written, false);
        const ResultFile read = readResult(path("groups.h5"));
        QCOMPARE(read.groups.size(), std::size_t{2});
        QCOMPARE(std::get<double>(read.groups.at("evaluation/gsm8k").at("score")), 0.5);
        QCOMPARE(std::get<std::int64_t>(read.groups.at("evaluation/gsm8k").at("n")),
                 std::int64_t{2});
        QCOMPARE(std::get<std::string>(read.groups.at("evaluation/none").at("protocol")),
                 std::string("train"));
        QCOMPARE(read.tables.size(), written.tables.size());
        QCOMPARE(std::get<std::string>(read.extra.at("note")), std::string("grün"));
    }

    void everyElementTypeSurvives()
    {
        ResultFile result;
        const auto add = [&result](const char* name, Table::Values values) {
            Table table;
            table.path = name;
            table.shape = {2};
            table.axes = {"x"};
            table.values = std::move(values);
            result.tables.push_back(table);
        };
        add("f32", std::vector<float>{1.5F, -2.0F});
        add("i32", std::vector<std::int32_t>{-5, 1 << 30});
        add("u8", std::vector<std::uint8_t>{0, 255});
        add("i8", std::vector<std::int8_t>{-1, 1});
        writeResult(path("types.h5"), result, false);
        const ResultFile read = readResult(path("types.h5"));
        for (const Table& table : result.tables) {
            QVERIFY2(read.find(table.path)->values == table.values, table.path.c_str());
        }
    }

    void largeTablesAreCompressedSmallOnesNot()
    {
        ResultFile result = sampleResult();
        result.tables[2].values = std::vector<double>(300 * 400, 1.0);
        writeResult(path("zip.h5"), result, false);
        QVERIFY(fs::file_size(path("zip.h5")) < 100 * 1000);
        QCOMPARE(readTable(path("zip.h5"), "similarity/up_proj/noise").as<double>().back(), 1.0);
    }

    void equalResultsGiveEqualBytes()
    {
        writeResult(path("b1.h5"), sampleResult(), false);
        writeResult(path("b2.h5"), sampleResult(), false);
        QCOMPARE(readFile(path("b1.h5")), readFile(path("b2.h5")));
    }

    void existingFileNeedsOverwrite()
    {
        writeResult(path("c.h5"), sampleResult(), false);
        QVERIFY_EXCEPTION_THROWN(writeResult(path("c.h5"), sampleResult(), false), StudyError);
        ResultFile partial = sampleResult();
        partial.manifest.status = "partial";
        writeResult(path("c.h5"), partial, true);
        QCOMPARE(readManifest(path("c.h5")).status, std::string("partial"));
    }

    void shapeMismatchIsRefusedAndLeavesNothing()
    {
        ResultFile broken = sampleResult();
        broken.tables[0].shape = {2, 4};
        QVERIFY_EXCEPTION_THROWN(writeResult(path("d.h5"), broken, false), StoreError);
        QVERIFY(!fs::exists(path("d.h5")));
    }

    void newerFormatNamesBothVersions()
    {
        ResultFile newer = sampleResult();
        newer.manifest.formatVersion = 99;
        writeResult(path("new.h5"), newer, false);
        try {
            readResult(path("new.h5"));
            QFAIL("a newer file was read");
        } catch (const StoreError& error) {
            QVERIFY(error.got().find("99") != std::string::npos);
            QVERIFY(error.expected().find("1") != std::string::npos);
        }
    }

    void otherFilesAreRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("not a result");
        writeResult(path("cut.h5"), sampleResult(), true);
        const std::string whole = readFile(path("cut.h5"));
        QTest::newRow("cut") << QByteArray(whole.data(), static_cast<int>(whole.size() / 2));
    }
    void otherFilesAreRefusedByName()
    {
        QFETCH(QByteArray, bytes);
        writeFileAtomically(path("x.h5"), bytes.toStdString(), true);
        try {
            readResult(path("x.h5"));
            QFAIL("a broken file was read");
        } catch (const StoreError& error) {
            QVERIFY(error.where().find("x.h5") != std::string::npos);
        }
    }

    void missingTableAndWrongTypeAreNamed()
    {
        writeResult(path("e.h5"), sampleResult(), false);
        QVERIFY_EXCEPTION_THROWN(readTable(path("e.h5"), "similarity/none"), StoreError);
        QVERIFY_EXCEPTION_THROWN(readTable(path("e.h5"), "evaluation/gsm8k/id").as<double>(),
                                 StoreError);
        QVERIFY_EXCEPTION_THROWN(readResult(path("absent.h5")), StoreError);
        QCOMPARE(listTables(path("e.h5")).size(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(TstResultFile)
#include "tst_result_file.moc"
