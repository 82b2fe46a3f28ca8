// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U4 (ux.md 6.5), steps 7 to 10: two tasks before and after a delta that is known to change
// four answers (tests/data/make_evaluation_fixtures.py), read as scores, items and tables.
#include "core/run/perplexity.h"
#include "core/store/result_file.h"
#include "support/window_test.h"
#include "tests/app/study_fixture.h"
#include "tests/support/stored_evaluation.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/evaluate_task_model.h"
#include "widgets/models/evaluation_archive.h"
#include "widgets/models/evaluation_board_model.h"
#include "widgets/models/evaluation_item_model.h"
#include "widgets/models/evaluation_run.h"
#include "widgets/models/evaluation_table_model.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/evaluate_view.h"
#include "widgets/panels/evaluation_board_panel.h"
#include "widgets/panels/evaluation_items_panel.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/run_list_view.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTextBrowser>
#include <QTimer>

using namespace neurograft;

class TestWindowEvaluate : public WindowTest {
    Q_OBJECT

    const WindowParts& parts() const { return m_driver->window().parts(); }
    EvaluateSession* session() const { return parts().evaluate; }
    EvaluateTaskModel* tasks() const { return session()->tasks(); }
    QString folder() const { return m_driver->folder() + QStringLiteral("/demo"); }
    QTableView* view(const char* name) const { return m_driver->find<QTableView>(name); }
    QString cell(int row, int column) const
    {
        return view("evalTable")->model()->index(row, column).data().toString();
    }
    QString item(int row, int column) const
    {
        return view("itemTable")->model()->index(row, column).data().toString();
    }

    void addTask(const QString& file, int maxNewTokens)
    {
        tasks()->addFile(fixture(QStringLiteral("evaluation/") + file));
        const int row = tasks()->rowCount();
        QTRY_COMPARE(tasks()->rowCount(), row + 1);
        QTRY_COMPARE(tasks()->tasks().back().state, EvaluateTask::State::Ready);
        EvaluateTask task = tasks()->tasks().back();
        task.maxNewTokens = maxNewTokens;
        tasks()->setTask(row, task);
    }
    void addTasks()
    {
        addTask(QStringLiteral("mc.jsonl"), 0);
        addTask(QStringLiteral("sum.jsonl"), 2);
    }
    void layDelta()
    {
        m_driver->window().open(fixture(QStringLiteral("evaluation/delta-flip.safetensors")));
        QTRY_COMPARE(parts().overlays->active().deltas.size(), std::size_t{1});
    }
    void runToTheEnd()
    {
        auto* button = m_driver->find<QPushButton>("evalRunButton");
        QTRY_VERIFY2(button->isEnabled(), qPrintable(button->toolTip()));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(session()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 120000);
        QCOMPARE(parts().notices->text(QStringLiteral("evaluate")), QString());
    }
    /// Steps 7: both tasks, before and after.
    void askBoth()
    {
        layDelta();
        addTasks();
        runToTheEnd();
        QTRY_VERIFY(session()->rows().size() == 2 && session()->rows()[0].comparison
                    && session()->rows()[1].comparison);
    }

protected:
    void prepare() override
    {
        testing::makeStudy(folder(), fixture(QStringLiteral(".")), 0);
        m_driver->window().open(folder());
        QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
        m_driver->trigger("action.view.evaluate");
        QVERIFY(m_driver->find<QWidget>("evaluateView")->isVisible());
    }

private Q_SLOTS:
    void withoutTasksItSaysWhatToDo()
    {
        QVERIFY(m_driver->find<QWidget>("evaluateEmpty")->isVisible());
        QCOMPARE(m_driver->text("evaluateEmpty.emptyText"),
                 QStringLiteral("Scores before and after, item by item."));
        QCOMPARE(m_driver->text("evaluateBar.remark"), QStringLiteral("Choose tasks first."));
        QVERIFY(!m_driver->find<QPushButton>("evalRunButton")->isEnabled());
        chooseFile(fixture(QStringLiteral("evaluation/mc.jsonl")));
        m_driver->trigger("action.evaluate.tasks");
        QTRY_COMPARE(tasks()->rowCount(), 1);
        QCOMPARE(tasks()->tasks().front().task, QStringLiteral("choice"));
        QTRY_COMPARE(view("taskList")->model()->index(0, EvaluateTaskModel::Questions).data(),
                     QVariant(QStringLiteral("32")));
        m_driver->find<QSpinBox>("sampleSpin")->setValue(20);
        QCOMPARE(view("taskList")->model()->index(0, EvaluateTaskModel::Questions).data(),
                 QVariant(QStringLiteral("20 of 32")));
        QVERIFY2(m_driver->text("evaluateBar.remark").startsWith(QStringLiteral("Nothing is laid")),
                 qPrintable(m_driver->text("evaluateBar.remark")));
    }

