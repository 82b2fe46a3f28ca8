// SPDX-License-Identifier: GPL-3.0-or-later
// Journeys U1 steps 10-11 and U5 steps 4-7 and 9 of ux.md: figures out of the window, kept, written
// as a whole, and back in.
#include "app/program_run.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"
#include "support/window_test.h"
#include "tests/widgets/figures/sweep_figure_samples.h"
#include "widgets/figures/figure_origin.h"
#include "widgets/figures/pdf_attachments.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"

#include <nlohmann/json.hpp>

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QTreeView>
#include <QTreeWidget>

using namespace neurograft;

class TestWindowExport : public WindowTest {
    Q_OBJECT

    void prepare() override { openSample(); }

private Q_SLOTS:
    void exportedFigureIsKept()
    {
        exportTo("fig1.pdf", QStringLiteral("acl-column"));
        QVERIFY(m_driver->find<NoticeStrip>("noticeStrip")
                    ->text(QStringLiteral("export"))
                    .startsWith(QStringLiteral("fig1.pdf was written.")));
        m_driver->trigger("action.view.figures");
        auto* list = m_driver->find<QListView>("figureList");
        QTRY_VERIFY(list->isVisible());
        QCOMPARE(list->model()->rowCount(), 1);
        QTRY_VERIFY2(rowText(0).contains(QStringLiteral("checks OK")), qPrintable(rowText(0)));
        QVERIFY2(rowText(0).startsWith(QStringLiteral("fig1\n77.0 × ")), qPrintable(rowText(0)));
        QVERIFY(rowText(0).contains(QStringLiteral("acl-column")));
        QTRY_VERIFY(!m_driver->find<QLabel>("figuresView.preview")->pixmap().isNull());
        // Exported again at another size without computing anything.
        m_driver->trigger("action.figure.exportFigure");
        QTRY_VERIFY(dialog() != nullptr && dialog()->isVisible());
        QCOMPARE(QFileInfo(m_driver->find<QLineEdit>("exportDialog.path")->text()).fileName(),
                 QStringLiteral("fig1.pdf"));
        m_driver->choose("exportDialog.presetCombo", QStringLiteral("neurips"));
        m_driver->find<QLineEdit>("exportDialog.path")->setText(at("wide.pdf"));
        pressExport(at("wide.pdf"));
        QCOMPARE(list->model()->rowCount(), 1);
        QTRY_VERIFY(rowText(0).contains(QStringLiteral("139.7 ×")));
    }

    void aSweepIsShownAsItsFigures()
    {
        testing::writeSampleSweep(at("rates/sweep.h5").toStdString());
        m_driver->window().open(at("rates/sweep.h5"));
        auto* list = m_driver->find<QListView>("figureList");
        QTRY_COMPARE(list->model()->rowCount(), 3);
        QVERIFY(list->isVisible());
        QStringList names;
        for (int row = 0; row < 3; ++row) {
            QTRY_VERIFY2(rowText(row).contains(QStringLiteral("checks OK")),
                         qPrintable(rowText(row)));
            names << rowText(row).section(u'\n', 0, 0);
        }
        names.sort();
        QCOMPARE(names,
                 (QStringList{QStringLiteral("rates-parallel"),
                              QStringLiteral("rates-sweep-answers-score"),
                              QStringLiteral("rates-sweep-held-out-perplexity")}));
        // Again: the same figures.
        m_driver->trigger("action.view.compare");
        m_driver->window().open(at("rates/sweep.h5"));
        QTRY_VERIFY(list->isVisible());
        QCOMPARE(list->model()->rowCount(), 3);
    }

