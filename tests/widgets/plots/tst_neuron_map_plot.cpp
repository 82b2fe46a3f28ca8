// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/latency.h"
#include "tests/support/pointer.h"
#include "tests/widgets/sample_neurons.h"
#include "widgets/plots/neuron_map_loupe.h"
#include "widgets/plots/neuron_map_plot.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

using namespace neurograft;
using namespace neurograft::testing;

class TestNeuronMapPlot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
        m_plot = std::make_unique<NeuronMapPlot>();
        m_plot->resize(460, 260);
        m_plot->setData(std::make_shared<NeuronMapData>(sampleNeurons()));
        m_plot->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_plot.get()));
    }
    void cleanup() { m_plot.reset(); }

    void binsHaveTheirTableColours();
    void manyNeuronsShareAPixel();
    void locatedNeuronsHaveTicksUnderTheirLayer();
    void unevaluatedNeuronsAreGrey();
    void hoverReadsOutWithinThePixel();
    void loupeListsTheBin();
    void clicksSelectAndMakeSets();
    void draggingBrushesARange();
    void arrowsWalkWhatIsSeen();
    void controlArrowsWalkTheLocated();
    void wheelZoomsToSingleNeurons();
    void panningMovesTheView();
    void aNeuronIsScrolledTo();
    void setsAreTickedAndTheRestFades();
    void accessibilityTellsTheFinding();
    void otherDataKeepsFrameOfTheSameSize();
    void hoverAnswersWithinAFrame();
    void picturesForLooking();

private:
    /// The pixel in the middle; rounding would leave bins that are one pixel wide.
    QPoint centreOf(const NeuronPlace& place) const
    {
        const QPointF centre = m_plot->binRect(place).center();
        return {static_cast<int>(centre.x()), static_cast<int>(centre.y())};
    }
    QImage shot() const { return m_plot->grab().toImage(); }
    /// Colour on the screen at a widget position.
    static QRgb pixelAt(const QImage& image, const QPointF& place)
    {
        const double ratio = image.devicePixelRatio();
        return image.pixel(static_cast<int>(place.x() * ratio),
                           static_cast<int>(place.y() * ratio));
    }
    /// Where a bin shows its colour: ticks take the lower quarter.
    QPointF colourPlace(const NeuronPlace& place) const
    {
        const QRectF bin = m_plot->binRect(place);
        return {bin.center().x(), bin.top() + bin.height() * 0.4};
    }
    void wheel(const QPoint& place, int delta, Qt::KeyboardModifiers keys = {}) const
    {
        QWheelEvent event(QPointF(place), QPointF(m_plot->mapToGlobal(place)), QPoint(),
                          QPoint(0, delta), Qt::NoButton, keys, Qt::NoScrollPhase, false);
        QApplication::sendEvent(m_plot.get(), &event);
    }

    std::unique_ptr<NeuronMapPlot> m_plot;
};

void TestNeuronMapPlot::binsHaveTheirTableColours()
{
    QCOMPARE(m_plot->colorMap(), ColorMapId::Vik); // signed scores
    QVERIFY(m_plot->colorRange() == (ColorRange{-6.1, 6.1}));
    const QImage image = shot();
    for (const NeuronPlace place : {NeuronPlace{2, 137}, {1, 20}, {0, 3}, {3, 170}}) {
        const QRgb expected =
            ColorMap::of(ColorMapId::Vik)
                .color(static_cast<double>(m_plot->data()->scoreOf(place)), {-6.1, 6.1});
        QCOMPARE(m_plot->binColor(place).rgb(), expected);
        QCOMPARE(pixelAt(image, colourPlace(place)), expected);
    }
    QVERIFY(m_plot->binRect({3, 0}).top() < m_plot->binRect({0, 0}).top()); // origin bottom left
    QCOMPARE(m_plot->neuronAxisTitle(), QStringLiteral("neuron"));
}