    /// Steps 7 and 8.
    void theDifferenceIsSaidInWords()
    {
        askBoth();
        QVERIFY(!m_driver->find<QWidget>("evaluateEmpty")->isVisible());
        using Column = EvaluationTableModel::Column;
        QCOMPARE(cell(0, Column::Task), QStringLiteral("mc"));
        QCOMPARE(cell(0, Column::Questions), QStringLiteral("32"));
        QCOMPARE(cell(0, Column::Before), QStringLiteral("50.0 %"));
        QCOMPARE(cell(0, Column::After), QStringLiteral("56.2 %"));
        QCOMPARE(cell(0, Column::Difference), QStringLiteral("+6.2"));
        QCOMPARE(cell(0, Column::Gained), QStringLiteral("3"));
        QCOMPARE(cell(0, Column::Lost), QStringLiteral("1"));
        QCOMPARE(cell(0, Column::Finding), QStringLiteral("not distinguishable"));
        QCOMPARE(cell(1, Column::Task), QStringLiteral("sum"));
        QCOMPARE(cell(1, Column::Before), QStringLiteral("25.0 %"));
        QCOMPARE(cell(1, Column::After), QStringLiteral("25.0 %"));
        QCOMPARE(cell(1, Column::Gained) + cell(1, Column::Lost), QStringLiteral("00"));
        const QString finding = m_driver->text("evalFinding");
        QVERIFY2(
            finding.startsWith(QStringLiteral("mc: +6.2 points (3 gained, 1 lost of 32), 95 % ")),
            qPrintable(finding));
        QVERIFY2(finding.contains(QStringLiteral(": not distinguishable (McNemar, p = 0.625).")),
                 qPrintable(finding));
        QVERIFY(view("evalTable")->isColumnHidden(Column::Teacher));

        QTRY_COMPARE(parts().runs->rowCount(), 4); // a run per task and side
        QCOMPARE(parts().runs->run(0).kind, QStringLiteral("evaluate"));
        QVERIFY(session()->commands().contains(QStringLiteral("--delta ")));
    }

