// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pointer.h"
#include "widgets/plots/layer_bars_plot.h"
#include "widgets/plots/layer_bars_table_model.h"

#include <QAbstractItemModelTester>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include <cmath>

using namespace neurograft;

class TestLayerBars : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void barsStartAtZeroAndShareOneAxis();
    void fillsDifferInLightnessAndHatch();
    void negativeIncreasesLieOnTheOtherSide();
    void hoverReadsOutBothBars();
    void clicksAndKeysChooseLayers();
    void accessibleWithFindingAndMark();
    void tableTwinHasTheSameNumbers();
    void csvHasOneLinePerLayer();
    void uprightBarsRiseFromTheirAxis();
    void picturesForLooking();

private:
    static LayerBarsData sample()
    {
        LayerBarsData data;
        data.models = {{QStringLiteral("teacher"),
                        QStringLiteral("tiny-T"),
                        {0.1, 0.2, 0.05, 0.0, 0.62, 0.3},
                        {0.05, 0.1, std::nan(""), 0.2, 0.1, 0.25}},
                       {QStringLiteral("student"),
                        QStringLiteral("tiny-S"),
                        {0.1, -0.12, 0.5, 0.2},
                        {0.05, 0.1, 0.15, 0.2}}};
        return data;
    }
    QImage shot() const { return m_plot->grab().toImage(); }
    QPoint layerPoint(const LayerBarPlace& place) const
    {
        return m_plot->barRect(place, LayerBar::Ffn).center().toPoint();
    }
    std::unique_ptr<LayerBarsPlot> m_plot;
};

void TestLayerBars::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    m_plot = std::make_unique<LayerBarsPlot>();
    m_plot->resize(420, 320);
    m_plot->setData(sample());
    m_plot->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_plot.get()));
}

void TestLayerBars::barsStartAtZeroAndShareOneAxis()
{
    QVERIFY(layerBarsRange(sample()) == (ColorRange{-0.12, 0.62}));
    const QRectF teacher = m_plot->barRect({0, 4}, LayerBar::Ffn);
    const QRectF student = m_plot->barRect({1, 2}, LayerBar::Ffn);
    QCOMPARE(teacher.width() / student.width(), 0.62 / 0.5); // one scale for both models
    QCOMPARE(teacher.left(), m_plot->barRect({0, 1}, LayerBar::Ffn).left());
    QVERIFY(m_plot->barRect({0, 2}, LayerBar::Attention).isEmpty()); // NaN
    QVERIFY(m_plot->barRect({0, 5}, LayerBar::Ffn).top()
            < m_plot->barRect({0, 0}, LayerBar::Ffn).top()); // layers run upwards
    LayerBarsData none;
    QVERIFY(layerBarsRange(none) == (ColorRange{0.0, 1.0}));
    LayerBarsData positive = sample();
    positive.models.pop_back();
    QVERIFY(layerBarsRange(positive) == (ColorRange{0.0, 0.62}));
}

void TestLayerBars::fillsDifferInLightnessAndHatch()
{
    const QRgb ink = qRgb(0, 0, 0);
    const QRgb paper = qRgb(255, 255, 255);
    QCOMPARE(layerBarColor(LayerBar::Ffn, ink, paper), qRgb(64, 64, 64));
    QCOMPARE(layerBarColor(LayerBar::Attention, ink, paper), qRgb(191, 191, 191));
    const QImage image = shot();
    const double ratio = image.devicePixelRatio();
    const auto colorsIn = [&](const QRectF& rect) {
        QSet<QRgb> colors;
        for (int y = static_cast<int>((rect.top() + 1) * ratio); y < (rect.bottom() - 1) * ratio;
             ++y) {
            for (int x = static_cast<int>((rect.left() + 2) * ratio);
                 x < (rect.right() - 2) * ratio; ++x) {
                colors.insert(image.pixel(x, y));
            }
        }
        return colors;
    };
    QCOMPARE(colorsIn(m_plot->barRect({0, 4}, LayerBar::Ffn)).size(), 1);
    QVERIFY(colorsIn(m_plot->barRect({0, 5}, LayerBar::Attention)).size() > 1); // strokes
}

void TestLayerBars::negativeIncreasesLieOnTheOtherSide()
{
    const QRectF negative = m_plot->barRect({1, 1}, LayerBar::Ffn);
    const QRectF positive = m_plot->barRect({1, 2}, LayerBar::Ffn);
    QCOMPARE(negative.right(), positive.left());
    QVERIFY(negative.width() > 0.0);
}

void TestLayerBars::hoverReadsOutBothBars()
{
    QSignalSpy hovered(m_plot.get(), &LayerBarsPlot::hovered);
    movePointer(m_plot.get(), layerPoint({0, 4}));
    const QString text = QStringLiteral("T L4  FFN +0.62 log p  attention +0.10 log p");
    QCOMPARE(hovered.last(), (QVariantList{0, 4, text}));
    QTRY_COMPARE(QToolTip::text(), text);
    QCOMPARE(layerBarsText(sample(), {0, 2}),
             QStringLiteral("T L2  FFN +0.05 log p  attention none"));
    movePointer(m_plot.get(), QPoint(1, 1));
    QCOMPARE(hovered.last(), (QVariantList{-1, -1, QString()}));
}

