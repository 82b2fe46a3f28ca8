// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/panels/annotation_page.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace neurograft;
using namespace neurograft::testing;

using Kind = Annotation::Kind;

/// Annotations placed and changed on the page, by pointer and by keys.
class TestAnnotationPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void pageThatIsOnlySeenTakesNothing();
    void boxIsDragged();
    void clickFramesOneCell();
    void keysPlaceMoveAndRemove();
    void arrowEndIsDragged();
    void textIsTypedAndEdited();
    void emptyTextIsNoText();
    void escapeLeaves();
    void tabWalksAnnotations();
    void draggedIsSeenAtOnce();

private:
    QPoint seen(double teacher, double student) const
    {
        return m_page->seenAt(m_scene->panels.front().toPage.map(QPointF(teacher, student)))
            .toPoint();
    }
    void drag(const QPoint& from, const QPoint& to)
    {
        QTest::mousePress(m_page, Qt::LeftButton, {}, from);
        QTest::mouseMove(m_page, (from + to) / 2);
        QTest::mouseMove(m_page, to);
        QTest::mouseRelease(m_page, Qt::LeftButton, {}, to);
    }
    static Annotation make(Kind kind, QPointF from, QPointF to, const char* text = "")
    {
        return {kind, QStringLiteral("up_proj"), from, to, QString::fromLatin1(text)};
    }
    const Annotation& only() const { return m_page->annotations().front(); }
    QLineEdit* editor() const { return m_page->findChild<QLineEdit*>(QStringLiteral("page.text")); }

    std::unique_ptr<QWidget> m_window;
    AnnotationPage* m_page = nullptr;
    QWidget* m_next = nullptr; ///< takes the focus behind it
    std::shared_ptr<const FigureScene> m_scene;
};

