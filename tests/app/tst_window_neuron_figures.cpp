// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U2 step 11 and ux.md I10, I11: what workspace Neurons shows goes out as figures, is kept,
// marked stale, and opened again where it was.
#include "app/program_run.h"
#include "core/store/npz_reader.h"
#include "core/support/atomic_file.h"
#include "support/window_test.h"
#include "widgets/figures/figure_origin.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/plots/layer_bars_plot.h"
#include "widgets/plots/neuron_map_plot.h"
#include "widgets/sample_tokens.h"

#include <nlohmann/json.hpp>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>

using namespace neurograft;
using namespace neurograft::testing;

class TestWindowNeuronFigures : public WindowTest {
    Q_OBJECT

    void prepare() override
    {
        QVERIFY(QDir().mkpath(at("runs")));
        writeResult(at("runs/locate.h5").toStdString(), sampleWholeResult(), true);
        m_driver->trigger("action.view.neurons");
        session()->openResult(at("runs/locate.h5"));
        QTRY_VERIFY(session()->result() != nullptr);
    }

    QString at(const char* name) const
    {
        return m_driver->folder() + u'/' + QString::fromLatin1(name);
    }
    std::string bytes(const char* name) const { return readFile(at(name).toStdString()); }
    NeuronSession* session() const { return m_driver->window().parts().neurons; }
    NeuronMaps* maps() const { return m_driver->window().parts().neuronsView->maps(); }
    NeuronMapPlot* map(Role role) const { return maps()->map(role); }
    QDialog* dialog() const { return m_driver->find<QDialog>("exportDialog"); }
    nlohmann::json manifest(const char* sideCar) const
    {
        return nlohmann::json::parse(bytes(sideCar));
    }
    QStringList contents() const
    {
        const auto* combo = m_driver->find<QComboBox>("exportDialog.contentCombo");
        QStringList titles;
        for (int i = 0; i < combo->count(); ++i) {
            titles << combo->itemText(i);
        }
        return titles;
    }

