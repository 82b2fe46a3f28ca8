// SPDX-License-Identifier: GPL-3.0-or-later
// Located neurons of both models, matched by what they do on the rows of the data (similarity.md
// 7.3): from the menu to pairs of neurons, and back from a stored run.
#include "app/window_docks.h"
#include "core/store/result_file.h"
#include "support/window_test.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/match_session.h"
#include "widgets/models/measure_help.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/explain_popup.h"
#include "widgets/panels/match_panel.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/run_list_view.h"
#include "widgets/panels/whole_table.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileInfo>
#include <QInputDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTimer>

#include <algorithm>
#include <cmath>

using namespace neurograft;

class TestWindowMatch : public WindowTest {
    Q_OBJECT

    const WindowParts& parts() const { return m_driver->window().parts(); }
    MatchSession* session() const { return parts().match; }
    QTableView* layers() const { return m_driver->find<QTableView>("matchLayers"); }
    QTableView* pairs() const { return m_driver->find<QTableView>("matchPairs"); }
    QString shown(const QTableView* table, int row, int column) const
    {
        return table->model()->index(row, column).data().toString();
    }
    void clickCell(QTableView* table, int row, int column)
    {
        const QModelIndex index = table->model()->index(row, column);
        table->scrollTo(index);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(index).center());
    }
    std::vector<double> stored(const QString& path, const std::string& table) const
    {
        return readTable(toPath(path), "matching/" + table).as<double>();
    }
    void locate()
    {
        if (parts().pages->isStartShown()) {
            openTinyPair();
        }
        m_driver->trigger("action.view.neurons");
        parts().selection->select(RowItem{QStringLiteral("demo"), 5});
        QTRY_VERIFY(parts().locate->input()->isSettled());
        QTRY_VERIFY(m_driver->find<QPushButton>("locateButton")->isEnabled());
        QTest::mouseClick(m_driver->find<QPushButton>("locateButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!parts().locate->isRunning()
                                     && parts().neurons->resultPath()
                                         == parts().locate->resultPath()
                                     && !parts().neurons->isReading(),
                                 30000);
        QVERIFY(parts().locate->partialText().isEmpty());
    }
    void match()
    {
        m_driver->trigger("action.analyse.matchNeurons");
        QTest::mouseClick(m_driver->find<QPushButton>("matchButton"), Qt::LeftButton);
        QVERIFY(session()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning() && session()->result(), 60000);
    }

private Q_SLOTS:
    void theEntrySaysWhatIsMissing()
    {
        const auto* action = m_driver->find<QAction>("action.analyse.matchNeurons");
        QVERIFY(!action->isEnabled());
        openTinyPair();
        QVERIFY2(action->toolTip().contains(QStringLiteral("Locate neurons of both models first")),
                 qPrintable(action->toolTip()));
        m_driver->trigger("action.view.neurons");
        m_driver->trigger("action.window.matching");
        QVERIFY(m_driver->find<MatchPanel>("matchPanel")->isVisible());
        QVERIFY(m_driver->text("matchPanel.plan").startsWith(QStringLiteral("Locate neurons")));
        QVERIFY(!m_driver->find<QPushButton>("matchButton")->isEnabled());
        QVERIFY(!layers()->isVisible());
    }

    /// Before anything runs the dock says what would be done.
    void aDryRunIsMadeOfWhatIsSeen()
    {
        locate();
        QVERIFY(!session()->plan());
        m_driver->trigger("action.analyse.matchNeurons");
        QVERIFY(m_driver->find<MatchPanel>("matchPanel")->isVisible());
        QCOMPARE(session()->options().unit, parts().session->options().unit);
        QTRY_VERIFY(session()->plan().has_value());
        const MatchPlan first = *session()->plan();
        QVERIFY(first.problems.empty() && first.layers > 0 && first.rows == 48);
        QVERIFY2(m_driver->text("matchPanel.plan")
                     .startsWith(QStringLiteral("Dry run of the neurons of run 1: %1 pairs of "
                                                "layers; ")
                                     .arg(first.layers)),
                 qPrintable(m_driver->text("matchPanel.plan")));
        m_driver->choose("matchUnitCombo", QStringLiteral("last-token"));
        QVERIFY(!m_driver->find<QSpinBox>("matchTokensSpin")->isEnabled());
        QTRY_VERIFY(session()->plan().has_value());
        QCOMPARE(session()->plan()->samples, std::int64_t{48}); // one of each row
        QVERIFY(session()->result() == nullptr);
    }

    void theTablesShowWhatWasStored()
    {
        locate();
        match();
        const QString path = session()->resultPath();
        QVERIFY2(path.endsWith(QStringLiteral("/0002-match.h5")), qPrintable(path));
        const MatchRun& run = *session()->result();
        QCOMPARE(run.study().located, toPath(parts().locate->resultPath()));
        QCOMPARE(layers()->model()->rowCount(), static_cast<int>(run.layers().size()));
        const std::vector<double> means = stored(path, "mean");
        for (int row = 0; row < layers()->model()->rowCount(); ++row) {
            for (int column = 0; column < 4; ++column) {
                const double wanted = means[static_cast<std::size_t>(4 * row + column)];
                const double number = shown(layers(), row, 2 + column)
                                          .replace(QChar(0x2212), QLatin1Char('-'))
                                          .toDouble();
                QVERIFY(std::abs(number - wanted) < 6e-4);
            }
        }
        double sum = 0.0;
        for (std::size_t pair = 0; pair < run.layers().size(); ++pair) {
            sum += means[4 * pair];
        }
        QCOMPARE(run.mean(&MatchedLayers::matched), sum / static_cast<double>(run.layers().size()));
        // The first pair of layers is chosen; its neurons stand beside it.
        QCOMPARE(layers()->currentIndex().row(), 0);
        const std::vector<double> correlation = stored(path, "correlation");
        const auto width = correlation.size() / run.layers().size();
        QCOMPARE(pairs()->model()->rowCount(), static_cast<int>(width));
        clickCell(layers(), 1, 0);
        const MatchedNeurons& best = run.neurons(1)[0];
        QCOMPARE(shown(pairs(), 0, 0),
                 QStringLiteral("S L%1 down %2").arg(run.layers()[1].student).arg(best.student));
        QCOMPARE(shown(pairs(), 0, 1),
                 QStringLiteral("T L%1 down %2").arg(run.layers()[1].teacher).arg(best.teacher));
        QCOMPARE(best.correlation, correlation[width]);
        QVERIFY2(m_driver->text("matchPanel.summary").startsWith(QStringLiteral("run 2, ")),
                 qPrintable(m_driver->text("matchPanel.summary")));
        QCOMPARE(parts().notices->text(QStringLiteral("match")), QString());
    }

    void aClickSelectsTheNeuron()
    {
        locate();
        match();
        const MatchRun& run = *session()->result();
        const MatchedNeurons& pair = run.neurons(0)[1];
        clickCell(pairs(), 1, 0);
        const QString module = QStringLiteral("down_proj");
        QVERIFY(
            parts().selection->primary()
            == SelectionItem(NeuronItem{Role::Student, static_cast<int>(run.layers()[0].student),
                                        module, pair.student}));
        clickCell(pairs(), 1, 1);
        QVERIFY(
            parts().selection->primary()
            == SelectionItem(NeuronItem{Role::Teacher, static_cast<int>(run.layers()[0].teacher),
                                        module, pair.teacher}));
        // By keyboard, too, and sorted by any column.
        QTest::keyClick(pairs(), Qt::Key_Down);
        QVERIFY(
            parts().selection->primary()
            == SelectionItem(NeuronItem{Role::Teacher, static_cast<int>(run.layers()[0].teacher),
                                        module, run.neurons(0)[2].teacher}));
        pairs()->sortByColumn(2, Qt::DescendingOrder);
        const auto highest = std::max_element(run.neurons(0).begin(), run.neurons(0).end(),
                                              [](const MatchedNeurons& a, const MatchedNeurons& b) {
                                                  return a.correlation < b.correlation;
                                              });
        clickCell(pairs(), 0, 0);
        const auto* neuron = std::get_if<NeuronItem>(&parts().selection->primary());
        QVERIFY(neuron != nullptr);
        QCOMPARE(neuron->index, highest->student);
    }

    void theDockIsExplained()
    {
        locate();
        m_driver->trigger("action.analyse.matchNeurons");
        const auto* combo = m_driver->find<QWidget>("matchUnitCombo");
        QCOMPARE(helpIdsFor(combo).first(), QStringLiteral("matching"));
        QVERIFY(findMeasureHelp(QStringLiteral("matching")) != nullptr);
    }

    void tablesAreCopied()
    {
        locate();
        match();
        layers()->setFocus();
        QTest::keyClick(layers(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QApplication::clipboard()->text().trimmed().split(u'\n');
        QCOMPARE(lines.size(), qsizetype(session()->result()->layers().size()) + 1);
        QVERIFY(lines[0].startsWith(QStringLiteral("student_layer\tteacher_layer\tmatched\t")));
        QCOMPARE(lines[1].split(u'\t')[2].toDouble(), session()->result()->layers()[0].matched);
        pairs()->setFocus();
        QTest::keyClick(pairs(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QApplication::clipboard()->text().startsWith(
            QStringLiteral("student\tteacher\tcorrelation\tranked\nS L")));
    }

    void theRunOpensAgainWithItsLocatedNeurons()
    {
        locate();
        match();
        const QString path = session()->resultPath();
        const QString located = parts().locate->resultPath();
        QTRY_COMPARE(parts().runs->rowCount(), 2);
        QCOMPARE(parts().runs->run(0).kind, QStringLiteral("match"));
        QVERIFY(session()->command().startsWith(QStringLiteral("neurograft match --teacher ")));
        m_driver->restart();
        QVERIFY(parts().pages->isStartShown());
        m_driver->window().open(path);
        QTRY_VERIFY(session()->result() != nullptr);
        QVERIFY(!parts().pages->isStartShown());
        QCOMPARE(parts().pages->current(), Workspace::Neurons);
        QVERIFY(m_driver->find<MatchPanel>("matchPanel")->isVisible() && layers()->isVisible());
        QTRY_COMPARE(parts().neurons->resultPath(), located);
        m_driver->trigger("action.file.closeStudy");
        QTRY_VERIFY(parts().pages->isStartShown());
        QVERIFY(session()->result() == nullptr);
    }

    void aStudyKeepsTheMatchingInSight()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        openTinyPair();
        makeStudyOfThePair(folder);
        locate();
        match();
        QVERIFY(session()->resultPath().startsWith(folder + QStringLiteral("/runs/")));
        QSignalSpy saved(parts().study, &StudyDocument::saved);
        parts().study->save();
        QTRY_COMPARE(saved.count(), 1);
        m_driver->restart();
        m_driver->window().open(folder);
        QTRY_VERIFY(session()->result() != nullptr);
        QCOMPARE(session()->resultName(), QStringLiteral("run 2"));
    }

    void theRunIsReplayedWithAnotherSeed()
    {
        locate();
        match();
        RunListModel* runs = parts().runs;
        QTRY_COMPARE(runs->rowCount(), 2);
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
        QTRY_VERIFY_WITH_TIMEOUT(runs->rowCount() == 3 && runs->run(0).isComplete, 60000);
        const MatchRun again(toPath(runs->run(0).file.path));
        QCOMPARE(again.study().pair.seed, std::uint64_t{7});
        QCOMPARE(again.layers().size(), session()->result()->layers().size());
        QTRY_VERIFY(!m_driver->window().jobs()->isBusy());
    }

    void whatFailsIsTold()
    {
        locate();
        const QString file = m_driver->folder() + QStringLiteral("/two.jsonl");
        QFile rows(file);
        QVERIFY(rows.open(QIODevice::WriteOnly));
        rows.write("{\"text\": \"The capital of France\"}\n{\"text\": \"The capital of Japan\"}\n");
        rows.close();
        m_driver->drop("pairBar.dataSlot", file);
        QTRY_VERIFY(session()->obstacle().isEmpty());
        m_driver->trigger("action.analyse.matchNeurons");
        m_driver->choose("matchUnitCombo", QStringLiteral("last-token"));
        QTest::mouseClick(m_driver->find<QPushButton>("matchButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 30000);
        QTRY_VERIFY(parts()
                        .notices->text(QStringLiteral("match"))
                        .startsWith(QStringLiteral("The neurons were not matched.")));
        QVERIFY(session()->result() == nullptr);
        QVERIFY(session()->obstacle().isEmpty());
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowMatch)
#include "tst_window_match.moc"