void TestNeuronMapPlot::manyNeuronsShareAPixel()
{
    m_plot->setData(std::make_shared<NeuronMapData>(sampleNeurons(4, 5632, 20)));
    QCOMPARE(m_plot->neuronAxisTitle(), QStringLiteral("neuron, max per pixel"));
    // The pixel of the largest one has its colour, and stands for it.
    const QRgb expected = ColorMap::of(ColorMapId::Vik).color(6.08, {-6.1, 6.1});
    QCOMPARE(pixelAt(shot(), colourPlace({2, 137})), expected);
    QVERIFY(m_plot->neuronAt(m_plot->binRect({2, 137}).center())
            == std::optional(NeuronPlace{2, 137}));
    int mates = 0;
    for (int index = 110; index < 165; ++index) {
        if (m_plot->binRect({2, index}) == m_plot->binRect({2, 137})) {
            ++mates;
            QVERIFY(m_plot->binColor({2, index}) == m_plot->binColor({2, 137}));
        }
    }
    QVERIFY(mates > 5); // 5 632 neurons on some 400 pixels
}

void TestNeuronMapPlot::locatedNeuronsHaveTicksUnderTheirLayer()
{
    const QImage image = shot();
    const QRgb ink = m_plot->palette().color(QPalette::WindowText).rgb();
    for (const NeuronPlace& place : m_plot->data()->located) {
        const QRectF tick = m_plot->tickRect(place);
        QVERIFY(tick.height() >= 1.0);
        QVERIFY(tick.bottom() <= m_plot->binRect(place).bottom() + 1.0);
        QCOMPARE(pixelAt(image, tick.center()), ink);
    }
    QVERIFY(m_plot->tickRect({1, 20}).isEmpty()); // −3 is not among the located
}

void TestNeuronMapPlot::unevaluatedNeuronsAreGrey()
{
    NeuronMapData data = sampleNeurons();
    pruneScores(data);
    m_plot->setData(std::make_shared<NeuronMapData>(data));
    QCOMPARE(m_plot->binColor({1, 20}).rgb(), ColorMap::pendingColor());
    QCOMPARE(pixelAt(shot(), colourPlace({1, 20})), ColorMap::pendingColor());
    QSignalSpy hovered(m_plot.get(), &NeuronMapPlot::hovered);
    movePointer(m_plot.get(), centreOf({1, 20}));
    QVERIFY(hovered.last().at(2).toString().contains(QStringLiteral("not evaluated")));
}

void TestNeuronMapPlot::hoverReadsOutWithinThePixel()
{
    QSignalSpy hovered(m_plot.get(), &NeuronMapPlot::hovered);
    movePointer(m_plot.get(), centreOf({2, 137}));
    const QString text = QStringLiteral("S L2 down 137  +6.08 log p  rank 1");
    QCOMPARE(hovered.size(), 1);
    QCOMPARE(hovered.last(), (QVariantList{2, 137, text}));
    QTRY_COMPARE(QToolTip::text(), text);
    movePointer(m_plot.get(), QPoint(2, 2));
    QCOMPARE(hovered.last(), (QVariantList{-1, -1, QString()}));
}

void TestNeuronMapPlot::loupeListsTheBin()
{
    m_plot->setData(std::make_shared<NeuronMapData>(sampleNeurons(4, 5632, 20)));
    QVERIFY(!m_plot->loupe()->isVisible());
    movePointer(m_plot.get(), centreOf({2, 137}));
    QVERIFY(m_plot->loupe()->isVisible());
    const QStringList lines = m_plot->loupe()->text().split(u'\n');
    QVERIFY2(lines.first().endsWith(QStringLiteral("neurons of S L2")), qPrintable(lines.first()));
    QCOMPARE(lines.at(1), QStringLiteral("down 137  +6.08  located"));
    QVERIFY(QRect(QPoint(), m_plot->size()).contains(m_plot->loupe()->geometry()));
    m_plot->setLoupeEnabled(false);
    QVERIFY(!m_plot->loupe()->isVisible());
    QCOMPARE(loupeText(*m_plot->data(), {2, 3, 137, 138}).section(u'\n', 1),
             QStringLiteral("down 137  +6.08  located"));
    const QString more = loupeText(*m_plot->data(), {0, 1, 0, 20});
    QVERIFY(more.startsWith(QStringLiteral("20 neurons of S L0\n")));
    QVERIFY(more.endsWith(QStringLiteral("and 14 more")));
}

