// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/text_diff.h"

#include <QTest>

#include <random>

using namespace neurograft;

namespace {

/// "Paris [-is-]{+was+} here".
QString marked(const QString& before, const QString& after)
{
    QString text;
    for (const DiffPart& part : wordDiff(before, after)) {
        switch (part.kind) {
        case DiffPart::Kind::Same:
            text += part.text;
            break;
        case DiffPart::Kind::Removed:
            text += QStringLiteral("[-%1-]").arg(part.text);
            break;
        case DiffPart::Kind::Added:
            text += QStringLiteral("{+%1+}").arg(part.text);
            break;
        }
    }
    return text;
}

QString side(const std::vector<DiffPart>& parts, DiffPart::Kind own)
{
    QString text;
    for (const DiffPart& part : parts) {
        if (part.kind == own || part.kind == DiffPart::Kind::Same) {
            text += part.text;
        }
    }
    return text;
}

} // namespace

class TestTextDiff : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wordsAreTakenWhole_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* before, const char* after,
                            const char* expected) {
            QTest::newRow(name) << QString::fromUtf8(before) << QString::fromUtf8(after)
                                << QString::fromUtf8(expected);
        };
        row("equal", "Paris is", "Paris is", "Paris is");
        row("both empty", "", "", "");
        row("from nothing", "", "Paris", "{+Paris+}");
        row("to nothing", "Paris", "", "[-Paris-]");
        row("one word", "The capital is Paris.", "The capital is Rome.",
            "The capital is [-Paris-]{+Rome+}.");
        row("no letters in common words", "Paris", "Pars", "[-Paris-]{+Pars+}");
        row("inserted", "a c", "a b c", "a {+b +}c");
        row("removed", "a b c", "a c", "a [-b -]c");
        row("signs are their own", "7+5=12", "7+5=13", "7+5=[-12-]{+13+}");
        row("accents belong to words", "caf\u00e9 noir", "caf\u00e8 noir",
            "[-caf\u00e9-]{+caf\u00e8+} noir");
        row("common words between", "a b c d", "x b c y", "[-a-]{+x+} b c [-d-]{+y+}");
        row("blanks count", "a  b", "a b", "a[-  -]{+ +}b");
        row("what went stands first", "x y", "u v", "[-x-]{+u+} [-y-]{+v+}");
    }
    void wordsAreTakenWhole()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QTEST(marked(before, after), "expected");
    }

    void partsMakeBothTextsAgain()
    {
        std::mt19937 random(7);
        const QStringList words{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"),
                                QStringLiteral(" "), QStringLiteral("."), QStringLiteral("\n")};
        const auto text = [&] {
            QString made;
            for (auto left = random() % 30; left > 0; --left) {
                made += words[static_cast<qsizetype>(random() % 6)];
            }
            return made;
        };
        for (int i = 0; i < 300; ++i) {
            const QString before = text();
            const QString after = text();
            const std::vector<DiffPart> parts = wordDiff(before, after);
            QCOMPARE(side(parts, DiffPart::Kind::Removed), before);
            QCOMPARE(side(parts, DiffPart::Kind::Added), after);
            for (std::size_t at = 1; at < parts.size(); ++at) {
                QVERIFY(parts[at].kind != parts[at - 1].kind);
            }
        }
    }

    void veryLongTextsAreReplacedWhereTheyDiffer()
    {
        const QString before = QStringLiteral("same ") + QStringLiteral("a ").repeated(3000);
        const QString after = QStringLiteral("same ") + QStringLiteral("b ").repeated(3000);
        const std::vector<DiffPart> parts = wordDiff(before, after);
        QCOMPARE(parts.front().text, QStringLiteral("same "));
        QCOMPARE(side(parts, DiffPart::Kind::Removed), before);
        QCOMPARE(side(parts, DiffPart::Kind::Added), after);
    }

    void richTextMarksWithoutColour()
    {
        const QString html =
            diffHtml(wordDiff(QStringLiteral("<b> Paris"), QStringLiteral("<b> Rome")), false);
        QVERIFY2(html.startsWith(QStringLiteral("&lt;b&gt; <s ")), qPrintable(html));
        QVERIFY(html.contains(QStringLiteral(">Paris</s>")));
        QVERIFY(html.contains(QStringLiteral(">Rome</u></b>")));
        QVERIFY(
            html
            != diffHtml(wordDiff(QStringLiteral("<b> Paris"), QStringLiteral("<b> Rome")), true));
    }

    void aSentenceSaysHowMuchChanged()
    {
        const auto sentence = [](const char* before, const char* after) {
            return diffSentence(wordDiff(QString::fromUtf8(before), QString::fromUtf8(after)));
        };
        QCOMPARE(sentence("Paris", "Paris"), QStringLiteral("unchanged"));
        QCOMPARE(sentence("is Paris", "is Rome now"), QStringLiteral("1 word removed, 2 added"));
        QCOMPARE(sentence("a b", ""), QStringLiteral("2 words removed, 0 added"));
    }
};

QTEST_GUILESS_MAIN(TestTextDiff)
#include "tst_text_diff.moc"
