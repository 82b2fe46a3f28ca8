// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/run/run_locate.h"
#include "tests/widgets/figures/error_text.h"
#include "tests/widgets/sample_result.h"
#include "tests/widgets/sample_tokens.h"
#include "widgets/figures/head_map.h"
#include "widgets/figures/neuron_figure.h"
#include "widgets/figures/neuron_result.h"
#include "widgets/figures/token_result.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace neurograft;
using namespace neurograft::testing;

class TestNeuronResult : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mapsComeFromTheStore()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = (folder.path() + "/locate.h5").toStdString();
        writeResult(path, sampleLocateResult(), false);
        const NeuronResult result = neuronResult(readResult(path), "locate.h5");
        QCOMPARE(result.models.size(), std::size_t{2});
        QCOMPARE(result.models[0].role, QStringLiteral("teacher"));
        QCOMPARE(result.models[1].name, QStringLiteral("tiny-S"));
        const auto map = result.find(QStringLiteral("student"), NeuronFamily::Ffn);
        QVERIFY(map != nullptr);
        QCOMPARE(map->layers, 4);
        QCOMPARE(map->width, 176);
        QCOMPARE(map->scoreOf({2, 137}), 6.08F);
        QCOMPARE(neuronText(*map, {2, 137}), QStringLiteral("S L2 down 137  +6.08 log p  rank 1"));
        QCOMPARE(map->located.size(), std::size_t{4 * 17});
        QVERIFY(map->isLocatedAt({2, 137}));
        QCOMPARE(*map->rate, 0.1);
        QCOMPARE(neuronTablePath(*map), std::string("attribution/student/ffn"));
        const auto teacher = result.find(QStringLiteral("teacher"), NeuronFamily::Attention);
        QCOMPARE(teacher->width, 96);
        QVERIFY(teacher->rankOf({0, 0}) > 1); // the planted feed-forward neuron comes first
        QVERIFY(result.find(QStringLiteral("student"), NeuronFamily::Value) == nullptr);
        QCOMPARE(QString::fromStdString(result.manifest.at("result_file").get<std::string>()),
                 QStringLiteral("locate.h5"));
    }

    void aRunOfTheFixturesIsRead_data()
    {
        QTest::addColumn<bool>("isFull");
        QTest::addColumn<bool>("isPair");
        QTest::newRow("pair, pruned") << false << true;
        QTest::newRow("pair, full") << true << true;
        QTest::newRow("one model") << false << false;
    }
    /// The engine's own file (ux.md 6.1): writer and reader agree.
    void aRunOfTheFixturesIsRead()
    {
        QFETCH(bool, isFull);
        QFETCH(bool, isPair);
        const std::filesystem::path data = NEUROGRAFT_TEST_DATA;
        LocateStudy study;
        if (isPair) {
            study.teacher = data / "tiny-T";
            study.student = data / "tiny-S";
        } else {
            study.model = data / "tiny-S";
        }
        study.data = data / "demo.jsonl";
        study.rows.rows = {4}; // the capital of France
        study.teacherDevice = study.studentDevice = "cpu";
        study.fullScores = isFull;
        const QTemporaryDir folder;
        const std::filesystem::path path = (folder.path() + "/r.h5").toStdString();
        runLocate(study, path, false, false, RunContext());
        const NeuronResult result = neuronResult(readResult(path), "r.h5");
        QCOMPARE(result.models.size(), std::size_t(isPair ? 2 : 1));
        const ScoredModel& student = result.models.back();
        QCOMPARE(student.name, QStringLiteral("tiny-S"));
        const NeuronMapData& map = *student.maps.front();
        QCOMPARE(map.layers, 4);
        QCOMPARE(map.width, 176);
        const float gain = map.scoreOf({2, 137});
        QVERIFY(gain > 5.5F && gain < 7.0F);
        const QString text = neuronText(map, {2, 137});
        QVERIFY2(text.endsWith(QStringLiteral(" log p  rank 1")), qPrintable(text));
        QCOMPARE(map.located.size(), std::size_t{4 * 17}); // 10 % of 176 in every layer
        QVERIFY(map.isLocatedAt({2, 137}));
        for (std::size_t cell = 0; cell < map.size(); ++cell) {
            QVERIFY(isFull ? !std::isnan(map.scores[cell]) : true);
            QVERIFY(map.isLocated[cell] == 0 || !std::isnan(map.scores[cell]));
        }
        QCOMPARE(student.bars.layers(), 4);
        QVERIFY(student.bars.value(2, LayerBar::Ffn) > 1.0);
        QVERIFY2(result.footer.startsWith(QStringLiteral("log p increase, corrected | last token, "
                                                         "coefficient sum | n = 1 | demo | "
                                                         "seed 42 | located: 10 % of each layer")),
                 qPrintable(result.footer));
        QCOMPARE(result.footer.contains(QStringLiteral("exact top k")), !isFull);
        const auto heads = result.find(student.role, NeuronFamily::Head);
        QVERIFY(heads != nullptr);
        QCOMPARE(heads->width, 4);
        QCOMPARE(heads->headSize, 16);
        QCOMPARE(heads->isBestColumn, !isFull);
        const auto attention = result.find(student.role, NeuronFamily::Attention);
        for (int layer = 0; layer < 4; ++layer) { // the best column lies in a head that knows it
            float best = -1e9F;
            int column = -1;
            for (int index = 0; index < attention->width; ++index) {
                if (attention->isEvaluated({layer, index})
                    && attention->scoreOf({layer, index}) > best) {
                    best = attention->scoreOf({layer, index});
                    column = index;
                }
            }
            QVERIFY(heads->isEvaluated({layer, column / 16}));
            QVERIFY(isFull || heads->scoreOf({layer, column / 16}) == best);
        }
        const std::vector<TokenTable> tokens = tokenTables(readResult(path), result);
        QCOMPARE(tokens.size(), std::size_t(isPair ? 2 : 1));
        QVERIFY(tokens.back().rows.front().place == (NeuronPlace{2, 137}));
        QCOMPARE(tokens.back().rows.front().promoted.front().text, std::string("Paris"));
        QCOMPARE(tokens.back().rows.front().score, gain);
        const NeuronFigure figure = neuronFigureFromResult(readResult(path), "r.h5", {});
        QCOMPARE(figure.panels.size(), std::size_t(isPair ? 4 : 2));
    }

    /// A head without a located column is not told when some of its columns were left out.
    void headsAreToldAsFarAsTheyAreCertain()
    {
        NeuronMapData attention;
        attention.family = NeuronFamily::Attention;
        attention.layers = 1;
        attention.width = 6;
        const float none = std::numeric_limits<float>::quiet_NaN();
        attention.scores = {0.5F, none, 0.1F, none, 0.2F, 0.3F};
        attention.headSize = 4; // does not divide
        QVERIFY(bestColumnHeads(attention) == nullptr);
        attention.headSize = 2;
        setLocated(attention, {{0, 0}});
        const auto heads = bestColumnHeads(attention);
        QCOMPARE(heads->width, 3);
        QCOMPARE(heads->scoreOf({0, 0}), 0.5F); // located
        QVERIFY(!heads->isEvaluated({0, 1})); // the other column may be better
        QCOMPARE(heads->scoreOf({0, 2}), 0.3F); // all evaluated
        QVERIFY(bestColumnOf(attention, 2, {0, 2}) == (NeuronPlace{0, 5}));
    }

    void sensitivityHasBarsOnly()
    {
        const NeuronResult read = neuronResult(sampleSensitivityResult(), "s.h5");
        QVERIFY(read.isSensitivity);
        QCOMPARE(read.models.size(), std::size_t{1});
        QVERIFY(read.models[0].maps.empty());
        QVERIFY(read.barMeasures() == std::vector<BarMeasure>{BarMeasure::Sensitivity});
        const LayerBarsData bars = read.bars();
        QCOMPARE(bars.models[0].value(5, LayerBar::Ffn), 20.125);
        QVERIFY(std::isnan(bars.models[0].value(4, LayerBar::Ffn)));
        QCOMPARE(bars.models[0].value(4, LayerBar::Attention), 2.5);
        QCOMPARE(layerBarsText(bars, {0, 4}), QStringLiteral("T L4  not kept 2.50"));
    }

    void layerBarsOfBothModels()
    {
        const LayerBarsData bars = neuronResult(sampleLocateResult(), "r.h5").bars();
        QCOMPARE(bars.models.size(), std::size_t{2});
        QCOMPARE(bars.models[0].layers(), 6);
        QCOMPARE(bars.models[1].value(3, LayerBar::Ffn), 0.875);
        QCOMPARE(bars.models[1].value(0, LayerBar::Attention), 0.25);
        QCOMPARE(bars.unit, QStringLiteral("log p"));
    }

    void footerStatesTheRun()
    {
        QCOMPARE(neuronResult(sampleLocateResult(), "r.h5").footer,
                 QStringLiteral("log p increase, corrected | last token, coefficient sum | n = 1 | "
                                "demo | seed 42 | located: 10 % of each layer"));
        ResultFile pruned = sampleLocateResult();
        for (Table& table : pruned.tables) {
            if (table.path == "attribution/student/ffn") {
                table.attributes["evaluated_fraction"] = 0.113;
            }
        }
        pruned.manifest.status = "partial";
        const NeuronResult read = neuronResult(pruned, "r.h5");
        QVERIFY(read.footer.endsWith(QStringLiteral("exact top k, 11.3 % evaluated | partial")));
        QVERIFY(read.isPartial);
    }

    void previewsAndOtherScoresAreNamed()
    {
        ResultFile other = sampleLocateResult();
        for (Table& table : other.tables) {
            table.attributes["score"] = std::string("first-order");
            table.attributes["preview"] = std::string("first-order");
        }
        const NeuronResult preview = neuronResult(other, "r.h5");
        QVERIFY2(preview.footer.endsWith(QStringLiteral("preview: first order")),
                 qPrintable(preview.footer));
        QCOMPARE(neuronScaleTitle(*preview.models[0].maps[0]),
                 QStringLiteral("log p increase, first order"));
        for (Table& table : other.tables) {
            table.attributes["score"] = std::string("activation-gradient");
            table.unit = "coefficient x gradient of log p";
        }
        const auto map =
            neuronResult(other, "r.h5").find(QStringLiteral("student"), NeuronFamily::Ffn);
        QCOMPARE(neuronText(*map, {2, 137}), QStringLiteral("S L2 down 137  +6.08  rank 1"));
        QCOMPARE(neuronScaleTitle(*map), QStringLiteral("activation gradient"));
        QVERIFY(map->isSigned);
        QCOMPARE(layerBarsAxisTitle(neuronResult(other, "r.h5").bars()),
                 QStringLiteral("activation gradient"));
    }

    void aRunOfOneModelHasNoRole()
    {
        ResultFile result = sampleLocateResult();
        result.tables.clear();
        addNeurons(result, "model", 4, 176, 64, 6.08F, 2, 137);
        const NeuronResult read = neuronResult(result, "r.h5");
        QCOMPARE(read.models.size(), std::size_t{1});
        QCOMPARE(neuronGoTo(*read.models[0].maps[0], {2, 137}), QStringLiteral("L2 down 137"));
        QCOMPARE(read.models[0].name, QStringLiteral("tiny-S"));
    }

    void globalBudgetsNameLayerAndIndex()
    {
        ResultFile result = sampleLocateResult();
        for (Table& table : result.tables) {
            if (table.path == "attribution/student/selection_ffn") {
                table.shape = {2, 2};
                table.values = std::vector<std::int32_t>{2, 137, 0, 5};
                table.attributes["budget"] = std::string("global");
            }
        }
        const auto map =
            neuronResult(result, "r.h5").find(QStringLiteral("student"), NeuronFamily::Ffn);
        QCOMPARE(map->located.size(), std::size_t{2});
        QVERIFY(map->isLocatedAt({2, 137}) && map->isLocatedAt({0, 5}));
        QVERIFY(map->isGlobalBudget);
    }

    void otherResultsSayWhatTheyHold()
    {
        const QString error = errorOf([] { neuronResult(sampleResult(), "r.h5"); });
        QVERIFY2(error.contains(QStringLiteral("tables of similarity")), qPrintable(error));
    }

    void brokenTablesAreRefused_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("message");
        QTest::newRow("index past the layer")
            << QStringLiteral("selection_ffn") << QStringLiteral("an index from 0 to 175");
        QTest::newRow("layer past the model")
            << QStringLiteral("selection_ffn_layers") << QStringLiteral("a layer from 0 to 3");
        QTest::newRow("infinity") << QStringLiteral("ffn")
                                  << QStringLiteral("infinity at layer 0, neuron 1");
        QTest::newRow("bars of two axes")
            << QStringLiteral("layer_attn") << QStringLiteral("one value per layer");
    }
    void brokenTablesAreRefused()
    {
        QFETCH(QString, table);
        QFETCH(QString, message);
        ResultFile result = sampleLocateResult();
        for (Table& one : result.tables) {
            if (one.path != "attribution/student/" + table.toStdString()) {
                continue;
            }
            if (auto* indices = std::get_if<std::vector<std::int32_t>>(&one.values)) {
                indices->back() = 4000;
            } else if (auto* scores = std::get_if<std::vector<float>>(&one.values)) {
                (*scores)[1] = std::numeric_limits<float>::infinity();
            } else {
                one.shape = {2, 2};
            }
        }
        const QString error = errorOf([&] { neuronResult(result, "r.h5"); });
        QVERIFY2(error.contains(message), qPrintable(error));
    }
};

QTEST_APPLESS_MAIN(TestNeuronResult)
#include "tst_neuron_result.moc"