void TestNeuronMapPlot::clicksSelectAndMakeSets()
{
    QSignalSpy clicked(m_plot.get(), &NeuronMapPlot::clicked);
    QSignalSpy toggled(m_plot.get(), &NeuronMapPlot::toggled);
    QSignalSpy brushed(m_plot.get(), &NeuronMapPlot::brushed);
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, centreOf({2, 137}));
    QCOMPARE(clicked.last(), (QVariantList{2, 137}));
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{2, 137}));
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, Qt::ControlModifier, centreOf({1, 20}));
    QCOMPARE(toggled.last(), (QVariantList{1, 20}));
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{2, 137}));
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, Qt::ShiftModifier, centreOf({1, 140}));
    QCOMPARE(brushed.size(), 1);
    QVERIFY(brushed.last().first().value<NeuronView>() == (NeuronView{1, 3, 137, 141}));
}

void TestNeuronMapPlot::draggingBrushesARange()
{
    QSignalSpy brushed(m_plot.get(), &NeuronMapPlot::brushed);
    QSignalSpy clicked(m_plot.get(), &NeuronMapPlot::clicked);
    dragPointer(m_plot.get(), {centreOf({1, 30}), centreOf({2, 60})});
    QCOMPARE(brushed.size(), 1);
    QVERIFY(brushed.last().first().value<NeuronView>() == (NeuronView{1, 3, 30, 61}));
    QCOMPARE(clicked.size(), 0);
    pressPointer(m_plot.get(), centreOf({1, 30}));
    movePointer(m_plot.get(), centreOf({2, 60}), Qt::LeftButton);
    QTest::keyClick(m_plot.get(), Qt::Key_Escape);
    releasePointer(m_plot.get(), centreOf({2, 60}));
    QCOMPARE(brushed.size(), 1);
}

void TestNeuronMapPlot::arrowsWalkWhatIsSeen()
{
    QSignalSpy activated(m_plot.get(), &NeuronMapPlot::activated);
    QTest::keyClick(m_plot.get(), Qt::Key_Right); // nothing framed: the highest first
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{2, 137}));
    QTest::keyClick(m_plot.get(), Qt::Key_Right);
    QTest::keyClick(m_plot.get(), Qt::Key_Up);
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{3, 138}));
    QTest::keyClick(m_plot.get(), Qt::Key_Up); // the edge of the map
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{3, 138}));
    QTest::keyClick(m_plot.get(), Qt::Key_Home);
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{3, 0}));
    QTest::keyClick(m_plot.get(), Qt::Key_End);
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{3, 175}));
    QTest::keyClick(m_plot.get(), Qt::Key_Return);
    QCOMPARE(activated.last(), (QVariantList{3, 175}));

    // Where pixels hold several neurons, a step goes to the one that is seen.
    m_plot->setData(std::make_shared<NeuronMapData>(sampleNeurons(4, 5632, 20)));
    m_plot->setSelected(NeuronPlace{2, 137});
    const QRectF before = m_plot->binRect({2, 137});
    QTest::keyClick(m_plot.get(), Qt::Key_Right);
    const QRectF after = m_plot->binRect(*m_plot->selected());
    QCOMPARE(after.left(), before.right());
    QVERIFY(m_plot->neuronAt(after.center()) == m_plot->selected());
}

