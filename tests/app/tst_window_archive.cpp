// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U5 of ux.md by keyboard alone: an archived study opens on a computer where the models lie
// elsewhere, is compared, repeated, exported and reopened from its own figures, light and dark.
#include "app/program_run.h"
#include "core/support/atomic_file.h"
#include "support/keyboard.h"
#include "support/window_test.h"
#include "tests/app/study_fixture.h"
#include "widgets/dialogs/compare_dialog.h"
#include "widgets/figures/pdf_attachments.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/notice_strip.h"

#include <nlohmann/json.hpp>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDir>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeWidget>

#include <functional>
#include <vector>

using namespace neurograft;
using namespace neurograft::testing;

namespace {

constexpr int kRuns = 100;
constexpr int kFigures = 12;

} // namespace

class TestWindowArchive : public WindowTest {
    Q_OBJECT

    void prepare() override
    {
        m_keys = std::make_unique<Keyboard>(m_driver.get());
        makeArchive();
    }

private Q_SLOTS:
    void anArchivedStudyIsWorkedWithByKeys()
    {
        const QString light = QStringLiteral("light");
        const QString dark = QStringLiteral("dark");
        std::vector<std::function<void()>> steps{
            [this] { openRecent(); }, // 1
            [this] { locate(QStringLiteral("teacher"), QStringLiteral("tiny-T")); }, // 2
            [this] { locate(QStringLiteral("student"), QStringLiteral("tiny-S")); }};
        for (const QString& theme : {light, dark}) {
            steps.insert(steps.end(),
                         {[this, theme] { chooseTheme(theme); }, // 9: all again
                          [this] { compareRuns(); }, // 3
                          [this] { copyCommandOfAFigure(); }, // 4
                          [this, theme] { exportAllFigures(theme); }, // 5
                          [this, theme] { lookIntoAFigure(theme); }, // 6
                          [this, theme] { openAFigure(theme); }}); // 7
        }
        for (const std::function<void()>& step : steps) {
            step();
            if (QTest::currentTestFailed()) {
                return; // what follows builds on it
            }
        }
        for (const QString& name : pdfs(light)) {
            QVERIFY2(bytes(light + QLatin1Char('/') + name)
                         == bytes(dark + QLatin1Char('/') + name),
                     qPrintable(name));
        }
        repeatWithoutADisplay();
    }

private:
    /// study-100 with its figures, left with runs 99 and 100 newest; its models have moved since.
    void makeArchive()
    {
        const QString models = m_driver->folder() + QStringLiteral("/models");
        copyModel(QStringLiteral("tiny-T"), models);
        copyModel(QStringLiteral("tiny-S"), models);
        const QString folder = m_driver->folder() + QStringLiteral("/study-100");
        makeStudy(folder, models, kRuns);
        QSignalSpy opened(study(), &StudyDocument::opened);
        m_driver->window().open(folder);
        QTRY_COMPARE(opened.count(), 1);
        auto* kept = m_driver->window().findChild<FigureListModel*>();
        for (int number = 1; number <= kFigures; ++number) {
            FigureEntry figure;
            figure.name = QStringLiteral("fig%1").arg(number, 2, 10, QLatin1Char('0'));
            figure.runs = {toPath(folder + QStringLiteral("/runs/") + runFileName(number))};
            kept->keep(figure);
        }
        m_driver->trigger("action.file.save");
        QTRY_VERIFY(!study()->isDirty() && !study()->isBusy());
        m_driver->trigger("action.file.closeStudy");
        QTRY_VERIFY(!study()->isBusy());
        QVERIFY(QDir().mkpath(m_driver->folder() + QStringLiteral("/elsewhere")));
        QVERIFY(QDir().rename(models, m_driver->folder() + QStringLiteral("/elsewhere/models")));
        m_driver->restart();
    }

    void openRecent()
    {
        auto* recent = m_driver->find<QTreeWidget>("startPage.recentList");
        QTRY_COMPARE(recent->topLevelItemCount(), 1);
        m_keys->tabTo(recent);
        m_keys->press(Qt::Key_Home);
        m_keys->press(Qt::Key_Return);
        QTRY_COMPARE(study()->name(), QStringLiteral("study-100"));
        QTRY_COMPARE(m_driver->window().parts().runs->rowCount(), kRuns);
        m_keys->returnToWindow();
    }

    void locate(const QString& role, const QString& model)
    {
        const QString topic = QStringLiteral("missing.") + role;
        QTRY_VERIFY(button(topic, QStringLiteral("Locate folder…")) != nullptr);
        chooseFile(m_driver->folder() + QStringLiteral("/elsewhere/models/") + model);
        m_keys->tabTo(button(topic, QStringLiteral("Locate folder…")));
        m_keys->press(Qt::Key_Space);
        m_keys->returnToWindow();
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        const QString weights = QStringLiteral("weights.") + role;
        QTRY_VERIFY2(
            strip->text(weights).startsWith(model + QStringLiteral(" was found: same weights ✓.")),
            qPrintable(strip->text(weights)));
    }

    void chooseTheme(const QString& theme)
    {
        m_keys->press(Qt::Key_K, Qt::ControlModifier);
        m_keys->type(QLatin1Char('>') + theme);
        m_keys->press(Qt::Key_Return);
        const QByteArray name = "action.theme." + theme.toUtf8();
        QVERIFY(m_driver->find<QAction>(name.constData())->isChecked());
        m_keys->press(Qt::Key_1, Qt::ControlModifier);
    }

