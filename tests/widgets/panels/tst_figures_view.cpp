// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/watched_application.h"
#include "support/window_driver.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/panels/annotation_page.h"
#include "widgets/panels/figures_view.h"

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QListWidget>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUndoStack>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

/// Workspace Figures (ux.md 7.2): pictures, facts, stale marks, the chosen one at true size.
class TestFiguresView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void emptyPageSaysWhatToDo();
    void picturesAndChecksAppear();
    void changedRunMakesFiguresStale();
    void missingRunIsSaid();
    void keysRenameRemoveAndOpen();
    void narrowWindowKeepsEverything();
    void annotationsAreKeptDrawnAndUndone();

private:
    fs::path run() const { return m_folder->filePath(QStringLiteral("run.h5")).toStdString(); }
    void keep(const char* name, const char* mask = "none")
    {
        FigureEntry entry;
        entry.name = QString::fromLatin1(name);
        entry.runs = {run()};
        entry.recipe.selection.mask = QString::fromLatin1(mask);
        m_list->keep(entry);
    }
    bool isLooked() const
    {
        for (int row = 0; row < m_list->rowCount(); ++row) {
            if (m_list->look(row) == nullptr) {
                return false;
            }
        }
        return !m_lane->isBusy();
    }
    template <class T> T* part(const char* name) const
    {
        return m_view->findChild<T*>(QString::fromLatin1(name));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QuickLane> m_lane;
    QUndoStack m_undo;
    std::unique_ptr<FigureListModel> m_list;
    std::unique_ptr<FiguresView> m_view;
};

void TestFiguresView::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    writeResult(run(), sampleResult(), true);
    m_lane = std::make_unique<QuickLane>();
    m_undo.clear();
    m_list = std::make_unique<FigureListModel>(&m_undo);
    m_view = std::make_unique<FiguresView>(m_list.get(), m_lane.get(), QList<QAction*>());
    m_view->resize(1100, 700);
    FigureExporter::sizeMm(heatmapFigureFromResult(run(), {}), {}); // fonts, on this thread
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    WatchedApplication::instance()->resetStalls();
}

void TestFiguresView::cleanup()
{
    m_view.reset();
    m_lane.reset();
    const QString stalls = WatchedApplication::instance()->report();
    QVERIFY2(stalls.isEmpty(), qPrintable(stalls));
}

void TestFiguresView::emptyPageSaysWhatToDo()
{
    auto* text = part<QLabel>("figuresView.emptyText");
    QVERIFY(text->isVisible() && text->text().contains(QStringLiteral("Ctrl+E")));
    QVERIFY(!part<QListView>("figureList")->isVisible());
    keep("fig1");
    QVERIFY(!text->isVisible() && part<QListView>("figureList")->isVisible());
}

void TestFiguresView::picturesAndChecksAppear()
{
    keep("fig1");
    keep("fig2", "upper");
    QTRY_VERIFY(isLooked());
    QCOMPARE(part<QLabel>("figuresView.summary")->text(), QStringLiteral("2/2 OK"));
    const auto* list = part<QListView>("figureList");
    for (int row = 0; row < 2; ++row) {
        const QImage picture =
            list->model()->index(row, 0).data(Qt::DecorationRole).value<QImage>();
        QVERIFY(!picture.isNull());
        QVERIFY(std::abs(picture.width() - list->iconSize().width()) <= 1);
    }
    QVERIFY(m_list->look(0)->thumbnail != m_list->look(1)->thumbnail);
    QCOMPARE(m_view->current(), 0);
    QTRY_VERIFY(!part<QLabel>("figuresView.preview")->pixmap().isNull());
    QCOMPARE(part<QLabel>("figuresView.size")->text().left(17),
             QStringLiteral("True size: 85.0 ×"));
    QCOMPARE(part<QListWidget>("figuresView.checks")->count(), 4);
    const QImage first = part<QLabel>("figuresView.preview")->pixmap().toImage();
    m_view->setCurrent(1);
    QTRY_VERIFY(part<QLabel>("figuresView.preview")->pixmap().toImage() != first);
}

