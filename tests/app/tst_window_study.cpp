// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U5 of ux.md, steps 1 to 3: a study of a hundred runs as it was left, models that moved,
// two runs compared; and what a crash leaves.
#include "core/checkpoint/checkpoint.h"
#include "core/study/study_folder.h"
#include "support/window_test.h"
#include "tests/app/study_fixture.h"
#include "widgets/dialogs/compare_dialog.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/run_list_view.h"
#include "widgets/settings/app_settings.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QElapsedTimer>
#include <QInputDialog>
#include <QLabel>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTimer>
#include <QTreeWidget>

#include <csignal>
#include <unistd.h>

using namespace neurograft;
using namespace neurograft::testing;

namespace {

/// Changes one byte of a tensor, at its start or at one part of @p parts of it.
void flipByte(const QString& model, const QString& tensor, int parts)
{
    const auto checkpoint = Checkpoint::open(toPath(model));
    const TensorEntry entry = checkpoint->entry(tensor.toStdString());
    const qint64 size = static_cast<qint64>(entry.end - entry.begin);
    const qint64 offset = static_cast<qint64>(entry.begin) + (parts == 0 ? 0 : size / parts);
    QFile file(model + QLatin1Char('/') + QString::fromStdString(entry.file));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(offset));
    const QByteArray byte = file.read(1);
    QVERIFY(file.seek(offset));
    QCOMPARE(file.write(QByteArray(1, static_cast<char>(byte[0] ^ 1))), qint64(1));
}

/// In a process of its own: opens the study in a window, edits it, waits for the autosave and dies.
int crash(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QString folder = QString::fromLocal8Bit(argv[2]);
    WindowDriver driver;
    StudyDocument* study = driver.window().parts().study;
    study->setAutosaveInterval(20);
    QObject::connect(study, &StudyDocument::opened, &driver.window(), [&driver] {
        driver.window().session()->setModules({QStringLiteral("o_proj")});
    });
    study->open(folder);
    auto* timer = new QTimer(&application);
    QObject::connect(timer, &QTimer::timeout, &application, [study, folder] {
        // An autosave before the edit holds only where the windows stand.
        QFile state(folder + QStringLiteral("/.autosave/state.json"));
        if (study->isDirty() && !study->isBusy() && state.open(QIODevice::ReadOnly)
            && state.readAll().contains("\"edited\": true")) {
            ::kill(::getpid(), SIGKILL);
        }
    });
    timer->start(10);
    return QApplication::exec();
}

} // namespace

