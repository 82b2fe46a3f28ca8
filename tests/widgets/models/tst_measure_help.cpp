// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/explain_text.h"

#include <QSet>
#include <QTest>
#include <QTextDocument>

#include <limits>

using namespace neurograft;

namespace {

HeatmapData map(double value, const char* unit = "last-token", const char* measure = "cka")
{
    HeatmapData data;
    data.students = 1;
    data.teachers = 1;
    data.values = {value};
    data.module = QStringLiteral("up_proj");
    data.measure = QString::fromLatin1(measure);
    data.unit = QString::fromLatin1(unit);
    data.n = 48;
    return data;
}

QString plain(const QString& html)
{
    QTextDocument document;
    document.setHtml(html);
    return document.toPlainText();
}

} // namespace

class TestMeasureHelp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingOfferedIsExplained_data()
    {
        QTest::addColumn<QString>("title");
        QTest::newRow("cka") << "Linear CKA";
        QTest::newRow("cka-biased") << "Biased estimator";
        QTest::newRow("unbiased") << "Unbiased estimator";
        QTest::newRow("biased") << "Biased estimator";
        QTest::newRow("cka-minibatch") << "Mini-batch estimator";
        QTest::newRow("token") << "Tokens";
        QTest::newRow("last-token") << "Last token";
        QTest::newRow("mean-token") << "Mean token";
        QTest::newRow("aligned-char") << "Aligned characters";
        QTest::newRow("given") << "Imported activations";
        QTest::newRow("upper") << "Mask";
        QTest::newRow("band:3") << "Mask";
        QTest::newRow("box") << "Mean and standard deviation";
        QTest::newRow("self-check") << "Self-check";
        QTest::newRow("loss") << "Tokens that carry the loss";
        QTest::newRow("neuron-tokens") << "What a neuron writes";
        QTest::newRow("twins") << "Twins";
    }
    void everythingOfferedIsExplained()
    {
        const MeasureHelp* help = findMeasureHelp(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(help != nullptr);
        QTEST(help->title, "title");
        QVERIFY(help->sentence.endsWith(QLatin1Char('.')));
    }

    void idsAreUniqueAndUnknownOnesFindNothing()
    {
        QSet<QString> ids;
        for (const MeasureHelp& help : measureHelp()) {
            QVERIFY2(!ids.contains(help.id), qPrintable(help.id));
            ids << help.id;
        }
        QVERIFY(findMeasureHelp(QStringLiteral("nonsense")) == nullptr);
    }

    void measuresNameTheirSources()
    {
        QVERIFY(findMeasureHelp(QStringLiteral("cka"))
                    ->reference.contains(QStringLiteral("arXiv:1905.00414")));
        QVERIFY(findMeasureHelp(QStringLiteral("unbiased"))
                    ->reference.contains(QStringLiteral("Song")));
        QVERIFY(findMeasureHelp(QStringLiteral("minibatch"))
                    ->reference.contains(QStringLiteral("arXiv:2010.15327")));
    }

    void aCellIsToldInWords_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("word");
        QTest::newRow("same") << 0.97 << "almost alike";
        QTest::newRow("much") << 0.70 << "much alike";
        QTest::newRow("partly") << 0.41 << "partly alike";
        QTest::newRow("hardly") << 0.10 << "hardly alike";
        QTest::newRow("chance") << -0.02 << "no more alike than chance";
    }
    void aCellIsToldInWords()
    {
        QFETCH(double, value);
        QFETCH(QString, word);
        const QString text = cellSentence(map(value), {0, 0});
        QVERIFY2(text.startsWith(QStringLiteral("Student layer 0 and teacher layer 0 see the 48 "
                                                "texts ")
                                 + word + QStringLiteral(" (up_proj): CKA ")),
                 qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("Higher = more alike")));
    }

    void aCellWithoutAValueSaysWhy()
    {
        const QString text = cellSentence(map(std::numeric_limits<double>::quiet_NaN()), {0, 0});
        QVERIFY2(text.startsWith(QStringLiteral(
                     "Student layer 0 and teacher layer 0 (up_proj): no value, undefined")),
                 qPrintable(text));
    }

    void theBiasedFormIsWarnedOf()
    {
        QVERIFY(cellSentence(map(0.9, "token", "cka-biased"), {0, 0})
                    .endsWith(QStringLiteral("pulled towards 1 with so few samples.")));
        QVERIFY(cellSentence(map(0.9, "token"), {0, 0}).contains(QStringLiteral("the 48 tokens")));
        QVERIFY(!cellSentence(map(0.9), {0, 0}).contains(QStringLiteral("pulled")));
    }

    void fractionsBecomeTwoLines()
    {
        const QString html = formulaHtml(QStringLiteral("a = {x<sub>1</sub>|n − 1} b"), Qt::red);
        QCOMPARE(html.count(QStringLiteral("<table")), 2);
        QVERIFY(html.contains(QStringLiteral("border-bottom:1px solid #ff0000")));
        const QStringList words =
            plain(html).split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts);
        QVERIFY2(words.contains(QStringLiteral("x1")), qPrintable(words.join(u'/')));
        QCOMPARE(formulaHtml(QString(), Qt::red), QString());
    }

    void noMarkUpIsLeftInTheTextOfAll()
    {
        const QString text = plain(allHelpHtml(Qt::black));
        for (const MeasureHelp& help : measureHelp()) {
            QVERIFY2(text.contains(help.title), qPrintable(help.title));
        }
        for (const QChar mark : {u'{', u'}', u'<'}) {
            const qsizetype at = text.indexOf(mark);
            // "x<t", earlier tokens, is the one honest sign
            QVERIFY2(at < 0 || mark == u'<', qPrintable(text.mid(at, 40)));
        }
        QVERIFY(!text.contains(QStringLiteral("<sub>")));
        QVERIFY(text.contains(QStringLiteral("√( HSIC1(X, X) · HSIC1(Y, Y) )")));
    }
};

QTEST_MAIN(TestMeasureHelp)
#include "tst_measure_help.moc"