    /// Step 9.
    void flipsLeadToTheirAnswers()
    {
        askBoth();
        QCOMPARE(view("itemTable")->model()->rowCount(), 32);
        auto* flips = m_driver->find<QComboBox>("flipFilter");
        const int gained = flips->findText(QStringLiteral("✗→✓ (3)"));
        QVERIFY2(gained > 0, qPrintable(flips->itemText(1)));
        flips->setCurrentIndex(gained);
        Q_EMIT flips->activated(gained);
        QCOMPARE(view("itemTable")->model()->rowCount(), 3);
        QVERIFY(m_driver->find<QAction>("action.flips.gained")->isChecked());
        for (int row = 0; row < 3; ++row) {
            QCOMPARE(item(row, EvaluationItemModel::Number), QString::number(row + 1));
            QCOMPARE(item(row, EvaluationItemModel::Gold), QStringLiteral("A"));
            QCOMPARE(item(row, EvaluationItemModel::Before), QStringLiteral("✗ B"));
            QCOMPARE(item(row, EvaluationItemModel::After), QStringLiteral("✓ A"));
            QVERIFY(item(row, EvaluationItemModel::Question).contains(QStringLiteral("France")));
        }
        QVERIFY(!m_driver->find<QAction>("action.evaluate.locateItem")->isEnabled());
        view("itemTable")->selectRow(0);
        QVERIFY(m_driver->find<QPlainTextEdit>("itemPrompt")
                    ->toPlainText()
                    .endsWith(QStringLiteral("<|assistant|>\nThe answer is:")));
        QCOMPARE(m_driver->find<QPlainTextEdit>("itemGold")->toPlainText(), QStringLiteral("A"));
        const auto* diff = m_driver->find<QTextBrowser>("answerDiff");
        QVERIFY(diff->isVisible());
        QCOMPARE(diff->toPlainText().trimmed(), QStringLiteral("BA"));
        m_driver->trigger("action.evaluate.textDiff");
        QVERIFY(!diff->isVisible());

        m_driver->trigger("action.flips.lost");
        QCOMPARE(view("itemTable")->model()->rowCount(), 1);
        QCOMPARE(item(0, EvaluationItemModel::Number), QStringLiteral("4"));
        m_driver->trigger("action.flips.all");
        m_driver->find<QLineEdit>("itemFilter")->setText(QStringLiteral("france"));
        QCOMPARE(view("itemTable")->model()->rowCount(), 4);
        QCOMPARE(m_driver->text("itemCount"), QStringLiteral("4 of 32"));
    }

    /// Step 9, from an item to its neurons.
    void anItemLeadsToItsNeurons()
    {
        askBoth();
        view("itemTable")->selectRow(0);
        const QString prompt = m_driver->find<QPlainTextEdit>("itemPrompt")->toPlainText();
        m_driver->trigger("action.evaluate.locateItem");
        QVERIFY(parts().pages->current() == Workspace::Neurons);
        QCOMPARE(parts().locate->prompt(), prompt);
        QCOMPARE(parts().locate->input()->target(), QStringLiteral(" A"));
        QTRY_VERIFY(parts().locate->isRunning() || !parts().locate->resultPath().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!parts().locate->isRunning(), 60000);
        QVERIFY(parts().locate->resultPath().endsWith(QStringLiteral("-locate.h5")));
    }

    /// What is stored is not asked again; another seed is another question.
    void storedAnswersAreTaken()
    {
        askBoth();
        QTRY_COMPARE(session()->archive()->runs().size(), std::size_t{4});
        QVERIFY(!session()->needsRun());
        runToTheEnd();
        QCoreApplication::processEvents();
        QTRY_COMPARE(parts().runs->rowCount(), 4);
        m_driver->find<QSpinBox>("evalSeedSpin")->setValue(7);
        QVERIFY(session()->needsRun());
    }

    /// A stored run brings its like along.
    void aStoredRunIsShownBesideItsLike()
    {
        askBoth();
        QTRY_COMPARE(session()->archive()->runs().size(), std::size_t{4});
        const QString before = session()->rows()[0].file(EvaluationSide::Before);
        session()->clear();
        QVERIFY(session()->rows().empty());
        session()->openResult(before);
        QTRY_VERIFY(session()->rows().size() == 1 && session()->rows()[0].comparison);
        QCOMPARE(session()->rows()[0].comparison->paired.better, std::int64_t{3});
        QCOMPARE(view("itemTable")->model()->rowCount(), 32);
    }

    void resultsNamedTogetherAreShownTogether()
    {
        askBoth();
        const QString first = session()->rows()[0].file(EvaluationSide::After);
        const QString second = session()->rows()[1].file(EvaluationSide::Before);
        session()->clear();
        session()->openResult(first);
        session()->openResult(second);
        QTRY_COMPARE(session()->rows().size(), std::size_t{2});
        QCOMPARE(session()->rows()[0].file(EvaluationSide::After), first);
        QCOMPARE(session()->rows()[1].file(EvaluationSide::Before), second);
    }

