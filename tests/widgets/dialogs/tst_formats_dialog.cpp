// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/formats_dialog.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>
#include <QTextBrowser>
#include <QUrl>

using namespace neurograft;

/// Pages are read, searched, followed and copied.
class TestFormatsDialog : public QObject {
    Q_OBJECT

    static QList<HelpPage> pages()
    {
        return {{QStringLiteral("study-format.md"), QStringLiteral("Studies"),
                 QStringLiteral("# Studies\n\nOne `seed` for each.\n\n| key | is |\n|---|---|\n"
                                "| seed | a number |\n"),
                 true},
                {QStringLiteral("store-layout.md"), QStringLiteral("Result files"),
                 QStringLiteral("A result keeps its [study](study-format.md) and its seed.\n"),
                 true},
                {QStringLiteral("measure"), QStringLiteral("neurograft measure"),
                 QStringLiteral("Usage: neurograft measure\n  --size N   How much"), false}};
    }
    template <class T> static T* child(const FormatsDialog& dialog, const char* name)
    {
        return dialog.findChild<T*>(QStringLiteral("formatsDialog.") + QLatin1String(name));
    }
    static QStringList shown(const FormatsDialog& dialog)
    {
        const auto* list = child<QListWidget>(dialog, "pages");
        QStringList titles;
        for (int row = 0; row < list->count(); ++row) {
            if (!list->item(row)->isHidden()) {
                titles << list->item(row)->text();
            }
        }
        return titles;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)"))); }

    void markdownIsRenderedAndHelpIsNot()
    {
        const FormatsDialog dialog(pages());
        auto* text = child<QTextBrowser>(dialog, "text");
        QVERIFY(text->toPlainText().startsWith(QStringLiteral("Studies\nOne seed for each.")));
        child<QListWidget>(dialog, "pages")->setCurrentRow(2);
        QCOMPARE(text->toPlainText(),
                 QStringLiteral("Usage: neurograft measure\n  --size N   How much"));
    }

    void searchingFiltersPagesAndMarksPlaces()
    {
        const FormatsDialog dialog(pages());
        auto* search = child<QLineEdit>(dialog, "search");
        const auto* text = child<QTextBrowser>(dialog, "text");
        search->setText(QStringLiteral("SEED"));
        QCOMPARE(shown(dialog),
                 (QStringList{QStringLiteral("Studies"), QStringLiteral("Result files")}));
        QCOMPARE(child<QLabel>(dialog, "count")->text(), QStringLiteral("2 of 3 pages"));
        QCOMPARE(text->extraSelections().size(), 2);
        for (const QTextEdit::ExtraSelection& place : text->extraSelections()) {
            QCOMPARE(place.cursor.selectedText(), QStringLiteral("seed"));
        }
        search->setText(QStringLiteral("--size"));
        QCOMPARE(shown(dialog), QStringList{QStringLiteral("neurograft measure")});
        QVERIFY(text->toPlainText().contains(QStringLiteral("How much"))); // its page is open
        search->setText(QStringLiteral("nowhere"));
        QCOMPARE(child<QLabel>(dialog, "count")->text(), QStringLiteral("0 of 3 pages"));
        QVERIFY(text->extraSelections().isEmpty());
        search->clear();
        QCOMPARE(shown(dialog).size(), 3);
        QCOMPARE(child<QLabel>(dialog, "count")->text(), QString());
    }

    void returnGoesFromPlaceToPlace()
    {
        FormatsDialog dialog(pages());
        dialog.show();
        auto* search = child<QLineEdit>(dialog, "search");
        const auto* text = child<QTextBrowser>(dialog, "text");
        search->setText(QStringLiteral("seed"));
        QList<int> places;
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(search, Qt::Key_Return);
            QCOMPARE(text->textCursor().selectedText(), QStringLiteral("seed"));
            places << text->textCursor().selectionStart();
        }
        QVERIFY(places[1] > places[0]);
        QCOMPARE(places[2], places[0]); // round again
        QVERIFY(dialog.isVisible()); // Return pressed no button
    }

    void linksLeadToPages()
    {
        const FormatsDialog dialog(pages());
        auto* list = child<QListWidget>(dialog, "pages");
        list->setCurrentRow(1);
        Q_EMIT child<QTextBrowser>(dialog, "text")
            ->anchorClicked(QUrl(QStringLiteral("study-format.md")));
        QCOMPARE(list->currentRow(), 0);
    }

    void thePageOrWhatIsSelectedIsCopied()
    {
        const FormatsDialog dialog(pages());
        auto* copy = child<QPushButton>(dialog, "copy");
        child<QListWidget>(dialog, "pages")->setCurrentRow(2);
        copy->click();
        QCOMPARE(QApplication::clipboard()->text(), pages()[2].text);
        QVERIFY(child<QTextBrowser>(dialog, "text")->find(QStringLiteral("--size N")));
        copy->click();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("--size N"));
    }
};

QTEST_MAIN(TestFormatsDialog)
#include "tst_formats_dialog.moc"