void TestNeuronMapPlot::controlArrowsWalkTheLocated()
{
    m_plot->setSelected(NeuronPlace{2, 137});
    const auto data = m_plot->data();
    int next = 138;
    while (!data->isLocatedAt({2, next})) {
        ++next;
    }
    QTest::keyClick(m_plot.get(), Qt::Key_Right, Qt::ControlModifier);
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{2, next}));
    QTest::keyClick(m_plot.get(), Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{2, 137}));
}

void TestNeuronMapPlot::wheelZoomsToSingleNeurons()
{
    QSignalSpy changed(m_plot.get(), &NeuronMapPlot::viewChanged);
    m_plot->setData(std::make_shared<NeuronMapData>(sampleNeurons(4, 5632, 20)));
    const QPoint place = centreOf({2, 137});
    for (int i = 0; i < 80; ++i) {
        wheel(place, 120);
    }
    QCOMPARE(m_plot->view().neurons(), 1);
    QCOMPARE(m_plot->view().layers(), 4);
    QCOMPARE(m_plot->neuronAxisTitle(), QStringLiteral("neuron"));
    QVERIFY(!changed.isEmpty());
    wheel(centreOf({2, m_plot->view().indexLow}), 480, Qt::ShiftModifier);
    QVERIFY(m_plot->view().layers() < 4);
    QVERIFY(m_plot->view().contains({2, m_plot->view().indexLow}));
    QTest::keyClick(m_plot.get(), Qt::Key_0);
    QVERIFY(m_plot->view() == fullNeuronView(4, 5632));
    m_plot->setSelected(NeuronPlace{2, 137});
    QTest::keyClick(m_plot.get(), Qt::Key_Plus);
    QVERIFY(m_plot->view().neurons() < 5632);
    QVERIFY(m_plot->view().contains({2, 137}));
    QTest::mouseDClick(m_plot.get(), Qt::LeftButton, {}, place);
    QVERIFY(m_plot->view() == fullNeuronView(4, 5632));
}

void TestNeuronMapPlot::panningMovesTheView()
{
    m_plot->setView({0, 4, 50, 100});
    const QPoint from = centreOf({1, 80});
    const QPoint to = centreOf({1, 70});
    dragPointer(m_plot.get(), {from, to}, Qt::MiddleButton);
    QVERIFY(m_plot->view() == (NeuronView{0, 4, 60, 110}));
    dragPointer(m_plot.get(), {to, from}, Qt::LeftButton, Qt::ControlModifier);
    QVERIFY(m_plot->view() == (NeuronView{0, 4, 50, 100}));
}

void TestNeuronMapPlot::aNeuronIsScrolledTo()
{
    m_plot->setView({0, 4, 0, 20});
    m_plot->bringIntoView({2, 137}); // far away: in the middle
    QVERIFY(m_plot->view() == (NeuronView{0, 4, 127, 147}));
    m_plot->bringIntoView({2, 147}); // near: at the edge
    QVERIFY(m_plot->view() == (NeuronView{0, 4, 128, 148}));
    m_plot->setSelected(NeuronPlace{2, 147});
    QTest::keyClick(m_plot.get(), Qt::Key_Right); // over the edge of the part shown
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{2, 148}));
    QVERIFY(m_plot->view() == (NeuronView{0, 4, 129, 149}));
}

void TestNeuronMapPlot::setsAreTickedAndTheRestFades()
{
    NeuronMarks marks;
    marks.set = {{2, 137}, {0, 3}};
    marks.isRestDimmed = true;
    const QRgb before = pixelAt(shot(), colourPlace({1, 20}));
    m_plot->setMarks(marks);
    const QImage image = shot();
    QCOMPARE(pixelAt(image, colourPlace({2, 137})), m_plot->binColor({2, 137}).rgb());
    QVERIFY(pixelAt(image, colourPlace({1, 20})) != before);
    const QRectF bin = m_plot->binRect({2, 137});
    QCOMPARE(pixelAt(image, {bin.center().x(), bin.top() + 2.0}),
             m_plot->palette().color(QPalette::Highlight).rgb());
}

