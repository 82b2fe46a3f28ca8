// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/transfer/dense_llama.h"

#include "core/checkpoint/safetensors_file.h"
#include "core/checkpoint/safetensors_writer.h"
#include "core/data/dataset.h"
#include "core/data/tokenized_row.h"
#include "core/engine/run/selection_tables.h"
#include "core/engine/transfer/laten_order.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;
const fs::path kDemo = NEUROGRAFT_RESOURCES "/demo";

using Numbers = std::map<std::string, at::Tensor>;

/// float64 copies of everything in a safetensors file.
Numbers readNumbers(const fs::path& path)
{
    const std::shared_ptr<const TensorFile> file = std::make_shared<const SafetensorsFile>(path);
    Numbers numbers;
    for (const auto& [name, entry] : file->entries()) {
        numbers[name] = mappedTensor(file, entry).to(at::kDouble);
    }
    return numbers;
}

/// Largest difference as a share of the largest expected value.
double difference(const at::Tensor& got, const at::Tensor& expected)
{
    return ((got - expected).abs().max() / expected.abs().max()).item<double>();
}

/// One pair, one mode, two steps of two rows and the locating one.
struct Case {
    std::string name;
    TransferStudy study;
    double tolerance = 0.0; ///< of gradients, as a share of the largest
};

Case caseOf(const std::string& name)
{
    const bool isCompat = name == "compat";
    Case made{name, transferDefaults("laten", isCompat ? "compat" : "corrected"), 2e-4};
    TransferStudy& study = made.study;
    const fs::path rows = isCompat ? kDemo / "data/mmlu/align.jsonl" : kData / "demo.jsonl";
    study.teacher = isCompat ? kDemo / "teacher" : kData / "tiny-T";
    study.student = isCompat ? kDemo / "student" : kData / "tiny-S";
    study.extract = study.align = study.train = rows;
    study.extractLimit = 2;
    study.teacherDevice = study.studentDevice = "cpu";
    study.teacherDtype = study.studentDtype = "float32";
    study.learningRate = 1e-2;
    study.laten.steps = 2;
    study.laten.alignPerStep = 2;
    if (name == "mean") {
        study.laten.delta = "mean";
        study.laten.lambdaMse = 20.0;
    }
    if (isCompat) {
        made.tolerance = 5e-3; // each example's dL/dD is rounded to half, the reference's is not
    }
    return made;
}

/// LaTen written once more: translators recomputed for every example, dense changes, autograd
/// through everything (the naive way of transfer.md 6.7).
class Reference {
public:
    Reference(const TransferStudy& study, const ResultFile& result)
        : m_study(study), m_teacher(Checkpoint::open(study.teacher)),
          m_student(Checkpoint::open(study.student)), m_pairs(pairSelections(result.tables)),
          m_tokenizer(openTokenizer(study.student))
    {
        const Dataset data = readDataset(study.align);
        LatenOrder::Sizes sizes;
        sizes.extract = study.extractLimit;
        sizes.align = static_cast<std::int64_t>(data.rows.size());
        sizes.alignPerStep = study.laten.alignPerStep;
        const LatenOrder order(isCompat(), study.seed, sizes);
        for (std::int64_t step = 0; step < study.laten.steps; ++step) {
            std::vector<std::int64_t> rows = order.alignRowsOf(step);
            rows.push_back(order.extractRowOf(step));
            m_located.push_back(rows.back());
            m_rows.emplace_back();
            for (const std::int64_t row : rows) {
                TokenizedRow tokens = tokenizeRow(
                    *m_tokenizer, data.rows[static_cast<std::size_t>(row)], study.maxLength, true);
                tokens.responseStart +=
                    isCompat() ? 1 : 0; // no text of this pair begins with a BOS
                m_rows.back().push_back(std::move(tokens));
            }
        }
    }

    bool isCompat() const { return m_study.mode == "compat"; }
    std::int64_t locatedRow(std::int64_t step) const
    {
        return m_located[static_cast<std::size_t>(step)];
    }