void TestLayerBars::clicksAndKeysChooseLayers()
{
    QSignalSpy chosen(m_plot.get(), &LayerBarsPlot::layerChosen);
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, layerPoint({0, 4}));
    QCOMPARE(chosen.last(), (QVariantList{0, 4}));
    QTest::keyClick(m_plot.get(), Qt::Key_Up);
    QCOMPARE(chosen.last(), (QVariantList{0, 5}));
    QTest::keyClick(m_plot.get(), Qt::Key_Up); // there is none above
    QCOMPARE(chosen.size(), 2);
    QTest::keyClick(m_plot.get(), Qt::Key_Right); // the student has no layer 5
    QCOMPARE(chosen.size(), 2);
    QTest::keyClick(m_plot.get(), Qt::Key_Home);
    QTest::keyClick(m_plot.get(), Qt::Key_Right);
    QCOMPARE(chosen.last(), (QVariantList{1, 0}));
    QTest::keyClick(m_plot.get(), Qt::Key_End);
    QCOMPARE(chosen.last(), (QVariantList{1, 3}));
    QVERIFY(m_plot->marked() == std::optional(LayerBarPlace{1, 3}));
    m_plot->setMarked(LayerBarPlace{1, 9});
    QVERIFY(!m_plot->marked());
}

void TestLayerBars::accessibleWithFindingAndMark()
{
    const QString finding = QStringLiteral("teacher: highest FFN +0.62 at L4, attention +0.25 at "
                                           "L5; student: highest FFN +0.50 at L2, attention +0.20 "
                                           "at L3");
    QCOMPARE(m_plot->accessibleDescription(), finding);
    m_plot->setMarked(LayerBarPlace{1, 2});
    QCOMPARE(m_plot->accessibleDescription(),
             finding + QStringLiteral("\nS L2  FFN +0.50 log p  attention +0.15 log p"));
    LayerBarsPlot empty;
    QCOMPARE(empty.accessibleDescription(), QStringLiteral("no data yet"));
}

void TestLayerBars::tableTwinHasTheSameNumbers()
{
    LayerBarsTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setBars(sample());
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.index(7, 0).data().toString(), QStringLiteral("−0.120"));
    QCOMPARE(model.index(7, 0).data(LayerBarsTableModel::kValueRole).toDouble(), -0.12);
    QCOMPARE(model.headerData(7, Qt::Vertical).toString(), QStringLiteral("S L1"));
    QCOMPARE(model.headerData(1, Qt::Horizontal).toString(), QStringLiteral("attention"));
    QCOMPARE(model.index(2, 1).data().toString(), QStringLiteral("none"));
    QVERIFY(!model.index(2, 1).data(LayerBarsTableModel::kValueRole).isValid());
}

void TestLayerBars::csvHasOneLinePerLayer()
{
    const QStringList lines = QString::fromStdString(layerBarsCsv(sample())).split(u'\n');
    QCOMPARE(lines.size(), 12); // heading, ten layers, the end
    QCOMPARE(lines.at(0), QStringLiteral("model,layer,ffn,attention"));
    QCOMPARE(lines.at(3), QStringLiteral("teacher,2,0.05,nan"));
    QCOMPARE(lines.at(8), QStringLiteral("student,1,-0.12,0.1"));
}

void TestLayerBars::uprightBarsRiseFromTheirAxis()
{
    const LayerBarsGeometry geometry{QRectF(10, 10, 40, 100), 4, {0.0, 2.0}, true};
    const QRectF bar = geometry.barRect(1, LayerBar::Ffn, 1.0);
    QCOMPARE(bar.bottom(), 110.0);
    QCOMPARE(bar.height(), 50.0);
    QVERIFY(geometry.barRect(1, LayerBar::Attention, 1.0).left() >= bar.right() - 1e-9);
    QCOMPARE(geometry.layerAt({25.0, 50.0}), 1);
    QCOMPARE(geometry.layerAt({5.0, 50.0}), -1);
    QVERIFY(geometry.barRect(1, LayerBar::Ffn, std::nan("")).isEmpty());
}

/// With NEUROGRAFT_PICTURES=folder the test leaves a picture to look at.
void TestLayerBars::picturesForLooking()
{
    const QString folder = qEnvironmentVariable("NEUROGRAFT_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("NEUROGRAFT_PICTURES is not set");
    }
    m_plot->setMarked(LayerBarPlace{0, 4});
    QVERIFY(shot().save(folder + QStringLiteral("/layer-bars.png")));
}

QTEST_MAIN(TestLayerBars)
#include "tst_layer_bars.moc"