void TestNeuronMapPlot::accessibilityTellsTheFinding()
{
    QCOMPARE(m_plot->accessibleName(), QStringLiteral("Neuron map tiny-S  4 × 176 FFN"));
    QAccessibleInterface* face = QAccessible::queryAccessibleInterface(m_plot.get());
    QVERIFY(face != nullptr);
    QCOMPARE(face->role(), QAccessible::Chart);
    QCOMPARE(
        face->text(QAccessible::Description),
        QStringLiteral("4 × 176 FFN neurons, highest +6.08 log p at S L2 down 137, 68 located"));
    QVERIFY(face->text(QAccessible::Value).isEmpty());
    m_plot->setSelected(NeuronPlace{2, 137});
    QCOMPARE(face->text(QAccessible::Value), QStringLiteral("S L2 down 137  +6.08 log p  rank 1"));
}

void TestNeuronMapPlot::otherDataKeepsFrameOfTheSameSize()
{
    m_plot->setSelected(NeuronPlace{2, 137});
    m_plot->setView({0, 4, 100, 150});
    m_plot->setData(std::make_shared<NeuronMapData>(sampleNeurons()));
    QVERIFY(m_plot->selected() == std::optional(NeuronPlace{2, 137}));
    QVERIFY(m_plot->view() == (NeuronView{0, 4, 100, 150}));
    m_plot->setData(std::make_shared<NeuronMapData>(sampleNeurons(2, 100, 5)));
    QVERIFY(!m_plot->selected());
    QVERIFY(m_plot->view() == fullNeuronView(2, 100));
    m_plot->setData(nullptr);
    QVERIFY(!m_plot->neuronAt(m_plot->rect().center()));
    shot();
}

/// K2 on the largest map of ux.md 4.4.
void TestNeuronMapPlot::hoverAnswersWithinAFrame()
{
    m_plot->resize(1200, 420);
    m_plot->setData(std::make_shared<NeuronMapData>(sampleNeurons(80, 28672, 100)));
    shot();
    QSignalSpy hovered(m_plot.get(), &NeuronMapPlot::hovered);
    const QPoint start = centreOf({40, 2000});
    const Latency latency = measureLatency([&](int i) {
        movePointer(m_plot.get(), start + QPoint(i * 10, 0));
        m_plot->repaint();
    });
    QCOMPARE(hovered.size(), 20);
    logLatency("hover on 2.29 M cells", latency, 16.0);
    QVERIFY(latency.workP95 < 16.0);
}

/// With NEUROGRAFT_PICTURES=folder the test leaves pictures to look at; without it nothing is
/// written.
void TestNeuronMapPlot::picturesForLooking()
{
    const QString folder = qEnvironmentVariable("NEUROGRAFT_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("NEUROGRAFT_PICTURES is not set");
    }
    m_plot->resize(900, 420);
    m_plot->setColorScaleVisible(true);
    m_plot->setData(std::make_shared<NeuronMapData>(sampleNeurons(32, 11008, 40)));
    m_plot->setSelected(NeuronPlace{2, 137});
    m_plot->setFocus();
    movePointer(m_plot.get(), centreOf({20, 5000}));
    QVERIFY(shot().save(folder + QStringLiteral("/neurons-light.png")));
    QPalette dark;
    dark.setColor(QPalette::Window, QColor(30, 30, 30));
    dark.setColor(QPalette::WindowText, QColor(230, 230, 230));
    m_plot->setPalette(dark);
    m_plot->setData(std::make_shared<NeuronMapData>(sampleNeurons()));
    QVERIFY(shot().save(folder + QStringLiteral("/neurons-dark.png")));
}

QTEST_MAIN(TestNeuronMapPlot)
#include "tst_neuron_map_plot.moc"