    void compareRuns()
    {
        m_keys->tabTo("runList");
        m_keys->press(Qt::Key_Home);
        m_keys->press(Qt::Key_Down, Qt::ShiftModifier);
        m_keys->press(Qt::Key_R, Qt::ControlModifier);
        auto* compared = qobject_cast<CompareDialog*>(m_keys->dialog("compareDialog"));
        QVERIFY(compared != nullptr);
        QTRY_VERIFY(compared->isReady());
        QCOMPARE(m_driver->text("compareDialog.headline"),
                 QStringLiteral("A is run 99, B is run 100: one option differs."));
        m_keys->press(Qt::Key_Escape);
        QTRY_VERIFY(m_driver->find<QDialog>("compareDialog") == nullptr);
        m_keys->returnToWindow();
    }

    void copyCommandOfAFigure()
    {
        m_keys->tabTo("studyPanel.figures");
        m_keys->press(Qt::Key_Home);
        m_keys->press(Qt::Key_Return);
        QVERIFY(m_driver->find<QAction>("action.view.figures")->isChecked());
        auto* command = m_driver->find<QAction>("action.edit.copyCommand");
        QVERIFY(
            m_driver->find<QListView>("figureList")->actions().contains(command)); // right click
        QApplication::clipboard()->clear();
        m_keys->press(Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        QTRY_VERIFY(
            QApplication::clipboard()->text().startsWith(QStringLiteral("neurograft figure ")));
        m_command = QApplication::clipboard()->text();
    }

    void exportAllFigures(const QString& name)
    {
        m_keys->press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_keys->dialog("exportAllDialog") != nullptr);
        m_keys->fill("exportAllDialog.folder", m_driver->folder() + QLatin1Char('/') + name);
        m_keys->choose("exportAllDialog.presetCombo", QStringLiteral("icml-column"));
        m_keys->push("exportAllDialog.png");
        m_keys->push("exportAllDialog.export");
        m_keys->returnToWindow();
        QTRY_VERIFY_WITH_TIMEOUT(!m_driver->window().jobs()->isBusy(), 60000);
        const auto list = nlohmann::json::parse(bytes(name + QStringLiteral("/manifest.json")));
        QCOMPARE(list.at("figures").size(), std::size_t{2 * kFigures});
        QCOMPARE(pdfs(name).size(), kFigures);
    }

    void lookIntoAFigure(const QString& name)
    {
        const std::vector<PdfAttachment> attached = readPdfAttachments(
            QByteArray::fromStdString(bytes(name + QLatin1Char('/') + pdfs(name).first())));
        QCOMPARE(attached.size(), std::size_t{2});
        QCOMPARE(attached[0].name, QStringLiteral("manifest.json"));
        QCOMPARE(attached[1].name, QStringLiteral("data.csv"));
    }

    void openAFigure(const QString& name)
    {
        const QString pdf = pdfs(name).last(); // of run 12
        chooseFile(m_driver->folder() + QLatin1Char('/') + name + QLatin1Char('/') + pdf);
        m_keys->press(Qt::Key_O, Qt::ControlModifier);
        m_keys->returnToWindow();
        SimilaritySession* session = m_driver->window().session();
        QTRY_VERIFY2(session->resultPath().endsWith(runFileName(kFigures)),
                     qPrintable(session->resultPath()));
        QTRY_VERIFY(session->figure() != nullptr);
        QTRY_VERIFY(m_driver->find<QAction>("action.view.compare")->isChecked());
    }

    /// Step 4: the copied command, run without a display, gives the same numbers.
    void repeatWithoutADisplay()
    {
        if (windowProgramFile().isEmpty()) {
            QSKIP("the program with the window is not built");
        }
        QStringList words = QProcess::splitCommand(QString(m_command).replace(u'\'', u'"'));
        words.removeFirst();
        const QString out = m_driver->folder() + QStringLiteral("/headless.pdf");
        words[words.indexOf(QStringLiteral("--out")) + 1] = out;
        const auto process =
            startProgram(windowProgramFile(), words,
                         {QStringLiteral("DISPLAY="), QStringLiteral("QT_QPA_PLATFORM=")});
        const ProgramRun run = finish(*process);
        QVERIFY2(run.exitCode == 0, run.text().constData());
        QVERIFY(bytes(QStringLiteral("headless.pdf.csv"))
                == bytes(QStringLiteral("light/") + pdfs(QStringLiteral("light")).first()
                         + QStringLiteral(".csv")));
    }

    QPushButton* button(const QString& topic, const QString& text) const
    {
        const auto* row = m_driver->window().findChild<QWidget*>(QStringLiteral("notice.") + topic);
        const auto buttons =
            row != nullptr ? row->findChildren<QPushButton*>() : QList<QPushButton*>();
        for (QPushButton* candidate : buttons) {
            if (candidate->text() == text) {
                return candidate;
            }
        }
        return nullptr;
    }
    /// Names of the PDFs in a folder of the driver's, sorted.
    QStringList pdfs(const QString& folder) const
    {
        return QDir(m_driver->folder() + QLatin1Char('/') + folder)
            .entryList({QStringLiteral("*.pdf")}, QDir::Files, QDir::Name);
    }
    std::string bytes(const QString& name) const
    {
        return readFile(toPath(m_driver->folder() + QLatin1Char('/') + name));
    }
    StudyDocument* study() const { return m_driver->window().parts().study; }

    std::unique_ptr<Keyboard> m_keys;
    QString m_command;
};

NEUROGRAFT_WATCHED_MAIN(TestWindowArchive)
#include "tst_window_archive.moc"
