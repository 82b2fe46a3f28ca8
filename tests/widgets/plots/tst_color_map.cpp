// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_heatmap.h"
#include "widgets/plots/color_map.h"
#include "widgets/plots/color_range.h"
#include "widgets/plots/heatmap_image.h"

#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestColorMap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void endsAreThePublishedColours_data();
    void endsAreThePublishedColours();
    void sequentialMapsGetLighter();
    void indexCoversTheRange();
    void namesReadBack();
    void rangesRoundOutwards_data();
    void rangesRoundOutwards();
    void lockedRangeUsesShownCells();
    void boundedMeasuresUseZeroToOne();
    void divergingRangeIsSymmetric();
    void imageHasItsOriginBottomLeft();
    void transposedImageSwapsAxes();
    void hatchStaysInside();
    void maskedCornerIsFound();
};

void TestColorMap::endsAreThePublishedColours_data()
{
    QTest::addColumn<ColorMapId>("map");
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("middle");
    QTest::addColumn<QString>("last");
    QTest::newRow("magma") << ColorMapId::Magma << "#000004"
                           << "#b73779"
                           << "#fcfdbf";
    QTest::newRow("viridis") << ColorMapId::Viridis << "#440154"
                             << "#21918c"
                             << "#fde725";
    QTest::newRow("cividis") << ColorMapId::Cividis << "#00224e"
                             << "#7d7c78"
                             << "#fee838";
    QTest::newRow("grey") << ColorMapId::Grey << "#000000"
                          << "#808080"
                          << "#ffffff";
    QTest::newRow("vik") << ColorMapId::Vik << "#001261"
                         << "#ece5e0"
                         << "#590008";
}

void TestColorMap::endsAreThePublishedColours()
{
    QFETCH(ColorMapId, map);
    QFETCH(QString, first);
    QFETCH(QString, middle);
    QFETCH(QString, last);
    const ColorMap& table = ColorMap::of(map);
    QCOMPARE(QColor(table.at(0)).name(), first);
    QCOMPARE(QColor(table.at(128)).name(), middle);
    QCOMPARE(QColor(table.at(255)).name(), last);
}

void TestColorMap::sequentialMapsGetLighter()
{
    const auto luma = [](QRgb rgb) {
        return 299 * qRed(rgb) + 587 * qGreen(rgb) + 114 * qBlue(rgb);
    };
    for (const ColorMapId id : ColorMap::all()) {
        const ColorMap& map = ColorMap::of(id);
        if (map.isDiverging()) {
            continue;
        }
        for (int i = 8; i < ColorMap::kSize; ++i) {
            QVERIFY2(luma(map.at(i)) >= luma(map.at(i - 8)), qPrintable(ColorMap::name(id)));
        }
    }
}

void TestColorMap::indexCoversTheRange()
{
    const ColorRange range{-0.5, 0.5};
    QCOMPARE(ColorMap::index(-0.5, range), 0);
    QCOMPARE(ColorMap::index(0.5, range), 255);
    QCOMPARE(ColorMap::index(-9.0, range), 0);
    QCOMPARE(ColorMap::index(9.0, range), 255);
    QCOMPARE(ColorMap::index(0.0, range), 128);
    QCOMPARE(ColorMap::of(ColorMapId::Magma).color(std::nan(""), range),
             ColorMap::undefinedColor());
}

void TestColorMap::namesReadBack()
{
    for (const ColorMapId id : ColorMap::all()) {
        QCOMPARE(ColorMap::fromName(ColorMap::name(id)), std::optional(id));
    }
    QVERIFY(!ColorMap::fromName(QStringLiteral("jet")));
}

void TestColorMap::rangesRoundOutwards_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("expectedLow");
    QTest::addColumn<double>("expectedHigh");
    QTest::newRow("outwards") << -0.013 << 0.912 << -0.05 << 0.95;
    QTest::newRow("multiples stay") << 0.15 << 0.95 << 0.15 << 0.95;
    QTest::newRow("flat") << 0.5 << 0.5 << 0.5 << 0.55;
    QTest::newRow("published") << -0.45 << 0.83 << -0.45 << 0.85;
}

void TestColorMap::rangesRoundOutwards()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(double, expectedLow);
    QFETCH(double, expectedHigh);
    const ColorRange range = roundOutwards(low, high);
    QCOMPARE(range.low, expectedLow);
    QCOMPARE(range.high, expectedHigh);
}