    void commandRepeatsTheFigureWithoutADisplay()
    {
        m_driver->trigger("action.view.mask");
        m_driver->trigger("action.figure.exportFigure");
        QTRY_VERIFY(dialog() != nullptr && dialog()->isVisible());
        m_driver->choose("exportDialog.presetCombo", QStringLiteral("icml-column"));
        m_driver->find<QLineEdit>("exportDialog.path")->setText(at("again.pdf"));
        QTest::mouseClick(m_driver->find<QPushButton>("exportDialog.copyCommand"), Qt::LeftButton);
        QTRY_VERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("neurograft ")));
        QStringList words =
            QProcess::splitCommand(QApplication::clipboard()->text().replace(u'\'', u'"'));
        pressExport(at("again.pdf"));
        if (windowProgramFile().isEmpty()) {
            QSKIP("the program with the window is not built");
        }
        words.removeFirst();
        words.last() = at("headless.pdf");
        const auto process =
            startProgram(windowProgramFile(), words,
                         {QStringLiteral("DISPLAY="), QStringLiteral("QT_QPA_PLATFORM=")});
        const ProgramRun run = finish(*process);
        QVERIFY2(run.exitCode == 0, run.text().constData());
        QVERIFY(bytes("headless.pdf.csv") == bytes("again.pdf.csv"));
        QVERIFY(bytes("headless.pdf") == bytes("again.pdf"));
    }

    void figureGoesToTheClipboardByKey()
    {
        QTest::keyClick(&m_driver->window(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(QApplication::clipboard()->mimeData()->hasImage());
        QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("image/svg+xml")));
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("up_proj cka")));
    }

    void allFiguresAreWrittenInOneStyle()
    {
        exportTo("fig.pdf", QStringLiteral("acl-column"));
        auto* model = m_driver->window().findChild<FigureListModel*>();
        for (int copy = 1; copy < 12; ++copy) {
            model->duplicate(0);
        }
        m_driver->trigger("action.file.exportAllFigures");
        auto* all = m_driver->find<QDialog>("exportAllDialog");
        QTRY_VERIFY(all != nullptr && all->isVisible());
        m_driver->find<QLineEdit>("exportAllDialog.folder")->setText(at("figures"));
        m_driver->choose("exportAllDialog.presetCombo", QStringLiteral("icml-column"));
        m_driver->find<QCheckBox>("exportAllDialog.png")->setChecked(true);
        QElapsedTimer clock;
        clock.start();
        QTest::mouseClick(m_driver->find<QPushButton>("exportAllDialog.export"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!m_driver->window().jobs()->isBusy(), 20000);
        qInfo("12 figures as PDF and PNG from the window: %lld ms", clock.elapsed());
        QVERIFY(clock.elapsed() < 10000);
        const auto list = nlohmann::json::parse(bytes("figures/manifest.json"));
        QCOMPARE(list.at("figures").size(), std::size_t{24});
        QTRY_VERIFY(m_driver->find<NoticeStrip>("noticeStrip")
                        ->text(QStringLiteral("export"))
                        .contains(QStringLiteral("manifest.json")));
        QCOMPARE(model->entry(11).exported.parent_path().filename().string(),
                 std::string("figures"));
        const QByteArray pdf = QByteArray::fromStdString(
            bytes(qPrintable(QStringLiteral("figures/") + pdfName(*model))));
        const std::vector<PdfAttachment> attached = readPdfAttachments(pdf);
        QCOMPARE(attached.size(), std::size_t{2});
        QCOMPARE(attached[0].name, QStringLiteral("manifest.json"));
        QCOMPARE(attached[1].name, QStringLiteral("data.csv"));
    }

    void droppedFigureOpensItsRunAndView_data()
    {
        QTest::addColumn<QString>("suffix");
        QTest::newRow("pdf") << "pdf";
        QTest::newRow("svg") << "svg";
        QTest::newRow("png") << "png";
    }

    void droppedFigureOpensItsRunAndView()
    {
        QFETCH(QString, suffix);
        m_driver->trigger("action.view.lock"); // off
        m_driver->trigger("action.view.mask");
        m_driver->trigger("action.view.transpose");
        auto* tick = m_driver->find<QAbstractButton>("moduleTicks.v_proj");
        QTest::mouseClick(tick, Qt::LeftButton, {}, QPoint(6, tick->height() / 2));
        const QString name = QStringLiteral("runs/fig.") + suffix;
        exportTo(qPrintable(name), QStringLiteral("acl-column"), suffix);
        m_driver->trigger("action.file.closeStudy");
        for (const char* action :
             {"action.view.lock", "action.view.mask", "action.view.transpose"}) {
            m_driver->trigger(action);
        }
        QVERIFY(m_driver->window().session()->figure() == nullptr);
        m_driver->drop("mainWindow", at(qPrintable(name)));
        QTRY_VERIFY(m_driver->window().session()->figure() != nullptr);
        QTRY_VERIFY(m_driver->grid()->isMasked());
        QVERIFY(!m_driver->grid()->isLocked());
        QVERIFY(m_driver->grid()->isTransposed());
        QCOMPARE(m_driver->window().session()->resultPath(), at("runs/sample.h5"));
        QCOMPARE(m_driver->grid()->shownFigure().panelNames(),
                 QStringList({QStringLiteral("up_proj"), QStringLiteral("down_proj"),
                              QStringLiteral("o_proj")}));
        QCOMPARE(m_driver->window().parts().pages->current(), Workspace::Compare);
    }

    void droppedDifferenceOpensBothRuns()
    {
        makeOtherRun();
        m_driver->trigger("action.edit.pin");
        openRun("other");
        auto* tick = m_driver->find<QAbstractButton>("moduleTicks.v_proj");
        QTest::mouseClick(tick, Qt::LeftButton, {}, QPoint(6, tick->height() / 2));
        m_driver->trigger("action.view.difference");
        m_driver->trigger("action.view.mask");
        exportTo("runs/diff.pdf", QStringLiteral("acl-column"));
        m_driver->trigger("action.view.difference");
        m_driver->trigger("action.view.mask");
        m_driver->trigger("action.file.closeStudy");
        QVERIFY(m_driver->window().session()->figure() == nullptr);
        m_driver->drop("mainWindow", at("runs/diff.pdf"));
        QTRY_VERIFY(m_driver->find<QAction>("action.view.difference")->isChecked());
        QCOMPARE(m_driver->window().parts().pages->current(), Workspace::Compare);
        QCOMPARE(m_driver->window().session()->resultPath(), at("runs/other.h5"));
        const auto names = [this] {
            const HeatmapFigure shown = m_driver->grid()->shownFigure();
            return shown.panels.empty() || shown.panels.front().difference == nullptr
                ? QString()
                : shown.panels.front().difference->nameA + u'/'
                    + shown.panels.front().difference->nameB;
        };
        QTRY_COMPARE(names(), QStringLiteral("sample/other"));
        QVERIFY(m_driver->grid()->isMasked());
        QTRY_COMPARE(m_driver->grid()->shownFigure().panelNames(),
                     QStringList({QStringLiteral("up_proj"), QStringLiteral("down_proj"),
                                  QStringLiteral("o_proj")}));
        QVERIFY(m_driver->grid()->shownFigure().csv() == bytes("runs/diff.pdf.csv"));
    }

    void droppedBoardOpensAmongTheFigures()
    {
        makeOtherRun();
        m_driver->trigger("action.figure.newBoard");
        openRun("other");
        m_driver->trigger("action.figure.addToBoard");
        m_driver->trigger("action.view.figures");
        auto* list = m_driver->find<QListView>("figureList");
        QTRY_VERIFY(list->isVisible());
        exportTo("runs/board.pdf", QStringLiteral("acl-full"));
        const auto* model = m_driver->window().findChild<FigureListModel*>();
        const std::string recipe = recipeText(model->entry(0).recipe);
        // Kept still: shown there, not twice.
        m_driver->trigger("action.view.compare");
        m_driver->drop("mainWindow", at("runs/board.pdf"));
        QTRY_COMPARE(m_driver->window().parts().pages->current(), Workspace::Figures);
        QCOMPARE(model->rowCount(), 1);
        m_driver->trigger("action.file.closeStudy");
        QCOMPARE(model->rowCount(), 0);
        m_driver->drop("mainWindow", at("runs/board.pdf"));
        QTRY_COMPARE(model->rowCount(), 1);
        QCOMPARE(m_driver->window().parts().pages->current(), Workspace::Figures);
        QCOMPARE(recipeText(model->entry(0).recipe), recipe);
        QCOMPARE(model->entry(0).name, QStringLiteral("board"));
        QCOMPARE(model->entry(0).runs.size(), std::size_t{2});
        QTRY_VERIFY(!m_driver->find<QLabel>("figuresView.preview")->pixmap().isNull());
        QCOMPARE(m_driver->find<QListWidget>("figureBoard.parts")->count(), 2);
    }

    void viewIsAnnotatedByKeysAlone()
    {
        m_driver->trigger("action.annotate.box");
        auto* list = m_driver->find<QListView>("figureList");
        QTRY_VERIFY(list->isVisible());
        QCOMPARE(list->model()->rowCount(), 1);
        QTRY_VERIFY2(rowText(0).startsWith(QStringLiteral("Figure 1\n")), qPrintable(rowText(0)));
        auto* page = m_driver->find<QLabel>("figuresView.preview");
        QTRY_VERIFY(!page->pixmap().isNull());
        QVERIFY(page->hasFocus());
        QTest::keyClick(page, Qt::Key_Return);
        const auto* model = m_driver->window().findChild<FigureListModel*>();
        const auto annotations = [model] { return model->entry(0).recipe.spec.annotations; };
        QCOMPARE(annotations().size(), std::size_t{1});
        m_driver->trigger("action.edit.undo");
        QVERIFY(annotations().empty());
        m_driver->trigger("action.edit.redo");
        QCOMPARE(annotations().size(), std::size_t{1});
        // It goes into the file, and comes back from it.
        exportTo("note.pdf", QStringLiteral("acl-column"));
        QVERIFY(readFigureOrigin(at("note.pdf").toStdString()).recipe.spec.annotations
                == annotations());
    }

    void foreignFiguresAreRefusedInWords()
    {
        QImage photo(8, 8, QImage::Format_RGB32);
        photo.fill(Qt::blue);
        QVERIFY(photo.save(at("photo.png")));
        m_driver->drop("mainWindow", at("photo.png"));
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_VERIFY(strip->text(QStringLiteral("open"))
                        .startsWith(QStringLiteral("photo.png was not opened.")));
        QVERIFY2(strip->text(QStringLiteral("open"))
                     .contains(QStringLiteral("a figure exported by Neurograft")),
                 qPrintable(strip->text(QStringLiteral("open"))));
    }

    void lostRunIsSaidInWords()
    {
        exportTo("fig.svg", QStringLiteral("acl-column"), QStringLiteral("svg"));
        m_driver->trigger("action.file.closeStudy");
        QVERIFY(QFile::remove(at("runs/sample.h5")));
        m_driver->drop("mainWindow", at("fig.svg"));
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_VERIFY2(strip->text(QStringLiteral("open")).contains(QStringLiteral("sample.h5")),
                     qPrintable(strip->text(QStringLiteral("open"))));
    }

    void changedRunMakesFiguresStaleAndTheyAreRefreshed()
    {
        exportTo("fig.svg", QStringLiteral("acl-column"), QStringLiteral("svg"));
        m_driver->trigger("action.view.figures");
        QTRY_VERIFY(rowText(0).contains(QStringLiteral("checks OK")));
        const std::string before = bytes("fig.svg");
        QVERIFY(!m_driver->find<QAction>("action.figure.refreshStale")->isEnabled());
        ResultFile run = readResult(at("runs/sample.h5").toStdString());
        for (Table& table : run.tables) {
            if (auto* values = std::get_if<std::vector<double>>(&table.values)) {
                values->at(3) = 0.5;
            }
        }
        writeResult(at("runs/sample.h5").toStdString(), run, true);
        m_driver->trigger("action.figure.checks");
        QTRY_VERIFY2(rowText(0).startsWith(QStringLiteral("fig (stale)")), qPrintable(rowText(0)));
        m_driver->trigger("action.figure.refreshStale");
        QTRY_VERIFY(!rowText(0).contains(QStringLiteral("stale")));
        QVERIFY(bytes("fig.svg") != before);
        QVERIFY(bytes("fig.svg.csv").find(",0.5,") != std::string::npos);
    }

    void provenanceShowsTheRun()
    {
        m_driver->trigger("action.figure.provenance");
        QTRY_VERIFY(m_driver->find<QTreeWidget>("provenanceDialog.tree") != nullptr);
        const QList<QTreeWidgetItem*> found =
            m_driver->find<QTreeWidget>("provenanceDialog.tree")
                ->findItems(QStringLiteral("result file"), Qt::MatchExactly);
        QCOMPARE(found.value(0)->text(1), QStringLiteral("sample.h5"));
    }

    void darkThemeAndKeyboardGiveTheSameBytes()
    {
        exportTo("light.pdf", QStringLiteral("icml-column"));
        m_driver->trigger("action.theme.dark");
        QApplication::setActiveWindow(&m_driver->window());
        QTest::keyClick(&m_driver->window(), Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY(dialog() != nullptr && dialog()->isVisible());
        QApplication::setActiveWindow(dialog());
        m_driver->find<QLineEdit>("exportDialog.path")->setText(at("dark.pdf"));
        auto* preset = m_driver->find<QComboBox>("exportDialog.presetCombo");
        QCOMPARE(preset->currentData().toString(), QStringLiteral("icml-column")); // remembered
        QTRY_VERIFY(m_driver->find<QListWidget>("exportDialog.checks")->count() > 5);
        preset->setFocus();
        QTest::keyClick(preset, Qt::Key_Return);
        QTRY_VERIFY(QFile::exists(at("dark.pdf.csv")));
        QTRY_VERIFY(!dialog() || !dialog()->isVisible());
        m_driver->trigger("action.theme.light");
        QVERIFY(bytes("dark.pdf") == bytes("light.pdf"));
    }

private:
    QString at(const char* name) const
    {
        return m_driver->folder() + u'/' + QString::fromLatin1(name);
    }
    std::string bytes(const char* name) const { return readFile(at(name).toStdString()); }
    QDialog* dialog() const { return m_driver->find<QDialog>("exportDialog"); }
    QString rowText(int row) const
    {
        return m_driver->find<QListView>("figureList")->model()->index(row, 0).data().toString();
    }
    static QString pdfName(const FigureListModel& model)
    {
        return QString::fromStdString(model.entry(11).name.toStdString()).replace(u' ', u'_')
            + QStringLiteral(".pdf");
    }

    /// A stored result: nothing has to be computed here.
    void openSample()
    {
        QDir(m_driver->folder()).mkdir(QStringLiteral("runs"));
        openTinyPair();
        m_driver->runToEnd();
        QVERIFY(QFile::copy(m_driver->window().session()->resultPath(), at("runs/sample.h5")));
        openRun("sample");
        QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
    }

    /// "other.h5" beside "sample.h5": another run of the pair.
    void makeOtherRun() const
    {
        ResultFile run = readResult(at("runs/sample.h5").toStdString());
        run.manifest.createdUtc = "2026-11-25T05:00:00Z";
        for (Table& table : run.tables) {
            if (auto* values = std::get_if<std::vector<double>>(&table.values)) {
                for (double& value : *values) {
                    value *= 0.5;
                }
            }
        }
        writeResult(at("runs/other.h5").toStdString(), run, true);
    }
    void openRun(const char* name)
    {
        const QString path = at("runs/") + QString::fromLatin1(name) + QStringLiteral(".h5");
        m_driver->window().open(path);
        QTRY_COMPARE(m_driver->window().session()->resultPath(), path);
        QTRY_VERIFY(m_driver->window().session()->figure() != nullptr);
    }

    void exportTo(const char* name, const QString& preset,
                  const QString& format = QStringLiteral("pdf"))
    {
        exportFigure(at(name), preset, format);
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowExport)
#include "tst_window_export.moc"
