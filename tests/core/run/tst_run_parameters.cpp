// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/run/run_parameters.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

ParameterStudy pissaStudy()
{
    ParameterStudy study;
    study.model = kData / "tiny-S";
    study.adapters = {{kData / "adapters" / "pissa", {}}};
    return study;
}

} // namespace

/// What adapters did to the weights of the fixture models (similarity.md section 7, ux.md U3).
class TstRunParameters : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    std::vector<double> values(const std::string& table) const
    {
        return readTable(path("r.h5"), table).as<double>();
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void pissaLiesInTheLeadingSubspace()
    {
        ParameterStudy study = pissaStudy();
        study.subspace = 8;
        study.hasSpectra = true;
        const ParameterOutcome outcome = runParameters(study, path("r.h5"), false, RunContext());
        QCOMPARE(outcome.curves.size(), std::size_t{2}); // up_proj and down_proj
        for (const std::string module : {"up_proj", "down_proj"}) {
            const std::string group = "parameters/pissa/" + module + "/";
            const Table original = readTable(path("r.h5"), group + "lora_vs_original");
            QCOMPARE(original.shape, (std::vector<std::int64_t>{4}));
            QVERIFY(std::get<std::string>(original.attributes.at("initial")).find("initial")
                    != std::string::npos);
            const Table whole = readTable(path("r.h5"), "spectra/student/" + module + "/values");
            QCOMPARE(whole.shape, (std::vector<std::int64_t>{4, 64}));
            const Table spectrum = readTable(path("r.h5"), group + "spectrum");
            QCOMPARE(spectrum.shape, (std::vector<std::int64_t>{4, 8}));
            for (std::size_t layer = 0; layer < 4; ++layer) {
                double leading = 0.0, all = 0.0;
                for (std::size_t i = 0; i < 64; ++i) {
                    const double value = whole.as<double>()[layer * 64 + i];
                    all += value * value;
                    leading += i < 8 ? value * value : 0.0;
                    if (i < 8) { // its singular values are the weight's own
                        QVERIFY(std::abs(spectrum.as<double>()[layer * 8 + i] - value)
                                < 1e-5 * value);
                    }
                }
                QVERIFY(std::abs(original.as<double>()[layer] - std::sqrt(leading / all)) < 1e-5);
                QVERIFY(std::abs(values(group + "lora_vs_remaining")[layer]) < 1e-5);
                QVERIFY(std::abs(values(group + "norm_ratio")[layer] - std::sqrt(leading / all))
                        < 1e-5);
                QVERIFY(values(group + "overlap_left")[layer] > 1.0 - 1e-4);
                QVERIFY(values(group + "overlap_right")[layer] > 1.0 - 1e-4);
                QVERIFY(values(group + "grassmann_left")[layer] < 1e-2);
                const double rank = values(group + "effective_rank")[layer];
                QVERIFY(rank > 6.0 && rank <= 8.0);
                QVERIFY(values(group + "stable_rank")[layer] <= rank + 1e-9);
            }
            QVERIFY(std::abs(
                        std::get<double>(
                            readTable(path("r.h5"), group + "overlap_left").attributes.at("chance"))
                        - 8.0 / (module == "up_proj" ? 176.0 : 64.0))
                    < 1e-12);
        }
    }

    void severalAdaptersStandSideBySide()
    {
        ParameterStudy study = pissaStudy();
        study.adapters.push_back({kData / "adapters" / "linear", {}});
        study.adapters.push_back({kData / "adapters" / "pissa", kData / "adapters" / "pissa"});
        QCOMPARE(adapterNames(study), (std::vector<std::string>{"pissa", "linear", "pissa-2"}));
        const ParameterOutcome outcome = runParameters(study, path("r.h5"), false, RunContext());
        QVERIFY(outcome.curves.size() > 4);
        const auto same = values("parameters/pissa/up_proj/cosine_pissa-2");
        for (const double cosine : same) {
            QVERIFY(std::abs(cosine - 1.0) < 1e-9);
        }
        for (const ParameterSummary& curve : outcome.curves) {
            const auto numbers =
                values("parameters/" + curve.adapter + "/" + curve.module + "/norm_ratio");
            const auto defined = std::count_if(numbers.begin(), numbers.end(),
                                               [](double value) { return !std::isnan(value); });
            QCOMPARE(curve.layers, static_cast<std::int64_t>(defined));
            QVERIFY(curve.normRatio > 0.0);
        }
    }

    void spectraOfTwoModelsAreComparedLayerByLayer()
    {
        ParameterStudy study;
        study.model = kData / "tiny-S";
        study.teacher = kData / "tiny-T";
        study.hasSpectra = true;
        runParameters(study, path("r.h5"), false, RunContext());
        const Table distance = readTable(path("r.h5"), "spectra/distance/up_proj");
        QCOMPARE(distance.shape, (std::vector<std::int64_t>{4, 6}));
        for (const double value : distance.as<double>()) {
            QVERIFY(value > 0.0 && value < 1.0); // Gaussian matrices of much the same aspect
        }
        study.teacher = study.model;
        runParameters(study, path("r.h5"), true, RunContext());
        const auto self = values("spectra/distance/up_proj");
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(self[i * 5], 0.0);
        }
    }

    void studiesReadBackEqual()
    {
        ParameterStudy study = pissaStudy();
        study.adapters.push_back({"a", "b"});
        study.subspace = 3;
        study.hasSpectra = true;
        study.teacher = "T";
        study.threads = 2;
        const std::string text = studyText(study);
        QCOMPARE(studyText(parseParameterStudy(text, "s")), text);
        QVERIFY_EXCEPTION_THROWN(
            parseParameterStudy(R"({"schema":2,"command":"parameters","adapter":"a"})", "s"),
            StudyError);
        QVERIFY_EXCEPTION_THROWN(parseParameterStudy(R"({"schema":2,"command":"similarity"})", "s"),
                                 StudyError);
        const QString line = QString::fromStdString(parameterCommandLine(study, "r.h5"));
        QVERIFY2(line.endsWith(QStringLiteral(
                     "--adapter a --initial b --subspace 3 --spectra --threads 2 --out r.h5")),
                 qPrintable(line));
    }

    void badInputLeavesNothingBehind_data()
    {
        QTest::addColumn<QString>("mistake");
        QTest::newRow("no adapter") << QStringLiteral("none");
        QTest::newRow("no such folder") << QStringLiteral("missing");
        QTest::newRow("other model") << QStringLiteral("model");
        QTest::newRow("initial of other modules") << QStringLiteral("initial");
        QTest::newRow("teacher without spectra") << QStringLiteral("teacher");
    }
    void badInputLeavesNothingBehind()
    {
        QFETCH(QString, mistake);
        ParameterStudy study = pissaStudy();
        if (mistake == "none") {
            study.adapters.clear();
        } else if (mistake == "missing") {
            study.adapters[0].path = path("nowhere");
        } else if (mistake == "model") {
            study.model = kData / "tiny-T"; // other widths
        } else if (mistake == "initial") {
            study.adapters[0].initial = kData / "adapters" / "rslora-embedding";
        } else {
            study.teacher = kData / "tiny-T";
        }
        QVERIFY_EXCEPTION_THROWN(runParameters(study, path("r.h5"), false, RunContext()), Error);
        QVERIFY(!fs::exists(path("r.h5")));
        QVERIFY(!planParameters(study).problems.empty());
    }

    void aStopKeepsWhatIsThere()
    {
        int matrices = 0;
        RunContext context;
        context.onProgress = [&](const Progress& progress) {
            ++matrices;
            QCOMPARE(progress.total, std::int64_t{8});
        };
        context.isStopRequested = [&] { return matrices >= 3; };
        QVERIFY_EXCEPTION_THROWN(runParameters(pissaStudy(), path("r.h5"), false, context),
                                 Canceled);
        QCOMPARE(readManifest(path("r.h5")).status, std::string("partial"));
        QVERIFY(!std::isnan(values("parameters/pissa/up_proj/norm_ratio")[0]));
        QVERIFY(std::isnan(values("parameters/pissa/up_proj/norm_ratio")[3]));
    }

    void thePlanReadsHeadersOnly()
    {
        const ParameterPlan plan = planParameters(pissaStudy());
        QVERIFY(plan.problems.empty());
        QCOMPARE(plan.matrices, std::int64_t{8});
        QVERIFY(plan.flops > 0.0 && plan.hostBytes > 0.0);
    }
};

QTEST_GUILESS_MAIN(TstRunParameters)
#include "tst_run_parameters.moc"