class TestWindowStudy : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void aStudyOfAHundredRunsOpensAsItWasLeft()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study-100");
        makeStudy(folder, fixture(QString()).chopped(1), 100);
        openStudy(folder);
        RunListModel* runs = m_driver->window().parts().runs;
        QTRY_COMPARE(runs->rowCount(), 100);
        auto* list = m_driver->find<RunListView>("runList");
        list->select({runFileName(42)});
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_VERIFY(m_driver->window().session()->figure() != nullptr);
        runs->setNote(runFileName(42), QStringLiteral("the good one"));
        m_driver->trigger("action.view.lock");
        m_driver->trigger("action.view.mask");
        m_driver->grid()->setMaskShape(QStringLiteral("custom:S0: 1-2; S1-3: 2-"));
        const SelectionItem cell = CellItem{QStringLiteral("up_proj"), 2, 3};
        m_driver->window().parts().selection->select(cell);
        m_driver->trigger("action.view.neurons");
        m_driver->window().close();

        m_driver->restart();
        auto* recent = m_driver->find<QTreeWidget>("startPage.recentList");
        QTRY_COMPARE(recent->topLevelItemCount(), 1);
        QVERIFY(recent->isVisible());
        QCOMPARE(recent->topLevelItem(0)->text(0), QStringLiteral("study-100"));
        QCOMPARE(recent->topLevelItem(0)->text(1), QStringLiteral("tiny-T → tiny-S"));
        QElapsedTimer clock;
        clock.start();
        recent->setFocus();
        recent->setCurrentItem(recent->topLevelItem(0));
        QTest::keyClick(recent, Qt::Key_Return);
        runs = m_driver->window().parts().runs;
        QTRY_COMPARE(runs->rowCount(), 100);
        QTRY_VERIFY(m_driver->window().session()->figure() != nullptr);
        qInfo("study-100 opened in %lld ms", static_cast<long long>(clock.elapsed()));
        QVERIFY(clock.elapsed() < 3000);
        QVERIFY(m_driver->window().session()->resultPath().endsWith(runFileName(42)));
        QVERIFY(!m_driver->find<QAction>("action.view.lock")->isChecked());
        QVERIFY(m_driver->find<QAction>("action.view.mask")->isChecked());
        QCOMPARE(m_driver->grid()->maskShape(), QStringLiteral("custom:S0: 1-2; S1-3: 2-"));
        QVERIFY(m_driver->find<QAction>("action.maskShape.custom")->isChecked());
        QVERIFY(m_driver->find<QAction>("action.view.neurons")->isChecked());
        QVERIFY(m_driver->window().parts().selection->primary() == cell);
        QCOMPARE(runs->note(runFileName(42)), QStringLiteral("the good one"));
        QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
        QVERIFY(!m_driver->window().parts().study->isDirty()); // looking changes nothing
        QCOMPARE(notices(), QStringList());
    }

    void modelsElsewhereAreLocatedAndCompared()
    {
        const QString models = m_driver->folder() + QStringLiteral("/models");
        copyModel(QStringLiteral("tiny-T"), models);
        copyModel(QStringLiteral("tiny-S"), models);
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudy(folder, models, 2);
        const QString moved = m_driver->folder() + QStringLiteral("/far/away");
        QVERIFY(QDir().mkpath(moved));
        QVERIFY(QDir().rename(models, moved + QStringLiteral("/models")));
        openStudy(folder);
        QTRY_COMPARE(
            notices(),
            (QStringList{QStringLiteral("missing.student"), QStringLiteral("missing.teacher")}));
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QCOMPARE(strip->text(QStringLiteral("missing.teacher")),
                 QStringLiteral("The teacher is not where it was. No folder tiny-T beside the "
                                "study. Results stay visible; locate it for new runs."));
        QTRY_COMPARE(m_driver->window().parts().runs->rowCount(), 2);
        locate(QStringLiteral("teacher"), moved + QStringLiteral("/models/tiny-T"));
        QTRY_VERIFY2(strip->text(QStringLiteral("weights.teacher"))
                         .startsWith(QStringLiteral("tiny-T was found: same weights ✓.")),
                     qPrintable(strip->text(QStringLiteral("weights.teacher"))));
        locate(QStringLiteral("student"), moved + QStringLiteral("/models/tiny-T"));
        QTRY_VERIFY2(strip->text(QStringLiteral("weights.student"))
                         .startsWith(QStringLiteral("The student has other weights than run 2.")),
                     qPrintable(strip->text(QStringLiteral("weights.student"))));
        // The study knows the new place.
        QTRY_COMPARE(m_driver->window().parts().study->study().similarity.teacher,
                     toPath(moved + QStringLiteral("/models/tiny-T")));
    }

    void aResultOfAnotherCommandNamesItsWorkspace()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudy(folder, fixture(QString()).chopped(1), 1);
        ResultFile scores;
        scores.manifest.command = "neurograft perplexity --model S --data d.jsonl --out r.h5";
        scores.manifest.student = "tiny-S";
        const QString name = QStringLiteral("0002-perplexity.h5");
        const QString path = folder + QStringLiteral("/runs/") + name;
        writeResult(toPath(path), scores, false);
        openStudy(folder);
        QTRY_COMPARE(m_driver->window().parts().runs->rowCount(), 2);
        auto* list = m_driver->find<RunListView>("runList");
        list->setFocus();
        list->select({runFileName(1)});
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_VERIFY(m_driver->window().session()->figure() != nullptr);
        list->select({name});
        QTest::keyClick(list, Qt::Key_Return);
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        const QString topic = QStringLiteral("runs");
        QVERIFY2(strip->text(topic).startsWith(QStringLiteral(
                     "0002-perplexity.h5 holds a result of perplexity. Workspace Evaluate "
                     "will show it; this version of it cannot yet.")),
                 qPrintable(strip->text(topic)));
        QVERIFY(m_driver->window().session()->resultPath().endsWith(runFileName(1))); // maps stay
        press(topic, QStringLiteral("Copy command"));
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("neurograft table '%1' --list").arg(path));
        // The same when it is dropped with nothing open.
        m_driver->trigger("action.file.closeStudy");
        QTRY_VERIFY(strip->topics().isEmpty());
        m_driver->window().open(path);
        QTRY_VERIFY(!strip->text(topic).isEmpty());
        QVERIFY(m_driver->window().session()->resultPath().isEmpty());
    }

    void aWideNoticeLeavesTheStudyDockItsRoom()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudy(folder, fixture(QString()).chopped(1), 1);
        openStudy(folder);
        m_driver->window().resize(1280, 720);
        Notice notice;
        notice.headline = QStringLiteral("A notice with much to say and much to choose from.");
        notice.reason = QString(QStringLiteral("Words, words, words. ")).repeated(8);
        for (int i = 0; i < 4; ++i) {
            notice.actions.append(
                {QStringLiteral("A rather long answer, number %1").arg(i), [] {}});
        }
        m_driver->find<NoticeStrip>("noticeStrip")->show(QStringLiteral("wide"), notice);
        m_driver->find<QWidget>("inspectorDock")->show();
        QTRY_VERIFY(m_driver->window().width() <= 1280);
        QTRY_VERIFY2(m_driver->find<QWidget>("studyDock")->width() >= 180,
                     qPrintable(QString::number(m_driver->find<QWidget>("studyDock")->width())));
        const auto* row = m_driver->find<QWidget>("notice.wide");
        for (const QPushButton* button : row->findChildren<QPushButton*>()) {
            QVERIFY(row->rect().contains(button->geometry()));
            QVERIFY(button->width() >= button->sizeHint().width());
        }
    }

    void theTensorThatDiffersIsNamed()
    {
        const QString models = m_driver->folder() + QStringLiteral("/models");
        copyModel(QStringLiteral("tiny-T"), models);
        copyModel(QStringLiteral("tiny-S"), models);
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudy(folder, models, 1);
        openStudy(folder);
        const QDir records(folder + QStringLiteral("/weights"));
        QTRY_COMPARE(records.entryList(QDir::Files).size(), 2); // samples, at once
        QTRY_COMPARE(m_driver->window().parts().runs->rowCount(), 1);
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        const QString full = QStringLiteral("weights.full.teacher");
        for (const char* said :
             {"Every byte of tiny-T is recorded now.", "Every byte of tiny-T is the same ✓."}) {
            m_driver->trigger("action.model.checkWeights");
            QCOMPARE(strip->text(full), QString());
            QTRY_VERIFY(!m_driver->window().jobs()->isBusy());
            QTRY_VERIFY2(strip->text(full).startsWith(QString::fromUtf8(said)),
                         qPrintable(strip->text(full)));
        }
        m_driver->trigger("action.file.closeStudy");
        QTRY_VERIFY(!m_driver->window().parts().study->isBusy());
        const QString moved = m_driver->folder() + QStringLiteral("/far");
        QVERIFY(QDir().rename(models, moved));
        const QString embedding = QStringLiteral("model.embed_tokens.weight");
        const QString up = QStringLiteral("model.layers.1.mlp.up_proj.weight");
        flipByte(moved + QStringLiteral("/tiny-T"), embedding, 4); // between the samples
        flipByte(moved + QStringLiteral("/tiny-S"), up, 0);
        openStudy(folder);
        QTRY_COMPARE(m_driver->window().parts().runs->rowCount(), 1);
        locate(QStringLiteral("teacher"), moved + QStringLiteral("/tiny-T"));
        const QString teacher = QStringLiteral("weights.teacher");
        QTRY_VERIFY2(
            strip->text(teacher).startsWith(QStringLiteral("tiny-T was found: same weights ✓.")),
            qPrintable(strip->text(teacher)));
        press(teacher, QStringLiteral("Check every byte"));
        QTRY_VERIFY2(strip->text(full).contains(embedding + QStringLiteral(" has other values.")),
                     qPrintable(strip->text(full)));
        locate(QStringLiteral("student"), moved + QStringLiteral("/tiny-S"));
        const QString student = QStringLiteral("weights.student");
        QTRY_VERIFY2(strip->text(student).contains(up + QStringLiteral(" has other values.")),
                     qPrintable(strip->text(student)));
        QVERIFY(strip->text(student).startsWith(
            QStringLiteral("The student has other weights than run 1.")));
    }

    void twoSelectedRunsAreComparedByKey()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudy(folder, fixture(QString()).chopped(1), 3);
        openStudy(folder);
        QTRY_COMPARE(m_driver->window().parts().runs->rowCount(), 3);
        QVERIFY(!m_driver->find<QAction>("action.analyse.compareRuns")->isEnabled());
        auto* list = m_driver->find<RunListView>("runList");
        list->select({runFileName(1), runFileName(3)});
        list->setFocus();
        QTest::keyClick(list, Qt::Key_R, Qt::ControlModifier);
        auto* dialog = m_driver->find<CompareDialog>("compareDialog");
        QVERIFY(dialog != nullptr && dialog->isVisible());
        QTRY_VERIFY(dialog->isReady());
        QCOMPARE(m_driver->text("compareDialog.headline"),
                 QStringLiteral("A is run 1, B is run 3: one option differs."));
        auto* map = m_driver->find<HeatmapPlot>("compareDialog.map");
        QVERIFY(qAbs(map->data()->value({1, 1}) - 0.002) < 1e-12);
        dialog->close();
    }

    void keptFiguresComeBackWithTheStudy()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudy(folder, fixture(QString()).chopped(1), 1);
        openStudy(folder);
        auto* list = m_driver->find<QListView>("studyPanel.figures");
        auto* kept = qobject_cast<FigureListModel*>(list->model());
        QVERIFY(kept != nullptr);
        QCOMPARE(kept->rowCount(), 0);
        FigureEntry figure;
        figure.name = QStringLiteral("fig1");
        figure.runs = {toPath(folder + QStringLiteral("/runs/") + runFileName(1))};
        kept->keep(figure);
        m_driver->restart();
        openStudy(folder);
        list = m_driver->find<QListView>("studyPanel.figures");
        QCOMPARE(list->model()->rowCount(), 1);
        QVERIFY(list->isVisible());
        const QString lines = list->model()->index(0, 0).data().toString();
        QCOMPARE(lines.section(QLatin1Char('\n'), 0, 0), QStringLiteral("fig1"));
        list->setCurrentIndex(list->model()->index(0, 0));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Return);
        QVERIFY(m_driver->find<QAction>("action.view.figures")->isChecked());
        QVERIFY(!m_driver->window().parts().study->isDirty());
    }

    void aRunIsReplayedWithAnotherSeedWhereTheModelsAreNow()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudy(folder, fixture(QString()).chopped(1), 1);
        openStudy(folder);
        RunListModel* runs = m_driver->window().parts().runs;
        QTRY_COMPARE(runs->rowCount(), 1);
        QVERIFY(!m_driver->find<QAction>("action.file.replayRun")->isEnabled());
        m_driver->find<RunListView>("runList")->select({runFileName(1)});
        QTRY_VERIFY(m_driver->find<QAction>("action.file.replayRun")->isEnabled());
        auto* timer = new QTimer(this);
        connect(timer, &QTimer::timeout, this, [timer] {
            if (auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget())) {
                timer->deleteLater();
                QCOMPARE(dialog->intValue(), 41);
                dialog->setIntValue(43);
                dialog->accept();
            }
        });
        timer->start(10);
        m_driver->trigger("action.file.replayRun");
        QTRY_VERIFY_WITH_TIMEOUT(runs->rowCount() == 2 && runs->run(0).isComplete, 30000);
        QCOMPARE(runs->run(0).seed, qint64(43));
        QCOMPARE(runs->run(0).modules,
                 (QStringList{QStringLiteral("up_proj"), QStringLiteral("down_proj")}));
        QTRY_VERIFY(!m_driver->window().jobs()->isBusy());
    }

    void anUnsavedPairBecomesAStudyWithItsRuns()
    {
        openTinyPair();
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
        m_driver->runToEnd();
        const QString before = m_driver->window().session()->resultPath();
        const QString folder = m_driver->folder() + QStringLiteral("/mine");
        chooseFile(folder);
        m_driver->trigger("action.file.saveAs");
        StudyDocument* study = m_driver->window().parts().study;
        QTRY_COMPARE(study->name(), QStringLiteral("mine"));
        QVERIFY(!QFile::exists(before));
        QVERIFY(QFile::exists(folder + QStringLiteral("/runs/0001-similarity.h5")));
        QTRY_COMPARE(m_driver->window().session()->resultPath(),
                     folder + QStringLiteral("/runs/0001-similarity.h5"));
        QTRY_VERIFY(m_driver->window().session()->figure() != nullptr);
        QCOMPARE(study->study().similarity.unit, std::string("last-token"));
        QCOMPARE(study->study().similarity.teacher, toPath(fixture(QStringLiteral("tiny-T"))));
        QTRY_COMPARE(m_driver->window().windowTitle(), QStringLiteral("mine[*]"));
        QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
        m_driver->choose("unitCombo", QStringLiteral("mean-token"));
        QTRY_VERIFY(m_driver->window().isWindowModified());
        m_driver->trigger("action.file.save");
        QTRY_VERIFY(!m_driver->window().isWindowModified());
        QCOMPARE(openStudyFile(folder).study.similarity.unit, std::string("mean-token"));
    }

    void closingByTheUserOpensNothingNextTime()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudy(folder, fixture(QString()).chopped(1), 1);
        openStudy(folder);
        m_driver->window().close();
        m_driver->restart();
        m_driver->window().reopenLast();
        QTRY_COMPARE(m_driver->window().parts().study->name(), QStringLiteral("study"));
        m_driver->trigger("action.file.closeStudy");
        QTRY_VERIFY(m_driver->find<QWidget>("startPage")->isVisible());
        m_driver->window().close();
        m_driver->restart();
        m_driver->window().reopenLast();
        QTest::qWait(50);
        QVERIFY(!m_driver->window().parts().study->isOpen());
        QVERIFY(!m_driver->window().parts().study->isBusy());
    }

    void aMissingRecentStudyIsGreyAndCanBeLocated()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudy(folder, fixture(QString()).chopped(1), 1);
        openStudy(folder);
        m_driver->trigger("action.file.closeStudy");
        QTRY_VERIFY(!m_driver->window().parts().study->isBusy());
        const QString moved = m_driver->folder() + QStringLiteral("/moved");
        QVERIFY(QDir().rename(folder, moved));
        m_driver->restart();
        auto* recent = m_driver->find<QTreeWidget>("startPage.recentList");
        QTRY_COMPARE(recent->topLevelItemCount(), 1);
        QTRY_VERIFY(recent->topLevelItem(0)->text(1).contains(QStringLiteral("Locate…")));
        chooseFile(moved + QStringLiteral("/study.study.json"));
        recent->setFocus();
        recent->setCurrentItem(recent->topLevelItem(0));
        QTest::keyClick(recent, Qt::Key_Return);
        QTRY_COMPARE(m_driver->window().parts().study->folder(), moved);
        QCOMPARE(m_driver->window().parts().settings->recentStudies().size(), 1);
    }

    void aKilledProgramsEditsAreRestored()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudy(folder, fixture(QString()).chopped(1), 1);
        QProcess killed;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TMPDIR"), m_driver->folder()); // what it leaves goes too
        killed.setProcessEnvironment(environment);
        killed.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--crash"), folder});
        QVERIFY(killed.waitForFinished(20000));
        QCOMPARE(killed.exitStatus(), QProcess::CrashExit);
        openStudy(folder);
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        const QString topic = QStringLiteral("study.restored");
        QTRY_VERIFY2(strip->text(topic).startsWith(QStringLiteral("Restored to ")),
                     qPrintable(strip->text(topic)));
        QCOMPARE(m_driver->window().session()->options().modules,
                 QStringList{QStringLiteral("o_proj")});
        const QString details = m_driver->text("notice.study.restored.details");
        QVERIFY2(details.contains(QStringLiteral("modules: up_proj, down_proj → o_proj")),
                 qPrintable(details));
        press(topic, QStringLiteral("Discard"));
        QTRY_COMPARE(m_driver->window().session()->options().modules,
                     (QStringList{QStringLiteral("up_proj"), QStringLiteral("down_proj")}));
        QTRY_COMPARE(strip->text(topic), QString());
        QCOMPARE(openStudyFile(folder).study.similarity.modules.size(), std::size_t{2});
    }

