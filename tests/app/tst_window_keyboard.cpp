// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U1 of ux.md from its first step to its last by keyboard alone, light and dark.
#include "core/store/result_file.h"
#include "support/keyboard.h"
#include "support/window_test.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/bookmarks_list.h"
#include "widgets/panels/fact_list.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_slot.h"
#include "widgets/panels/preflight_panel.h"
#include "widgets/plots/color_scale_bar.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QTableView>
#include <QToolTip>

using namespace neurograft;

namespace {

const QString kUp = QStringLiteral("up_proj");
const QStringList kModules{kUp, QStringLiteral("down_proj"), QStringLiteral("v_proj"),
                           QStringLiteral("o_proj")};

QString numberOf(double value)
{
    return QString::number(value, 'f', 3).replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace

class TestWindowKeyboard : public WindowTest {
    Q_OBJECT

    void prepare() override { m_keys = std::make_unique<Keyboard>(m_driver.get()); }

private Q_SLOTS:
    void whichLayersResembleEachOther_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void whichLayersResembleEachOther()
    {
        QFETCH(bool, isDark);
        m_driver->trigger(isDark ? "action.theme.dark" : "action.theme.light");
        using Step = void (TestWindowKeyboard::*)();
        const Step steps[] = {
            &TestWindowKeyboard::openThePair, // 1 to 3
            &TestWindowKeyboard::runTheMaps, // 4
            &TestWindowKeyboard::readACell, // 5
            &TestWindowKeyboard::lockAndMask, // 6
            &TestWindowKeyboard::changeEstimator, // 7
            &TestWindowKeyboard::lookAtACell, // 8
            &TestWindowKeyboard::saveABlock, // 9
            &TestWindowKeyboard::exportTheFigure, // 10
            &TestWindowKeyboard::copyTheFigure, // 11
        };
        for (const Step step : steps) {
            (this->*step)();
            if (QTest::currentTestFailed()) {
                return; // what follows builds on it
            }
        }
    }

private:
    void openThePair()
    {
        m_keys->press(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_keys->dialog("openPairDialog") != nullptr);
        m_keys->fill("openPairDialog.teacher", fixture(QStringLiteral("tiny-T")));
        m_keys->fill("openPairDialog.student", fixture(QStringLiteral("tiny-S")));
        m_keys->fill("openPairDialog.data", fixture(QStringLiteral("demo.jsonl")));
        m_keys->press(Qt::Key_Return);
        QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
        QTRY_VERIFY(m_driver->window().pair()->preflight() != nullptr);
        m_keys->returnToWindow();
        QVERIFY(m_driver->find<PairSlot>("pairBar.teacherSlot")
                    ->facts()
                    .startsWith(QStringLiteral("6 L, 96, bf16")));
        const QString summary = m_driver->find<PreflightPanel>("preflightPanel")->summary();
        QVERIFY2(summary.startsWith(QStringLiteral("✓ 0 blocking")), qPrintable(summary));
        QVERIFY2(summary.contains(QStringLiteral(": fits.")), qPrintable(summary));
        QCOMPARE(m_driver->find<QTableView>("exampleTable")->model()->rowCount(), 48);
        QTRY_COMPARE(m_driver->text("tokenPreview.summary"),
                     QStringLiteral("Row 1: 15 tokens, 4 carry the loss, 0 truncated."));
    }

    void runTheMaps()
    {
        m_keys->press(Qt::Key_1, Qt::ControlModifier);
        m_keys->choose("unitCombo", QStringLiteral("last-token"));
        for (const QString& module : kModules) {
            const QByteArray tick = "moduleTicks." + module.toUtf8();
            QVERIFY(m_driver->find<QAbstractButton>(tick.constData())->isChecked());
        }
        m_keys->push("simRunButton");
        QVERIFY(m_driver->window().session()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!m_driver->window().session()->isRunning(), 30000);
        QTRY_VERIFY(m_driver->window().session()->figure() != nullptr);
        QTRY_COMPARE(m_driver->window().session()->partialText(), QString());
        for (const QString& module : kModules) {
            QVERIFY(m_driver->map(module)->isVisible());
            QCOMPARE(m_driver->map(module)->data()->n, std::int64_t(48));
        }
    }

    void readACell()
    {
        m_keys->tabTo(m_driver->map(kUp));
        m_keys->press(Qt::Key_Right); // the frame comes at S L0 x T L0
        for (const int key :
             {Qt::Key_Right, Qt::Key_Right, Qt::Key_Right, Qt::Key_Up, Qt::Key_Up}) {
            m_keys->press(key);
        }
        QTRY_COMPARE(m_driver->text("status.hover"), cellText(*map(), {2, 3}));
        QVERIFY(m_driver->text("status.hover").startsWith(QStringLiteral("up S L2 x T L3  CKA ")));
        QVERIFY(
            m_driver->text("status.hover").endsWith(QStringLiteral("unbiased  n 48  last token")));
        for (const QString& module : kModules) {
            QVERIFY(m_driver->map(module)->selectedCell() == HeatmapCell({2, 3}));
        }
    }

    void lockAndMask()
    {
        auto* bar = m_driver->find<ColorScaleBar>("scaleBar");
        QCOMPARE(bar->scaleCount(), 1);
        m_keys->press(Qt::Key_L);
        QCOMPARE(bar->scaleCount(), 4);
        m_keys->press(Qt::Key_L);
        QCOMPARE(bar->scaleCount(), 1);
        m_keys->press(Qt::Key_M);
        QCOMPARE(m_driver->map(kUp)->boxLines().size(), 2);
        QCOMPARE(m_driver->map(kUp)->cellColor({3, 1}).alpha(), 0);
        m_keys->press(Qt::Key_M);
        QCOMPARE(m_driver->map(kUp)->boxLines().size(), 1);
    }

    void changeEstimator()
    {
        m_keys->choose("estimatorCombo", QStringLiteral("biased"));
        QTRY_COMPARE(map()->estimator, QStringLiteral("biased"));
        QVERIFY2(m_driver->text("similarityView.footer").contains(QStringLiteral("biased")),
                 qPrintable(m_driver->text("similarityView.footer")));
        QVERIFY((m_driver->find<ColorScaleBar>("scaleBar")->range() == ColorRange{0.0, 1.0}));
        QCOMPARE(m_driver->window().jobs()->jobs().size(), std::size_t(1)); // no forward pass
    }

    void lookAtACell()
    {
        m_keys->tabTo(m_driver->map(kUp));
        m_keys->press(Qt::Key_Return);
        QVERIFY(m_driver->find<QDockWidget>("inspectorDock")->isVisible());
        QCOMPARE(m_driver->text("inspectorPanel.title"), QStringLiteral("cell up S L2 x T L3"));
        auto* facts = m_driver->find<FactList>("inspectorPanel.facts");
        QCOMPARE(facts->value(QStringLiteral("CKA")), numberOf(map()->value({2, 3})));
        QVERIFY(facts->value(QStringLiteral("rank in row")).endsWith(QStringLiteral("/6")));
    }

    void saveABlock()
    {
        m_keys->tabTo(m_driver->map(kUp));
        for (const int key : {Qt::Key_Left, Qt::Key_Left, Qt::Key_Down}) { // S L1 x T L1
            m_keys->press(key);
        }
        const auto held = Qt::ControlModifier | Qt::ShiftModifier;
        for (const int key : {Qt::Key_Right, Qt::Key_Right, Qt::Key_Up, Qt::Key_Up}) {
            m_keys->press(key, held);
        }
        double sum = 0.0;
        for (int student = 1; student <= 3; ++student) {
            for (int teacher = 1; teacher <= 3; ++teacher) {
                sum += map()->value({student, teacher});
            }
        }
        QCOMPARE(selection()->set().size(), std::size_t(9));
        QCOMPARE(m_driver->find<FactList>("inspectorPanel.setFacts")->value(QStringLiteral("mean")),
                 numberOf(sum / 9.0));
        QVERIFY2(m_driver->text("status.hover")
                     .endsWith(QStringLiteral("9 cells, mean %1").arg(numberOf(sum / 9.0))),
                 qPrintable(m_driver->text("status.hover")));
        m_keys->press(Qt::Key_B);
        QVERIFY(m_keys->dialog("saveSetDialog") != nullptr);
        m_keys->fill("saveSetDialog.field", QStringLiteral("mid block"));
        m_keys->press(Qt::Key_Return);
        QTRY_VERIFY(m_driver->find<QDialog>("saveSetDialog") == nullptr);
        m_keys->returnToWindow();
        auto* list = m_driver->find<BookmarksList>("bookmarksList");
        QVERIFY(list->isVisible());
        QCOMPARE(list->model()->rowCount(), 1);
        const QString name = list->model()->index(0, BookmarkModel::Name).data().toString();
        QVERIFY2(name.contains(QStringLiteral("mid block")), qPrintable(name));
        const BookmarkModel* kept = m_driver->window().parts().bookmarks;
        QVERIFY(kept->at(0).isSet);
        QCOMPARE(kept->at(0).items().size(), std::size_t(9));
        QCOMPARE(selection()->setName(), QStringLiteral("mid block"));
    }

    void exportTheFigure()
    {
        const QString path = m_driver->folder() + QStringLiteral("/figure.pdf");
        m_keys->press(Qt::Key_E, Qt::ControlModifier);
        QVERIFY(m_keys->dialog("exportDialog") != nullptr);
        m_keys->choose("exportDialog.presetCombo", QStringLiteral("acl-column"));
        m_keys->choose("exportDialog.formatCombo", QStringLiteral("pdf"));
        m_keys->fill("exportDialog.path", path);
        auto* checks = m_driver->find<QListWidget>("exportDialog.checks");
        QTRY_VERIFY(checks->count() > 5);
        for (int row = 0; row < checks->count(); ++row) {
            QVERIFY2(!checks->item(row)->text().startsWith(QStringLiteral("✕")),
                     qPrintable(checks->item(row)->text()));
        }
        auto* button = m_driver->find<QAbstractButton>("exportDialog.export");
        QTRY_VERIFY(button->isEnabled());
        m_keys->push("exportDialog.export");
        QTRY_VERIFY(m_driver->find<QDialog>("exportDialog") == nullptr);
        QTRY_VERIFY(QFile::exists(path) && QFile::exists(path + QStringLiteral(".csv")));
        m_keys->returnToWindow();
        QTRY_VERIFY2(m_driver->find<NoticeStrip>("noticeStrip")
                         ->text(QStringLiteral("export"))
                         .startsWith(QStringLiteral("figure.pdf was written.")),
                     "the notice offers what to do with it");
    }

    void copyTheFigure()
    {
        QApplication::clipboard()->clear();
        m_keys->press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        const auto* copied = QApplication::clipboard(); // without any data after clear()
        QTRY_VERIFY(copied->mimeData() != nullptr && copied->mimeData()->hasImage());
        QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("image/svg+xml")));
        QVERIFY(QApplication::clipboard()->text().contains(QLatin1Char('\t')));
    }

    std::shared_ptr<const HeatmapData> map() const { return m_driver->map(kUp)->data(); }
    const SelectionModel* selection() const { return m_driver->window().parts().selection; }

    std::unique_ptr<Keyboard> m_keys;
};

NEUROGRAFT_WATCHED_MAIN(TestWindowKeyboard)
#include "tst_window_keyboard.moc"
