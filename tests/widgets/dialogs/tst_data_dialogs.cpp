// SPDX-License-Identifier: GPL-3.0-or-later
// Dialogs that ask for a prompt, a name, a set to join with, slices to manage.
#include "core/run/data_preview.h"
#include "widgets/dialogs/columns_dialog.h"
#include "widgets/dialogs/name_dialog.h"
#include "widgets/dialogs/prompt_dialog.h"
#include "widgets/dialogs/set_dialog.h"
#include "widgets/dialogs/slices_dialog.h"
#include "widgets/models/example_slices.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <QUndoStack>

using namespace neurograft;

namespace {

ItemSet layers(const std::vector<int>& numbers)
{
    ItemSet set;
    for (const int number : numbers) {
        set.push_back(LayerItem{Role::Student, number});
    }
    return set;
}

QPushButton* okOf(const QDialog& dialog)
{
    return dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
}

ExampleRow readBack(const std::string& row)
{
    return DataFile::parse(row, "prompt", {})->row(0);
}

} // namespace

class TestDataDialogs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)"))); }

    void aPromptBecomesARowOfData()
    {
        PromptDialog dialog;
        QVERIFY(!okOf(dialog)->isEnabled());
        dialog.findChild<QPlainTextEdit*>(QStringLiteral("promptDialog.prompt"))
            ->setPlainText(QStringLiteral("The capital of \"France\"\nis"));
        QVERIFY(okOf(dialog)->isEnabled());
        QVERIFY(dialog.usesTemplate());
        QCOMPARE(readBack(dialog.row()).prompt,
                 std::string("<|user|>\nThe capital of \"France\"\nis\n\n<|assistant|>\n"));
    }

    void withoutTheTemplateTextsAreTakenAsTheyAre()
    {
        const ExampleRow row =
            readBack(promptRow(QStringLiteral(" a\u00e9 "), QStringLiteral("b\n"), false));
        QCOMPARE(row.prompt, std::string(" a\u00e9 "));
        QCOMPARE(row.response, std::string("b\n"));
        QCOMPARE(readBack(promptRow(QStringLiteral("p"), QString(), false)).response,
                 std::string());
    }

    void aNameIsNeededAndOneThatIsTakenIsSaid()
    {
        NameDialog dialog(QStringLiteral("nameDialog"), QStringLiteral("New set"),
                          QStringLiteral("Name"), QString(), {QStringLiteral("mid block")});
        QVERIFY(!okOf(dialog)->isEnabled());
        auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("nameDialog.field"));
        field->setText(QStringLiteral("  mid block "));
        QVERIFY(okOf(dialog)->isEnabled());
        QCOMPARE(dialog.name(), QStringLiteral("mid block"));
        bool isSaid = false;
        for (const QLabel* label : dialog.findChildren<QLabel*>()) {
            isSaid = isSaid || label->text() == QStringLiteral("Replaces the one of that name.");
        }
        QVERIFY(isSaid);
    }

    void setsAreJoinedWithNamedOnes_data()
    {
        QTest::addColumn<int>("operation");
        QTest::addColumn<QString>("words");
        QTest::newRow("union") << int(SetDialog::Operation::Union) << "3 items become 4.";
        QTest::newRow("intersect") << int(SetDialog::Operation::Intersect) << "3 items become 1.";
        QTest::newRow("minus") << int(SetDialog::Operation::Minus) << "3 items become 2.";
    }
    void setsAreJoinedWithNamedOnes()
    {
        QFETCH(int, operation);
        QUndoStack undo;
        BookmarkModel bookmarks(&undo);
        bookmarks.addSet(QStringLiteral("cells"), {CellItem{QStringLiteral("up_proj"), 1, 1}});
        bookmarks.addSet(QStringLiteral("late"), layers({3, 4}));
        const SetDialog dialog(static_cast<SetDialog::Operation>(operation), layers({1, 2, 3}),
                               &bookmarks);
        const auto* other = dialog.findChild<QComboBox*>(QStringLiteral("setDialog.other"));
        QCOMPARE(other->count(), 1); // sets of another kind cannot be joined
        QTEST(dialog.findChild<QLabel*>(QStringLiteral("setDialog.result"))->text(), "words");
    }

    void withoutASetOfThatKindNothingCanBeJoined()
    {
        QUndoStack undo;
        BookmarkModel bookmarks(&undo);
        const SetDialog dialog(SetDialog::Operation::Union, layers({1}), &bookmarks);
        QVERIFY(!okOf(dialog)->isEnabled());
        QVERIFY(dialog.result() == layers({1}));
    }

    void columnsAreShownAndChosen()
    {
        const ColumnTable table =
            parseColumns("id,question,answer,source\n1,who?,me,web\n2,why?,so,web\n", "f.csv");
        ColumnsDialog dialog(table, QStringLiteral("Columns of f.csv"));
        QCOMPARE(QString::fromStdString(dialog.choice().prompt), QStringLiteral("question"));
        QCOMPARE(QString::fromStdString(dialog.choice().response), QStringLiteral("answer"));
        const auto* shown = dialog.findChild<QTableWidget*>(QStringLiteral("columnsDialog.table"));
        QCOMPARE(shown->rowCount(), 2);
        QCOMPARE(shown->item(1, 1)->text(), QStringLiteral("why?"));
        QCOMPARE(shown->horizontalHeaderItem(1)->text(), QStringLiteral("question (prompt)"));
        dialog.findChild<QComboBox*>(QStringLiteral("columnsDialog.prompt"))->setCurrentIndex(0);
        QVERIFY(dialog.choice().prompt.empty());
        QCOMPARE(shown->horizontalHeaderItem(1)->text(), QStringLiteral("question"));
    }

    void slicesAreRenamedAndRemoved()
    {
        QUndoStack undo;
        ExampleSlices slices(&undo);
        const QString demo = QStringLiteral("demo");
        slices.setSlice(demo, QStringLiteral("a"), {1, 2});
        slices.setSlice(demo, QStringLiteral("b"), {3});
        SlicesDialog dialog(&slices, demo);
        dialog.show();
        auto* list = dialog.findChild<QListWidget*>(QStringLiteral("slicesDialog.list"));
        QCOMPARE(list->count(), 2);
        list->item(0)->setText(QStringLiteral("capitals"));
        QTRY_COMPARE(slices.slices(demo),
                     (QStringList{QStringLiteral("b"), QStringLiteral("capitals")}));
        QTRY_COMPARE(list->item(0)->text(), QStringLiteral("b"));
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Delete);
        QTRY_COMPARE(list->count(), 1);
        QCOMPARE(slices.slices(demo), QStringList{QStringLiteral("capitals")});
        undo.undo();
        QTRY_COMPARE(list->count(), 2);
    }
};

QTEST_MAIN(TestDataDialogs)
#include "tst_data_dialogs.moc"
