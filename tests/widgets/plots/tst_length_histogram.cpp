// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/length_histogram.h"

#include <QImage>
#include <QTest>

using namespace neurograft;

namespace {

std::vector<RowLength> lengths(const std::vector<std::int64_t>& tokens)
{
    std::vector<RowLength> list;
    for (const std::int64_t count : tokens) {
        RowLength length;
        length.tokens = count;
        length.responseStart = 10;
        list.push_back(length);
    }
    return list;
}

/// Columns of pixels that hold the colour of bars.
int coloredColumns(const QImage& image, const QColor& color)
{
    int found = 0;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            if (image.pixelColor(x, y) == color) {
                ++found;
                break;
            }
        }
    }
    return found;
}

} // namespace

class TestLengthHistogram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)"))); }

    void theFindingTellsWhatTheCutOffDoes_data()
    {
        QTest::addColumn<int>("cutOff");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0 << "4 rows, 12 to 40 tokens, median 20; no cut-off.";
        QTest::newRow("large") << 1024
                               << "4 rows, 12 to 40 tokens, median 20; cut-off 1\u202f024: 0 "
                                  "truncated.";
        QTest::newRow("some") << 25
                              << "4 rows, 12 to 40 tokens, median 20; cut-off 25: 2 truncated "
                                 "(50.0 %).";
        QTest::newRow("no loss") << 10
                                 << "4 rows, 12 to 40 tokens, median 20; cut-off 10: 4 truncated "
                                    "(100.0 %), 4 left without a token that carries the loss.";
    }
    void theFindingTellsWhatTheCutOffDoes()
    {
        QFETCH(int, cutOff);
        const LengthSummary summary = summariseLengths(lengths({40, 12, 20, 30}), cutOff, 10);
        QTEST(lengthFinding(summary, cutOff), "text");
        LengthHistogram histogram;
        histogram.setSummary(summary, cutOff);
        QTEST(histogram.accessibleDescription(), "text");
    }

    void withoutRowsItSaysWhatIsNeeded()
    {
        LengthHistogram histogram;
        QCOMPARE(histogram.accessibleDescription(),
                 QStringLiteral("Lengths need data and a model with a tokenizer."));
    }

    void binsAreATable()
    {
        QCOMPARE(lengthTable(summariseLengths(lengths({3, 4, 21}), 0, 4)),
                 QStringLiteral("from\tto\trows\n0\t9\t2\n10\t19\t0\n20\t29\t1\n"));
    }

    void barsBeyondTheCutOffAreNotFilled()
    {
        LengthHistogram histogram;
        histogram.resize(500, 150);
        const std::vector<RowLength> rows = lengths({5, 15, 25, 35});
        histogram.setSummary(summariseLengths(rows, 0, 4), 0);
        const QColor ink = histogram.palette().color(QPalette::Link);
        const int all = coloredColumns(histogram.grab().toImage(), ink);
        histogram.setSummary(summariseLengths(rows, 20, 4), 20);
        const int kept = coloredColumns(histogram.grab().toImage(), ink);
        QVERIFY2(all > 200 && kept > all / 3 && kept < all * 2 / 3,
                 qPrintable(QStringLiteral("%1 of %2").arg(kept).arg(all)));
    }
};

QTEST_MAIN(TestLengthHistogram)
#include "tst_length_histogram.moc"
