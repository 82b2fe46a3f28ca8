// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U2 of ux.md, steps 8 to 11: the best neurons of a filtered table become a kept set, the
// set is ablated, undo leaves the answer, files hold it; joining sets and task overlap.
#include "app/window_docks.h"
#include "core/support/atomic_file.h"
#include "support/window_test.h"
#include "widgets/dialogs/overlap_dialog.h"
#include "widgets/frame/dock.h"
#include "widgets/models/ablation_session.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/selection_model.h"

#include <nlohmann/json.hpp>

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTextBrowser>
#include <QToolButton>
#include <QTreeWidget>
#include <QUndoStack>

#include <cmath>

using namespace neurograft;

namespace {

constexpr int kParis = 4; ///< row of demo.jsonl from 0: France → Paris
constexpr int kNeurons = 3072;
constexpr int kFromLayer2 = 4 * (256 + 96) + 2 * (176 + 64);

const NeuronItem kPlantedT{Role::Teacher, 4, QStringLiteral("down_proj"), 200};
const NeuronItem kPlantedS{Role::Student, 2, QStringLiteral("down_proj"), 137};

} // namespace

class TestWindowSets : public WindowTest {
    Q_OBJECT

    const WindowParts& parts() const { return m_driver->window().parts(); }
    AblationSession* ablation() const { return m_driver->window().findChild<AblationSession*>(); }
    const ItemSet& set() const { return parts().selection->set(); }
    QAction* action(const char* name) const { return m_driver->find<QAction>(name); }

    /// Locates what predicts "Paris", every neuron scored.
    void locate(int row = kParis)
    {
        m_driver->trigger("action.view.neurons");
        LocateSession* session = parts().locate;
        LocateOptions options = session->options();
        options.fullScores = true;
        session->setOptions(options);
        session->input()->takeRow(row);
        QTRY_VERIFY(session->input()->isSettled() && session->obstacle().isEmpty());
        session->run();
        QVERIFY(session->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session->isRunning(), 30000);
        QTRY_VERIFY(parts().neurons->result() && !parts().neurons->result()->isPartial);
        QTRY_COMPARE(parts().neurons->resultPath(), session->resultPath());
        QTRY_VERIFY(!parts().neurons->isReading());
        QTRY_COMPARE(static_cast<int>(parts().neuronTable->shown().size()), kNeurons);
        parts().docks->reveal(parts().docks->neuronTable());
        QTRY_VERIFY(!m_driver->find<QWidget>("neuronSetBar")->visibleRegion().isEmpty());
    }
    void filter(const QString& text, int expected)
    {
        auto* field = m_driver->find<QLineEdit>("neuronFilter");
        field->setFocus();
        field->clear();
        QTest::keyClicks(field, text);
        QTRY_COMPARE(static_cast<int>(parts().neuronTable->shown().size()), expected);
    }
    void takeTop(int count)
    {
        m_driver->trigger("action.sets.top");
        auto* dialog = m_driver->find<QDialog>("topDialog");
        QVERIFY(dialog != nullptr);
        m_driver->find<QSpinBox>("topDialog.field")->setValue(count);
        dialog->accept();
        QTRY_COMPARE(static_cast<int>(set().size()), count);
        QTRY_VERIFY(m_driver->find<QDialog>("topDialog") == nullptr);
    }
    void save(const QString& name)
    {
        m_driver->trigger("action.sets.save");
        auto* field = m_driver->find<QLineEdit>("saveSetDialog.field");
        QVERIFY(field != nullptr);
        field->setText(name);
        m_driver->find<QDialog>("saveSetDialog")->accept();
        QCOMPARE(parts().selection->setName(), name);
        QTRY_VERIFY(m_driver->find<QDialog>("saveSetDialog") == nullptr);
    }
    /// What a set is written as.
    std::string written(const char* name)
    {
        const QString path = m_driver->folder() + QLatin1Char('/') + QLatin1String(name);
        chooseFile(path);
        m_driver->trigger("action.sets.export");
        [path] { QTRY_VERIFY(QFileInfo::exists(path)); }();
        return readFile(toPath(path));
    }
    void join(const char* button, const QString& with)
    {
        for (QAction* entry : m_driver->find<QToolButton>(button)->menu()->actions()) {
            if (entry->text() == with) {
                entry->trigger();
                return;
            }
        }
        QFAIL(qPrintable(with));
    }

protected:
    void prepare() override { openTinyPair(); }

private Q_SLOTS:
    void beforeAnythingIsLocatedActionsSayWhy()
    {
        m_driver->trigger("action.view.neurons");
        QVERIFY(!action("action.sets.top")->isEnabled());
        QVERIFY(action("action.sets.top")->toolTip().contains(QStringLiteral("Locate neurons")));
        QVERIFY(!action("action.analyse.ablate")->isEnabled());
        QVERIFY(!m_driver->find<QToolButton>("ablateButton")->isEnabled());
        QVERIFY(m_driver->find<QToolButton>("ablateButton")
                    ->toolTip()
                    .contains(QStringLiteral("Choose a neuron")));
        QVERIFY(!action("action.analyse.taskOverlap")->isEnabled());
        QVERIFY(!m_driver->find<QToolButton>("setUnion")->isEnabled());
        QCOMPARE(m_driver->find<QComboBox>("setCombo")->currentText(), QStringLiteral("none"));
        parts().selection->select(kPlantedS); // chosen, but nobody knows what to ask
        QVERIFY(action("action.analyse.ablate")
                    ->toolTip()
                    .contains(QStringLiteral("Locate neurons first")));
    }

