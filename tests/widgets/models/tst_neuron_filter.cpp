// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_neurons.h"
#include "widgets/models/neuron_filter.h"

#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestNeuronFilter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void conditionsAreUnderstood_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("found"); // of 4 × 176 neurons, 68 located
        const auto row = [](const char* text, int found) {
            QTest::newRow(text) << QString::fromUtf8(text) << found;
        };
        row("", 704);
        row("layer >= 2", 352);
        row("LAYER>=2", 352);
        row("layer ≥ 2", 352);
        row("layer = 1 and index < 10", 10);
        row("layer = 1, index < 10", 10);
        row("layer = 1 index <= 9", 10);
        row("layer = 0 or layer = 3", 352);
        row("layer = 0 or layer = 1 and index = 20", 177);
        row("(layer = 0 or layer = 1) and index = 20", 2);
        row("not layer = 0", 528);
        row("layer != 0", 528);
        row("score > 6", 1);
        row("score = 6.08", 1);
        row("score < −1", 1);
        row("score <= -3.0e0", 1);
        row("rank <= 10", 10);
        row("kind = ffn", 704);
        row("module = up_proj", 704);
        row("kind != attn", 704);
        row("kind = o", 0);
        row("model = S", 704);
        row("model = teacher", 0);
        row("model != T", 704);
        row("located", 68);
        row("not located and layer = 2", 159);
        row("note ~ capital", 1);
        row("note = \"Capital cities\"", 1);
        row("note = capital", 0);
    }
    void conditionsAreUnderstood()
    {
        QFETCH(QString, text);
        const NeuronMapData data = sampleNeurons();
        QString problem;
        const auto filter = NeuronFilter::parse(text, &problem);
        QVERIFY2(filter.has_value(), qPrintable(problem));
        QVERIFY(problem.isEmpty());
        int found = 0;
        for (std::size_t cell = 0; cell < data.size(); ++cell) {
            const NeuronPlace place = data.placeOf(cell);
            const QString note =
                place == NeuronPlace{2, 137} ? QStringLiteral("capital cities") : QString();
            found += filter->accepts(data, place, note) ? 1 : 0;
        }
        QTEST(found, "found");
        QCOMPARE(filter->usesNotes(), text.startsWith(QStringLiteral("note")));
    }

    void unevaluatedNeuronsAnswerOnlyUnequal()
    {
        NeuronMapData data = sampleNeurons();
        pruneScores(data);
        const NeuronPlace missing{1, 20};
        for (const char* text : {"score < 100", "score > -100", "rank >= 1", "score = 0"}) {
            QVERIFY2(!NeuronFilter::parse(QString::fromLatin1(text), nullptr)
                          ->accepts(data, missing, {}),
                     text);
        }
        for (const char* text : {"score != 0", "rank != 1"}) {
            QVERIFY2(
                NeuronFilter::parse(QString::fromLatin1(text), nullptr)->accepts(data, missing, {}),
                text);
        }
    }

    void problemsAreSaidInWords_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* text, const char* problem) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(problem);
        };
        row("laye > 2",
            "“laye” is nothing to filter by: use layer, index, score, rank, model, "
            "kind, note or located.");
        row("layer 2", "After layer comes =, !=, <, <=, > or >=.");
        row("layer ~ 2", "After layer comes =, !=, <, <=, > or >=.");
        row("kind > ffn", "After kind comes = or !=.");
        row("note < a", "After note comes =, != or ~ (contains).");
        row("layer >=", "A value is missing after >=.");
        row("layer >= two", "layer is a number; “two” is none.");
        row("kind = q_proj", "The kind is ffn, attn or value; “q_proj” is none.");
        row("model = B", "The model is teacher (T) or student (S); “B” is neither.");
        row("(layer = 2", "A parenthesis is not closed.");
        row("layer = 2)", "Nothing can follow “)” here: join conditions with “and” or “or”.");
        row("layer = 2 and", "A condition is missing at the end, such as layer >= 2.");
    }
    void problemsAreSaidInWords()
    {
        QFETCH(QString, text);
        QString problem;
        QVERIFY(!NeuronFilter::parse(text, &problem));
        QTEST(problem, "problem");
    }
};

QTEST_APPLESS_MAIN(TestNeuronFilter)
#include "tst_neuron_filter.moc"
