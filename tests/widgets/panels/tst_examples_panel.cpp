// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/example_fixture.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/example_table_view.h"
#include "widgets/panels/examples_panel.h"
#include "widgets/panels/token_strip.h"
#include "widgets/plots/length_histogram.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

using namespace neurograft;

namespace {

struct PanelFixture : ExampleFixture {
    SelectionModel selection{&undo};
    ExamplesPanel panel{&set, &model, &slices, &selection, &lane};

    PanelFixture()
    {
        panel.resize(1000, 300);
        panel.show();
    }
    template <class T> T* find(const char* name) const
    {
        return panel.findChild<T*>(QString::fromLatin1(name));
    }
    QString words(const char* label) const { return find<QLabel>(label)->text(); }
    TokenStrip* strip() const { return find<TokenStrip>("tokenPreview"); }
    ExampleTableView* table() const { return find<ExampleTableView>("exampleTable"); }
    void openShown()
    {
        openDemo();
        QTRY_VERIFY(strip()->preview() != nullptr);
    }
};

} // namespace

class TestExamplesPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)")));
        m_fixture = std::make_unique<PanelFixture>();
    }
    void cleanup() { m_fixture.reset(); }

    void withoutDataItOffersToOpenSome()
    {
        QVERIFY(m_fixture->find<QPushButton>("examplesPanel.openData")->isVisible());
        QVERIFY(m_fixture->find<QPushButton>("examplesPanel.newPrompt")->isVisible());
        QVERIFY(!m_fixture->table()->isVisible());
        m_fixture->openShown();
        QVERIFY(m_fixture->table()->isVisible());
        QCOMPARE(m_fixture->words("exampleCount"), QStringLiteral("48 rows"));
    }

    void theFirstRowIsShownAndNothingSelected()
    {
        m_fixture->openShown();
        QCOMPARE(m_fixture->panel.currentRow(), 0);
        QVERIFY(isNothing(m_fixture->selection.primary()));
        QCOMPARE(m_fixture->words("tokenPreview.summary"),
                 QStringLiteral("Row 1: 15 tokens, 4 carry the loss, 0 truncated."));
    }

    void choosingARowSelectsIt()
    {
        m_fixture->openShown();
        m_fixture->table()->setFocus();
        QTest::keyClick(m_fixture->table(), Qt::Key_Down);
        QCOMPARE(goToText(m_fixture->selection.primary()), QStringLiteral("item demo 2"));
        QCOMPARE(m_fixture->panel.currentGoTo(), QStringLiteral("item demo 2"));
        QTRY_COMPARE(m_fixture->strip()->preview()->line, std::int64_t{1});
        m_fixture->undo.undo();
        QTest::keyClick(m_fixture->table(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_fixture->selection.set().size(), std::size_t(2));
    }

    void clicksChooseARowOrGatherASet()
    {
        m_fixture->openShown();
        const auto click = [this](int row, Qt::KeyboardModifiers keys) {
            const QModelIndex index = m_fixture->model.index(row, ExampleTableModel::Prompt);
            m_fixture->table()->scrollTo(index);
            QTest::mouseClick(m_fixture->table()->viewport(), Qt::LeftButton, keys,
                              m_fixture->table()->visualRect(index).center());
        };
        click(0, {}); // it is the row shown already
        QCOMPARE(goToText(m_fixture->selection.primary()), QStringLiteral("item demo 1"));
        click(2, Qt::ControlModifier);
        click(3, Qt::ControlModifier);
        QCOMPARE(m_fixture->selection.set().size(), std::size_t(3));
        QCOMPARE(goToText(m_fixture->selection.primary()), QStringLiteral("item demo 4"));
        m_fixture->selection.clearSet();
        QCOMPARE(m_fixture->table()->chosenRows(), (std::vector<int>{3}));
        click(1, {});
        QVERIFY(m_fixture->selection.set().empty());
    }

    void theSelectionIsFollowedWhileLinked()
    {
        m_fixture->openShown();
        m_fixture->selection.select(RowItem{QStringLiteral("demo"), 30});
        QCOMPARE(m_fixture->panel.currentRow(), 29);
        QCOMPARE(m_fixture->table()->currentIndex().row(), 29);
        QTRY_COMPARE(m_fixture->strip()->preview()->line, std::int64_t{29});
        m_fixture->selection.select(LayerItem{Role::Student, 1}); // leaves the row as it is
        m_fixture->selection.select(RowItem{QStringLiteral("other"), 3});
        m_fixture->selection.select(RowItem{QStringLiteral("demo"), 300});
        QCOMPARE(m_fixture->panel.currentRow(), 29);
        m_fixture->panel.setLinked(false);
        m_fixture->selection.select(RowItem{QStringLiteral("demo"), 2});
        QCOMPARE(m_fixture->panel.currentRow(), 29);
        m_fixture->panel.setLinked(true);
        QCOMPARE(m_fixture->panel.currentRow(), 1);
    }

    void typingFiltersAndEscapeClears()
    {
        m_fixture->openShown();
        auto* filter = m_fixture->find<QLineEdit>("exampleFilter");
        m_fixture->panel.focusFilter();
        QTest::keyClicks(filter, QStringLiteral("France"));
        QTRY_COMPARE(m_fixture->words("exampleCount"), QStringLiteral("1 of 48 rows"));
        QTest::keyClicks(filter, QStringLiteral("zzz"));
        auto* clear = m_fixture->find<QPushButton>("exampleTable.clearFilter");
        QTRY_VERIFY(clear->isVisible());
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(filter->text(), QString());
        QTRY_COMPARE(m_fixture->words("exampleCount"), QStringLiteral("48 rows"));
        QVERIFY(m_fixture->table()->isVisible());
    }

    void aSliceIsMadeFromTheFilter()
    {
        m_fixture->openShown();
        m_fixture->model.setFilter(QStringLiteral("capital"));
        QTRY_COMPARE(m_fixture->model.rowCount(), 8);
        m_fixture->panel.newSliceFromFilter();
        auto* field = m_fixture->find<QLineEdit>("newSliceDialog.field");
        QTRY_VERIFY(field->isVisible());
        QTest::keyClicks(field, QStringLiteral("capitals")); // replaces the suggestion
        QTest::keyClick(field, Qt::Key_Enter);
        QCOMPARE(m_fixture->slices.rows(QStringLiteral("demo"), QStringLiteral("capitals")),
                 (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
        m_fixture->model.setFilter(QString());
        auto* combo = m_fixture->find<QComboBox>("sliceCombo");
        QCOMPARE(combo->itemText(2), QStringLiteral("capitals"));
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_Down);
        QTest::keyClick(combo, Qt::Key_Down);
        QTRY_COMPARE(m_fixture->words("exampleCount"), QStringLiteral("8 of 48 rows"));
    }

    void starsAreSwitchedByKeyAndClick()
    {
        m_fixture->openShown();
        m_fixture->table()->setFocus();
        QTest::keyClick(m_fixture->table(), '*');
        QVERIFY(m_fixture->slices.isStarred(QStringLiteral("demo"), 0));
        const QModelIndex third = m_fixture->model.index(2, ExampleTableModel::Star);
        QTest::mouseClick(m_fixture->table()->viewport(), Qt::LeftButton, {},
                          m_fixture->table()->visualRect(third).center());
        QVERIFY(m_fixture->slices.isStarred(QStringLiteral("demo"), 2));
        QVERIFY(!m_fixture->slices.isStarred(QStringLiteral("demo"), 1));
    }

    void lengthsTellWhatACutOffTruncates()
    {
        m_fixture->openShown();
        m_fixture->panel.showLengths(true);
        QVERIFY(m_fixture->find<LengthHistogram>("lengthHistogram")->isVisible());
        QTRY_VERIFY2(m_fixture->words("lengthsText").endsWith(QStringLiteral("0 truncated.")),
                     qPrintable(m_fixture->words("lengthsText")));
        auto* spin = m_fixture->find<QSpinBox>("cutOffSpin");
        spin->setValue(14);
        QVERIFY2(m_fixture->words("lengthsText").contains(QStringLiteral("cut-off 14: ")),
                 qPrintable(m_fixture->words("lengthsText")));
        QVERIFY(!m_fixture->words("lengthsText").contains(QStringLiteral("cut-off 14: 0")));
        m_fixture->panel.showLengths(false);
        QTRY_COMPARE(m_fixture->words("tokenPreview.summary"),
                     QStringLiteral("Row 1: 15 tokens, 2 carry the loss, 1 truncated."));
        spin->setValue(0);
        QVERIFY(m_fixture->words("lengthsText").endsWith(QStringLiteral("no cut-off.")));
    }

    void chosenRowsAreCopiedAsATable()
    {
        m_fixture->openShown();
        m_fixture->table()->selectRow(4);
        QCOMPARE(m_fixture->panel.copiedRows(),
                 QStringLiteral("5\tThe capital of France is\t15\t4\n"));
    }

    void withoutAModelTokensSayWhatTheyNeed()
    {
        m_fixture->pair.openData(ExampleFixture::path("demo.jsonl"));
        QTRY_COMPARE(m_fixture->words("tokenPreview.summary"),
                     QStringLiteral("Tokens need a model with a tokenizer."));
        QVERIFY(m_fixture->strip()->preview() == nullptr);
    }

    void differentTokenizersCanBeSwitched()
    {
        QTemporaryDir other;
        for (const char* name : {"config.json", "model.safetensors"}) {
            QVERIFY(QFile::copy(ExampleFixture::path("tiny-T/") + QLatin1String(name),
                                other.filePath(QLatin1String(name))));
        }
        for (const char* name : {"tokenizer.json", "tokenizer_config.json"}) {
            QVERIFY(
                QFile::copy(ExampleFixture::path("tokenizers/byte_level/") + QLatin1String(name),
                            other.filePath(QLatin1String(name))));
        }
        m_fixture->openShown();
        auto* reader = m_fixture->find<QComboBox>("tokenPreview.reader");
        QVERIFY(!reader->isVisible());
        m_fixture->pair.openModel(Role::Teacher, other.path());
        QTRY_VERIFY(reader->isVisible());
        m_fixture->settle();
        const auto before = m_fixture->strip()->preview()->textTokens;
        reader->setFocus();
        QTest::keyClick(reader, Qt::Key_Up);
        QCOMPARE(m_fixture->set.reader(), Role::Teacher);
        QTRY_VERIFY(m_fixture->strip()->preview()->textTokens != before);
    }

private:
    std::unique_ptr<PanelFixture> m_fixture;
};

QTEST_MAIN(TestExamplesPanel)
#include "tst_examples_panel.moc"
