// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/color_vision.h"
#include "widgets/plots/color_map.h"

#include <QTest>

using namespace neurograft;

class TestColorVision : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void greysStay_data();
    void greysStay();
    void redIsSeenAsTheMatrixSays();
    void greyScaleIsLuminance();
    void picturesAreSeenPixelByPixel();
    void magmaStaysEven_data();
    void magmaStaysEven();
};

void TestColorVision::greysStay_data()
{
    QTest::addColumn<int>("vision");
    for (const ColorVision vision : colorVisions()) {
        QTest::newRow(qPrintable(colorVisionTitle(vision))) << static_cast<int>(vision);
    }
}

void TestColorVision::greysStay()
{
    QFETCH(int, vision);
    for (const int level : {0, 1, 60, 128, 254, 255}) {
        const QRgb seen = seenColor(qRgb(level, level, level), static_cast<ColorVision>(vision));
        QVERIFY(std::abs(qRed(seen) - level) <= 1);
        QVERIFY(std::abs(qGreen(seen) - level) <= 1);
        QVERIFY(std::abs(qBlue(seen) - level) <= 1);
    }
}

/// Pure red is linear (1, 0, 0): the matrix's first column, clamped and back to sRGB.
void TestColorVision::redIsSeenAsTheMatrixSays()
{
    QCOMPARE(seenColor(qRgb(255, 0, 0), ColorVision::Deuteranopia), qRgb(163, 144, 0));
    QCOMPARE(seenColor(qRgb(255, 0, 0), ColorVision::Protanopia), qRgb(109, 95, 0));
    QCOMPARE(seenColor(qRgb(255, 0, 0), ColorVision::Tritanopia), qRgb(255, 0, 15));
    QCOMPARE(seenColor(qRgb(255, 0, 0), ColorVision::Typical), qRgb(255, 0, 0));
}

void TestColorVision::greyScaleIsLuminance()
{
    // 0.7152 of the light: 1.055 * 0.7152^(1/2.4) - 0.055 = 0.8625
    QCOMPARE(seenColor(qRgb(0, 255, 0), ColorVision::GreyScale), qRgb(220, 220, 220));
}

void TestColorVision::picturesAreSeenPixelByPixel()
{
    QImage image(2, 1, QImage::Format_ARGB32);
    image.setPixel(0, 0, qRgba(255, 0, 0, 128));
    image.setPixel(1, 0, qRgb(0, 0, 255));
    const QImage seen = seenImage(image, ColorVision::Protanopia);
    QCOMPARE(seen.pixel(0, 0), qRgba(109, 95, 0, 128));
    QCOMPARE(seen.pixel(1, 0), seenColor(qRgb(0, 0, 255), ColorVision::Protanopia));
    QCOMPARE(seenImage(image, ColorVision::Typical), image);
}

void TestColorVision::magmaStaysEven_data()
{
    greysStay_data();
}

/// The promise of ux.md L2: with every vision a larger value of magma is a lighter colour.
void TestColorVision::magmaStaysEven()
{
    QFETCH(int, vision);
    int before = -1;
    for (int step = 0; step < ColorMap::kSize; step += 8) {
        const QRgb seen =
            seenColor(ColorMap::of(ColorMapId::Magma).at(step), static_cast<ColorVision>(vision));
        const int light = qGray(seenColor(seen, ColorVision::GreyScale));
        QVERIFY2(light >= before, qPrintable(QString::number(step)));
        before = light;
    }
}

QTEST_GUILESS_MAIN(TestColorVision)
#include "tst_color_vision.moc"
