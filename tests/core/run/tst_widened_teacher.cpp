// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/widened_model.h"

#include "core/engine/model/transformer_model.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <cstdlib>

using namespace neurograft;
namespace fs = std::filesystem;

/// Seeking from a teacher that is the student in a wider and deeper frame of zeros: what is found
/// is known, to the last place.
class TstWidenedTeacher : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path path(const char* name) const
    {
        return fs::path(m_folder.path().toStdString()) / QTest::currentTestFunction() / name;
    }
    static at::Tensor logits(const fs::path& model)
    {
        const at::NoGradGuard noGrad;
        return TransformerModel::load(model, {"cpu", "float32"})
            ->forward({(at::arange(20, at::kLong) * 7 % 512).unsqueeze(0), {}});
    }
    TransferStudy studyOf(const char* method, const fs::path& student) const
    {
        TransferStudy study = transferDefaults(method);
        study.student = student;
        study.teacher = path("teacher");
        study.extract = study.train = fs::path(NEUROGRAFT_TEST_DATA) / "demo.jsonl";
        study.extractLimit = 2;
        study.rows.limit = 4;
        study.batch = 4;
        study.microBatch = 2;
        study.stepsLimit = 2;
        study.teacherDevice = study.studentDevice = "cpu";
        return study;
    }
    /// Windows of a finished run: the old layers, each from its first row and column on.
    static void checkWindows(const fs::path& out, const TransferStudy& study,
                             const std::vector<std::int64_t>& layers)
    {
        const ResultFile result = readResult(out / "run.h5");
        for (const std::string& module : study.modules) {
            const Table* window = result.find("sensitivity/" + module + "/window");
            QVERIFY(window != nullptr);
            std::vector<std::int32_t> expected;
            for (const std::int64_t layer : layers) {
                expected.insert(expected.end(), {static_cast<std::int32_t>(layer), 0, 0});
            }
            QCOMPARE(window->as<std::int32_t>(), expected);
        }
    }

private Q_SLOTS:
    void knownPlacesAreFound()
    {
        const fs::path student = fs::path(NEUROGRAFT_TEST_DATA) / "tiny-S";
        const WidenedModel widened(student, {32, 16, 1, {1, 4}});
        widened.write(path("teacher"));
        const double error = (logits(path("teacher")) - logits(student)).abs().max().item<double>();
        QVERIFY2(error < 1e-3, qPrintable(QString::number(error)));

        TransferStudy study = studyOf("seeking", student);
        study.modules = {"q_proj",  "k_proj",    "v_proj",       "o_proj", "gate_proj",
                         "up_proj", "down_proj", "embed_tokens", "lm_head"};
        runTransfer(study, path("seeking"), false, false, {});
        study.modules.resize(7); // of the layers
        checkWindows(path("seeking"), study, widened.oldLayers());
        const ResultFile result = readResult(path("seeking") / "run.h5");
        for (const char* end : {"embed_tokens", "lm_head"}) {
            const Table* start = result.find(std::string("sensitivity/") + end + "/start");
            QVERIFY(start != nullptr);
            QCOMPARE(start->as<std::int32_t>(), std::vector<std::int32_t>{0});
        }
        // So it is the student's own matrices that were taken: control C4.
        study.modules.insert(study.modules.end(), {"embed_tokens", "lm_head"});
        study.method = "self";
        runTransfer(study, path("self"), false, false, {});
        for (const char* name : {"initial", "converted"}) {
            const fs::path file = fs::path(name) / "adapter_model.safetensors";
            QVERIFY2(readFile(path("seeking") / file) == readFile(path("self") / file), name);
        }
    }

    /// The same with SmolLM2-135M, and how much memory it takes beyond both models. The largest
    /// size is the process's: run one row alone for its own.
    void smollm2FitsIntoThreeTimesItsSize_data()
    {
        QTest::addColumn<QString>("method");
        QTest::newRow("laten") << "laten";
        QTest::newRow("seeking") << "seeking";
    }
    void smollm2FitsIntoThreeTimesItsSize()
    {
        QFETCH(QString, method);
        const char* folder = std::getenv("NEUROGRAFT_SMOLLM2");
        if (folder == nullptr) {
            QSKIP("set NEUROGRAFT_SMOLLM2 to the folder of SmolLM2-135M");
        }
        const WidenedModel widened(folder, {64, 128, 1, {10, 21}});
        if (!fs::exists(path("teacher"))) { // one for both
            widened.write(path("teacher"));
        }
        const fs::path out = path(method.toLatin1().constData());
        const bool isLaten = method == QLatin1String("laten");
        TransferStudy study = studyOf(isLaten ? "laten" : "seeking", folder);
        if (isLaten) {
            study.align = study.train; // sixteen rows a step
        } else {
            study.svd = "krylov";
        }
        study.stepsLimit = 2;
        QElapsedTimer clock;
        qint64 stepTime = 0;
        RunContext context;
        context.onProgress = [&](const Progress& progress) {
            if (progress.phase == "training") {
                stepTime = progress.done == 1 ? clock.elapsed() : stepTime;
                clock.start();
            }
        };
        const TransferOutcome outcome = runTransfer(study, out, false, false, context);
        QCOMPARE(outcome.seeds[0].steps, std::int64_t{2});
        QVERIFY(std::isfinite(outcome.seeds[0].lastLoss));
        if (!isLaten) {
            checkWindows(out, study, widened.oldLayers());
        }
        const auto bytes = [](const fs::path& model) {
            return static_cast<double>(Checkpoint::open(model)->byteCount());
        };
        const double beyond = outcome.peakBytes - bytes(path("teacher")) - bytes(folder);
        qInfo("%.0f MB beyond both models, %.2f times the student; %.1f s, %.1f s a step",
              beyond / 1e6, beyond / bytes(folder), outcome.wallSeconds,
              static_cast<double>(stepTime) / 1e3);
        QVERIFY(beyond < 3.0 * bytes(folder));
        const TransferPlan plan = planTransfer(study, {});
        qInfo("forecast %.0f MB, used %.0f MB", plan.hostBytes / 1e6, outcome.peakBytes / 1e6);
    }
};

QTEST_GUILESS_MAIN(TstWidenedTeacher)
#include "tst_widened_teacher.moc"
