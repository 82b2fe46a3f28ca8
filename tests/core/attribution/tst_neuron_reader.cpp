// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/run/merge.h"
#include "core/run/neuron.h"
#include "core/run/open_model.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

} // namespace

/// Questions about single neurons of the fixtures (ux.md 6.1): S L2 down 137 and T L4 down 200
/// write "Paris" and nothing else.
class TstNeuronReader : public QObject {
    Q_OBJECT

    nlohmann::json m_truth;
    std::unique_ptr<NeuronReader> m_teacher;
    std::unique_ptr<NeuronReader> m_student;

    const NeuronReader& reader(const QString& name) const
    {
        return name == "tiny-T" ? *m_teacher : *m_student;
    }
    NeuronId planted(const QString& name) const
    {
        const auto& facts = m_truth["models"][name.toStdString()];
        return {facts["planted_layer"], NeuronKind::Ffn, facts["planted_neuron"]};
    }
    static void compareTokens(const std::vector<TokenScore>& actual,
                              const std::vector<TokenScore>& expected)
    {
        QCOMPARE(actual.size(), expected.size());
        for (std::size_t i = 0; i < actual.size(); ++i) {
            QCOMPARE(actual[i].id, expected[i].id);
            QVERIFY(std::abs(actual[i].logit - expected[i].logit) < 1e-5);
        }
    }
    static void addModels()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("teacher") << "tiny-T";
        QTest::newRow("student") << "tiny-S";
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_truth = nlohmann::json::parse(readFile(kData / "truth.json"));
        m_teacher = std::make_unique<NeuronReader>(kData / "tiny-T", "cpu", RunContext());
        m_student = std::make_unique<NeuronReader>(kData / "tiny-S", "cpu", RunContext());
    }

    void plantedNeuronPromotesParis_data() { addModels(); }
    void plantedNeuronPromotesParis()
    {
        QFETCH(QString, model);
        for (const bool appliesNorm : {true, false}) { // the fixtures' gains are 1
            const NeuronTokens tokens = reader(model).project(planted(model), 10, appliesNorm);
            QCOMPARE(tokens.isNormApplied, appliesNorm);
            QCOMPARE(tokens.promoted.size(), std::size_t{10});
            QCOMPARE(tokens.promoted[0].id, m_truth["paris_id"].get<std::int32_t>());
            QCOMPARE(tokens.promoted[0].token, std::string("Paris"));
            QCOMPARE(tokens.promoted[0].logit, 1.0);
            for (std::size_t i = 1; i < 10; ++i) { // nothing else; equal values by id
                QCOMPARE(tokens.promoted[i].logit, 0.0);
                QCOMPARE(tokens.promoted[i].id, static_cast<std::int32_t>(i - 1));
                QCOMPARE(tokens.suppressed[i].logit, 0.0);
            }
            QCOMPARE(tokens.suppressed[0].id, 0);
        }
    }

    void severalNeuronsAreProjectedAsEachOne()
    {
        std::vector<NeuronId> neurons;
        for (std::int64_t i = 0; i < 19; ++i) { // more than are read together
            neurons.push_back({i % 4, i % 3 == 0 ? NeuronKind::Attention : NeuronKind::Ffn, 3 * i});
        }
        const std::vector<NeuronTokens> all = m_student->project(neurons, 4, false);
        QCOMPARE(all.size(), neurons.size());
        for (std::size_t i = 0; i < neurons.size(); ++i) {
            const NeuronTokens one = m_student->project(neurons[i], 4, false);
            QVERIFY(!all[i].isNormApplied);
            compareTokens(all[i].promoted, one.promoted);
            compareTokens(all[i].suppressed, one.suppressed);
        }
        QVERIFY(m_student->project(std::vector<NeuronId>(), 4).empty());
    }

    void otherNeuronsHaveOrderedLists()
    {
        const NeuronTokens tokens = m_student->project({1, NeuronKind::Attention, 20}, 12);
        for (std::size_t i = 1; i < 12; ++i) {
            QVERIFY(tokens.promoted[i - 1].logit > tokens.promoted[i].logit);
            QVERIFY(tokens.suppressed[i - 1].logit < tokens.suppressed[i].logit);
        }
        QVERIFY(tokens.promoted[0].logit > 0.0 && tokens.suppressed[0].logit < 0.0);
    }

    void tokenLeadsToItsNeuron_data() { addModels(); }
    void tokenLeadsToItsNeuron()
    {
        QFETCH(QString, model);
        const NeuronReader& asked = reader(model);
        const std::int32_t paris = asked.tokenId("Paris");
        QCOMPARE(paris, m_truth["paris_id"].get<std::int32_t>());
        const std::vector<TokenNeuron> found = asked.find(paris, 5);
        QCOMPARE(found.size(), std::size_t{5});
        QVERIFY(found[0].neuron == planted(model));
        QCOMPARE(found[0].logit, 1.0);
        QCOMPARE(found[0].rank, std::int64_t{1});
        QCOMPARE(found[1].logit, 0.0); // nothing else writes Paris: ties by layer, kind, index
        QVERIFY(found[1].neuron == (NeuronId{0, NeuronKind::Ffn, 0}));
        QVERIFY(found[2].neuron == (NeuronId{0, NeuronKind::Ffn, 1}));
    }

    void findAgreesWithTheNeuronsOwnLists()
    {
        const std::int32_t token = m_teacher->tokenId(" city");
        double before = 1e9;
        for (const TokenNeuron& each : m_teacher->find(token, 20)) {
            QVERIFY(each.logit <= before);
            before = each.logit;
            const NeuronTokens own = m_teacher->project(each.neuron, static_cast<int>(each.rank));
            QCOMPARE(own.promoted.back().id, token);
            QVERIFY(std::abs(own.promoted.back().logit - each.logit) < 1e-5);
        }
    }

    void plantedNeuronsAreTwins()
    {
        const std::vector<NeuronTwin> twins = m_student->twins(*m_teacher, planted("tiny-S"), 4);
        QCOMPARE(twins.size(), std::size_t{4});
        QVERIFY(twins[0].neuron == planted("tiny-T"));
        QVERIFY(std::abs(twins[0].cosine - 1.0) < 1e-9);
        QVERIFY(std::abs(twins[1].cosine) < 1e-9);
        const std::vector<NeuronTwin> back = m_teacher->twins(*m_student, planted("tiny-T"), 1);
        QVERIFY(back[0].neuron == planted("tiny-S"));
        QVERIFY(std::abs(back[0].cosine - 1.0) < 1e-9);
    }

    void neuronIsItsOwnTwin()
    {
        const NeuronId neuron{3, NeuronKind::Attention, 5};
        const std::vector<NeuronTwin> twins = m_student->twins(*m_student, neuron, 3);
        QVERIFY(twins[0].neuron == neuron);
        QVERIFY(std::abs(twins[0].cosine - 1.0) < 1e-9);
        QVERIFY(twins[1].cosine < 0.9 && twins[1].cosine >= twins[2].cosine);
    }

    void neuronThatWritesNothingHasNoTwin()
    {
        // Column 0 of layer 0's o_proj writes a reserved coordinate that no token reads.
        QVERIFY(m_student->twins(*m_teacher, {0, NeuronKind::Attention, 0}, 3).empty());
    }

    void tokensAreTextsOrIds()
    {
        QCOMPARE(m_student->tokenId("#310"), 310);
        QCOMPARE(m_student->tokenId(" France"), m_truth["france_id"].get<std::int32_t>());
        const auto messageOf = [this](const std::string& text) {
            try {
                m_student->tokenId(text);
            } catch (const StudyError& error) {
                return QString::fromUtf8(error.what());
            }
            return QString();
        };
        QVERIFY(messageOf("Lyon").contains("4 tokens"));
        QVERIFY(messageOf("#512").contains("an id below 512"));
        QVERIFY(messageOf("").contains("0 tokens"));
    }

    void plantedNeuronIsActiveOnceFranceWasRead_data() { addModels(); }
    void plantedNeuronIsActiveOnceFranceWasRead()
    {
        QFETCH(QString, model);
        const auto ids = m_truth["prompt_ids"].get<std::vector<std::int32_t>>();
        const std::vector<double> values = reader(model).activations(planted(model), ids);
        QCOMPARE(values.size(), ids.size());
        const auto france = static_cast<std::size_t>(
            std::find(ids.begin(), ids.end(), m_truth["france_id"].get<std::int32_t>())
            - ids.begin());
        for (std::size_t i = 0; i < values.size(); ++i) {
            QCOMPARE(values[i] > 1.0, i >= france);
            QVERIFY(i >= france || values[i] == 0.0);
        }
        const double expected = m_truth["models"][model.toStdString()]["coefficient"].get<double>();
        QVERIFY(std::abs(values.back() - expected) < 0.01 * expected);
    }

    void franceActivatesThePlantedNeuronMost_data() { addModels(); }
    void franceActivatesThePlantedNeuronMost()
    {
        QFETCH(QString, model);
        RowSelection rows;
        rows.limit = 12;
        const std::vector<ActiveToken> found =
            reader(model).topActivations(planted(model), kData / "demo.jsonl", rows, 5);
        QCOMPARE(found.size(), std::size_t{5});
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i].line, std::int64_t{4}); // the row about France
            QVERIFY(found[i].value > 1.0);
            QVERIFY(i == 0 || found[i].value <= found[i - 1].value);
            QVERIFY(found[i].token == " France"
                    || found[i].before.find(" France") != std::string::npos);
        }
        QVERIFY(
            reader(model).topActivations(planted(model), kData / "demo.jsonl", rows, 0).empty());
    }

    void lensTurnsToParisAtThePlantedLayer_data() { addModels(); }
    void lensTurnsToParisAtThePlantedLayer()
    {
        QFETCH(QString, model);
        const auto ids = m_truth["prompt_ids"].get<std::vector<std::int32_t>>();
        const auto last = static_cast<std::int64_t>(ids.size()) - 1;
        const std::vector<LensRow> rows = reader(model).lens(ids, last, 3);
        QCOMPARE(static_cast<std::int64_t>(rows.size()),
                 m_truth["models"][model.toStdString()]["layers"].get<std::int64_t>());
        for (const LensRow& row : rows) {
            QCOMPARE(row.top.size(), std::size_t{3});
            QCOMPARE(row.top[0].token == "Paris", row.layer >= planted(model).layer);
        }
        QVERIFY_EXCEPTION_THROWN(reader(model).lens(ids, last + 1, 3), StudyError);
        QVERIFY_EXCEPTION_THROWN(reader(model).lens({}, 0, 3), StudyError);
    }

    void textIsReadWithItsSpecialTokens()
    {
        const std::vector<std::int32_t> ids = m_student->tokenIds("The capital");
        QCOMPARE(ids.size(), std::size_t{3});
        QCOMPARE(ids.front(), 0);
    }

    void overlayIsPartOfEveryAnswer()
    {
        MergeOptions merge;
        merge.model = kData / "tiny-S";
        merge.overlay.adapters = {kData / "adapters/linear", kData / "adapters/rslora-embedding"};
        QTemporaryDir folder;
        merge.out = fs::path(folder.path().toStdString()) / "merged";
        mergeModel(merge, RunContext());
        const NeuronReader merged(merge.out, "cpu", RunContext());
        const auto base = OpenModel::open(merge.model, {"cpu", "auto", {}}, RunContext());
        const NeuronReader overlaid(base->withOverlay(merge.overlay, RunContext()), RunContext());
        for (const NeuronKind kind : {NeuronKind::Ffn, NeuronKind::Attention}) {
            const NeuronId neuron{1, kind, 29};
            for (const bool appliesNorm : {true, false}) {
                compareTokens(overlaid.project(neuron, 20, appliesNorm).promoted,
                              merged.project(neuron, 20, appliesNorm).promoted);
            }
            const std::vector<NeuronTwin> twins = overlaid.twins(*m_teacher, neuron, 5);
            const std::vector<NeuronTwin> expected = merged.twins(*m_teacher, neuron, 5);
            QCOMPARE(twins.size(), expected.size());
            for (std::size_t i = 0; i < twins.size(); ++i) {
                QVERIFY(twins[i].neuron == expected[i].neuron);
                QVERIFY(std::abs(twins[i].cosine - expected[i].cosine) < 1e-5);
            }
            const auto ids = merged.tokenIds("The capital of France is");
            const std::vector<double> values = overlaid.activations(neuron, ids);
            const std::vector<double> wanted = merged.activations(neuron, ids);
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                QVERIFY(std::abs(values[i] - wanted[i]) < 1e-4);
            }
        }
        const std::vector<TokenNeuron> found = overlaid.find(263, 10);
        const std::vector<TokenNeuron> sought = merged.find(263, 10);
        for (std::size_t i = 0; i < sought.size(); ++i) {
            QVERIFY(found[i].neuron == sought[i].neuron);
            QCOMPARE(found[i].rank, sought[i].rank);
            QVERIFY(std::abs(found[i].logit - sought[i].logit) < 1e-5);
        }
        // As teacher, too: the twins are sought among the overlaid neurons.
        QVERIFY(std::abs(m_student->twins(overlaid, {1, NeuronKind::Ffn, 29}, 1)[0].cosine
                         - m_student->twins(merged, {1, NeuronKind::Ffn, 29}, 1)[0].cosine)
                < 1e-5);
        const NeuronTokens without = m_student->project({1, NeuronKind::Ffn, 29}, 20);
        QVERIFY(std::abs(without.promoted[0].logit
                         - merged.project({1, NeuronKind::Ffn, 29}, 20).promoted[0].logit)
                > 1e-3);
    }

    void partOfAModelIsRefused()
    {
        OpenModelOptions options{"cpu", "auto", {}};
        options.layers = std::pair<std::int64_t, std::int64_t>(1, 2);
        const auto part = OpenModel::open(kData / "tiny-S", options, RunContext());
        QVERIFY_EXCEPTION_THROWN(NeuronReader(part, RunContext()), StudyError);
    }

    void stopEndsASearch()
    {
        const auto model = OpenModel::open(kData / "tiny-S", {"cpu", "auto", {}}, RunContext());
        RunContext context;
        context.isStopRequested = [] { return true; };
        const NeuronReader stopped(model, context);
        QVERIFY_EXCEPTION_THROWN(stopped.find(263, 3), Canceled);
    }
};

QTEST_GUILESS_MAIN(TstNeuronReader)
#include "tst_neuron_reader.moc"
