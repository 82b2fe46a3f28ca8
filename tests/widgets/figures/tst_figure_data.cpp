// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/store/npz_reader.h"
#include "core/store/result_file.h"
#include "core/store/table_text.h"
#include "core/support/atomic_file.h"
#include "tests/widgets/figures/script_run.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_data.h"
#include "widgets/figures/figure_script.h"
#include "widgets/figures/matplotlib_script.h"
#include "widgets/figures/result_heatmaps.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

/// The numbers of a view in every format (I8), and the script that draws them again (I13).
class TestFigureData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void suffixDecides();
    void csvIsTheResultStoreByteForByte();
    void npzHoldsTheSameDoubles();
    void jsonHoldsTablesAndManifest();
    void hdf5IsAResultFileAgain();
    void existingFilesAreKept();
    void scriptNamesWhatIsDrawn();
    void scriptIsPython();

private:
    static HeatmapFigure figure()
    {
        return heatmapFigureFromResult(sampleResult(), "run.h5", {{}, {}, QStringLiteral("upper")});
    }
    fs::path at(const char* name) const
    {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFigureData::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestFigureData::suffixDecides()
{
    QVERIFY(dataFormatFromName(QStringLiteral("/a/b.CSV")) == DataFormat::Csv);
    QVERIFY(dataFormatFromName(QStringLiteral("b.hdf5")) == DataFormat::Hdf5);
    QVERIFY(!dataFormatFromName(QStringLiteral("b.xlsx")));
}

void TestFigureData::csvIsTheResultStoreByteForByte()
{
    writeFigureData(figure(), {}, at("d.csv"), DataFormat::Csv, false);
    const ResultFile store = sampleResult();
    const QStringList lines =
        QString::fromStdString(readFile(at("d.csv"))).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 1 + 4 * 6 * 8);
    for (const QString& line : lines.mid(1)) {
        const QStringList parts = line.split(u',');
        const Table* table =
            store.find("similarity/" + parts[0].toStdString() + '/' + parts[1].toStdString());
        QVERIFY(table != nullptr);
        const std::string stored = tableCell(*table, parts[2].toInt() * 8 + parts[3].toInt());
        QCOMPARE(parts[4].toStdString(), stored);
    }
}

void TestFigureData::npzHoldsTheSameDoubles()
{
    writeFigureData(figure(), {}, at("d.npz"), DataFormat::Npz, false);
    const NpzReader archive(at("d.npz"));
    for (const HeatmapData& panel : figure().panels) {
        const NpyValues values = archive.read("similarity/" + panel.module.toStdString() + "/cka");
        QCOMPARE(values.header.shape, (std::vector<std::int64_t>{6, 8}));
        QCOMPARE(values.header.descr, std::string("<f8"));
        QVERIFY(std::memcmp(values.data, panel.values.data(), panel.values.size() * 8) == 0);
    }
    QVERIFY(archive.find("similarity/up_proj/cka_visible") != nullptr);
}

void TestFigureData::jsonHoldsTablesAndManifest()
{
    writeFigureData(figure(), {}, at("d.json"), DataFormat::Json, false);
    const auto json = nlohmann::json::parse(readFile(at("d.json")));
    QCOMPARE(json.at("manifest").at("study_sha256").get<std::string>(), std::string("00ff"));
    bool isFound = false;
    for (const auto& table : json.at("tables")) {
        if (table.at("name") == "similarity/o_proj/cka") {
            isFound = true;
            QVERIFY(table.at("values").at(0).at(0).is_null()); // undefined row
            QCOMPARE(table.at("values").at(1).at(2).get<double>(),
                     figure().panels[3].value({1, 2}));
        }
    }
    QVERIFY(isFound);
}

void TestFigureData::hdf5IsAResultFileAgain()
{
    writeFigureData(figure(), {}, at("d.h5"), DataFormat::Hdf5, false);
    const HeatmapFigure again = heatmapFigureFromResult(at("d.h5"), {{}, {}, "upper"});
    QCOMPARE(again.csv(), figure().csv());
    QCOMPARE(again.teacherName, figure().teacherName);
    QCOMPARE(readManifest(at("d.h5")).studySha256, std::string("00ff"));
}

void TestFigureData::existingFilesAreKept()
{
    for (const char* name : {"k.csv", "k.npz", "k.json", "k.h5"}) {
        writeFileAtomically(at(name), "mine", true);
        const auto format = dataFormatFromName(QString::fromLatin1(name));
        QVERIFY_EXCEPTION_THROWN(writeFigureData(figure(), {}, at(name), *format, false),
                                 StudyError);
        QCOMPARE(readFile(at(name)), std::string("mine"));
    }
}

void TestFigureData::scriptNamesWhatIsDrawn()
{
    FigureSpec spec;
    spec.title = QStringLiteral("a \"title\" − ünïcode");
    const QString script = QString::fromStdString(matplotlibScript(figure(), spec, "fig.npz"));
    QVERIFY(script.contains(QStringLiteral("ARCHIVE = \"fig.npz\"")));
    QVERIFY(script.contains(QStringLiteral("WIDTH_MM = 85\n")));
    QVERIFY(script.contains(QStringLiteral("similarity/up_proj/cka")));
    QVERIFY(script.contains(QStringLiteral("n = 4\\u202f096")));
    QVERIFY(
        script.contains(QStringLiteral("TITLE = \"a \\\"title\\\" \\u2212 \\u00fcn\\u00efcode\"")));
    QVERIFY(!script.contains(QStringLiteral("true")));
}

/// Compiled always; run where NumPy and matplotlib are installed.
void TestFigureData::scriptIsPython()
{
    writeFigureScript(figure(), {}, at("fig.py"), false);
    const NpzReader archive(at("fig.npz"));
    QVERIFY(archive.find("colors") != nullptr);
    const testing::ScriptRun run = testing::runScript(m_folder->path());
    QVERIFY2(run.problem.isEmpty(), qPrintable(run.problem));
    if (!run.leftOut.isEmpty()) {
        QSKIP(qPrintable(run.leftOut));
    }
}

QTEST_MAIN(TestFigureData)
#include "tst_figure_data.moc"