    /// D of a module before any rounding. @param parameters of the translators
    at::Tensor change(std::int64_t step, Module module, const Numbers& parameters) const
    {
        const NeuronSelection& selection = pairOf(step).teacher.of(module);
        std::vector<at::Tensor> layers;
        for (std::size_t i = 0; i < selection.layers.size(); ++i) {
            const std::string name = weightName(static_cast<int>(selection.layers[i]), module);
            const at::Tensor weight =
                mappedTensor(m_teacher, m_teacher->entry(name)).to(at::kDouble);
            const at::Tensor index = at::tensor(selection.neurons[i], at::kLong);
            layers.push_back(isColumns(module) ? weight.t().index_select(0, index)
                                               : weight.index_select(0, index));
        }
        const std::string network = std::string("network.") + moduleName(module);
        const at::Tensor hidden =
            at::relu(at::matmul(at::stack(layers), parameters.at(network + ".0.weight").t()));
        const at::Tensor change = at::matmul(hidden, parameters.at(network + ".2.weight").t());
        return m_study.laten.delta == "mean" ? change.mean(1, true).expand(change.sizes()) : change;
    }

    struct Loss {
        at::Tensor total; ///< what is differentiated
        double crossEntropy = 0.0;
        double penalty = 0.0;
    };

    Loss loss(std::int64_t step, const Numbers& parameters) const
    {
        Loss result;
        result.total = at::zeros({}, at::TensorOptions(at::kDouble));
        const auto& rows = m_rows[static_cast<std::size_t>(step)];
        for (const TokenizedRow& row : rows) {
            DenseLlama student(m_student);
            at::Tensor penalty = at::zeros({}, at::TensorOptions(at::kDouble));
            for (const std::string& name : m_study.modules) {
                const Module module = *moduleFromName(name);
                at::Tensor change = this->change(step, module, parameters);
                if (m_study.laten.halfOutput) { // gradients pass
                    change = change + (inHalf(change) - change).detach();
                }
                const at::Tensor term = change.square().mean();
                penalty = penalty + term;
                result.total = result.total
                    + (m_study.laten.halfOutput ? halfPenalty(change)
                                                : m_study.laten.lambdaMse * term);
                inject(student, pairOf(step).student.of(module), module, change);
            }
            const at::Tensor loss = student.loss(row.ids, row.responseStart);
            result.total = result.total + loss;
            result.crossEntropy += loss.item<double>();
            result.penalty = penalty.item<double>();
        }
        if (m_study.laten.reduction == "mean") {
            result.total = result.total / static_cast<double>(rows.size());
            result.crossEntropy /= static_cast<double>(rows.size());
        }
        return result;
    }

private:
    static bool isColumns(Module module)
    {
        return module == Module::DownProj || module == Module::OProj;
    }
    const PairSelection& pairOf(std::int64_t step) const
    {
        const std::int64_t line = m_located[static_cast<std::size_t>(step)];
        return *std::find_if(m_pairs.begin(), m_pairs.end(),
                             [line](const PairSelection& pair) { return pair.line == line; });
    }
    static at::Tensor inHalf(const at::Tensor& values)
    {
        return values.to(at::kFloat).to(at::kHalf).to(at::kDouble);
    }
    /// Something with the gradient that half kernels give the penalty: products rounded one by one.
    at::Tensor halfPenalty(const at::Tensor& change) const
    {
        const double share = 2.0 / static_cast<double>(change.numel());
        const at::Tensor factor = inHalf(at::full({}, share, at::TensorOptions(at::kDouble)));
        const at::Tensor gradient =
            inHalf(inHalf(change.detach() * factor) * m_study.laten.lambdaMse);
        return (gradient * change).sum();
    }
    static void inject(DenseLlama& student, const NeuronSelection& selection, Module module,
                       const at::Tensor& change)
    {
        for (std::size_t i = 0; i < selection.layers.size(); ++i) {
            at::Tensor& weight =
                student.weights.at(weightName(static_cast<int>(selection.layers[i]), module));
            const at::Tensor index = at::tensor(selection.neurons[i], at::kLong);
            const at::Tensor rows = change.select(0, static_cast<std::int64_t>(i));
            weight = isColumns(module) ? weight.index_add(1, index, rows.t())
                                       : weight.index_add(0, index, rows);
        }
    }