void TestColorMap::lockedRangeUsesShownCells()
{
    HeatmapData up = sampleHeatmap(2, 3, QStringLiteral("up_proj"));
    up.values = {0.2, 0.3, 0.4, -0.9, 0.5, 0.6};
    HeatmapData down = up;
    down.values = {0.1, 0.3, 0.71, 0.2, 0.5, 0.6};
    QCOMPARE(lockedRange({&up, &down}), (ColorRange{-0.9, 0.75}));
    maskUpper(up);
    maskUpper(down);
    QCOMPARE(lockedRange({&up, &down}), (ColorRange{0.1, 0.75}));
    makeUndefined(down, {0, 2}, 2);
    QCOMPARE(lockedRange({&up, &down}), (ColorRange{0.1, 0.6}));
}

void TestColorMap::boundedMeasuresUseZeroToOne()
{
    HeatmapData data = sampleHeatmap(2, 3, QStringLiteral("up_proj"));
    data.measure = QStringLiteral("cka-biased");
    QCOMPARE(lockedRange({&data}), (ColorRange{0.0, 1.0}));
    for (const char* measure : {"cka", "cka-minibatch", "rsa", "cknna"}) {
        QVERIFY(!isBoundedMeasure(QString::fromLatin1(measure)));
    }
    for (const char* measure : {"svcca", "pwcca", "procrustes", "mutual-knn"}) {
        QVERIFY(isBoundedMeasure(QString::fromLatin1(measure)));
    }
}

void TestColorMap::divergingRangeIsSymmetric()
{
    HeatmapData data = sampleHeatmap(1, 2, QStringLiteral("up_proj"));
    data.values = {-0.32, 0.1};
    QCOMPARE(lockedRange({&data}, true), (ColorRange{-0.35, 0.35}));
}

void TestColorMap::imageHasItsOriginBottomLeft()
{
    HeatmapData data = sampleHeatmap(2, 3, QStringLiteral("up_proj"));
    data.values = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5};
    const ColorMap& map = ColorMap::of(ColorMapId::Magma);
    const ColorRange range{0.0, 1.0};
    const QImage image = heatmapImage(data, map, range, false);
    QCOMPARE(image.size(), QSize(3, 2));
    QCOMPARE(image.pixel(0, 1), map.color(0.0, range));
    QCOMPARE(image.pixel(2, 1), map.color(0.2, range));
    QCOMPARE(image.pixel(0, 0), map.color(0.3, range));
    QCOMPARE(enlarged(image, 4, 4).pixel(11, 3), map.color(0.5, range));
}

void TestColorMap::transposedImageSwapsAxes()
{
    HeatmapData data = sampleHeatmap(2, 3, QStringLiteral("up_proj"));
    maskUpper(data);
    makeUndefined(data, {0, 1}, 3);
    makeUndefined(data, {0, 2}, kNotComputed);
    const QImage image = heatmapImage(data, ColorMap::of(ColorMapId::Magma), {0.0, 1.0}, true);
    QCOMPARE(image.size(), QSize(2, 3));
    QCOMPARE(qAlpha(image.pixel(1, 2)), 0); // student 1, teacher 0: masked
    QCOMPARE(image.pixel(0, 1), ColorMap::undefinedColor());
    QCOMPARE(image.pixel(0, 0), ColorMap::pendingColor());
}

void TestColorMap::hatchStaysInside()
{
    const QRectF rect(10.0, 20.0, 7.0, 5.0);
    const std::vector<QLineF> lines = hatchLines(rect, 1.5);
    QVERIFY(lines.size() >= 4);
    const QRectF outer = rect.adjusted(-1e-9, -1e-9, 1e-9, 1e-9);
    for (const QLineF& line : lines) {
        QVERIFY(outer.contains(line.p1()) && outer.contains(line.p2()));
        QVERIFY(std::abs(line.dx() + line.dy()) < 1e-9); // 45 degrees, rising to the right
    }
}

void TestColorMap::maskedCornerIsFound()
{
    HeatmapData data = sampleHeatmap(32, 40, QStringLiteral("up_proj"));
    const CornerText block{{10.0, 10.0}, 5.0, 0.0};
    QVERIFY(!maskedCorner(data, false, block));
    maskUpper(data);
    QVERIFY(maskedCorner(data, false, block) == MapCorner::TopLeft);
    QVERIFY(maskedCorner(data, true, block) == MapCorner::BottomRight);
    QVERIFY(!maskedCorner(data, false, {{20.0, 20.0}, 10.0, 0.0}));
    // A staircase of lines follows the diagonal.
    QVERIFY(maskedCorner(data, false, {{20.0, 11.0}, 10.0, 0.0}) == MapCorner::TopLeft);
    QVERIFY(!maskedCorner(data, false, {{11.0, 20.0}, 10.0, 0.0}));
}

QTEST_GUILESS_MAIN(TestColorMap)
#include "tst_color_map.moc"