private:
    void openStudy(const QString& folder)
    {
        QSignalSpy opened(m_driver->window().parts().study, &StudyDocument::opened);
        m_driver->window().open(folder);
        QTRY_COMPARE(opened.count(), 1);
    }
    static StudyFolder openStudyFile(const QString& folder)
    {
        return neurograft::openStudy(toPath(folder));
    }
    QStringList notices() const { return m_driver->find<NoticeStrip>("noticeStrip")->topics(); }
    void press(const QString& topic, const QString& words)
    {
        auto* row = m_driver->window().findChild<QWidget*>(QStringLiteral("notice.") + topic);
        QVERIFY2(row != nullptr, qPrintable(topic));
        for (QPushButton* button : row->findChildren<QPushButton*>()) {
            if (button->text() == words) {
                button->click();
                return;
            }
        }
        QFAIL(qPrintable(words));
    }
    void locate(const QString& role, const QString& folder)
    {
        chooseFile(folder);
        press(QStringLiteral("missing.") + role, QStringLiteral("Locate folder…"));
    }
};

int main(int argc, char** argv)
{
    if (argc > 2 && QByteArray(argv[1]) == "--crash") {
        return crash(argc, argv);
    }
    WatchedApplication application(argc, argv);
    TestWindowStudy test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window_study.moc"