    /// Step 10.
    void tablesAreCopiedForPapers()
    {
        askBoth();
        m_driver->trigger("action.evaluate.copyLatex");
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("\\toprule")));
        const QString latex = QGuiApplication::clipboard()->text();
        QVERIFY2(latex.contains(QStringLiteral("mc: n = 32, +6.2 points, 95 \\% ")),
                 qPrintable(latex));
        QVERIFY(latex.contains(QStringLiteral("not distinguishable")));
        QVERIFY(latex.contains(QStringLiteral("tiny-S")));
        chooseFile(m_driver->folder() + QStringLiteral("/scores.csv"));
        m_driver->trigger("action.evaluate.export");
        QTRY_VERIFY(QFile::exists(m_driver->folder() + QStringLiteral("/scores.csv")));
        QFile csv(m_driver->folder() + QStringLiteral("/scores.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QByteArray text = csv.readAll();
        QVERIFY2(text.contains("choice") && text.contains("0.5625"), text.constData());
    }

    void theBoardShowsEveryModelByTask()
    {
        askBoth();
        parts().evaluateView->showBoard(true);
        const EvaluationBoardModel* board = parts().evaluateView->board()->model();
        QTRY_COMPARE(board->rowCount(), 2);
        QCOMPARE(board->index(0, 0).data().toString(), QStringLiteral("tiny-S"));
        QCOMPARE(board->index(1, 0).data().toString(), QStringLiteral("tiny-S + delta-flip"));
        QCOMPARE(board->columnCount(), 3);
        QCOMPARE(board->index(0, 1).data().toString(), QStringLiteral("50.0 %"));
        QCOMPARE(board->index(1, 1).data().toString(), QStringLiteral("56.2 % n.s."));
        QTRY_VERIFY(m_driver->find<QAction>("action.figure.exportFigure")->isEnabled());
    }

    /// Rows of their own, never taken for one's own numbers.
    void theBoardIsExportedWithPublishedNumbers()
    {
        const QString run = folder() + QStringLiteral("/runs/0001-evaluate.h5");
        QVERIFY(QDir().mkpath(QFileInfo(run).path()));
        testing::writeEvaluations(run.toStdString(), "Llama-2-7b-chat-hf",
                                  {testing::answered(EvaluationTask::Gsm8k, 4, 20)});
        parts().runs->refresh();
        parts().pages->setCurrent(Workspace::Evaluate);
        QTRY_COMPARE(session()->archive()->runs().size(), std::size_t{1});
        parts().evaluateView->showBoard(true);
        const EvaluationBoardModel* board = parts().evaluateView->board()->model();
        QTRY_COMPARE(board->rowCount(), 1);
        auto* studies = m_driver->find<QComboBox>("boardStudy");
        studies->setCurrentIndex(studies->findData(QStringLiteral("ni-main-results")));
        m_driver->find<QCheckBox>("boardPublished")->click();
        QCOMPARE(board->rowCount(), 6);
        m_driver->trigger("action.evaluate.copyLatex");
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(
            QStringLiteral("\\textit{LaTen} & \\textit{20.5}$^{a}$")));
        QVERIFY(QGuiApplication::clipboard()->text().contains(
            QStringLiteral("$^{a}$ published: SemAlign v1 (arXiv 2510.24208), table 1")));
        const QString csvPath = m_driver->folder() + QStringLiteral("/board.csv");
        chooseFile(csvPath);
        m_driver->trigger("action.evaluate.export");
        QTRY_VERIFY(QFile::exists(csvPath));
        QFile csv(csvPath);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(csv.readAll());
        QVERIFY2(text.contains(QStringLiteral(",own,,\npublished: Llama-2-7B-Chat,gsm8k,")),
                 qPrintable(text));
        QCOMPARE(text.count(QStringLiteral(",published,\"SemAlign v1")), 5);
    }

    /// All tasks and held-out perplexity in one table, by one entry of the menu.
    void theDamageCheckMeasuresHeldOutRowsToo()
    {
        askBoth();
        chooseFile(fixture(QStringLiteral("demo.jsonl")));
        m_driver->trigger("action.evaluate.perplexity");
        QTRY_COMPARE(tasks()->rowCount(), 3);
        QCOMPARE(tasks()->tasks()[2].task, QString::fromLatin1(kPerplexityTask));
        QTRY_COMPARE(tasks()->tasks()[2].state, EvaluateTask::State::Ready);
        QCOMPARE(tasks()->tasks()[2].questions, std::int64_t{48});
        for (int row = 0; row < 3; ++row) {
            tasks()->setData(tasks()->index(row, 0), Qt::Unchecked, Qt::CheckStateRole);
        }
        m_driver->trigger("action.evaluate.damage");
        QVERIFY(session()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 60000);
        QCOMPARE(parts().notices->text(QStringLiteral("evaluate")), QString());
        QTRY_VERIFY(session()->rows().size() == 3 && session()->rows()[2].heldOut);
        const HeldOutRun run = *session()->rows()[2].heldOut;
        QVERIFY2(run.path.endsWith(QStringLiteral("-perplexity/damage.json")),
                 qPrintable(run.path));
        PerplexityOptions plain;
        plain.model = run.study.model;
        plain.data = run.study.data;
        plain.device = run.study.device;
        plain.dtype = run.study.dtype;
        const PerplexityResult before = measurePerplexity(plain, RunContext());
        QCOMPARE(run.row.before, before.perplexity);
        QCOMPARE(run.row.paired.n, before.rows);
        plain.overlay = run.study.overlay;
        const PerplexityResult after = measurePerplexity(plain, RunContext());
        QCOMPARE(run.row.after, after.perplexity);
        QVERIFY(after.perplexity != before.perplexity);

        using Column = EvaluationTableModel::Column;
        QCOMPARE(cell(2, Column::Task), QStringLiteral("perplexity"));
        QCOMPARE(cell(2, Column::Questions), QString::number(before.rows));
        QCOMPARE(cell(2, Column::Before), QString::number(before.perplexity, 'g', 4));
        QCOMPARE(cell(2, Column::After), QString::number(after.perplexity, 'g', 4));
        QCOMPARE(cell(2, Column::Finding), verdictText(run.row.paired));
        view("evalTable")->selectRow(2);
        const QString finding = m_driver->text("evalFinding");
        QVERIFY2(finding.contains(QStringLiteral("nats per token"))
                     && finding.contains(verdictText(run.row.paired)),
                 qPrintable(finding));
        QCOMPARE(view("itemTable")->model()->rowCount(), 0);
        // What is there is not measured again, and the study remembers it.
        QVERIFY(!session()->needsRun());
        m_driver->trigger("action.evaluate.damage");
        QTRY_VERIFY(!session()->isRunning());
        QCOMPARE(session()->rows()[2].heldOut->path, run.path);
        m_driver->trigger("action.evaluate.copyLatex");
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("perplexity &")));
        QSignalSpy saved(parts().study, &StudyDocument::saved);
        parts().study->save();
        QTRY_COMPARE(saved.count(), 1);
        m_driver->restart();
        m_driver->window().open(folder());
        QTRY_VERIFY(session()->rows().size() == 3 && session()->rows()[2].heldOut);
        QCOMPARE(session()->rows()[2].heldOut->row.after, after.perplexity);
    }

    /// The same settings again, beside the run they were taken from.
    void aRunIsReplayedWithAnotherSeed()
    {
        askBoth();
        RunListModel* runs = parts().runs;
        QTRY_COMPARE(runs->rowCount(), 4);
        const EvaluationRun before = readEvaluationRun(runs->run(0).file.path, false);
        m_driver->find<RunListView>("runList")->select({runs->run(0).file.name});
        QTRY_VERIFY(m_driver->find<QAction>("action.file.replayRun")->isEnabled());
        auto* timer = new QTimer(this);
        connect(timer, &QTimer::timeout, this, [timer] {
            if (auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget())) {
                timer->deleteLater();
                dialog->setIntValue(7);
                dialog->accept();
            }
        });
        timer->start(10);
        m_driver->trigger("action.file.replayRun");
        QTRY_VERIFY_WITH_TIMEOUT(runs->rowCount() == 5 && runs->run(0).isComplete, 30000);
        const EvaluationRun again = readEvaluationRun(runs->run(0).file.path, false);
        QCOMPARE(again.study.seed, std::uint64_t{7});
        QCOMPARE(again.study.task, before.study.task);
        QCOMPARE(again.study.overlay, before.study.overlay);
        QCOMPARE(again.score.score, before.score.score); // all questions, answered greedily
        QTRY_VERIFY(!m_driver->window().jobs()->isBusy());
    }

    /// One that was stopped is gone on with in its own file.
    void aStoppedRunGoesOn()
    {
        askBoth();
        RunListModel* runs = parts().runs;
        QTRY_COMPARE(runs->rowCount(), 4);
        const QString file = session()->rows()[0].file(EvaluationSide::After);
        const EvaluationRun whole = readEvaluationRun(file, false);
        ResultFile stopped = readResult(toPath(file));
        stopped.manifest.status = "partial";
        writeResult(toPath(file), stopped, true);
        session()->clear();
        runs->refresh();
        const QString name = QFileInfo(file).fileName();
        QTRY_VERIFY(!runs->run(runs->rowOf(name)).isComplete);
        auto* list = m_driver->find<RunListView>("runList");
        list->select({name});
        list->resumeSelected();
        QTRY_VERIFY_WITH_TIMEOUT(runs->run(runs->rowOf(name)).isComplete, 30000);
        QCOMPARE(readEvaluationRun(file, false).score.score, whole.score.score);
        QCOMPARE(runs->rowCount(), 4);
        QTRY_VERIFY(!session()->isRunning());
    }

    /// Tasks, options and what is shown come back with the study.
    void aStudyKeepsWhatWasAsked()
    {
        askBoth();
        m_driver->find<QSpinBox>("sampleSpin")->setValue(100);
        QSignalSpy saved(parts().study, &StudyDocument::saved);
        parts().study->save();
        QTRY_COMPARE(saved.count(), 1);
        m_driver->restart();
        m_driver->window().open(folder());
        QTRY_COMPARE(tasks()->rowCount(), 2);
        QCOMPARE(m_driver->find<QSpinBox>("sampleSpin")->value(), 100);
        QTRY_VERIFY(session()->rows().size() == 2 && session()->rows()[0].comparison);
        QCOMPARE(cell(0, EvaluationTableModel::After), QStringLiteral("56.2 %"));
    }

    /// Code is written, and not run before somebody says so.
    void codeStaysUnscoredUntilItMayRun()
    {
        const QString path = m_driver->folder() + QStringLiteral("/humaneval.jsonl");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "{\"task_id\":\"HumanEval/0\",\"prompt\":\"def one():\\n    \\\"\\\"\\\"One."
            "\\\"\\\"\\\"\\n\",\"entry_point\":\"one\",\"canonical_solution\":\"    return 1\\n\","
            "\"test\":\"def check(candidate):\\n    assert candidate() == 1\\n\"}\n");
        file.close();
        tasks()->addFile(path);
        QTRY_VERIFY(tasks()->rowCount() == 1
                    && tasks()->tasks()[0].state == EvaluateTask::State::Ready);
        EvaluateTask task = tasks()->tasks()[0];
        QCOMPARE(task.task, QStringLiteral("humaneval"));
        task.maxNewTokens = 4;
        tasks()->setTask(0, task);
        QCOMPARE(tasks()->index(0, EvaluateTaskModel::Task).data().toString(),
                 QStringLiteral("HumanEval (not scored)"));
        auto* allow = m_driver->find<QCheckBox>("allowCodeSwitch");
        QVERIFY(!allow->isChecked());
        answer("runCodeDialog", QStringLiteral("Leave unscored"));
        QTest::mouseClick(allow, Qt::LeftButton, {}, QPoint(8, allow->height() / 2));
        QTRY_VERIFY(!allow->isChecked() && !session()->options().executesCode);
        runToTheEnd();
        QTRY_COMPARE(cell(0, EvaluationTableModel::Before), QStringLiteral("not scored"));
        QVERIFY2(m_driver->text("evalFinding").contains(QStringLiteral("Not scored")),
                 qPrintable(m_driver->text("evalFinding")));
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowEvaluate)
#include "tst_window_evaluate.moc"
