// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/laten_inputs.h"
#include "core/engine/run/selection_tables.h"
#include "core/engine/transfer/free_delta.h"
#include "core/engine/transfer/laten_order.h"
#include "core/engine/transfer/magnitude_penalty.h"
#include "core/engine/transfer/pair_selection.h"
#include "core/engine/transfer/parameter_file.h"
#include "core/engine/transfer/translator.h"
#include "core/engine/transfer/vector_source.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <set>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

using Order = std::vector<std::int64_t>;

/// Two layers of three neurons in each family.
FamilySelections selections(std::int64_t first)
{
    FamilySelections made;
    for (NeuronSelection& selection : made.families) {
        selection.layers = {1, 3};
        selection.neurons = {{first, first + 5, first + 2}, {first + 1, first, first + 7}};
    }
    return made;
}

Order sorted(Order values)
{
    std::sort(values.begin(), values.end());
    return values;
}

} // namespace

/// The parts of LaTen that need no student: orders, penalty, controls, translators, files.
class TstLatenParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void compatSeesTheRowsOfTheOfficialScripts()
    {
        QCOMPARE(drawnSeedRow(true, 42, 1000), std::int64_t{73});
        QCOMPARE(drawnSeedRow(true, 42, 300), std::int64_t{24});
        std::ifstream file(NEUROGRAFT_SHARED "/spec/official_data_order.json");
        if (!file) {
            QSKIP("the recorded orders are not there");
        }
        const auto tasks = nlohmann::json::parse(file)["tasks"];
        for (const auto& [name, task] : tasks.items()) {
            const auto extract = task["extract_order"].get<Order>();
            const auto align = task["align_rows_per_step"].get<std::vector<Order>>();
            LatenOrder::Sizes sizes;
            sizes.extract = static_cast<std::int64_t>(extract.size());
            sizes.align = static_cast<std::int64_t>(task["align_order"].size());
            const LatenOrder order(true, 42, sizes);
            for (std::size_t step = 0; step < extract.size(); ++step) {
                QCOMPARE(order.extractRowOf(static_cast<std::int64_t>(step)), extract[step]);
                QCOMPARE(order.alignRowsOf(static_cast<std::int64_t>(step)), align[step]);
            }
        }
    }

    void correctedDrawsRowsOnce()
    {
        LatenOrder::Sizes sizes;
        sizes.extract = 10;
        sizes.align = 80;
        const LatenOrder order(false, 42, sizes);
        Order extract;
        for (std::int64_t step = 0; step < 10; ++step) {
            extract.push_back(order.extractRowOf(step));
            const Order rows = order.alignRowsOf(step);
            QCOMPARE(rows.size(), std::size_t{15});
            QCOMPARE(std::set<std::int64_t>(rows.begin(), rows.end()).size(), std::size_t{15});
            QVERIFY(*std::max_element(rows.begin(), rows.end()) < 80);
        }
        Order all(10);
        std::iota(all.begin(), all.end(), std::int64_t{0});
        QCOMPARE(sorted(extract), all);
        QVERIFY(extract != all);
        QCOMPARE(order.extractRowOf(13), extract[3]); // again from the first one
        QVERIFY(order.alignRowsOf(0) != order.alignRowsOf(1));
        sizes.align = 15; // no more than are asked for: all, in file order
        QCOMPARE(LatenOrder(false, 42, sizes).alignRowsOf(4).back(), std::int64_t{14});
        QCOMPARE(LatenOrder(true, 42, sizes).alignRowsOf(4).front(), std::int64_t{0});
    }

    /// Test 6: what half kernels leave of the penalty's gradient.
    void halfPenaltyHasNoGradientInALargeStudent()
    {
        const at::NoGradGuard noGrad;
        at::manual_seed(3);
        const at::Tensor change = at::randn({400, 64}) * 0.05; // of them, 1.44e8 in all
        constexpr std::int64_t kFfn = 32LL * 1100 * 4096;
        constexpr std::int64_t kAttention = 32LL * 409 * 4096;
        QCOMPARE(kFfn, std::int64_t{144179200});
        QVERIFY((halfMagnitudePenalty(change, kFfn, 1000.0).gradient == 0.0).all().item<bool>());
        // 2 / N is the smallest half there is; its product with anything below 0.5 is not.
        QVERIFY(
            (halfMagnitudePenalty(change, kAttention, 1000.0).gradient == 0.0).all().item<bool>());
        const at::Tensor large = at::full({1}, 0.75, at::TensorOptions(at::kFloat));
        QVERIFY(halfMagnitudePenalty(large, kAttention, 1000.0).gradient.item<double>() > 0.0);
        // In float32 it is there.
        const at::Tensor expected = change.to(at::kDouble) * (2000.0 / kFfn);
        const at::Tensor found = magnitudePenalty(change, kFfn, 1000.0).gradient;
        QVERIFY((found != 0.0).all().item<bool>());
        QVERIFY(((found - expected).abs() <= 1e-6 * expected.abs()).all().item<bool>());
    }

    void penaltyIsTheMeanOfSquares()
    {
        const at::Tensor change = at::tensor({0.5, -1.0, 0.0, 2.0}, at::kFloat);
        const MagnitudePenalty plain = magnitudePenalty(change, 4, 10.0);
        QCOMPARE(plain.value, 5.25 / 4.0);
        QVERIFY(plain.gradient.equal(at::tensor({2.5, -5.0, 0.0, 10.0}, at::kFloat)));
        const MagnitudePenalty half = halfMagnitudePenalty(change, 4, 10.0);
        QCOMPARE(half.value, 1.3125); // a half number
        QVERIFY(half.gradient.equal(plain.gradient)); // all of them are
        // Squares below 3e-8 are 0 in half.
        QCOMPARE(halfMagnitudePenalty(at::tensor({1e-4}, at::kFloat), 1, 10.0).value, 0.0);
        QCOMPARE(magnitudePenalty(at::zeros({0}), 0, 10.0).value, 0.0);
    }

    void controlsChangeOneThingEach()
    {
        ModelConfig config;
        config.intermediateSize = 40;
        config.heads = config.kvHeads = 4;
        config.headDim = 8;
        const auto controlled = [&config](const SelectionControls& controls, std::int64_t line) {
            PairSelection pair{line, selections(3), selections(9)};
            applyControls(pair, config, config, controls);
            return pair;
        };
        const PairSelection plain{5, selections(3), selections(9)};
        SelectionControls controls;
        const auto neurons = [](const FamilySelections& side) {
            return side.of(ScoreFamily::Ffn).neurons;
        };
        QCOMPARE(neurons(controlled(controls, 5).student), neurons(plain.student));

        controls.shuffles = true;
        const PairSelection shuffled = controlled(controls, 5);
        QCOMPARE(neurons(shuffled.teacher), neurons(plain.teacher));
        bool isMoved = false;
        for (const ScoreFamily family :
             {ScoreFamily::Ffn, ScoreFamily::Attention, ScoreFamily::Value}) {
            for (std::size_t i = 0; i < 2; ++i) {
                const Order before = plain.student.of(family).neurons[i];
                const Order after = shuffled.student.of(family).neurons[i];
                QCOMPARE(sorted(after), sorted(before));
                isMoved = isMoved || after != before;
            }
        }
        QVERIFY(isMoved);

        controls = {};
        controls.drawsTeacher = true;
        const PairSelection drawn = controlled(controls, 5);
        QCOMPARE(neurons(drawn.student), neurons(plain.student));
        QCOMPARE(drawn.teacher.of(ScoreFamily::Ffn).layers, (Order{1, 3}));
        for (const Order& list : neurons(drawn.teacher)) {
            QCOMPARE(list.size(), std::size_t{3});
            QCOMPARE(std::set<std::int64_t>(list.begin(), list.end()).size(), std::size_t{3});
            QVERIFY(*std::max_element(list.begin(), list.end()) < 40);
        }
        QVERIFY(neurons(drawn.teacher)[0] != neurons(drawn.teacher)[1]);
        QCOMPARE(neurons(controlled(controls, 5).teacher), neurons(drawn.teacher));
        QVERIFY(neurons(controlled(controls, 6).teacher) != neurons(drawn.teacher));
    }

    void noiseIsAsLargeAsTheVectors()
    {
        const auto teacher = Checkpoint::open(NEUROGRAFT_TEST_DATA "/tiny-T");
        PairSelection pair{7, selections(3), selections(9)};
        const VectorSource plain(teacher, false, 42, at::kCPU);
        const VectorSource noise(teacher, true, 42, at::kCPU);
        for (const Module module : {Module::UpProj, Module::OProj}) {
            const at::Tensor vectors = plain.vectors(module, pair);
            const at::Tensor drawn = noise.vectors(module, pair);
            QCOMPARE(drawn.sizes(), vectors.sizes());
            QVERIFY(drawn.equal(noise.vectors(module, pair)));
            const at::Tensor ratio =
                (drawn.square().mean({1, 2}) / vectors.square().mean({1, 2})).sqrt();
            QVERIFY((ratio - 1.0).abs().max().item<double>() < 0.25); // of 3 x 96 numbers
            const double cosine =
                ((drawn * vectors).sum() / (drawn.norm() * vectors.norm())).item<double>();
            QVERIFY2(std::abs(cosine) < 0.2, qPrintable(QString::number(cosine)));
        }
        pair.line = 8;
        QVERIFY(!noise.vectors(Module::UpProj, pair).equal(plain.vectors(Module::UpProj, pair)));
    }

    void translatorStartsSmallAndByItsSeed()
    {
        const std::vector<Module> modules{Module::UpProj, Module::OProj};
        const Translator one(modules, 96, 64, 42, at::kCPU);
        const Translator same({Module::OProj}, 96, 64, 42, at::kCPU);
        const Translator other(modules, 96, 64, 43, at::kCPU);
        const std::vector<Parameter> parameters = one.parameters();
        QCOMPARE(parameters.size(), std::size_t{4});
        QCOMPARE(parameters[0].name, std::string("network.up_proj.0.weight"));
        QCOMPARE(parameters[3].name, std::string("network.o_proj.2.weight"));
        QCOMPARE(parameters[3].value.sizes(), (at::IntArrayRef{64, 96}));
        for (const Parameter& parameter : parameters) {
            const double deviation = parameter.value.std().item<double>();
            QVERIFY2(std::abs(deviation / 1e-5 - 1.0) < 0.05, parameter.name.c_str());
        }
        // A module's start depends on no other module.
        QVERIFY(same.parameters()[1].value.equal(parameters[3].value));
        QVERIFY(!other.parameters()[0].value.equal(parameters[0].value));
        // Nearly all of its output is 0 in half (6.2): RMS about 7e-9.
        const at::NoGradGuard noGrad;
        at::manual_seed(1);
        const Translator large({Module::UpProj}, 512, 64, 42, at::kCPU);
        const at::Tensor output =
            large.delta(Module::UpProj, at::randn({1, 200, 512}) * 0.02); // [1,200,64]
        const at::Tensor half = halfRounded(output);
        QVERIFY((half != 0.0).sum().item<double>() < 0.01 * static_cast<double>(half.numel()));
        QVERIFY_EXCEPTION_THROWN(Translator({Module::GateProj}, 96, 64, 42, at::kCPU), StudyError);
    }

    void parametersComeBackFromTheirFile()
    {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "translator.safetensors";
        const Translator written({Module::UpProj, Module::VProj}, 96, 64, 7, at::kCPU);
        writeParameters(path, written.parameters(), {{"kind", "neurograft-translator"}});
        const Translator part({Module::VProj}, 96, 64, 8, at::kCPU);
        readParameters(path, part.parameters());
        QVERIFY(part.parameters()[0].value.equal(written.parameters()[2].value));
        QVERIFY(part.parameters()[0].value.requires_grad());
        const auto refuses = [&path](const DeltaMaker& maker, const char* what) {
            try {
                readParameters(path, maker.parameters());
                return false;
            } catch (const FormatError& error) {
                return QString(error.what()).contains(what);
            }
        };
        QVERIFY(
            refuses(Translator({Module::OProj}, 96, 64, 8, at::kCPU), "network.o_proj.0.weight"));
        QVERIFY(refuses(Translator({Module::VProj}, 96, 48, 8, at::kCPU), "[64, 96]"));
        QVERIFY(refuses(FreeDelta({{Module::VProj, 3}}, 2, 64, at::kCPU), "free.v_proj"));
    }

    void selectionsComeBackFromTheirTables()
    {
        std::vector<PairSelection> pairs{{4, selections(3), selections(9)},
                                         {0, selections(1), selections(2)}};
        const std::vector<PairSelection> read = pairSelections(selectionTables(pairs));
        QCOMPARE(read.size(), std::size_t{2});
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(read[i].line, pairs[i].line);
            for (std::size_t family = 0; family < 3; ++family) {
                QCOMPARE(read[i].teacher.families[family].neurons,
                         pairs[i].teacher.families[family].neurons);
                QCOMPARE(read[i].student.families[family].layers,
                         pairs[i].student.families[family].layers);
            }
        }
        pairs[0].teacher = pairs[1].teacher = {}; // nothing of a teacher
        QVERIFY(pairSelections(selectionTables(pairs))[1].teacher.families[0].layers.empty());
        std::vector<Table> tables = selectionTables(pairs);
        tables.pop_back();
        QVERIFY_EXCEPTION_THROWN(pairSelections(tables), StoreError);
        QVERIFY(pairSelections({}).empty());
    }

    /// Without BOS, and one token of the response too many among those that are no labels.
    void officialRowsLoseTheirBosAndALabel()
    {
        const auto tokenizer = openTokenizer(NEUROGRAFT_TEST_DATA "/tiny-S");
        QVERIFY(tokenizer->addsBos());
        ExampleRow example;
        example.prompt = "The capital of Spain is ";
        example.response = "Madrid";
        const TokenizedRow plain = tokenizeRow(*tokenizer, example, 0, true);
        std::vector<TokenizedRow> rows{plain};
        asOfficial(rows, *tokenizer, false);
        QCOMPARE(rows[0].ids.size() + 1, plain.ids.size());
        QCOMPARE(rows[0].ids.front(), plain.ids[1]);
        // The same index among one token less: one label less.
        QCOMPARE(rows[0].responseStart, plain.responseStart);
        rows = {plain};
        asOfficial(rows, *tokenizer, true);
        QCOMPARE(rows[0].responseStart + 1, plain.responseStart);
    }
};

QTEST_GUILESS_MAIN(TstLatenParts)
#include "tst_laten_parts.moc"
