// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/run/run_locate.h"
#include "core/run/run_match.h"
#include "core/store/result_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

LocateStudy locateStudy(const char* teacher)
{
    LocateStudy study;
    study.teacher = kData / teacher;
    study.student = kData / "tiny-S";
    study.data = kData / "demo.jsonl";
    study.rows.rows = {4};
    study.teacherDevice = study.studentDevice = "cpu";
    return study;
}

MatchStudy matchStudy(const char* teacher, const fs::path& located)
{
    MatchStudy study;
    study.pair.teacher = kData / teacher;
    study.pair.student = kData / "tiny-S";
    study.pair.data = kData / "demo.jsonl";
    study.pair.teacherDevice = study.pair.studentDevice = "cpu";
    study.located = located;
    study.shuffles = 5;
    return study;
}

} // namespace

class TestRunMatch : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void initTestCase()
    {
        runLocate(locateStudy("tiny-S"), path("self.h5"), true, false, {});
        runLocate(locateStudy("tiny-T"), path("pair.h5"), true, false, {});
    }

    void aModelMatchesItselfNeuronByNeuron()
    {
        const MatchOutcome outcome =
            runMatch(matchStudy("tiny-S", path("self.h5")), path("m.h5"), false, {});
        QVERIFY(!outcome.layers.empty());
        for (const MatchedLayers& pair : outcome.layers) {
            QCOMPARE(pair.student, pair.teacher);
            QVERIFY(pair.neurons > 0);
            QVERIFY(std::abs(pair.matched - 1.0) < 1e-9);
            QVERIFY(std::abs(pair.ranked - 1.0) < 1e-9);
            QVERIFY(pair.shuffled < 0.9);
        }
        const ResultFile result = readResult(path("m.h5"));
        const Table* student = result.find("matching/student_ffn");
        const Table* teacher = result.find("matching/ffn");
        QVERIFY(student != nullptr && teacher != nullptr);
        QCOMPARE(teacher->as<std::int32_t>(), student->as<std::int32_t>());
        QCOMPARE(result.find("matching/layers")->shape,
                 (std::vector<std::int64_t>{static_cast<std::int64_t>(outcome.layers.size()), 2}));
        QCOMPARE(result.manifest.status, std::string("complete"));
    }

    void pairOfModelsIsAtLeastAsGoodAsItsRanks()
    {
        const MatchOutcome outcome =
            runMatch(matchStudy("tiny-T", path("pair.h5")), path("p.h5"), false, {});
        const ResultFile located = readResult(path("pair.h5"));
        const auto& selected =
            located.find("attribution/teacher/selection_ffn")->as<std::int32_t>();
        const Table matched = readTable(path("p.h5"), "matching/ffn");
        for (const std::int32_t neuron : matched.as<std::int32_t>()) {
            QVERIFY(neuron == -1
                    || std::find(selected.begin(), selected.end(), neuron) != selected.end());
        }
        for (const MatchedLayers& pair : outcome.layers) {
            QVERIFY(pair.matched >= pair.ranked - 1e-12 && pair.best >= pair.matched - 1e-12);
        }
        QVERIFY_EXCEPTION_THROWN(
            runMatch(matchStudy("tiny-T", path("pair.h5")), path("p.h5"), false, {}), StudyError);
    }

    void thePlanTellsWhatTheRunDoes()
    {
        const MatchStudy study = matchStudy("tiny-T", path("pair.h5"));
        const MatchPlan plan = planMatch(study);
        QVERIFY2(plan.problems.empty(), plan.problems.empty() ? "" : plan.problems[0].c_str());
        const MatchOutcome outcome = runMatch(study, path("planned.h5"), false, {});
        QCOMPARE(plan.samples, outcome.samples);
        QCOMPARE(plan.layers, static_cast<std::int64_t>(outcome.layers.size()));
        const Table students = readTable(path("planned.h5"), "matching/student_ffn");
        QCOMPARE(plan.studentNeurons,
                 static_cast<std::int64_t>(students.as<std::int32_t>().size()));
        QVERIFY(plan.flops > 0.0 && plan.hostBytes > 0.0 && plan.secondsEstimate > 0.0);
        QCOMPARE(plan.deviceBytes, 0.0);

        MatchStudy longer = study;
        longer.shuffles = 50;
        QVERIFY(planMatch(longer).flops > plan.flops);
        QCOMPARE(planMatch(longer).samples, plan.samples);
    }

    void thePlanTellsEveryProblem()
    {
        MatchStudy study = matchStudy("tiny-T", path("none.h5"));
        study.pair.student = path("nowhere");
        const MatchPlan plan = planMatch(study);
        QCOMPARE(plan.problems.size(), std::size_t{2});
        QVERIFY(plan.problems[0].find("nowhere") != std::string::npos);
        QVERIFY(plan.problems[1].find("none.h5") != std::string::npos);
        QCOMPARE(plan.layers, std::int64_t{0});
    }

    void theResultKeepsTheCommandThatRepeatsIt()
    {
        MatchStudy study = matchStudy("tiny-T", path("pair.h5"));
        study.pair.unit = "mean-token";
        study.pair.rows.limit = 30;
        runMatch(study, path("told.h5"), false, {});
        const RunManifest manifest = readManifest(path("told.h5"));
        QCOMPARE(manifest.command, matchCommandLine(study, path("told.h5")));
        QVERIFY(manifest.command.rfind("neurograft match --teacher ", 0) == 0);
        QVERIFY(manifest.command.find(" --limit 30 --located ") != std::string::npos);
        QVERIFY(manifest.command.find(" --unit mean-token --shuffles 5 ") != std::string::npos);
        QCOMPARE(studyText(parseMatchStudy(manifest.study, "told.h5")), studyText(study));
    }

    void otherWeightsAreToldOf()
    {
        QStringList warnings;
        RunContext context;
        context.onLog = [&warnings](LogLevel level, const std::string& line) {
            if (level == LogLevel::Warning) {
                warnings << QString::fromStdString(line);
            }
        };
        runMatch(matchStudy("tiny-T", path("pair.h5")), path("w1.h5"), false, context);
        QCOMPARE(warnings, QStringList());
        // Located in the student alone, matched with the teacher.
        runMatch(matchStudy("tiny-T", path("self.h5")), path("w2.h5"), false, context);
        QCOMPARE(warnings.size(), 1);
        QVERIFY(warnings[0].endsWith(QStringLiteral("tiny-T")));
    }

    void aFileWithoutSelectionsIsRefused()
    {
        QVERIFY_EXCEPTION_THROWN(
            runMatch(matchStudy("tiny-T", path("p.h5")), path("q.h5"), false, {}), StudyError);
        QVERIFY(!fs::exists(path("q.h5")));
    }
};

QTEST_GUILESS_MAIN(TestRunMatch)
#include "tst_run_match.moc"
