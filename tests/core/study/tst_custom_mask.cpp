// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/custom_mask.h"
#include "core/study/layer_mask.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace neurograft;

namespace {

/// "1110 0100": rows of a 3 x 4 map.
QString pictureOf(const std::vector<std::uint8_t>& visible)
{
    QString picture;
    for (std::size_t i = 0; i < visible.size(); ++i) {
        picture += (i > 0 && i % 4 == 0 ? " " : "") + QString::number(visible[i]);
    }
    return picture;
}

} // namespace

class TestCustomMask : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsShowTheirCells_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("picture");
        QTest::newRow("ranges") << "S0: 0-1, 3; S2: 2-"
                                << "1101 0000 0011";
        QTest::newRow("student range") << "S1-2: 0"
                                       << "0000 1000 1000";
        QTest::newRow("to the last student") << "S1-: 3"
                                             << "0000 0001 0001";
        QTest::newRow("named twice") << "S1: 0; s1: 2"
                                     << "0000 1010 0000";
        QTest::newRow("lines and remarks") << "# mid block\nS0 : 0 - 1\n\n S1:1-2 ;\r\nS2:3\n"
                                           << "1100 0110 0001";
        QTest::newRow("beyond the map") << "S0: 2-9; S7: 0"
                                        << "0011 0000 0000";
    }
    void rowsShowTheirCells()
    {
        QFETCH(QString, text);
        QFETCH(QString, picture);
        const std::string mask = "custom:" + text.toStdString();
        QCOMPARE(pictureOf(layerMask(mask, 3, 4)), picture);
        checkLayerMask(mask); // sizes are not known: any layer is taken
    }

    void cellsAndTextAgree_data()
    {
        QTest::addColumn<QString>("mask");
        QTest::addColumn<QString>("text");
        QTest::newRow("upper") << "upper"
                               << "S0: 0-3; S1: 1-3; S2: 2-3";
        QTest::newRow("equal rows") << "custom:S0: 0, 2; S1: 0,2; S2:0,2"
                                    << "S0-2: 0, 2";
        QTest::newRow("a gap") << "custom:S0: 1; S2: 1"
                               << "S0: 1; S2: 1";
        QTest::newRow("none") << "none"
                              << "S0-2: 0-3";
    }
    void cellsAndTextAgree()
    {
        QFETCH(QString, mask);
        QFETCH(QString, text);
        const std::vector<std::uint8_t> cells = layerMask(mask.toStdString(), 3, 4);
        const std::string written = customMaskText(customMaskRows(cells, 3, 4));
        QCOMPARE(QString::fromStdString(written), text);
        QVERIFY(layerMask("custom:" + written, 3, 4) == cells);
    }

    void nothingShownIsNoText()
    {
        QVERIFY(customMaskRows(std::vector<std::uint8_t>(12, 0), 3, 4).empty());
    }

    void openEndsStayOpen()
    {
        QCOMPARE(customMaskText(parseCustomMask(" s4- :7-;S0:0 ")), std::string("S4-: 7-; S0: 0"));
    }

    void errorsNameTheRow_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("got");
        QTest::newRow("nothing") << " ; "
                                 << "mask"
                                 << "none";
        QTest::newRow("no student") << "S0: 1; 3: 2"
                                    << "mask, row 2"
                                    << "'3: 2'";
        QTest::newRow("no colon") << "S0 1"
                                  << "mask, row 1"
                                  << "'S0 1'";
        QTest::newRow("no teacher") << "S0: 1,"
                                    << "mask, row 1"
                                    << "nothing";
        QTest::newRow("word") << "S0: 1; S1: x"
                              << "mask, row 2"
                              << "'x'";
        QTest::newRow("backwards") << "S0: 5-2"
                                   << "mask, row 1"
                                   << "'5-2'";
        QTest::newRow("negative") << "S0: -2"
                                  << "mask, row 1"
                                  << "'-2'";
        QTest::newRow("too long") << "S0: 99999999999"
                                  << "mask, row 1"
                                  << "'99999999999'";
    }
    void errorsNameTheRow()
    {
        QFETCH(QString, text);
        QFETCH(QString, where);
        QFETCH(QString, got);
        try {
            checkLayerMask("custom:" + text.toStdString());
            QFAIL("taken");
        } catch (const UsageError& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
            QCOMPARE(QString::fromStdString(error.got()), got);
            QVERIFY(!error.expected().empty());
        }
    }

    void layersBeyondTheModelAreToldWhereSizesAreKnown()
    {
        checkLayerMask("custom:S2: 3", 3, 4);
        checkLayerMask("custom:S2-: 3-", 3, 4);
        checkLayerMask("upper", 3, 4);
        for (const char* mask : {"custom:S3: 0", "custom:S0-3: 0", "custom:S0: 4-"}) {
            try {
                checkLayerMask(mask, 3, 4);
                QFAIL(mask);
            } catch (const UsageError& error) {
                QVERIFY2(error.expected().find("layers of this") == 0, error.what());
            }
        }
    }

    void statisticsEqualAPlainSum()
    {
        const double nan = std::nan("");
        const std::vector<double> values{.10, .20, .30, .40, .50, nan,
                                         .70, .80, .90, .11, .12, .13};
        const GridStatistics shown =
            gridStatistics(values, layerMask("custom:S0: 0, 3; S1: 1-2; S2: 0-1", 3, 4));
        const double mean = (.10 + .40 + .70 + .90 + .11) / 5.0;
        double squares = 0.0;
        for (const double value : {.10, .40, .70, .90, .11}) {
            squares += (value - mean) * (value - mean);
        }
        QCOMPARE(shown.count, std::int64_t{5});
        QCOMPARE(shown.undefined, std::int64_t{1});
        QCOMPARE(shown.mean, mean);
        QCOMPARE(shown.deviation, std::sqrt(squares / 5.0));
        QCOMPARE(shown.highestAt, std::int64_t{8});
    }

    void aFileBecomesAMask()
    {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("m.txt")).toStdString();
        writeFileAtomically(file, "# chosen by hand\nS0: 0-3,5\nS1: 2-\n", false);
        QCOMPARE(readMaskFile(file), std::string("custom:S0: 0-3, 5; S1: 2-"));
        writeFileAtomically(file, "S0: 0\nS1 0\n", true);
        try {
            readMaskFile(file);
            QFAIL("taken");
        } catch (const UsageError& error) {
            QCOMPARE(error.where(), std::string("m.txt, mask, row 2"));
        }
    }

    void wordsStayShort()
    {
        QCOMPARE(maskWord("custom:S0: 0"), std::string("custom"));
        QCOMPARE(maskWord("band:3"), std::string("band:3"));
    }
};

QTEST_GUILESS_MAIN(TestCustomMask)
#include "tst_custom_mask.moc"