void TestAnnotationPage::init()
{
    const HeatmapFigure figure = heatmapFigureFromResult(
        sampleResult(), "run.h5", {{QStringLiteral("up_proj")}, {}, {"none"}});
    FigureSpec spec;
    m_scene = std::make_shared<const FigureScene>(figure.scene(spec));
    m_window = std::make_unique<QWidget>();
    auto* layout = new QVBoxLayout(m_window.get());
    m_page = new AnnotationPage(m_window.get());
    m_page->setObjectName(QStringLiteral("page"));
    m_page->setAlignment(Qt::AlignCenter);
    m_page->setPixmap(QPixmap::fromImage(FigureExporter::renderImage(figure, spec, 150.0)));
    m_page->setScene(m_scene);
    m_page->setEditable(true);
    m_next = new QLineEdit(m_window.get());
    layout->addWidget(m_page, 1);
    layout->addWidget(m_next);
    m_window->resize(700, 600);
    m_window->show();
    QApplication::setActiveWindow(m_window.get());
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestAnnotationPage::pageThatIsOnlySeenTakesNothing()
{
    m_page->setEditable(false);
    m_page->setAnnotations({make(Kind::Box, {0.5, 0.5}, {3.5, 3.5})}, 8.0);
    QSignalSpy changed(m_page, &AnnotationPage::hintChanged);
    QTest::mouseClick(m_page, Qt::LeftButton, {}, seen(0.5, 2.0));
    QCOMPARE(m_page->selected(), -1);
    QCOMPARE(m_page->focusPolicy(), Qt::NoFocus);
    QCOMPARE(changed.count(), 0);
}

void TestAnnotationPage::boxIsDragged()
{
    QString what;
    connect(m_page, &AnnotationPage::changed, this,
            [&what](const auto&, const QString& text) { what = text; });
    m_page->start(Kind::Box);
    QVERIFY(m_page->isPlacing() && m_page->hasFocus());
    drag(seen(2.1, 1.0), seen(4.2, 3.1));
    QVERIFY(!m_page->isPlacing());
    QCOMPARE(m_page->annotations().size(), std::size_t{1});
    QCOMPARE(only(), make(Kind::Box, {1.5, 0.5}, {4.5, 3.5}));
    QCOMPARE(what, QStringLiteral("Add box"));
    QCOMPARE(m_page->selected(), 0);
    // Its edge moves it, by whole cells.
    drag(seen(1.5, 2.0), seen(2.6, 2.1));
    QCOMPARE(only(), make(Kind::Box, {2.5, 0.5}, {5.5, 3.5}));
    QCOMPARE(what, QStringLiteral("Move box"));
    // Beside it nothing is chosen any more.
    QTest::mouseClick(m_page, Qt::LeftButton, {}, seen(7.0, 5.0));
    QCOMPARE(m_page->selected(), -1);
}

void TestAnnotationPage::clickFramesOneCell()
{
    m_page->start(Kind::Box);
    QTest::mouseClick(m_page, Qt::LeftButton, {}, seen(6.1, 4.2));
    QCOMPARE(only(), make(Kind::Box, {5.5, 3.5}, {6.5, 4.5}));
}

void TestAnnotationPage::keysPlaceMoveAndRemove()
{
    QStringList kinds;
    connect(m_page, &AnnotationPage::changed, this,
            [&kinds](const auto&, const QString&, const QString& kind) { kinds << kind; });
    m_page->start(Kind::Box);
    QTest::keyClick(m_page, Qt::Key_Return);
    // The middle of 8 x 6 cells lies between four of them.
    const Annotation placed = only();
    QCOMPARE(placed.to - placed.from, QPointF(1.0, 1.0));
    QTest::keyClick(m_page, Qt::Key_Right);
    QTest::keyClick(m_page, Qt::Key_Up);
    QCOMPARE(only().from, placed.from + QPointF(1.0, 1.0)); // up is the next student layer
    QTest::keyClick(m_page, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(only().to - only().from, QPointF(2.0, 1.0));
    QCOMPARE(kinds,
             QStringList({QString(), QStringLiteral("move 0"), QStringLiteral("move 0"),
                          QStringLiteral("move 0")}));
    QTest::keyClick(m_page, Qt::Key_Delete);
    QVERIFY(m_page->annotations().empty());
    QCOMPARE(m_page->selected(), -1);
}

void TestAnnotationPage::arrowEndIsDragged()
{
    m_page->start(Kind::Arrow);
    drag(seen(1.0, 4.0), seen(5.0, 1.0));
    QCOMPARE(only().kind, Kind::Arrow);
    QVERIFY(QLineF(only().to, {5.0, 1.0}).length() < 0.1);
    QVERIFY(QLineF(only().from, {1.0, 4.0}).length() < 0.1);
    const QPointF tail = only().from;
    drag(seen(5.0, 1.0), seen(6.0, 2.0)); // its handle
    QCOMPARE(only().from, tail);
    QVERIFY(QLineF(only().to, {6.0, 2.0}).length() < 0.2);
    drag(seen(3.5, 3.0), seen(3.5, 4.0)); // its shaft
    QVERIFY(QLineF(only().to, {6.0, 3.0}).length() < 0.2);
    QVERIFY(QLineF(only().from, tail + QPointF(0.0, 1.0)).length() < 0.1);
}

void TestAnnotationPage::textIsTypedAndEdited()
{
    m_page->start(Kind::Text);
    QTest::mouseClick(m_page, Qt::LeftButton, {}, seen(2.0, 3.0));
    QVERIFY(m_page->annotations().empty()); // it needs its words first
    QVERIFY(editor() != nullptr && editor()->isVisible());
    QTRY_VERIFY(editor()->hasFocus());
    QTest::keyClicks(editor(), QStringLiteral("peak"));
    QTest::keyClick(editor(), Qt::Key_Return);
    QCOMPARE(m_page->annotations().size(), std::size_t{1});
    QCOMPARE(only().text, QStringLiteral("peak"));
    QVERIFY(QLineF(only().from, {2.0, 3.0}).length() < 0.1);
    QTRY_VERIFY(editor() == nullptr);
    QVERIFY(m_page->hasFocus());
    QTest::keyClick(m_page, Qt::Key_Return);
    QTRY_VERIFY(editor() != nullptr && editor()->hasFocus());
    QCOMPARE(editor()->text(), QStringLiteral("peak"));
    QTest::keyClicks(editor(), QStringLiteral("ridge")); // all was marked
    QTest::keyClick(editor(), Qt::Key_Return);
    QCOMPARE(only().text, QStringLiteral("ridge"));
    QTRY_VERIFY(editor() == nullptr);
    QTest::keyClick(m_page, Qt::Key_Return);
    QTRY_VERIFY(editor() != nullptr && editor()->hasFocus());
    QTest::keyClicks(editor(), QStringLiteral("no"));
    QTest::keyClick(editor(), Qt::Key_Escape);
    QCOMPARE(only().text, QStringLiteral("ridge"));
}

void TestAnnotationPage::emptyTextIsNoText()
{
    m_page->start(Kind::Text);
    QTest::keyClick(m_page, Qt::Key_Return);
    QTRY_VERIFY(editor() != nullptr && editor()->hasFocus());
    QTest::keyClick(editor(), Qt::Key_Return);
    QVERIFY(m_page->annotations().empty());
}

void TestAnnotationPage::escapeLeaves()
{
    QString hint;
    connect(m_page, &AnnotationPage::hintChanged, this,
            [&hint](const QString& text) { hint = text; });
    m_page->start(Kind::Arrow);
    QVERIFY2(hint.contains(QStringLiteral("Enter")) && hint.contains(QStringLiteral("Esc")),
             qPrintable(hint));
    QTest::keyClick(m_page, Qt::Key_Escape);
    QVERIFY(!m_page->isPlacing());
    QVERIFY(hint.isEmpty());
    m_page->setAnnotations({make(Kind::Box, {0.5, 0.5}, {3.5, 3.5})}, 8.0);
    m_page->select(0);
    QVERIFY2(hint.startsWith(QStringLiteral("Box on up_proj: T L1–3, S L1–3.")), qPrintable(hint));
    QTest::keyClick(m_page, Qt::Key_Escape);
    QCOMPARE(m_page->selected(), -1);
}

void TestAnnotationPage::tabWalksAnnotations()
{
    m_page->setAnnotations(
        {make(Kind::Box, {0.5, 0.5}, {3.5, 3.5}), make(Kind::Arrow, {1.0, 4.0}, {5.0, 1.0})}, 8.0);
    m_next->setFocus();
    m_page->setFocus(Qt::TabFocusReason);
    QCOMPARE(m_page->selected(), 0);
    QTest::keyClick(m_page, Qt::Key_Tab);
    QCOMPARE(m_page->selected(), 1);
    QVERIFY(m_page->hasFocus());
    QTest::keyClick(m_page, Qt::Key_Tab);
    QVERIFY(m_next->hasFocus());
    QCOMPARE(m_page->selected(), -1);
    QTest::keyClick(m_next, Qt::Key_Backtab, Qt::ShiftModifier);
    QVERIFY(m_page->hasFocus());
    QCOMPARE(m_page->selected(), 1);
}

void TestAnnotationPage::draggedIsSeenAtOnce()
{
    m_page->start(Kind::Box);
    const QPoint corner = seen(1.5, 3.5);
    const auto darkAt = [this](const QPoint& place) {
        const QImage picture = m_page->grab().toImage();
        const double ratio = m_page->devicePixelRatioF();
        for (int x = -2; x <= 2; ++x) {
            if (qGray(picture.pixel((QPointF(place.x() + x, place.y()) * ratio).toPoint())) < 40) {
                return true;
            }
        }
        return false;
    };
    const QPoint edge(corner.x(), seen(2.0, 2.0).y()); // the box's left edge, in bright cells
    QVERIFY(!darkAt(edge));
    QTest::mousePress(m_page, Qt::LeftButton, {}, seen(2.0, 1.0));
    QTest::mouseMove(m_page, seen(4.0, 3.0));
    QVERIFY(darkAt(edge));
    QTest::keyClick(m_page, Qt::Key_Escape); // given up while it was dragged
    QTest::mouseRelease(m_page, Qt::LeftButton, {}, seen(4.0, 3.0));
    QVERIFY(!darkAt(edge));
    QVERIFY(m_page->annotations().empty());
}

QTEST_MAIN(TestAnnotationPage)
#include "tst_annotation_page.moc"
