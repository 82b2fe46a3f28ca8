// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/rescore.h"

#include "core/evaluate/code_scoring.h"
#include "core/evaluate/evaluation_result.h"
#include "core/run/error.h"
#include "core/store/result_file.h"

#include <QtTest>

#include <cmath>
#include <filesystem>

using namespace neurograft;

namespace fs = std::filesystem;

namespace {

EvaluationItem answer(const std::string& id, const std::string& output, const std::string& gold,
                      Verdict saved)
{
    EvaluationItem item;
    item.id = id;
    item.output = output;
    item.gold = gold;
    item.isAnswered = true;
    item.verdict = saved;
    return item;
}

/// Saved verdicts are all wrong: rescoring has to find out by itself.
Evaluation numbers()
{
    Evaluation evaluation;
    evaluation.protocol = evaluationProtocol(EvaluationTask::Gsm8k, "", "", "");
    evaluation.items = {answer("0", "So the answer is 1,234.", "1234", Verdict::Wrong),
                        answer("1", "It is 5.", "6", Verdict::Right),
                        answer("2", "no number", "7", Verdict::Wrong)};
    return evaluation;
}

Evaluation programs()
{
    Evaluation evaluation;
    evaluation.protocol = evaluationProtocol(EvaluationTask::Mbpp, "", "", "");
    const std::string tests = mbppTests("", {"assert double(2) == 4"});
    evaluation.items = {
        answer("11", "def double(x):\n    return 2 * x\n```\nand more", tests, Verdict::NotScored),
        answer("12", "def double(x):\n    return x\n", tests, Verdict::NotScored)};
    return evaluation;
}

} // namespace

class TstRescore : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path pathOf(const char* name) const { return m_folder.filePath(name).toStdString(); }
    fs::path write(const char* name, const std::vector<Evaluation>& evaluations) const
    {
        ResultFile result;
        result.manifest.command = "neurograft evaluate";
        result.manifest.study = "{}";
        for (const Evaluation& evaluation : evaluations) {
            putEvaluation(evaluation, result);
        }
        writeResult(pathOf(name), result, true);
        return pathOf(name);
    }

private Q_SLOTS:
    void savedAnswersAreScoredByTheRules()
    {
        const fs::path file = write("numbers.h5", {numbers()});
        const std::vector<RescoredTask> tasks = rescoreResult({file, {}, false, false}, {});
        QCOMPARE(tasks.size(), std::size_t{1});
        QCOMPARE(tasks[0].task, std::string("gsm8k"));
        QCOMPARE(tasks[0].protocol, std::string("train"));
        QCOMPARE(tasks[0].before.score, 1.0 / 3.0);
        QCOMPARE(tasks[0].after.score, 1.0 / 3.0);
        QCOMPARE(tasks[0].changed, 2);
        QCOMPARE(tasks[0].notice, std::string());
        // Nothing was written.
        const Evaluation kept = readEvaluation(readResult(file), EvaluationTask::Gsm8k, "file");
        QVERIFY(kept.items[0].verdict == Verdict::Wrong);
    }

    void outHoldsTheNewScores()
    {
        const fs::path file = write("numbers.h5", {numbers()});
        const fs::path out = pathOf("again.h5");
        rescoreResult({file, out, false, false}, {});
        const ResultFile written = readResult(out);
        const Evaluation again = readEvaluation(written, EvaluationTask::Gsm8k, "file");
        QVERIFY(again.items[0].verdict == Verdict::Right);
        QVERIFY(again.items[1].verdict == Verdict::Wrong);
        QCOMPARE(again.items[0].output, std::string("So the answer is 1,234."));
        QVERIFY(written.manifest.command.find("rescore") != std::string::npos);
        QCOMPARE(std::get<std::string>(written.extra.at("generated_by")),
                 std::string("neurograft evaluate"));
        QVERIFY_EXCEPTION_THROWN(rescoreResult({file, out, false, false}, {}), StudyError);
        rescoreResult({file, file, true, false}, {}); // the result itself, when it may be replaced
    }

    void codeIsNotRunUnasked()
    {
        const fs::path file = write("programs.h5", {programs()});
        const std::vector<RescoredTask> tasks = rescoreResult({file, {}, false, false}, {});
        QCOMPARE(tasks[0].after.n, 0);
        QCOMPARE(tasks[0].after.notScored, 2);
        QVERIFY(std::isnan(tasks[0].after.score));
        QCOMPARE(tasks[0].notice, std::string("not run: --execute-code was not given"));
    }

    void codeIsRunWhenAsked()
    {
        const SandboxSetup sandbox = findSandbox();
        if (!sandbox.isUsable) {
            QSKIP(sandbox.reason.c_str());
        }
        const fs::path file = write("programs.h5", {programs()});
        const std::vector<RescoredTask> tasks =
            rescoreResult({file, pathOf("run.h5"), true, true}, {});
        QCOMPARE(tasks[0].after.n, 2);
        QCOMPARE(tasks[0].after.score, 0.5);
        const Evaluation again =
            readEvaluation(readResult(pathOf("run.h5")), EvaluationTask::Mbpp, "file");
        QCOMPARE(again.items[0].detail, std::string("passed"));
        QCOMPARE(again.items[1].detail, std::string("failed: AssertionError"));
    }

    void everyTaskIsScored()
    {
        const fs::path file = write("both.h5", {numbers(), programs()});
        const std::vector<RescoredTask> tasks = rescoreResult({file, {}, false, false}, {});
        QCOMPARE(tasks.size(), std::size_t{2});
        QCOMPARE(tasks[0].task, std::string("gsm8k"));
        QCOMPARE(tasks[1].task, std::string("mbpp"));
    }

    void aResultWithoutAnswersIsRefused()
    {
        const fs::path file = write("empty.h5", {});
        QVERIFY_EXCEPTION_THROWN(rescoreResult({file, {}, false, false}, {}), StudyError);
    }
};

QTEST_GUILESS_MAIN(TstRescore)
#include "tst_rescore.moc"