    void openDialog(const QString& preset = QStringLiteral("acl-full"))
    {
        m_driver->trigger("action.figure.exportFigure");
        QTRY_VERIFY(dialog() != nullptr && dialog()->isVisible());
        m_driver->choose("exportDialog.presetCombo", preset);
        m_driver->choose("exportDialog.formatCombo", QStringLiteral("pdf"));
    }
    void pressExport(const char* name)
    {
        m_driver->find<QLineEdit>("exportDialog.path")->setText(at(name));
        auto* button = m_driver->find<QPushButton>("exportDialog.export");
        QTRY_VERIFY(button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(QFile::exists(at(name)));
        QTRY_VERIFY(dialog() == nullptr);
    }

private Q_SLOTS:
    void whatIsSeenIsExported()
    {
        map(Role::Student)->setView({1, 4, 120, 150});
        openDialog();
        QCOMPARE(contents(),
                 (QStringList{QStringLiteral("Maps as seen"), QStringLiteral("Whole maps"),
                              QStringLiteral("Layer bars"),
                              QStringLiteral("Tokens of the best neurons")}));
        pressExport("runs/seen.pdf");
        const nlohmann::json seen = manifest("runs/seen.pdf.json");
        QCOMPARE(seen.at("kind").get<std::string>(), std::string("neurons"));
        QCOMPARE(seen.at("recipe").at("selection").at("views").at("student/down_proj").dump(),
                 std::string(R"({"layers":[1,4],"neurons":[120,150]})"));
        QCOMPARE(seen.at("recipe").at("spec").at("color_map").get<std::string>(),
                 std::string("vik"));
        const QString csv = QString::fromStdString(bytes("runs/seen.pdf.csv"));
        QVERIFY(csv.contains(QStringLiteral("student,2,down_proj,137,6.08,1,1\n")));
        QVERIFY(!csv.contains(QStringLiteral("student,0,")));
        QCOMPARE(csv.count(u'\n'), 1 + 6 * 256 + 3 * 30);
    }

    void contentIsChosen()
    {
        map(Role::Student)->setView({1, 4, 120, 150});
        openDialog();
        m_driver->choose("exportDialog.contentCombo", QStringLiteral("Whole maps"));
        const QString path = m_driver->find<QLineEdit>("exportDialog.path")->text();
        QVERIFY2(path.endsWith(QStringLiteral("neurons-tiny-S-tiny-T.pdf")), qPrintable(path));
        pressExport("runs/whole.pdf");
        QVERIFY(!manifest("runs/whole.pdf.json").at("recipe").at("selection").contains("views"));
        openDialog();
        m_driver->choose("exportDialog.contentCombo", QStringLiteral("Tokens of the best neurons"));
        QVERIFY(m_driver->find<QLineEdit>("exportDialog.path")
                    ->text()
                    .endsWith(QStringLiteral("tokens-tiny-S-tiny-T.pdf"))); // follows the content
        pressExport("runs/tokens.pdf");
        QVERIFY(QString::fromStdString(bytes("runs/tokens.pdf.csv"))
                    .contains(QStringLiteral("student,2,down_proj,137,6.08,promoted,1,0,Paris,1")));
    }

    void barsThatHaveTheFocusComeFirst()
    {
        m_driver->choose("layerBarsCombo", QStringLiteral("best"));
        QVERIFY(maps()->barMeasure() == BarMeasure::Best);
        maps()->bars()->setFocus();
        QTRY_VERIFY(maps()->bars()->hasFocus());
        openDialog();
        QCOMPARE(contents().first(), QStringLiteral("Layer bars"));
        pressExport("runs/best.pdf");
        const nlohmann::json best = manifest("runs/best.pdf.json");
        QCOMPARE(best.at("kind").get<std::string>(), std::string("layers"));
        QCOMPARE(best.at("recipe").at("selection").at("measure").get<std::string>(),
                 std::string("best"));
    }

    void headsAreSeenAndChosen()
    {
        m_driver->choose("neuronFamilyCombo", QStringLiteral("heads"));
        QVERIFY(maps()->family() == NeuronFamily::Head);
        QCOMPARE(map(Role::Student)->data()->width, 4);
        QCOMPARE(map(Role::Student)->neuronAxisTitle(), QStringLiteral("head"));
        const QRectF head = map(Role::Student)->binRect({2, 3});
        QTest::mouseClick(map(Role::Student), Qt::LeftButton, {}, head.center().toPoint());
        // Its best column becomes the primary item, the head stays framed.
        const SelectionItem& primary = m_driver->window().parts().selection->primary();
        const auto* neuron = std::get_if<NeuronItem>(&primary);
        QVERIFY(neuron != nullptr);
        QCOMPARE(neuron->module, QStringLiteral("o_proj"));
        QCOMPARE(neuron->layer, 2);
        QCOMPARE(neuron->index / 16, 3);
        QVERIFY(maps()->family() == NeuronFamily::Head);
        QVERIFY(map(Role::Student)->selected() == std::optional(NeuronPlace{2, 3}));
        openDialog();
        pressExport("runs/heads.pdf");
        QVERIFY(QString::fromStdString(bytes("runs/heads.pdf.csv"))
                    .contains(QStringLiteral("student,3,heads,3,")));
    }

    void keptFigureGoesStaleAndOpensAgain()
    {
        map(Role::Teacher)->setView({2, 6, 100, 220});
        m_driver->choose("neuronFamilyCombo", QStringLiteral("down_proj"));
        m_driver->trigger("action.view.lock"); // off
        QVERIFY(!maps()->isLocked());
        openDialog();
        pressExport("runs/kept.pdf");
        QCOMPARE(manifest("runs/kept.pdf.json").at("recipe").at("spec").at("locked").get<bool>(),
                 false);
        m_driver->trigger("action.view.lock");
        auto* kept = m_driver->window().findChild<FigureListModel*>();
        QCOMPARE(kept->rowCount(), 1);
        QCOMPARE(kept->entry(0).runs.front().filename().string(), std::string("locate.h5"));
        // The run's file has other numbers now.
        ResultFile other = sampleWholeResult();
        for (Table& table : other.tables) {
            if (table.path == "attribution/teacher/ffn") {
                std::get<std::vector<float>>(table.values)[4 * 256 + 150] = 1.5F;
            }
        }
        writeResult(at("runs/locate.h5").toStdString(), other, true);
        session()->reload();
        m_driver->trigger("action.view.figures");
        QTRY_COMPARE(kept->staleRows(), std::vector<int>{0});
        m_driver->trigger("action.figure.refreshStale");
        QTRY_VERIFY(kept->staleRows().empty());
        QVERIFY(QString::fromStdString(bytes("runs/kept.pdf.csv"))
                    .contains(QStringLiteral("teacher,4,down_proj,150,1.5,")));
        // Dropped on the window it leads back to where it was made.
        m_driver->trigger("action.view.compare");
        map(Role::Teacher)->resetView();
        maps()->setFamily(NeuronFamily::Attention);
        session()->clear();
        m_driver->drop("mainWindow", at("runs/kept.pdf"));
        QTRY_VERIFY(session()->result() != nullptr);
        QTRY_VERIFY(map(Role::Teacher)->view() == (NeuronView{2, 6, 100, 220}));
        QVERIFY(maps()->family() == NeuronFamily::Ffn);
        QVERIFY(!maps()->isLocked());
        QCOMPARE(m_driver->window().parts().pages->current(), Workspace::Neurons);
    }

    void copiesAreOfTheNeurons()
    {
        m_driver->trigger("action.edit.copyFigure");
        QTRY_VERIFY(QApplication::clipboard()->text().startsWith(
            QStringLiteral("model\tlayer\tmodule\tindex\tscore\trank\tlocated\n")));
        m_driver->trigger("action.edit.copy");
        QVERIFY2(QApplication::clipboard()->text().startsWith(
                     QStringLiteral("model\tlayer\tffn\tattention\n")),
                 qPrintable(QApplication::clipboard()->text().left(200)));
        m_driver->trigger("action.figure.copyLatex");
        QTRY_VERIFY(QApplication::clipboard()->text().contains(
            QStringLiteral("figures/neurons-tiny-S-tiny-T.pdf")));
        m_driver->trigger("action.edit.copyCommand");
        QTRY_COMPARE(QApplication::clipboard()->text(), QStringLiteral("neurograft locate"));
    }

    void commandRepeatsTheFigureWithoutADisplay()
    {
        map(Role::Student)->setView({1, 4, 120, 150});
        openDialog();
        m_driver->find<QLineEdit>("exportDialog.path")->setText(at("runs/again.pdf"));
        QApplication::clipboard()->clear();
        QTest::mouseClick(m_driver->find<QPushButton>("exportDialog.copyCommand"), Qt::LeftButton);
        QTRY_VERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("neurograft ")));
        QStringList words =
            QProcess::splitCommand(QApplication::clipboard()->text().replace(u'\'', u'"'));
        QVERIFY2(words.contains(QStringLiteral("--recipe")), qPrintable(words.join(u' ')));
        pressExport("runs/again.pdf");
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
        QVERIFY(bytes("headless.pdf.csv") == bytes("runs/again.pdf.csv"));
        QVERIFY(bytes("headless.pdf") == bytes("runs/again.pdf"));
    }

    void dataAndScriptAreWritten()
    {
        chooseFile(at("maps.npz"));
        m_driver->trigger("action.file.exportData");
        QTRY_VERIFY(QFile::exists(at("maps.npz")));
        const NpzReader archive(at("maps.npz").toStdString());
        QVERIFY(archive.find("attribution/student/ffn") != nullptr);
        QVERIFY(archive.find("attribution/student/selection_ffn") != nullptr);
        chooseFile(at("maps.py"));
        m_driver->trigger("action.figure.matplotlib");
        QTRY_VERIFY(QFile::exists(at("maps.py")));
        QVERIFY(bytes("maps.py").find("attribution/teacher/ffn") != std::string::npos);
    }

    void boardHasMapsAndBars()
    {
        m_driver->trigger("action.figure.addToBoard");
        auto* kept = m_driver->window().findChild<FigureListModel*>();
        QTRY_COMPARE(kept->rowCount(), 1);
        maps()->bars()->setFocus();
        m_driver->trigger("action.view.neurons");
        QTRY_VERIFY(maps()->isVisible());
        maps()->bars()->setFocus();
        m_driver->trigger("action.figure.addToBoard");
        QTRY_COMPARE(kept->entry(0).recipe.parts.size(), std::size_t{2});
        QCOMPARE(kept->entry(0).recipe.parts[0].recipe.kind, QStringLiteral("neurons"));
        QCOMPARE(kept->entry(0).recipe.parts[1].recipe.kind, QStringLiteral("layers"));
    }

    void withoutAResultActionsSayWhy()
    {
        session()->clear();
        const auto* action = m_driver->find<QAction>("action.figure.exportFigure");
        QTRY_VERIFY(!action->isEnabled());
        QVERIFY2(action->toolTip().contains(
                     QStringLiteral("There are no neuron maps yet: locate neurons.")),
                 qPrintable(action->toolTip()));
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowNeuronFigures)
#include "tst_window_neuron_figures.moc"