    void theBestOfAFilteredTableAreKeptAblatedAndStay()
    {
        locate();
        QCOMPARE(parts().neurons->rows()->count(), kNeurons);
        filter(QStringLiteral("layer >= 2"), kFromLayer2);
        takeTop(100);
        // Best first: the planted two before all others.
        QVERIFY(set()[0] == SelectionItem(kPlantedT));
        QVERIFY(set()[1] == SelectionItem(kPlantedS));
        for (const SelectionItem& item : set()) {
            QVERIFY(std::get<NeuronItem>(item).layer >= 2);
        }
        auto* combo = m_driver->find<QComboBox>("setCombo");
        QCOMPARE(combo->currentIndex(), -1);
        QCOMPARE(combo->placeholderText(), QStringLiteral("not kept, 100"));
        save(QStringLiteral("demo-top100"));
        const int kept = parts().bookmarks->findSet(QStringLiteral("demo-top100"));
        QVERIFY(kept >= 0);
        QVERIFY(parts().bookmarks->at(kept).items() == set());
        QCOMPARE(combo->currentText(), QStringLiteral("demo-top100"));

        auto* button = m_driver->find<QToolButton>("ablateButton");
        QVERIFY2(button->isEnabled(), qPrintable(button->toolTip()));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(m_driver->find<QWidget>("ablationDock")->isVisible());
        QVERIFY(ablation()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!ablation()->isRunning(), 20000);
        QVERIFY2(ablation()->outcome().isFinished(), qPrintable(ablation()->outcome().message));
        const std::shared_ptr<const AblationResult> answer = ablation()->result();
        QVERIFY(answer != nullptr);
        QCOMPARE(answer->request.name, QStringLiteral("demo-top100"));
        QCOMPARE(answer->models.size(), std::size_t{2});
        const double before[] = {0.97, 0.85}; // ux.md 6.1
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(answer->models[i].rows.size(), std::size_t{1});
            const AblatedRow& row = answer->models[i].rows[0];
            QCOMPARE(row.target, std::string("Paris"));
            QVERIFY2(std::abs(row.before - before[i]) < 0.02,
                     qPrintable(QString::number(row.before)));
            QVERIFY2(row.after < 0.05, qPrintable(QString::number(row.after)));
            QVERIFY2(row.random > 0.5, qPrintable(QString::number(row.random)));
            QCOMPARE(row.textBefore.compare(0, 5, "Paris"), 0);
            QVERIFY(row.textAfter.compare(0, 5, "Paris") != 0);
        }
        auto* table = m_driver->find<QTreeWidget>("ablationTable");
        QCOMPARE(table->topLevelItemCount(), 2);
        QCOMPARE(table->topLevelItem(0)->text(0), QStringLiteral("T tiny-T"));
        QCOMPARE(table->topLevelItem(1)->text(2), QStringLiteral("Paris"));
        QVERIFY2(m_driver->text("ablationTitle")
                     .startsWith(QStringLiteral("demo-top100: 100 neurons switched off “")),
                 qPrintable(m_driver->text("ablationTitle")));
        QVERIFY(m_driver->text("ablationTitle").contains(QStringLiteral("capital of France")));
        auto* texts = m_driver->find<QTextBrowser>("answerDiff#ablation");
        QVERIFY(texts->isVisible());
        QVERIFY2(texts->toHtml().contains(QStringLiteral("line-through")),
                 qPrintable(texts->toHtml()));
        QVERIFY(texts->toPlainText().contains(QStringLiteral("Paris")));

