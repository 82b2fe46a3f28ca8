// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/tiny_learner.h"

#include "core/engine/train/response_training.h"
#include "core/engine/transfer/adapter_target.h"
#include "core/engine/transfer/divergence.h"
#include "core/engine/transfer/gkd_objective.h"
#include "core/engine/transfer/trainable_adapter.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

using Probabilities = std::vector<double>;

double relativeEntropyOf(const Probabilities& p, const Probabilities& q)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        sum += p[i] * std::log(p[i] / q[i]);
    }
    return sum;
}

/// Logits of a distribution, with a constant that no softmax sees.
at::Tensor logitsOf(const Probabilities& p, double constant)
{
    std::vector<double> logits;
    for (const double each : p) {
        logits.push_back(std::log(each) + constant);
    }
    return at::tensor(logits, at::kDouble).unsqueeze(0); // [1,V]
}

double divergenceOf(const Probabilities& p, const Probabilities& q, double beta)
{
    return generalisedDivergence(logitsOf(p, 3.0), logitsOf(q, -1.0), beta).item<double>();
}

std::vector<TokenizedRow> someRows()
{
    return {tinyRow(0, 9, 4), tinyRow(1, 14, 13), tinyRow(2, 6, 1), tinyRow(3, 11, 7)};
}

/// Shallower, with the student's vocabulary and a few padded words more.
std::shared_ptr<TransformerModel> teacherModel()
{
    return widerTeacher(2, 6);
}

struct Student : TinyLearner {
    Student() : TinyLearner(adapterTargets(tinyConfig("llama"), {"q_proj", "down_proj", "lm_head"}))
    {
    }
};

} // namespace

/// The divergence of GKD: closed forms, gradients, and its way through a training (transfer.md 8
/// and test 8 of its section 9).
class TstDivergence : public QObject {
    Q_OBJECT

    const Probabilities m_p{0.7, 0.2, 0.1};
    const Probabilities m_q{0.1, 0.3, 0.6};

private Q_SLOTS:
    void endsAreRelativeEntropies()
    {
        QVERIFY(std::abs(divergenceOf(m_p, m_q, 0.0) - relativeEntropyOf(m_p, m_q)) < 1e-12);
        QVERIFY(std::abs(divergenceOf(m_p, m_q, 1.0) - relativeEntropyOf(m_q, m_p)) < 1e-12);
    }

    void betweenIsTheMixturesFormula_data()
    {
        QTest::addColumn<double>("beta");
        for (const double beta : {0.1, 0.5, 0.9}) {
            QTest::addRow("%.1f", beta) << beta;
        }
    }
    void betweenIsTheMixturesFormula()
    {
        QFETCH(double, beta);
        Probabilities mixture;
        for (std::size_t i = 0; i < m_p.size(); ++i) {
            mixture.push_back(beta * m_p[i] + (1.0 - beta) * m_q[i]);
        }
        const double expected =
            beta * relativeEntropyOf(m_p, mixture) + (1.0 - beta) * relativeEntropyOf(m_q, mixture);
        QVERIFY(std::abs(divergenceOf(m_p, m_q, beta) - expected) < 1e-12);
    }

    void theMiddleIsSymmetric()
    {
        QVERIFY(std::abs(divergenceOf(m_p, m_q, 0.5) - divergenceOf(m_q, m_p, 0.5)) < 1e-14);
        QVERIFY(std::abs(divergenceOf(m_p, m_q, 0.3) - divergenceOf(m_q, m_p, 0.3)) > 1e-3);
    }

    void equalDistributionsHaveNone()
    {
        for (const double beta : {0.0, 0.25, 0.5, 1.0}) {
            QVERIFY(std::abs(divergenceOf(m_p, m_p, beta)) < 1e-14);
        }
    }

    /// Probabilities that float32 cannot hold are no trouble in log space.
    void unlikelyWordsStayFinite()
    {
        const at::Tensor sure = at::tensor({0.0F, 300.0F, -300.0F}).unsqueeze(0);
        const at::Tensor other = at::tensor({300.0F, 0.0F, -300.0F}).unsqueeze(0);
        for (const double beta : {0.0, 0.5, 1.0}) {
            const double value = generalisedDivergence(sure, other, beta).item<double>();
            QVERIFY2(std::isfinite(value) && value > 0.0, qPrintable(QString::number(value)));
        }
    }

    void gradientsEqualFiniteDifferences_data()
    {
        QTest::addColumn<double>("beta");
        for (const double beta : {0.0, 0.4, 1.0}) {
            QTest::addRow("%.1f", beta) << beta;
        }
    }
    void gradientsEqualFiniteDifferences()
    {
        QFETCH(double, beta);
        at::manual_seed(3);
        const at::Tensor teacher = at::randn({2, 5}, at::kDouble);
        const at::Tensor student = at::randn({2, 5}, at::kDouble).requires_grad_(true);
        generalisedDivergence(teacher, student, beta).sum().backward();
        const at::NoGradGuard noGrad;
        constexpr double kStep = 1e-6;
        for (std::int64_t i = 0; i < student.numel(); ++i) {
            const auto at = [&](double by) {
                at::Tensor moved = student.detach().clone();
                moved.view(-1)[i] += by;
                return generalisedDivergence(teacher, moved, beta).sum().item<double>();
            };
            const double expected = (at(kStep) - at(-kStep)) / (2.0 * kStep);
            QVERIFY(std::abs(student.grad().view(-1)[i].item<double>() - expected) < 1e-8);
        }
    }