    TransferStudy m_study;
    std::shared_ptr<const Checkpoint> m_teacher;
    std::shared_ptr<const Checkpoint> m_student;
    std::vector<PairSelection> m_pairs;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::vector<std::int64_t> m_located; ///< row of each step
    std::vector<std::vector<TokenizedRow>> m_rows;
};

} // namespace

/// Steps of LaTen, number by number, against dense autograd in float64 (transfer.md 9.4, 9.5).
class TstLatenReference : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path path(const std::string& name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

    /// Runs a case from translators that are large enough to matter; what it leaves.
    struct Run {
        Numbers trace;
        ResultFile result;
        Numbers start;
    };
    Run run(Case which)
    {
        const fs::path start = path(which.name + "-start");
        TransferStudy drawn = which.study;
        drawn.isTrained = false;
        runTransfer(drawn, start, true, false, {});
        Run made;
        made.start = readNumbers(start / "translator.safetensors");
        std::vector<TensorToWrite> tensors;
        std::vector<at::Tensor> kept;
        for (auto& [name, values] : made.start) {
            values = (values * 3e3).to(at::kFloat).to(at::kDouble); // deviation 0.03
            kept.push_back(values.to(at::kFloat).contiguous());
            tensors.push_back(
                {name, DType::F32, kept.back().sizes().vec(), kept.back().const_data_ptr()});
        }
        which.study.laten.translator = path(which.name + "-large.safetensors");
        writeSafetensors(which.study.laten.translator, std::move(tensors), {}, true);
        which.study.laten.trace = path(which.name + "-trace.safetensors");
        runTransfer(which.study, path(which.name), true, false, {});
        made.trace = readNumbers(which.study.laten.trace);
        made.result = readResult(path(which.name) / "run.h5");
        return made;
    }

    /// Leaves that ask for gradients.
    static Numbers leaves(const Numbers& values)
    {
        Numbers made;
        for (const auto& [name, value] : values) {
            made[name] = value.detach().clone().requires_grad_(true);
        }
        return made;
    }

private Q_SLOTS:
    void everyNumberOfAStepIsTheReferences_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("corrected") << "corrected";
        QTest::newRow("compat") << "compat";
        QTest::newRow("mean over neurons") << "mean";
    }
    void everyNumberOfAStepIsTheReferences()
    {
        QFETCH(QString, name);
        const Case which = caseOf(name.toStdString());
        const Run got = run(which);
        const TransferStudy& study = which.study;
        const bool isCompat = study.mode == "compat";
        const Reference reference(study, got.result);
        Numbers parameters = got.start;
        Numbers first, second;
        for (std::int64_t step = 0; step < 2; ++step) {
            const std::string prefix = "step" + std::to_string(step) + "/";
            const Numbers leaf = leaves(parameters);
            const Reference::Loss loss = reference.loss(step, leaf);
            torch::autograd::backward({loss.total}, {});
            for (const std::string& module : study.modules) {
                const at::NoGradGuard noGrad;
                const at::Tensor& traced = got.trace.at(prefix + "delta/" + module);
                const double error =
                    difference(traced, reference.change(step, *moduleFromName(module), leaf));
                QVERIFY2(error < (isCompat ? 1e-3 : 1e-5), qPrintable(QString::number(error)));
                if (isCompat) {
                    QVERIFY(traced.equal(traced.to(at::kHalf).to(at::kDouble)));
                }
            }
            const double tracedLoss = got.trace.at(prefix + "loss").item<double>();
            const double tracedPenalty = got.trace.at(prefix + "penalty").item<double>();
            QVERIFY2(std::abs(tracedLoss / loss.crossEntropy - 1.0) < 1e-5,
                     qPrintable(QString::number(tracedLoss - loss.crossEntropy)));
            QVERIFY2(std::abs(tracedPenalty / loss.penalty - 1.0) < (isCompat ? 1e-2 : 1e-5),
                     qPrintable(QString::number(tracedPenalty / loss.penalty)));

            // Gradients, then AdamW of the traced ones: its division forgives no sign.
            double squares = 0.0;
            for (const auto& [parameter, value] : leaf) {
                const at::Tensor& traced = got.trace.at(prefix + "gradient/" + parameter);
                const double error = difference(traced, value.grad());
                QVERIFY2(error < which.tolerance,
                         qPrintable(QString::fromStdString(parameter) + QString::number(error)));
                squares += traced.square().sum().item<double>();
            }
            const double clip = isCompat ? 1.0 : std::min(1.0, 1.0 / (std::sqrt(squares) + 1e-6));
            // The schedule: compat over the two rows of --extract, the other over two steps.
            const double rate =
                step == 0 ? study.learningRate * 0.6033511252801266 : study.learningRate / 25.0;
            const double beta1 = !isCompat ? 0.9 : step == 0 ? 0.8913175911166534 : 0.95;
            for (auto& [parameter, value] : parameters) {
                const at::Tensor gradient = got.trace.at(prefix + "gradient/" + parameter) * clip;
                at::Tensor& m = first[parameter];
                at::Tensor& v = second[parameter];
                m = m.defined() ? m * beta1 + gradient * (1.0 - beta1) : gradient * (1.0 - beta1);
                v = v.defined() ? v * 0.95 + gradient.square() * 0.05 : gradient.square() * 0.05;
                const double t = static_cast<double>(step + 1);
                const at::Tensor update = (m / (1.0 - std::pow(beta1, t)))
                    / ((v / (1.0 - std::pow(0.95, t))).sqrt() + 1e-8);
                const at::Tensor expected = value * (1.0 - rate * 0.05) - update * rate;
                value = got.trace.at(prefix + "updated/" + parameter);
                const double error = (value - expected).abs().max().item<double>();
                QVERIFY2(error < 1e-6, qPrintable(QString::number(error)));
            }
        }
        QVERIFY(reference.locatedRow(0) != reference.locatedRow(1));
        // The last of them is what the folder holds.
        const Numbers kept = readNumbers(path(which.name) / "translator.safetensors");
        for (const auto& [parameter, value] : kept) {
            QVERIFY(value.equal(parameters.at(parameter)));
        }
    }

    /// Test 4: the reference itself against central differences in float64.
    void referenceEqualsFiniteDifferences()
    {
        const Case which = caseOf("corrected");
        const Run got = run(which);
        const Reference reference(which.study, got.result);
        const Numbers leaf = leaves(got.start);
        torch::autograd::backward({reference.loss(0, leaf).total}, {});
        const at::NoGradGuard noGrad;
        for (const char* name : {"network.up_proj.0.weight", "network.down_proj.2.weight",
                                 "network.v_proj.0.weight", "network.o_proj.2.weight"}) {
            const at::Tensor gradient = leaf.at(name).grad();
            // The largest entry, and one by the way.
            const std::int64_t largest = gradient.abs().argmax().item<std::int64_t>();
            for (const std::int64_t place : {largest, std::int64_t{777}}) {
                constexpr double kStep = 1e-5;
                std::vector<double> losses;
                for (const double sign : {1.0, -1.0}) {
                    Numbers moved = got.start;
                    at::Tensor changed = moved.at(name).clone();
                    changed.view(-1)[place] += sign * kStep;
                    moved[name] = changed;
                    losses.push_back(reference.loss(0, moved).total.item<double>());
                }
                const double expected = (losses[0] - losses[1]) / (2.0 * kStep);
                const double found = gradient.view(-1)[place].item<double>();
                const double size = gradient.abs().max().item<double>();
                QVERIFY2(std::abs(found - expected) < 1e-5 * size,
                         qPrintable(QString("%1: %2 and %3").arg(name).arg(found).arg(expected)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TstLatenReference)
#include "tst_laten_reference.moc"