        while (parts().undo->canUndo() && !parts().neuronTable->filter().isEmpty()) {
            m_driver->trigger("action.edit.undo");
        }
        QVERIFY(set().empty());
        QTRY_COMPARE(static_cast<int>(parts().neuronTable->shown().size()), kNeurons);
        QVERIFY(ablation()->result() == answer);
        QCOMPARE(table->topLevelItemCount(), 2);
        QVERIFY(m_driver->text("ablationTitle").startsWith(QStringLiteral("demo-top100")));
        while (parts().undo->canRedo()) {
            m_driver->trigger("action.edit.redo");
        }
        QCOMPARE(set().size(), std::size_t{100});
        QCOMPARE(parts().selection->setName(), QStringLiteral("demo-top100"));
        QTRY_COMPARE(static_cast<int>(parts().neuronTable->shown().size()), kFromLayer2);
        QVERIFY(ablation()->result() == answer);
    }

    void oneNeuronIsScaledAndStopped()
    {
        locate();
        parts().selection->select(kPlantedS);
        m_driver->trigger("action.analyse.ablate");
        auto* factor = m_driver->find<QDoubleSpinBox>("ablationFactor");
        QTRY_VERIFY(factor->hasFocus());
        QCOMPARE(m_driver->text("ablationSubject"), QStringLiteral("S L2 down 137"));
        factor->setValue(1.0);
        auto* run = m_driver->find<QPushButton>("ablationRun");
        QTest::mouseClick(run, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!ablation()->isRunning(), 20000);
        const std::shared_ptr<const AblationResult> answer = ablation()->result();
        QVERIFY(answer != nullptr);
        QCOMPARE(answer->models.size(), std::size_t{1});
        QCOMPARE(answer->models[0].rows[0].before, answer->models[0].rows[0].after);
        QVERIFY(m_driver->find<QTextBrowser>("answerDiff#ablation")
                    ->toPlainText()
                    .contains(QStringLiteral("unchanged")));
        factor->setValue(0.5);
        QTest::mouseClick(run, Qt::LeftButton);
        QVERIFY(ablation()->isRunning());
        QTest::mouseClick(m_driver->find<QPushButton>("ablationStop"), Qt::LeftButton);
        QVERIFY(ablation()->outcome().isCanceled());
        QCOMPARE(m_driver->text("ablationTitle"), QStringLiteral("Stopped."));
        QVERIFY(ablation()->result() == answer); // of the question before
    }

    void setsAreWrittenTheSameTwice()
    {
        locate();
        takeTop(100);
        save(QStringLiteral("demo-top100"));
        const std::string csv = written("first.csv");
        const QStringList lines = QString::fromStdString(csv).split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 102); // heading, neurons, nothing behind the last line end
        QCOMPARE(lines[0], QStringLiteral("model,layer,module,index,score,rank,note"));
        QVERIFY2(lines[1].startsWith(QStringLiteral("teacher,4,down_proj,200,6.")),
                 qPrintable(lines[1]));
        QVERIFY2(lines[1].endsWith(QStringLiteral(",1,")), qPrintable(lines[1]));
        const auto json = nlohmann::json::parse(written("first.json"));
        QCOMPARE(json.size(), std::size_t{100});
        QCOMPARE(json[1]["model"].get<std::string>(), std::string("student"));
        QCOMPARE(json[1]["index"].get<int>(), 137);
        QCOMPARE(json[1]["rank"].get<int>(), 1);
        QCOMPARE(json[1].size(), std::size_t{7});

        locate(); // once more
        takeTop(100);
        QVERIFY(written("second.csv") == csv);
    }

    void notesOfBookmarksStandInTableAndFile()
    {
        locate();
        parts().bookmarks->setNote(parts().bookmarks->add(kPlantedS), QStringLiteral("says Paris"));
        filter(QStringLiteral("note ~ paris"), 1);
        takeTop(1);
        const std::string csv = written("noted.csv");
        QVERIFY2(csv.find(",1,says Paris\n") != std::string::npos, csv.c_str());
    }

    void aThresholdTakesWhatIsAboveIt()
    {
        locate();
        m_driver->trigger("action.sets.threshold");
        m_driver->find<QDoubleSpinBox>("thresholdDialog.field")->setValue(1.0);
        m_driver->find<QDialog>("thresholdDialog")->accept();
        QTRY_COMPARE(set().size(), std::size_t{2}); // the runner-up is below 0.1
        QVERIFY(parts().selection->isInSet(kPlantedT));
        QVERIFY(parts().selection->isInSet(kPlantedS));
    }

    void keptSetsAreShownAndJoined()
    {
        locate();
        filter(QStringLiteral("model = S"), 4 * (176 + 64));
        takeTop(20);
        save(QStringLiteral("student"));
        filter(QStringLiteral("model = T"), 6 * (256 + 96));
        takeTop(30);
        save(QStringLiteral("teacher"));
        join("setUnion", QStringLiteral("student"));
        QCOMPARE(set().size(), std::size_t{50});
        QCOMPARE(parts().selection->setName(), QString());
        join("setMinus", QStringLiteral("teacher"));
        QCOMPARE(set().size(), std::size_t{20});
        QVERIFY(parts().selection->isInSet(kPlantedS));
        join("setIntersect", QStringLiteral("teacher"));
        QVERIFY(set().empty());
        m_driver->trigger("action.edit.undo");
        QCOMPARE(set().size(), std::size_t{20});
        m_driver->choose("setCombo", QStringLiteral("teacher"));
        QCOMPARE(set().size(), std::size_t{30});
        QCOMPARE(parts().selection->setName(), QStringLiteral("teacher"));
        m_driver->choose("setCombo", QString());
        QVERIFY(set().empty());
    }

    void runsAndSetsAreComparedByTheirNeurons()
    {
        locate();
        takeTop(10);
        save(QStringLiteral("best"));
        locate(0); // another question
        QTRY_VERIFY(action("action.analyse.taskOverlap")->isEnabled());
        QTRY_COMPARE(parts().runs->rowCount(), 2);
        m_driver->trigger("action.analyse.taskOverlap");
        auto* dialog = m_driver->find<OverlapDialog>("overlapDialog");
        QVERIFY(dialog != nullptr && !dialog->isModal());
        QTRY_VERIFY(dialog->isReady());
        auto* list = m_driver->find<QListWidget>("overlapDialog.list");
        QCOMPARE(list->count(), 3);
        m_driver->choose("overlapDialog.modelCombo", QStringLiteral("student"));
        m_driver->choose("overlapDialog.kindCombo", QStringLiteral("ffn"));
        const OverlapMatrix& matrix = dialog->matrix();
        QCOMPARE(matrix.names.size(), 3);
        QCOMPARE(matrix.at(0, 0).jaccard, 1.0);
        QVERIFY(matrix.at(0, 1).sizeA > 0 && matrix.at(0, 1).sizeB > 0);
        QVERIFY(matrix.at(0, 1).jaccard < 1.0); // Paris is not the only answer
        QCOMPARE(matrix.at(0, 1).jaccard, matrix.at(1, 0).jaccard);
        QVERIFY(matrix.at(0, 2).shared > 0); // the planted neuron at least
        auto* table = m_driver->find<QTableView>("overlapDialog.table");
        table->setCurrentIndex(table->model()->index(0, 0));
        QVERIFY2(m_driver->text("overlapDialog.readout").contains(QStringLiteral("Jaccard 1.00")),
                 qPrintable(m_driver->text("overlapDialog.readout")));
        list->item(1)->setCheckState(Qt::Unchecked);
        QCOMPARE(dialog->matrix().names.size(), 2);
        const QString path = m_driver->folder() + QStringLiteral("/overlap.csv");
        chooseFile(path);
        QTest::mouseClick(m_driver->find<QPushButton>("overlapDialog.export"), Qt::LeftButton);
        QTRY_VERIFY(QFileInfo::exists(path));
        const std::string csv = readFile(toPath(path));
        QCOMPARE(csv.compare(0, 10, "a,b,model,"), 0);
        QVERIFY(csv.find("set best,student,ffn,") != std::string::npos);
        dialog->close();
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowSets)
#include "tst_window_sets.moc"