void TestFiguresView::changedRunMakesFiguresStale()
{
    keep("fig1");
    QTRY_VERIFY(isLooked());
    ResultFile other = sampleResult();
    for (Table& table : other.tables) {
        if (auto* values = std::get_if<std::vector<double>>(&table.values)) {
            values->back() = 0.125;
        }
    }
    writeResult(run(), other, true);
    m_view->lookAgain();
    QTRY_VERIFY(m_list->isStale(0));
    QVERIFY(m_list->index(0).data().toString().contains(QStringLiteral("(stale)")));
    QCOMPARE(part<QLabel>("figuresView.summary")->text(), QStringLiteral("0/1 OK"));
}

void TestFiguresView::missingRunIsSaid()
{
    fs::remove(run());
    keep("fig1");
    QTRY_VERIFY(isLooked());
    QVERIFY(m_list->index(0).data().toString().contains(QStringLiteral("run.h5")));
    QTRY_VERIFY2(part<QLabel>("figuresView.preview")->text().contains(QStringLiteral("run.h5")),
                 qPrintable(part<QLabel>("figuresView.preview")->text()));
}

void TestFiguresView::keysRenameRemoveAndOpen()
{
    keep("fig1");
    keep("fig2");
    QTRY_VERIFY(isLooked());
    auto* list = part<QListView>("figureList");
    QApplication::setActiveWindow(m_view.get());
    list->setFocus();
    QSignalSpy opened(m_view.get(), &FiguresView::activated);
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(m_view->current(), 1);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].toInt(), 1);
    QTest::keyClick(list, Qt::Key_F2);
    auto* editor = list->viewport()->findChild<QWidget*>();
    QVERIFY(editor != nullptr);
    QTest::keyClicks(editor, QStringLiteral("maps"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(m_list->entry(1).name, QStringLiteral("maps"));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Delete);
    QTRY_COMPARE(m_list->rowCount(), 1);
    QCOMPARE(m_list->entry(0).name, QStringLiteral("fig1"));
    QCOMPARE(m_view->current(), 0);
}

void TestFiguresView::narrowWindowKeepsEverything()
{
    keep("fig1");
    m_view->resize(760, 480);
    QTRY_VERIFY(isLooked());
    for (const char* name : {"figureList", "figuresView.preview", "figuresView.checks"}) {
        QVERIFY2(part<QWidget>(name)->width() > 100, name);
    }
}

void TestFiguresView::annotationsAreKeptDrawnAndUndone()
{
    keep("fig1");
    QTRY_VERIFY(isLooked());
    auto* page = m_view->page();
    QTRY_VERIFY(!page->pixmap().isNull());
    const QImage bare = page->pixmap().toImage();
    auto* hint = part<QLabel>("figuresView.hint");
    QVERIFY(!hint->isVisible());
    m_view->annotate(Annotation::Kind::Box);
    QVERIFY(hint->isVisible());
    QTest::keyClick(page, Qt::Key_Return);
    const auto kept = [this] { return m_list->entry(0).recipe.spec.annotations; };
    QCOMPARE(kept().size(), std::size_t{1});
    QCOMPARE(kept()[0].panel, QStringLiteral("up_proj"));
    QCOMPARE(m_undo.undoText(), QStringLiteral("Add box of fig1"));
    QTRY_VERIFY(isLooked());
    QTRY_VERIFY(page->pixmap().toImage() != bare); // drawn by the figure itself
    QTRY_COMPARE(part<QListWidget>("figuresView.checks")->count(), 5);
    const QPointF placed = kept()[0].from;
    for (int step = 0; step < 3; ++step) {
        QTest::keyClick(page, Qt::Key_Left);
    }
    QCOMPARE(kept()[0].from, placed - QPointF(3.0, 0.0));
    m_undo.undo(); // the three steps are one change
    QCOMPARE(kept()[0].from, placed);
    QCOMPARE(page->annotations().front().from, placed);
    m_undo.undo();
    QVERIFY(kept().empty());
    QTRY_VERIFY(isLooked());
    QTRY_VERIFY(page->pixmap().toImage() == bare);
    m_undo.redo();
    QCOMPARE(kept().size(), std::size_t{1});
    // Another figure has none; the list keeps them in the study's section.
    keep("fig2");
    m_view->setCurrent(1);
    QVERIFY(page->annotations().empty());
    FigureListModel again(nullptr);
    QVERIFY(again.read(m_list->toJson({}), {}).isEmpty());
    QVERIFY(again.entry(0).recipe.spec.annotations == kept());
}

NEUROGRAFT_WATCHED_MAIN(TestFiguresView)
#include "tst_figures_view.moc"
