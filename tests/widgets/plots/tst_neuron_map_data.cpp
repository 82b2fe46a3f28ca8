// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_neurons.h"
#include "widgets/plots/neuron_map_image.h"

#include <QTest>

#include <set>

using namespace neurograft;
using namespace neurograft::testing;

class TestNeuronMapData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readOutNamesScoreAndRank()
    {
        const NeuronMapData data = sampleNeurons();
        QCOMPARE(neuronText(data, {2, 137}), QStringLiteral("S L2 down 137  +6.08 log p  rank 1"));
        NeuronMapData teacher = data;
        teacher.role = QStringLiteral("teacher");
        teacher.family = NeuronFamily::Attention;
        QCOMPARE(neuronGoTo(teacher, {1, 20}), QStringLiteral("T L1 o 20"));
        NeuronMapData alone = data;
        alone.role = QStringLiteral("model");
        QCOMPARE(neuronGoTo(alone, {1, 20}), QStringLiteral("L1 down 20"));
    }

    void findingSaysSizeHighestAndLocated()
    {
        QCOMPARE(neuronFinding(sampleNeurons()),
                 QStringLiteral(
                     "4 × 176 FFN neurons, highest +6.08 log p at S L2 down 137, 68 located"));
        NeuronMapData none = sampleNeurons();
        none.scores.assign(none.scores.size(), std::nanf(""));
        QVERIFY(neuronFinding(none).endsWith(QStringLiteral("none evaluated")));
        QVERIFY(std::isnan(neuronStatistics(none).high));
    }

    void scoresKeepTheirDigits_data()
    {
        QTest::addColumn<double>("score");
        QTest::addColumn<QString>("text");
        QTest::newRow("two decimals") << 6.0799 << QStringLiteral("+6.08");
        QTest::newRow("negative") << -0.531 << QStringLiteral("−0.53");
        QTest::newRow("small") << 0.0123 << QStringLiteral("+0.012");
        QTest::newRow("tiny") << -1.24e-5 << QStringLiteral("−1.2e−05");
        QTest::newRow("zero") << 0.0 << QStringLiteral("0.00");
        QTest::newRow("none") << std::nan("") << QStringLiteral("not evaluated");
    }
    void scoresKeepTheirDigits()
    {
        QFETCH(double, score);
        QTEST(scoreText(score, true), "text");
    }

    void kindsAreReadFromAnyOfTheirNames_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("kind");
        for (const auto& [word, kind] : {std::pair{"ffn", "ffn"},
                                         {"up_proj", "ffn"},
                                         {"gate", "ffn"},
                                         {"down", "ffn"},
                                         {"attn", "attn"},
                                         {"o_proj", "attn"},
                                         {"v", "value"},
                                         {"value", "value"}}) {
            QTest::newRow(word) << QString::fromLatin1(word) << QString::fromLatin1(kind);
        }
    }
    void kindsAreReadFromAnyOfTheirNames()
    {
        QFETCH(QString, word);
        QFETCH(QString, kind);
        const auto read = neuronFamilyOf(word);
        QVERIFY(read.has_value());
        QCOMPARE(neuronFamilyWord(*read), kind);
    }

    void otherWordsAreNoKind() { QVERIFY(!neuronFamilyOf(QStringLiteral("q_proj"))); }

    /// D18: score descending, then layer, then index; every rank once.
    void ranksAreATotalOrder()
    {
        const NeuronMapData data = sampleNeurons();
        std::vector<NeuronPlace> byRank(data.size());
        for (std::size_t cell = 0; cell < data.size(); ++cell) {
            QVERIFY(data.ranks[cell] >= 1);
            byRank[static_cast<std::size_t>(data.ranks[cell] - 1)] = data.placeOf(cell);
        }
        for (std::size_t i = 1; i < byRank.size(); ++i) {
            const float before = data.scoreOf(byRank[i - 1]);
            const float after = data.scoreOf(byRank[i]);
            QVERIFY(before > after || (before == after && byRank[i - 1] < byRank[i]));
        }
        QCOMPARE(data.certainRanks, static_cast<std::int32_t>(data.size()));
    }

    void feedForwardAndAttentionShareOneOrder()
    {
        NeuronMapData ffn = sampleNeurons();
        NeuronMapData attention = sampleNeurons(4, 64, 6);
        attention.family = NeuronFamily::Attention;
        attention.scores[attention.offset({3, 5})] = 6.08F; // a tie: the lower layer comes first
        NeuronMapData value = attention;
        value.family = NeuronFamily::Value;
        rankNeurons({&attention, &value, &ffn});
        QCOMPARE(ffn.rankOf({2, 137}), 1);
        QCOMPARE(attention.rankOf({3, 5}), 2);
        QCOMPARE(value.rankOf({3, 5}), 1);
        QCOMPARE(attention.certainRanks, static_cast<std::int32_t>(ffn.size() + attention.size()));
    }

    void ranksOfPrunedScoresSayHowFarTheyAreCertain()
    {
        NeuronMapData data = sampleNeurons();
        float bound = -1.0F; // the highest of the layers' last located scores
        for (int layer = 0; layer < data.layers; ++layer) {
            float last = 100.0F;
            for (const NeuronPlace& place : data.located) {
                last = place.layer == layer ? std::min(last, data.scoreOf(place)) : last;
            }
            bound = std::max(bound, last);
        }
        pruneScores(data);
        QVERIFY(data.certainRanks >= 1);
        QVERIFY(data.certainRanks < 68);
        for (const NeuronPlace& place : data.located) {
            QCOMPARE(data.rankOf(place) <= data.certainRanks, data.scoreOf(place) > bound);
        }
        QCOMPARE(rankText(data, {2, 137}), QStringLiteral("rank 1"));
        NeuronPlace last;
        for (const NeuronPlace& place : data.located) {
            last = data.rankOf(place) > data.rankOf(last) ? place : last;
        }
        QCOMPARE(rankText(data, last), QStringLiteral("rank 68 of those evaluated"));
        QCOMPARE(data.rankOf({0, 0}), 0);
        QVERIFY(neuronText(data, {0, 0}).contains(QStringLiteral("not evaluated")));
    }

    void rangesAreSymmetricOrFromZero()
    {
        const NeuronMapData data = sampleNeurons();
        const ColorSettings signedColors = neuronColors(data);
        QCOMPARE(signedColors.map, ColorMapId::Vik);
        QVERIFY(neuronColorRange(signedColors, {&data}) == (ColorRange{-6.1, 6.1}));
        NeuronMapData magnitudes = data;
        magnitudes.isSigned = false;
        for (float& score : magnitudes.scores) {
            score = std::abs(score) / 1000.0F;
        }
        const ColorSettings magma = neuronColors(magnitudes);
        QCOMPARE(magma.map, ColorMapId::Magma);
        QVERIFY(neuronColorRange(magma, {&magnitudes}) == (ColorRange{0.0, 0.0061}));
        // One range for both maps.
        QVERIFY(neuronColorRange(magma, {&magnitudes, &data}).high == 6.1);
    }

    void percentilesLeaveTheOutlierOut()
    {
        const NeuronMapData data = sampleNeurons();
        ColorSettings settings = neuronColors(data);
        settings.mode = RangeMode::Percentile;
        const ColorRange range = neuronColorRange(settings, {&data});
        QVERIFY(range.high < 0.06);
        QCOMPARE(range.low, -range.high);
        settings.mode = RangeMode::Typed;
        settings.typed = {-2.0, 3.0};
        QVERIFY(neuronColorRange(settings, {&data}) == settings.typed);
    }

    void nothingEvaluatedStillHasARange()
    {
        NeuronMapData none = sampleNeurons();
        none.scores.assign(none.scores.size(), std::nanf(""));
        QVERIFY(neuronColorRange(neuronColors(none), {&none}) == (ColorRange{-1.0, 1.0}));
        QVERIFY(neuronColorRange(ColorSettings(), {}) == (ColorRange{0.0, 1.0}));
    }
};

QTEST_APPLESS_MAIN(TestNeuronMapData)
#include "tst_neuron_map_data.moc"
