// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "core/run/error.h"
#include "core/run/neuron.h"
#include "core/run/run_locate.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

/// Row 5 of the fixtures' data: the capital of France.
LocateStudy parisStudy()
{
    LocateStudy study;
    study.teacher = kData / "tiny-T";
    study.student = kData / "tiny-S";
    study.data = kData / "demo.jsonl";
    study.rows.rows = {4};
    study.teacherDevice = study.studentDevice = "cpu";
    return study;
}

std::int64_t integer(const Table& table, const char* name)
{
    return std::get<std::int64_t>(table.attributes.at(name));
}

std::string text(const Table& table, const char* name)
{
    return std::get<std::string>(table.attributes.at(name));
}

} // namespace

/// locate as window and command line use it, on the fixtures with planted truth (ux.md 6.1): the
/// planted neuron is rank 1 with more than six units of log p, the runner-up is below 0.1.
class TstRunLocate : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    nlohmann::json m_truth;

    fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    Table table(const char* file, const std::string& name) const
    {
        return readTable(path(file), name);
    }
    LocateOutcome run(const LocateStudy& study, const char* file) const
    {
        return runLocate(study, path(file), false, false, RunContext());
    }
    const nlohmann::json& facts(const std::string& model) const { return m_truth["models"][model]; }

private Q_SLOTS:
    void initTestCase() { m_truth = nlohmann::json::parse(readFile(kData / "truth.json")); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void plantedNeuronIsFirst_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("isFull");
        for (const bool isFull : {false, true}) {
            const char* word = isFull ? "full" : "pruned";
            QTest::addRow("teacher, %s", word) << "teacher"
                                               << "tiny-T" << isFull;
            QTest::addRow("student, %s", word) << "student"
                                               << "tiny-S" << isFull;
        }
    }
    void plantedNeuronIsFirst()
    {
        QFETCH(QString, role);
        QFETCH(QString, model);
        QFETCH(bool, isFull);
        LocateStudy study = parisStudy();
        study.fullScores = isFull;
        const LocateOutcome outcome = run(study, "r.h5");
        QCOMPARE(outcome.models.size(), std::size_t{2});
        const auto& truth = facts(model.toStdString());
        const std::int64_t layer = truth["planted_layer"];
        const std::int32_t planted = truth["planted_neuron"];
        const std::string prefix = "attribution/" + role.toStdString() + "/";
        const Table scores = table("r.h5", prefix + "ffn");
        const std::int64_t layers = truth["layers"];
        const std::int64_t width = truth["intermediate_size"];
        QCOMPARE(scores.shape, (std::vector<std::int64_t>{layers, width}));
        const std::vector<float>& values = scores.as<float>();
        const float best = values[static_cast<std::size_t>(layer * width + planted)];
        QVERIFY2(best > 5.5F && best < 7.0F, std::to_string(best).c_str());
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i != static_cast<std::size_t>(layer * width + planted)) {
                QVERIFY(std::isnan(values[i]) || values[i] < 0.1F);
            }
        }
        const Table chosen = table("r.h5", prefix + "selection_ffn_layers");
        const Table selection = table("r.h5", prefix + "selection_ffn");
        const std::vector<std::int32_t>& kept = chosen.as<std::int32_t>();
        QCOMPARE(kept.size(), std::size_t{4}); // the student's layers, for both models
        QCOMPARE(selection.shape, (std::vector<std::int64_t>{4, 17})); // floor(176 * 0.1)
        const auto place = std::find(kept.begin(), kept.end(), static_cast<std::int32_t>(layer));
        QVERIFY(place != kept.end());
        QCOMPARE(
            selection.as<std::int32_t>()[static_cast<std::size_t>((place - kept.begin()) * 17)],
            planted);
        QCOMPARE(scores.attributes.count("exact_top_k"), isFull ? std::size_t{0} : std::size_t{1});
        QVERIFY(integer(scores, "evaluated") <= layers * width);
    }

    void resultHasItsTablesAndAttributes()
    {
        const LocateOutcome outcome = run(parisStudy(), "r.h5");
        const ResultFile result = readResult(path("r.h5"));
        QCOMPARE(result.manifest.status, std::string("complete"));
        QCOMPARE(result.manifest.teacher, std::string("tiny-T"));
        QCOMPARE(result.manifest.student, std::string("tiny-S"));
        QCOMPARE(result.manifest.study, studyText(parisStudy()));
        QVERIFY(result.manifest.command.find("neurograft locate --teacher") == 0);
        QVERIFY(result.manifest.teacherSha256.size() == 64);
        const Table* layers = result.find("attribution/teacher/layer_ffn");
        QVERIFY(layers != nullptr);
        QCOMPARE(layers->shape, (std::vector<std::int64_t>{6}));
        QCOMPARE(text(*layers, "mode"), std::string("corrected"));
        QCOMPARE(text(*layers, "target_policy"), std::string("last-token"));
        QCOMPARE(integer(*layers, "rows"), std::int64_t{1});
        QCOMPARE(integer(*layers, "skipped"), std::int64_t{0});
        const Table* attention = result.find("attribution/student/attn");
        QCOMPARE(attention->shape, (std::vector<std::int64_t>{4, 64}));
        QCOMPARE(text(*attention, "coefficient"), std::string("sum"));
        QCOMPARE(integer(*attention, "exact_top_k"), std::int64_t{6});
        QVERIFY(std::get<double>(attention->attributes.at("evaluated_fraction")) < 0.6);
        QCOMPARE(result.find("attribution/student/value")->shape,
                 (std::vector<std::int64_t>{4, 32}));
        QCOMPARE(result.find("attribution/teacher/selection_attn")->shape,
                 (std::vector<std::int64_t>{4, 6}));
        QCOMPARE(result.find("attribution/teacher/selection_value")->shape,
                 (std::vector<std::int64_t>{4, 3}));
        QCOMPARE(std::get<double>(
                     result.find("attribution/teacher/selection_attn")->attributes.at("rate")),
                 0.1);
        QVERIFY(result.find("attribution/student/best_source") == nullptr);
        const auto& ids = m_truth["prompt_ids"];
        QCOMPARE(result.find("attribution/student/targets")->as<std::int32_t>(),
                 (std::vector<std::int32_t>{4, static_cast<std::int32_t>(ids.size()) - 1,
                                            m_truth["paris_id"].get<std::int32_t>()}));
        QCOMPARE(outcome.models[0].families[0].selected, std::int64_t{4 * 17});
        QCOMPARE(outcome.models[1].role, std::string("student"));
        QVERIFY(outcome.wallSeconds > 0.0 && outcome.peakBytes > 0.0);
    }

    void oneModelSelectsFromAllItsLayers()
    {
        LocateStudy study = parisStudy();
        study.model = study.teacher;
        study.teacher = study.student = fs::path();
        study.coefficient = "per-source";
        run(study, "r.h5");
        const ResultFile result = readResult(path("r.h5"));
        QCOMPARE(result.find("attribution/model/selection_ffn")->shape,
                 (std::vector<std::int64_t>{6, 25})); // its own sizes
        const Table* source = result.find("attribution/model/best_source");
        QVERIFY(source != nullptr);
        QCOMPARE(source->shape, (std::vector<std::int64_t>{6, 96}));
        study.layers = {1, 4};
        study.budget = "global";
        run(study, "two.h5");
        const Table chosen = table("two.h5", "attribution/model/selection_ffn_layers");
        QCOMPARE(chosen.as<std::int32_t>(), (std::vector<std::int32_t>{1, 4}));
        const Table global = table("two.h5", "attribution/model/selection_ffn");
        QCOMPARE(global.shape, (std::vector<std::int64_t>{50, 2}));
        QCOMPARE(global.as<std::int32_t>()[0], 4);
        QCOMPARE(global.as<std::int32_t>()[1], 200);
    }

    void rateZeroIsAnEmptySelection()
    {
        LocateStudy study = parisStudy();
        study.rate = 0.0;
        run(study, "r.h5");
        QCOMPARE(table("r.h5", "attribution/student/selection_ffn").shape,
                 (std::vector<std::int64_t>{4, 0}));
        for (const std::string& name : listTables(path("r.h5"))) {
            QVERIFY2(name.find("/tokens/") == std::string::npos, name.c_str());
        }
    }

    /// What the result says of a neuron is what `neuron` says of it.
    void bestNeuronsSayWhatTheyWrite()
    {
        const LocateStudy study = parisStudy();
        run(study, "r.h5");
        const std::string folder = "attribution/student/tokens/";
        const Table neurons = table("r.h5", folder + "neurons");
        const Table promoted = table("r.h5", folder + "promoted");
        const Table suppressed = table("r.h5", folder + "suppressed_ids");
        const Table logits = table("r.h5", folder + "promoted_logits");
        const std::vector<std::int32_t>& places = neurons.as<std::int32_t>();
        const auto count = static_cast<std::size_t>(neurons.shape[0]);
        QVERIFY(count >= 32 && count <= 32 + 2 * 4);
        QCOMPARE(promoted.shape, (std::vector<std::int64_t>{neurons.shape[0], 8}));
        QCOMPARE(logits.shape, promoted.shape);
        QCOMPARE(std::vector<std::int32_t>(places.begin(), places.begin() + 3),
                 (std::vector<std::int32_t>{2, 0, 137})); // the planted one, ffn
        QCOMPARE(promoted.as<std::string>()[0], std::string("Paris"));
        std::set<std::pair<int, int>> layersAndKinds;
        for (std::size_t i = 0; i < count; ++i) {
            layersAndKinds.insert({places[i * 3], places[i * 3 + 1]});
        }
        QCOMPARE(layersAndKinds.size(), std::size_t{8}); // four layers, ffn and attn

        const NeuronReader reader(study.student, "cpu", RunContext());
        for (const std::size_t i : {std::size_t{0}, count - 1}) {
            const NeuronId id{places[i * 3],
                              places[i * 3 + 1] == 0 ? NeuronKind::Ffn : NeuronKind::Attention,
                              places[i * 3 + 2]};
            const NeuronTokens tokens = reader.project(id, 8, true);
            for (std::size_t k = 0; k < 8; ++k) {
                const std::string& token = tokens.promoted[k].token;
                QCOMPARE(promoted.as<std::string>()[i * 8 + k],
                         token == std::string(1, '\0') ? std::string("<0x00>") : token);
                QVERIFY(std::abs(static_cast<double>(logits.as<float>()[i * 8 + k])
                                 - tokens.promoted[k].logit)
                        < 1e-5);
                QCOMPARE(suppressed.as<std::int32_t>()[i * 8 + k], tokens.suppressed[k].id);
            }
        }
        QCOMPARE(integer(table("r.h5", "attribution/student/attn"), "head_size"), std::int64_t{16});
    }

    void otherScoresFindThePlantedNeuronToo_data()
    {
        QTest::addColumn<QString>("score");
        for (const char* score : {"first-order", "activation-gradient", "integrated-gradients"}) {
            QTest::newRow(score) << QString(score);
        }
    }
    void otherScoresFindThePlantedNeuronToo()
    {
        QFETCH(QString, score);
        LocateStudy study = parisStudy();
        study.model = study.student;
        study.teacher = study.student = fs::path();
        study.score = score.toStdString();
        run(study, "r.h5");
        const Table selection = table("r.h5", "attribution/model/selection_ffn");
        QCOMPARE(selection.as<std::int32_t>()[2 * 17], 137);
        QCOMPARE(text(table("r.h5", "attribution/model/ffn"), "score"), study.score);
    }

    void ablationTellsWhatTheSelectionHolds()
    {
        LocateStudy study = parisStudy();
        study.ablate = true;
        const LocateOutcome outcome = run(study, "r.h5");
        for (const LocatedModel& model : outcome.models) {
            const auto& truth = facts(model.role == "teacher" ? "tiny-T" : "tiny-S");
            QCOMPARE(model.ablation.size(), std::size_t{1});
            const AblatedRow& row = model.ablation[0];
            QCOMPARE(row.line, std::int64_t{4});
            QCOMPARE(row.target, std::string("Paris"));
            QVERIFY(std::abs(row.before - truth["p_paris"].get<double>()) < 0.02);
            QVERIFY2(row.after < 0.01, std::to_string(row.after).c_str());
            QVERIFY2(row.random > 0.3, std::to_string(row.random).c_str());
            QCOMPARE(row.textBefore.compare(0, 5, "Paris"), 0);
            QVERIFY(row.textAfter.compare(0, 5, "Paris") != 0);
        }
        const Table numbers = table("r.h5", "attribution/student/ablation");
        QCOMPARE(numbers.shape, (std::vector<std::int64_t>{1, 3}));
        QCOMPARE(numbers.as<double>()[0], outcome.models[1].ablation[0].before);
        const Table draws = table("r.h5", "attribution/student/ablation_draws");
        QCOMPARE(draws.shape, (std::vector<std::int64_t>{1, 5}));
        QVERIFY(draws.as<double>() == outcome.models[1].ablation[0].randomDraws);
    }

    void sensitivityHasWindows()
    {
        LocateStudy study = parisStudy();
        study.rows.rows = {0, 4};
        study.score = "sensitivity";
        const LocateOutcome outcome = run(study, "r.h5");
        QCOMPARE(outcome.keptLayers.size(), std::size_t{4});
        const Table layers = table("r.h5", "sensitivity/layer");
        QCOMPARE(layers.shape, (std::vector<std::int64_t>{6}));
        const Table window = table("r.h5", "sensitivity/up_proj/window");
        QCOMPARE(window.shape, (std::vector<std::int64_t>{4, 3}));
        QCOMPARE(integer(window, "height"), std::int64_t{176});
        QCOMPARE(integer(window, "width"), std::int64_t{64});
        const std::vector<std::int32_t>& values = window.as<std::int32_t>();
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(values[i * 3] >= 0 && values[i * 3] < 6);
            QCOMPARE(static_cast<std::int64_t>(values[i * 3]), outcome.keptLayers[i]);
            QVERIFY(i == 0 || values[i * 3] > values[i * 3 - 3]);
            QVERIFY(values[i * 3 + 1] <= 256 - 176 && values[i * 3 + 2] <= 96 - 64);
        }
    }

    void stoppedRunIsResumed()
    {
        const LocateStudy study = parisStudy();
        RunContext context;
        int stored = 0;
        // The teacher's preview, then the teacher, then the student's preview.
        context.onStored = [&stored](const std::string&) { ++stored; };
        context.isStopRequested = [&stored] { return stored >= 3; };
        QVERIFY_EXCEPTION_THROWN(runLocate(study, path("r.h5"), false, false, context), Canceled);
        const ResultFile partial = readResult(path("r.h5"));
        QCOMPARE(partial.manifest.status, std::string("partial"));
        QVERIFY(partial.find("attribution/teacher/selection_value") != nullptr);
        QVERIFY(partial.find("attribution/student/selection_ffn") == nullptr);
        QCOMPARE(text(*partial.find("attribution/student/ffn"), "preview"),
                 std::string("first-order"));
        std::vector<std::string> phases;
        RunContext watched;
        watched.onProgress = [&phases](const Progress& each) { phases.push_back(each.phase); };
        const LocateOutcome outcome = runLocate(study, path("r.h5"), false, true, watched);
        QCOMPARE(outcome.models.size(), std::size_t{2});
        for (const std::string& phase : phases) {
            QVERIFY2(phase.find("teacher") == std::string::npos, phase.c_str());
        }
        run(study, "whole.h5");
        for (const char* name :
             {"attribution/teacher/selection_ffn", "attribution/student/selection_ffn"}) {
            QCOMPARE(table("r.h5", name).as<std::int32_t>(),
                     table("whole.h5", name).as<std::int32_t>());
        }
    }

    void planTellsWhatARunNeeds()
    {
        const LocatePlan plan = planLocate(parisStudy());
        QVERIFY(plan.problems.empty());
        QCOMPARE(plan.rows, std::int64_t{1});
        QCOMPARE(plan.positions, std::int64_t{1});
        QVERIFY(plan.flops > 0.0 && plan.hostBytes > 0.0 && plan.secondsEstimate > 0.0);
        LocateStudy broken = parisStudy();
        broken.teacher = kData / "nowhere";
        broken.mode = "compat";
        QVERIFY(planLocate(broken).problems.size() >= 1);
    }

    /// S is kept of the modules asked for alone; graphs of gradients hold whole matrices.
    void memoryOfAPlanFollowsTheStudy()
    {
        LocateStudy study = parisStudy();
        const double attribution = planLocate(study).hostBytes;
        study.score = "first-order";
        QVERIFY(planLocate(study).hostBytes < attribution);
        study.score = "sensitivity";
        study.modules = {"up_proj", "down_proj"};
        const double both = planLocate(study).hostBytes;
        study.modules = {"up_proj"};
        const double one = planLocate(study).hostBytes;
        const ModelConfig config = Checkpoint::open(study.teacher)->config();
        QCOMPARE(
            both - one,
            4.0 * static_cast<double>(config.layers * config.hiddenSize * config.intermediateSize));
    }

    void badInputLeavesNothingBehind_data()
    {
        QTest::addColumn<int>("mistake");
        QTest::addColumn<QString>("message");
        QTest::newRow("student wider than its teacher") << 0 << "neurons in down_proj";
        QTest::newRow("compat of grouped attention") << 1 << "key/value heads";
        QTest::newRow("no targets") << 2 << "at least one row with a response";
        QTest::newRow("sensitivity into a larger student") << 3 << "sensitivity, q_proj";
    }
    void badInputLeavesNothingBehind()
    {
        QFETCH(int, mistake);
        QFETCH(QString, message);
        LocateStudy study = parisStudy();
        const fs::path rows = path("rows.jsonl");
        switch (mistake) {
        case 0:
            std::swap(study.teacher, study.student);
            study.rate = 1.0;
            break;
        case 1:
            study.mode = "compat";
            break;
        case 2:
            writeFileAtomically(rows, "{\"prompt\":\"a\",\"response\":\".\"}\n", false);
            study.data = rows;
            study.rows = {};
            break;
        default:
            std::swap(study.teacher, study.student);
            study.score = "sensitivity";
            break;
        }
        try {
            run(study, "r.h5");
            QFAIL("bad input passed");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(message), error.what());
        }
        QVERIFY(!fs::exists(path("r.h5")));
    }
};

QTEST_GUILESS_MAIN(TstRunLocate)
#include "tst_run_locate.moc"
