// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_outcomes.h"

#include "core/data/dataset.h"
#include "core/run/error.h"
#include "core/run/perplexity.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <functional>
#include <set>
#include <stdexcept>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kDistilled = NEUROGRAFT_TEST_DATA;
const std::vector<std::string> kLeft{"adapter_model.safetensors", "adapter_config.json",
                                     "answers.jsonl"};

/// Sixteen rows, eight of them a step; samples of six tokens.
TransferStudy distilled(const std::string& method)
{
    TransferStudy study = transferDefaults(method);
    study.student = kDistilled / "tiny-S";
    if (needsTeacher(study)) {
        study.teacher = kDistilled / "tiny-T";
    }
    study.train = kDistilled / "demo.jsonl";
    study.rows.limit = 16;
    study.rank = study.batch = 8;
    study.alpha = 8.0;
    study.microBatch = 3;
    study.epochs = 3.0;
    study.distillation.maxNewTokens = 6;
    study.teacherDevice = study.studentDevice = "cpu";
    return study;
}

} // namespace

/// SemAlign and the distillation baselines as window and command line use them.
class TstRunDistillation : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    static TransferredSeed run(const TransferStudy& study, const fs::path& out,
                               const RunContext& context = {}, bool isResumed = false)
    {
        return runTransfer(study, out, false, isResumed, context).seeds.back();
    }
    /// Runs a study that is stopped or killed at a progress report, and goes on.
    void interrupt(const TransferStudy& study, const fs::path& out, const std::string& phase,
                   std::int64_t at, bool isKilled)
    {
        bool isStopped = false;
        RunContext context;
        context.onProgress = [&](const Progress& progress) {
            if (progress.phase == phase && progress.done >= at) {
                if (isKilled) {
                    throw Killed();
                }
                isStopped = true;
            }
        };
        context.isStopRequested = [&isStopped] { return isStopped; };
        if (isKilled) {
            QVERIFY_EXCEPTION_THROWN(run(study, out, context), Killed);
        } else {
            QVERIFY_EXCEPTION_THROWN(run(study, out, context), Canceled);
        }
        QVERIFY(!fs::exists(out / "adapter_config.json"));
        run(study, out, {}, true);
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    /// Fine-tuning is LoRA by its other name.
    void fineTuningIsLora()
    {
        const TransferredSeed sft = run(distilled("sft"), path("sft"));
        QVERIFY(sft.lastLoss < sft.firstLoss);
        run(distilled("lora"), path("lora"));
        QVERIFY(readFile(path("sft") / "adapter_model.safetensors")
                == readFile(path("lora") / "adapter_model.safetensors"));
    }

    /// Texts of models do not end at the student's context of 256 tokens by themselves.
    void samplesEndAtTheContext()
    {
        for (const char* method : {"seqkd", "gkd"}) {
            TransferStudy study = distilled(method);
            study.rows.limit = 2;
            study.epochs = 1.0;
            study.distillation.studentShare = 1.0;
            study.distillation.maxNewTokens = 400;
            QVERIFY(std::isfinite(run(study, path(method)).lastLoss));
        }
    }

    void answersAreKeptAndLearned()
    {
        TransferStudy study = distilled("seqkd");
        study.learningRate = 1e-2;
        const TransferredSeed taught = run(study, path("seqkd"));
        QVERIFY(taught.lastLoss < taught.firstLoss);
        QVERIFY(!fs::exists(path("seqkd") / "answers.begun.jsonl"));
        const Dataset answers = readDataset(path("seqkd") / "answers.jsonl");
        RowSelection first;
        first.limit = 16;
        const Dataset asked = readDataset(study.train, first);
        QCOMPARE(answers.rows.size(), asked.rows.size());
        int other = 0;
        for (std::size_t i = 0; i < asked.rows.size(); ++i) {
            QCOMPARE(answers.rows[i].prompt, asked.rows[i].prompt);
            QCOMPARE(answers.rows[i].id, asked.rows[i].id);
            other += answers.rows[i].response != asked.rows[i].response ? 1 : 0;
        }
        QVERIFY(other > 0);
        // The file is all that was learned.
        TransferStudy again = distilled("sft");
        again.learningRate = study.learningRate;
        again.train = path("seqkd") / "answers.jsonl";
        again.rows.limit = 0;
        run(again, path("sft"));
        QVERIFY(readFile(path("sft") / "adapter_model.safetensors")
                == readFile(path("seqkd") / "adapter_model.safetensors"));
        // Greedy answers are the same for every seed; sampled ones are not.
        study.distillation.temperature = 1.0;
        study.seeds = {1, 2};
        run(study, path("sampled"));
        QVERIFY(readFile(path("sampled") / "seed-1" / "answers.jsonl")
                != readFile(path("sampled") / "seed-2" / "answers.jsonl"));
    }

    void divergenceFalls_data()
    {
        QTest::addColumn<double>("beta");
        QTest::newRow("KL of the teacher") << 0.0;
        QTest::newRow("mixture") << 0.5;
        QTest::newRow("KL of the student") << 1.0;
    }
    void divergenceFalls()
    {
        QFETCH(double, beta);
        TransferStudy study = distilled("gkd");
        study.distillation.beta = beta;
        study.distillation.studentShare = 0.0; // the same rows all the time
        study.rows.limit = study.batch = 4;
        study.epochs = 20.0;
        study.learningRate = 1e-2;
        const TransferredSeed taught = run(study, path("out"));
        QVERIFY2(taught.lastLoss < 0.7 * taught.firstLoss,
                 qPrintable(QStringLiteral("%1 of %2").arg(taught.lastLoss).arg(taught.firstLoss)));
    }

    /// On its own samples, too, the student comes nearer.
    void ownSamplesAreLearned()
    {
        TransferStudy study = distilled("gkd");
        study.rows.limit = study.batch = 4;
        study.epochs = 30.0;
        study.learningRate = 1e-2;
        run(study, path("out"));
        const ResultFile result = readResult(path("out") / "run.h5");
        const auto& loss = result.find("training/loss")->as<double>();
        double first = 0.0;
        double last = 0.0;
        for (std::size_t i = 0; i < 5; ++i) {
            first += loss[2 * i + 1];
            last += loss[loss.size() - 2 * i - 1];
        }
        QVERIFY2(last < 0.8 * first, qPrintable(QStringLiteral("%1 of %2").arg(last).arg(first)));
        const Table* source = result.find("distillation/source");
        QVERIFY(source != nullptr);
        QCOMPARE(source->as<std::int32_t>(), std::vector<std::int32_t>(30, 1));
    }

    /// The teacher is the student: there is nothing to learn.
    void ownTeacherTeachesNothing()
    {
        TransferStudy study = distilled("gkd");
        study.teacher = study.student;
        study.stepsLimit = 1;
        for (const double beta : {0.0, 0.5, 1.0}) {
            study.distillation.beta = beta;
            const fs::path out = path(beta == 0.0 ? "a" : beta == 0.5 ? "b" : "c");
            const TransferredSeed taught = run(study, out);
            QVERIFY2(std::abs(taught.firstLoss) < 1e-5,
                     qPrintable(QString::number(taught.firstLoss)));
        }
    }

    void rowsCanBeThoseOfLaten()
    {
        std::string lines = readFile(kDistilled / "demo.jsonl");
        std::size_t end = 0;
        for (int i = 0; i < 5; ++i) {
            end = lines.find('\n', end) + 1;
        }
        writeFileAtomically(path("extract.jsonl"), lines.substr(0, end), false);
        writeFileAtomically(path("align.jsonl"), lines.substr(end), false);
        TransferStudy study = distilled("gkd");
        study.train.clear();
        study.rows.limit = 0;
        study.extract = path("extract.jsonl");
        study.align = path("align.jsonl");
        study.laten.alignPerStep = 4;
        const TransferPlan plan = planTransfer(study, {});
        QVERIFY2(plan.problems.empty(), plan.problems.empty() ? "" : plan.problems[0].c_str());
        QCOMPARE(plan.steps, std::int64_t{5});
        QCOMPARE(plan.rows, std::int64_t{48});
        QCOMPARE(run(study, path("out")).steps, std::int64_t{5});
    }

    void layersAreAligned()
    {
        TransferStudy study = distilled("semalign");
        study.semalign.critical = 2;
        study.rows.limit = study.batch = 8;
        study.epochs = 20.0;
        study.learningRate = 1e-2;
        const TransferredSeed aligned = run(study, path("out"));
        QVERIFY(aligned.lastLoss < aligned.firstLoss);
        const ResultFile result = readResult(path("out") / "run.h5");
        const Table* inside = result.find("training/layer_loss");
        QVERIFY(inside != nullptr);
        const auto& values = inside->as<double>();
        QVERIFY2(values.back() < 0.9 * values[1],
                 qPrintable(QStringLiteral("%1 of %2").arg(values.back()).arg(values[1])));
        QCOMPARE(result.find("training/loss")->unit, std::string("1 - cosine"));
        const auto& scores = result.find("semalign/layer_attribution")->as<double>();
        QCOMPARE(scores.size(), std::size_t{6});
        const auto& critical = result.find("semalign/critical")->as<std::int32_t>();
        QCOMPARE(critical.size(), std::size_t{2});
        QCOMPARE(scores[static_cast<std::size_t>(critical[0])],
                 *std::max_element(scores.begin(), scores.end()));
        // Those layers alone have changed.
        const auto& layers = result.find("semalign/layers")->as<std::int32_t>();
        const std::set<std::int32_t> chosen(layers.begin(), layers.end());
        QCOMPARE(chosen.size(), std::size_t{2});
        const auto& norms = result.find("transfer/up_proj/norm_ratio")->as<double>();
        QCOMPARE(norms.size(), std::size_t{4});
        for (std::int32_t layer = 0; layer < 4; ++layer) {
            QCOMPARE(norms[static_cast<std::size_t>(layer)] > 0.0, chosen.count(layer) == 1);
        }
        for (const char* role : {"teacher", "student"}) {
            const Table* table = result.find(std::string("semalign/recomposition/") + role);
            QVERIFY(table != nullptr);
            for (const double cosine : table->as<double>()) {
                QVERIFY(cosine >= -1.0 && cosine <= 1.0);
            }
        }
    }

    void namedLayersNeedNoAttribution()
    {
        TransferStudy study = distilled("semalign");
        study.semalign.layers = {5}; // of the teacher's six: the student's last
        const TransferPlan plan = planTransfer(study, {});
        QVERIFY2(plan.problems.empty(), plan.problems.empty() ? "" : plan.problems[0].c_str());
        run(study, path("out"));
        const ResultFile result = readResult(path("out") / "run.h5");
        QVERIFY(result.find("semalign/layer_attribution") == nullptr);
        QCOMPARE(result.find("semalign/layers")->as<std::int32_t>(), std::vector<std::int32_t>{3});
        study.semalign.layers = {6};
        QVERIFY(!planTransfer(study, {}).problems.empty());
        QVERIFY_EXCEPTION_THROWN(run(study, path("other")), StudyError);
    }

    /// Version 2: only the layer whose turn it is moves.
    void frontierAloneMoves()
    {
        TransferStudy study = distilled("semalign");
        study.semalign.version = "v2";
        study.epochs = 4.0; // eight steps, two for each layer
        study.stepsLimit = 4;
        const TransferredSeed aligned = run(study, path("out"));
        QCOMPARE(aligned.steps, std::int64_t{4});
        const ResultFile result = readResult(path("out") / "run.h5");
        const auto& norms = result.find("transfer/down_proj/norm_ratio")->as<double>();
        QVERIFY(norms[0] > 0.0 && norms[1] > 0.0);
        QCOMPARE(norms[2], 0.0);
        QCOMPARE(norms[3], 0.0);
        QVERIFY(result.find("training/layer_loss") != nullptr);
        QCOMPARE(result.find("training/loss")->unit, std::string("nats per label"));
    }

    void interruptedRunEndsTheSame_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("phase");
        QTest::addColumn<bool>("isKilled");
        QTest::newRow("gkd, stopped") << "gkd"
                                      << "training" << false;
        QTest::newRow("gkd, killed") << "gkd"
                                     << "training" << true;
        QTest::newRow("seqkd") << "seqkd"
                               << "training" << true;
        QTest::newRow("seqkd, while the teacher answers") << "seqkd"
                                                          << "answers of the teacher" << false;
        QTest::newRow("semalign") << "semalign"
                                  << "training" << true;
        QTest::newRow("semalign v2") << "semalign v2"
                                     << "training" << false;
    }
    void interruptedRunEndsTheSame()
    {
        QFETCH(QString, method);
        QFETCH(QString, phase);
        QFETCH(bool, isKilled);
        TransferStudy study = distilled(method.section(QLatin1Char(' '), 0, 0).toStdString());
        study.semalign.version = method.endsWith(QLatin1String("v2")) ? "v2" : "v1";
        study.dropout = 0.1;
        study.distillation.studentShare = 0.5;
        study.validation = kDistilled / "demo.jsonl";
        study.validateEvery = 2;
        run(study, path("straight"));
        interrupt(study, path("broken"), phase.toStdString(), 3, isKilled);
        compareRuns(path("broken"), path("straight"), kLeft);
    }

    void severalSeedsAreSeveralRuns_data()
    {
        QTest::addColumn<QString>("method");
        QTest::newRow("seqkd") << "seqkd";
        QTest::newRow("gkd") << "gkd";
        QTest::newRow("semalign") << "semalign";
    }
    void severalSeedsAreSeveralRuns()
    {
        QFETCH(QString, method);
        TransferStudy study = distilled(method.toStdString());
        study.rows.limit = 0;
        study.rows.sample = 8;
        study.seeds = {42, 7};
        run(study, path("both"));
        TransferStudy alone = study;
        alone.seeds.clear();
        alone.seed = alone.rows.seed = 7;
        run(alone, path("alone"));
        compareRuns(path("both") / "seed-7", path("alone"), kLeft);
    }

    void planTellsWhatWouldHappen_data()
    {
        QTest::addColumn<QString>("method");
        for (const char* method : {"sft", "seqkd", "gkd", "semalign"}) {
            QTest::newRow(method) << method;
        }
    }
    void planTellsWhatWouldHappen()
    {
        QFETCH(QString, method);
        const TransferStudy study = distilled(method.toStdString());
        const TransferPlan plan = planTransfer(study, path("out"));
        QVERIFY2(plan.problems.empty(), plan.problems.empty() ? "" : plan.problems[0].c_str());
        QCOMPARE(plan.steps, std::int64_t{6});
        QCOMPARE(plan.rows, std::int64_t{16});
        QVERIFY(plan.hostBytes > 1e6 && plan.diskBytes > 1e4 && plan.secondsEstimate > 0.0);
        const TransferPlan plain = planTransfer(distilled("lora"), path("out"));
        QCOMPARE(plan.flops > plain.flops, method != "sft"); // the teacher computes, too
        QCOMPARE(plan.hostBytes > plain.hostBytes, method != "sft");
        const std::int64_t layers = method == "semalign" ? 1 : 4;
        QCOMPARE(plan.trainedParameters, plain.trainedParameters / 4 * layers);
        QCOMPARE(runTransfer(study, path("out"), false, false, {}).trainedParameters,
                 plan.trainedParameters);
    }

    /// Ids of another vocabulary mean other words; texts do not mind.
    void otherVocabulariesAreRefused()
    {
        for (const char* method : {"gkd", "semalign"}) {
            TransferStudy study = distilled(method);
            study.teacher = fs::path(NEUROGRAFT_RESOURCES) / "demo" / "teacher";
            try {
                run(study, path("out"));
                QFAIL("it passed");
            } catch (const StudyError& error) {
                QVERIFY2(QString(error.what()).contains("tokenizer"), error.what());
            }
            QVERIFY(!fs::exists(path("out")));
            const TransferPlan plan = planTransfer(study, {});
            QCOMPARE(plan.problems.size(), std::size_t{1});
        }
        TransferStudy texts = distilled("seqkd");
        texts.teacher = fs::path(NEUROGRAFT_RESOURCES) / "demo" / "teacher";
        texts.rows.limit = 3;
        texts.epochs = 1.0;
        run(texts, path("texts"));
        QVERIFY(fs::exists(path("texts") / "answers.jsonl"));
    }
};

QTEST_GUILESS_MAIN(TstRunDistillation)
#include "tst_run_distillation.moc"
