// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "core/run/error.h"
#include "core/run/parity.h"
#include "core/run/parity_text.h"
#include "core/run/parity_tolerance.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace neurograft;
namespace fs = std::filesystem;

/// Our logits against those of a forward pass that shares nothing with ours
/// (tests/data/make_parity_references.py).
class TstParity : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static fs::path data(const char* name) { return fs::path(NEUROGRAFT_TEST_DATA) / name; }
    /// A copy of a fixture with the reference of tiny-S in it.
    fs::path copyOf(const char* model, const char* reference = "parity") const
    {
        const fs::path target =
            fs::path(m_folder.path().toStdString()) / QTest::currentTestFunction();
        fs::copy(data(model), target, fs::copy_options::recursive);
        fs::copy_file(data(reference) / "reference_logits.safetensors",
                      target / "reference_logits.safetensors");
        return target;
    }
    static ParityOptions onCpu(const fs::path& model, const char* dtype = "float32")
    {
        return {model, "cpu", dtype};
    }
    static ParityResult checked(const ParityOptions& options)
    {
        const std::optional<ParityResult> result = checkParity(options, RunContext{});
        return result ? *result : ParityResult{};
    }

private Q_SLOTS:
    void equalProgramsPass()
    {
        const fs::path model = copyOf("tiny-S");
        QVERIFY(hasParityReference(model));
        const ParityResult result = checked(onCpu(model));
        QVERIFY2(result.passed() && result.largestDifference < 2e-5, parityText(result).c_str());
        QVERIFY(result.largestDifference > 0.0); // two programs, not one
        QCOMPARE(result.prompts, std::int64_t{3});
        QCOMPARE(result.vocabulary, std::int64_t{512});
        QCOMPARE(result.tolerance, 1e-4);
        QCOMPARE(result.dtype, std::string("float32"));
        QVERIFY(result.origin.rfind("numpy ", 0) == 0);
        QVERIFY(std::abs(std::abs(result.ours - result.reference) - result.largestDifference)
                < 1e-12);
    }

    /// What packaging/make_reference_logits.py wrote for the fixture.
    void theFileOfTransformersIsRead()
    {
        const ParityResult result = checked(onCpu(copyOf("tiny-S", "parity/transformers")));
        QVERIFY2(result.passed() && result.largestDifference < 2e-5, parityText(result).c_str());
        QCOMPARE(result.prompts, std::int64_t{6});
        QCOMPARE(result.origin, std::string("transformers 4.57.6, torch 2.11.0+cu130, float32"));
    }

    void theDemoPairPasses_data()
    {
        QTest::addColumn<QString>("role");
        QTest::newRow("teacher") << "teacher";
        QTest::newRow("student") << "student";
    }
    void theDemoPairPasses()
    {
        QFETCH(QString, role);
        const fs::path model = fs::path(NEUROGRAFT_RESOURCES) / "demo" / role.toStdString();
        const ParityResult result = checked(onCpu(model));
        QCOMPARE(result.prompts, std::int64_t{12});
        QVERIFY2(result.passed(), parityText(result).c_str());
        QVERIFY(fs::file_size(result.file) < 100'000);
    }

    void aChangedWeightIsFoundWithItsToken()
    {
        const fs::path model = copyOf("tiny-S");
        constexpr std::int64_t kToken = 300;
        constexpr std::int64_t kCoordinate = 10; // the first three are silent in the fixture
        std::uint64_t offset = 0;
        {
            const auto checkpoint = Checkpoint::open(model);
            const TensorEntry& head = checkpoint->entry("lm_head.weight");
            QCOMPARE(head.dtype, DType::F32);
            offset =
                head.begin + static_cast<std::uint64_t>(kToken * head.shape[1] + kCoordinate) * 4;
        }
        std::fstream file(model / "model.safetensors",
                          std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(offset));
        const float wrong = 5.0F;
        file.write(reinterpret_cast<const char*>(&wrong), sizeof wrong);
        file.close();
        QVERIFY(file.good());
        const ParityResult result = checked(onCpu(model));
        QVERIFY(!result.passed());
        QCOMPARE(result.id, kToken);
        QVERIFY(result.largestDifference > 100.0 * result.tolerance);
        QVERIFY(parityText(result).rfind("NO PARITY", 0) == 0);
        QCOMPARE(toJson(result)["passed"].get<bool>(), false);
        QCOMPARE(toJson(result)["worst"]["id"].get<std::int64_t>(), kToken);
    }

    void withoutAReferenceThereIsNothing()
    {
        QVERIFY(!hasParityReference(data("tiny-S")));
        QVERIFY(!checkParity(onCpu(data("tiny-S")), RunContext{}));
    }

    void aReferenceOfAnotherVocabularyIsAnError()
    {
        const fs::path model = copyOf("tiny-S-badvocab");
        try {
            checkParity(onCpu(model), RunContext{});
            QFAIL("nothing was thrown");
        } catch (const FormatError& error) {
            QCOMPARE(error.expected(), std::string("the model's vocabulary of 520"));
            QCOMPARE(error.got(), std::string("512"));
        }
    }

    void halvesStayWithinTheirRounding_data()
    {
        QTest::addColumn<QString>("dtype");
        QTest::newRow("bfloat16") << "bfloat16";
        QTest::newRow("float16") << "float16";
    }
    void halvesStayWithinTheirRounding()
    {
        QFETCH(QString, dtype);
        const fs::path model = fs::path(NEUROGRAFT_RESOURCES) / "demo" / "student";
        const ParityResult result = checked(onCpu(model, dtype.toLatin1().constData()));
        QVERIFY2(result.passed(), parityText(result).c_str());
    }

    void toleranceFollowsScaleAndRounding()
    {
        ParityScale scale{32, 16.0, 2.5, "float32", "float32"};
        QCOMPARE(parityTolerance(scale), 1e-4);
        scale.largestLogit = 64.0;
        QCOMPARE(parityTolerance(scale), 2e-4);
        scale.largestLogit = 16.0;
        scale.ourType = "bfloat16";
        const double share = 12.0 / 256.0 * std::sqrt(321.0 / 3.0) * 2.5;
        QVERIFY(std::abs(parityTolerance(scale) - (1e-4 + share)) < 1e-12);
        scale.referenceType = "bfloat16"; // both round
        QVERIFY(std::abs(parityTolerance(scale) - (1e-4 + std::sqrt(2.0) * share)) < 1e-12);
        scale.ourType = scale.referenceType = "float16";
        QVERIFY(std::abs(parityTolerance(scale) - (1e-4 + std::sqrt(2.0) * share / 8.0)) < 1e-12);
    }

    void everyPromptIsReportedAndMayBeTheLast()
    {
        const ParityOptions options = onCpu(copyOf("tiny-S"));
        std::vector<std::int64_t> reports;
        RunContext context;
        context.onProgress = [&reports](const Progress& progress) {
            reports.push_back(progress.done);
        };
        checkParity(options, context);
        QCOMPARE(reports, (std::vector<std::int64_t>{0, 1, 2, 3}));
        context.isStopRequested = [&reports] { return reports.size() >= 6; };
        QVERIFY_EXCEPTION_THROWN(checkParity(options, context), Canceled);
    }

    void shortDifferences()
    {
        QCOMPARE(shortDifference(3.2e-5), std::string("3e-5"));
        QCOMPARE(shortDifference(0.0), std::string("0"));
        QCOMPARE(shortDifference(2.0e-4), std::string("2e-4"));
        QCOMPARE(shortDifference(1.5e-12), std::string("2e-12"));
    }
};

QTEST_GUILESS_MAIN(TstParity)
#include "tst_parity.moc"