    void otherShapesAreRefused()
    {
        const at::Tensor three = at::randn({2, 3});
        QVERIFY_EXCEPTION_THROWN(generalisedDivergence(three, at::randn({2, 4}), 0.5), ShapeError);
        QVERIFY_EXCEPTION_THROWN(generalisedDivergence(three, three, 1.5), DomainError);
        QVERIFY_EXCEPTION_THROWN(generalisedDivergence(three, three, std::nan("")), DomainError);
    }

    /// A step's loss and gradients, in micro-batches and chunks, against one graph over everything.
    void stepEqualsPlainAutograd_data()
    {
        QTest::addColumn<double>("beta");
        QTest::addColumn<bool>("recomputes");
        QTest::newRow("KL") << 0.0 << false;
        QTest::newRow("mixture, layers again") << 0.5 << true;
    }
    void stepEqualsPlainAutograd()
    {
        QFETCH(double, beta);
        QFETCH(bool, recomputes);
        const auto teacher = teacherModel();
        const Student plain;
        at::Tensor sum = at::full({}, 0.0);
        std::int64_t labels = 0;
        for (const TokenizedRow& each : someRows()) {
            const at::Tensor ids =
                at::tensor(std::vector<std::int64_t>(each.ids.begin(), each.ids.end()), at::kLong)
                    .unsqueeze(0);
            const std::int64_t count = ids.size(1) - each.responseStart;
            const auto chosen = [&](const TransformerModel& model) {
                return model.forward({ids, {}})[0]
                    .narrow(0, each.responseStart - 1, count)
                    .narrow(1, 0, 97);
            };
            sum = sum
                + generalisedDivergence(chosen(*teacher).detach(), chosen(*plain.model), beta)
                      .sum();
            labels += count;
        }
        const at::Tensor loss = sum / static_cast<double>(labels);
        loss.backward();

        const Student learner;
        GkdOptions gkd;
        gkd.beta = beta;
        gkd.studentShare = 0.0;
        ResponseTrainingOptions options;
        options.batch = 4;
        options.microBatch = 3;
        options.recomputes = recomputes;
        const ResponseTraining training(
            learner.model, someRows(), options, nullptr,
            std::make_shared<GkdObjective>(teacher, learner.model, gkd));
        const StepLoss found = training.addGradients(0, 1.0, {});
        QVERIFY(std::abs(found.loss - loss.item<double>()) < 1e-5);
        const double error = largestShare(learner.gradients(), plain.gradients());
        QVERIFY2(error < 1e-4, qPrintable(QString::number(error)));
    }

    /// Samples begin with the prompts, repeat with the step and end with their first eos.
    void samplesFollowFromTheStep()
    {
        const Student student;
        GkdOptions options;
        options.samples.batch = 3;
        options.samples.decode.maxNewTokens = 12;
        options.samples.decode.sampling.temperature = 0.9;
        options.samples.decode.eosIds = {5, 11, 17, 23, 29};
        GkdObjective objective(teacherModel(), student.model, options);
        const std::vector<TokenizedRow> rows = someRows();
        std::vector<const TokenizedRow*> asked;
        for (const TokenizedRow& row : rows) {
            asked.push_back(&row);
        }
        const auto idsOf = [&](std::int64_t step) {
            std::vector<std::vector<std::int32_t>> ids;
            for (const TokenizedRow* row : objective.rowsOf(step, asked, {})) {
                ids.push_back(row->ids);
            }
            return ids;
        };
        const auto first = idsOf(0);
        QVERIFY(idsOf(1) != first);
        QCOMPARE(idsOf(0), first);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto start = rows[i].responseStart;
            QVERIFY(std::equal(rows[i].ids.begin(), rows[i].ids.begin() + start, first[i].begin()));
            QVERIFY(static_cast<std::int64_t>(first[i].size()) > start);
            const auto isEos = [&](std::int32_t id) {
                const auto& eos = options.samples.decode.eosIds;
                return std::find(eos.begin(), eos.end(), id) != eos.end();
            };
            QVERIFY(std::none_of(first[i].begin() + start, first[i].end() - 1, isEos));
        }
    }

    void shareSaysWhoWrites()
    {
        GkdOptions options;
        options.studentShare = 0.25;
        int own = 0;
        for (std::int64_t step = 0; step < 2000; ++step) {
            own += rowSourceOf(options, step) == RowSource::Student ? 1 : 0;
        }
        QVERIFY(own > 440 && own < 560);
        options.studentShare = 0.0;
        QVERIFY(rowSourceOf(options, 7) == RowSource::Data);
        options.teacherAnswers = true;
        QVERIFY(rowSourceOf(options, 7) == RowSource::Teacher);
        options.studentShare = 1.0;
        QVERIFY(rowSourceOf(options, 7) == RowSource::Student);
    }
};

QTEST_GUILESS_MAIN(TstDivergence)
#include "tst_divergence.moc"
