// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "core/engine/demo/demo_model.h"
#include "core/engine/demo/demo_scores.h"
#include "core/engine/demo/demo_splits.h"
#include "core/engine/demo/demo_tokenizer.h"
#include "core/engine/demo/demo_training.h"
#include "core/run/error.h"
#include "core/run/train_demo.h"
#include "core/support/atomic_file.h"

#include <QtTest>

#include <algorithm>

using namespace neurograft;

namespace fs = std::filesystem;

class TestTrainDemo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tokenizerFileGivesTheTextBack();
    void namesAndDigitsAreCutAsMeant();
    void promptAndAnswerAreTokenizedApart();
    void batchesDependOnTheStepOnly();
    void shortRunWritesThePair();
    void stoppedRunGoesOnWhereItWas();
    void existingPairIsNotReplaced();
    void committedDataIsWhatTheSeedMakes();
    void bundledTeacherBeatsTheStudent();

private:
    TrainDemoOptions trial(const QTemporaryDir& folder) const
    {
        TrainDemoOptions options;
        options.out = folder.path().toStdString();
        options.teacherSteps = 1;
        options.studentSteps = 2;
        options.scoreLimit = 2;
        return options;
    }
};

void TestTrainDemo::tokenizerFileGivesTheTextBack()
{
    QTemporaryDir folder;
    const DemoWorld world = makeDemoWorld(42);
    writeDemoTokenizer(demoVocabulary(world), folder.path().toStdString(), false);
    const auto tokenizer = openTokenizer(folder.path().toStdString());
    QCOMPARE(tokenizer->size(), std::int32_t{kDemoVocabularySize});
    QCOMPARE(tokenizer->eosId(), std::optional<std::int32_t>(kDemoEosId));
    QVERIFY(!tokenizer->addsBos());
    for (std::uint64_t i = 0; i < 300; ++i) {
        const CorpusText text = corpusText(world, DemoRole::Teacher, i);
        const std::string whole = text.prompt + text.response + "</s>";
        QCOMPARE(tokenizer->decode(tokenizer->encode(whole, true).ids), whole);
    }
    const std::string foreign = "\xC3\x9C"
                                "ber \xE2\x82\xAC"
                                "7\t\xF0\x9F\x98\x80";
    QCOMPARE(tokenizer->decode(tokenizer->encode(foreign, false).ids), foreign);
}

void TestTrainDemo::namesAndDigitsAreCutAsMeant()
{
    const auto tokenizer = openTokenizer(std::string(NEUROGRAFT_RESOURCES) + "/demo/teacher");
    const auto words = [&tokenizer](const std::string& text) {
        QStringList list;
        for (const std::int32_t id : tokenizer->encode(text, false).ids) {
            list << QString::fromStdString(tokenizer->tokenText(id));
        }
        return list;
    };
    QCOMPARE(words("<|user|>\nx 17"), (QStringList{"<|user|>", "\n", "x", " ", "1", "7"}));
    QCOMPARE(words("The answer is: C"), (QStringList{"The", " answer", " is", ":", " C"}));
}

void TestTrainDemo::promptAndAnswerAreTokenizedApart()
{
    const auto tokenizer = openTokenizer(std::string(NEUROGRAFT_RESOURCES) + "/demo/teacher");
    const TokenText text = encodeText(*tokenizer, {"def f(x):\n", "    return x\n", 1.0});
    QCOMPARE(text.responseStart,
             static_cast<std::int64_t>(tokenizer->encode("def f(x):\n", false).ids.size()));
    QCOMPARE(text.ids.back(), kDemoEosId);
}

void TestTrainDemo::batchesDependOnTheStepOnly()
{
    const auto tokenizer = openTokenizer(std::string(NEUROGRAFT_RESOURCES) + "/demo/teacher");
    const DemoWorld world = makeDemoWorld(42);
    const auto batch = [&](std::int64_t step) {
        return demoBatch(world, DemoRole::Student, *tokenizer, {8, 128, 0.1, 0}, step);
    };
    QVERIFY(batch(5).ids.equal(batch(5).ids));
    QVERIFY(!batch(5).ids.equal(batch(6).ids));
    const double filled = batch(5).texts.ge(0).sum().item<double>() / (8.0 * 128.0);
    QVERIFY2(filled > 0.75, qPrintable(QString::number(filled)));
}

void TestTrainDemo::shortRunWritesThePair()
{
    QTemporaryDir folder;
    const TrainDemoOptions options = trial(folder);
    const TrainDemoOutcome outcome = trainDemo(options, {});
    QVERIFY(outcome.teacherLoss > 4.0 && outcome.teacherLoss < 7.5); // about log of 1000 ids
    QCOMPARE(outcome.scores.size(), std::size_t{4});
    QCOMPARE(outcome.scores[0].items, std::int64_t{2});
    const auto teacher = Checkpoint::open(options.out / "teacher");
    const auto student = Checkpoint::open(options.out / "student");
    QCOMPARE(teacher->config().layers, std::int64_t{8});
    QCOMPARE(student->config().hiddenSize, std::int64_t{128});
    QCOMPARE(teacher->storedType(), DType::F16);
    QVERIFY(teacher->byteCount() + student->byteCount() < 12'000'000);
    QVERIFY(!fs::exists(options.out / "teacher.state"));
    QVERIFY(fs::exists(options.out / "data" / "gsm" / "train.jsonl"));
    QCOMPARE(readFile(options.out / "teacher" / "tokenizer.json"),
             readFile(options.out / "student" / "tokenizer.json"));
}

void TestTrainDemo::stoppedRunGoesOnWhereItWas()
{
    QTemporaryDir straightFolder, brokenFolder;
    trainDemo(trial(straightFolder), {});
    RunContext context;
    std::int64_t studentSteps = 0;
    context.onProgress = [&studentSteps](const Progress& progress) {
        studentSteps += progress.phase == "training the student" ? 1 : 0;
    };
    context.isStopRequested = [&studentSteps] { return studentSteps == 2; };
    const TrainDemoOptions options = trial(brokenFolder);
    QVERIFY_EXCEPTION_THROWN(trainDemo(options, context), Canceled);
    QVERIFY(fs::exists(options.out / "student.state"));
    trainDemo(options, {});
    for (const char* role : {"teacher", "student"}) {
        QCOMPARE(readFile(options.out / role / "model.safetensors"),
                 readFile(trial(straightFolder).out / role / "model.safetensors"));
    }
}

void TestTrainDemo::existingPairIsNotReplaced()
{
    QTemporaryDir folder;
    TrainDemoOptions options = trial(folder);
    fs::create_directories(options.out / "student");
    writeFileAtomically(options.out / "student" / "model.safetensors", "x", false);
    QVERIFY_EXCEPTION_THROWN(trainDemo(options, {}), StudyError);
    QCOMPARE(readFile(options.out / "student" / "model.safetensors"), std::string("x"));
}

void TestTrainDemo::committedDataIsWhatTheSeedMakes()
{
    const fs::path folder = fs::path(NEUROGRAFT_RESOURCES) / "demo" / "data";
    const DemoData data = makeDemoData(makeDemoWorld(42));
    for (const auto& [task, splits] : data.tasks) {
        QCOMPARE(readFile(folder / task / "train.jsonl"), rowsToJsonLines(splits.train));
        QCOMPARE(readFile(folder / task / "test.jsonl"), rowsToJsonLines(splits.test));
    }
}

void TestTrainDemo::bundledTeacherBeatsTheStudent()
{
    const auto scores = scoreDemo(fs::path(NEUROGRAFT_RESOURCES) / "demo", 40, {});
    for (const DemoTaskScore& score : scores) {
        QCOMPARE(score.items, std::int64_t{40});
        const QString text = QStringLiteral("%1: %2 and %3")
                                 .arg(QString::fromStdString(score.task))
                                 .arg(score.teacherCorrect)
                                 .arg(score.studentCorrect);
        QVERIFY2(score.teacherCorrect >= score.studentCorrect + 8, qPrintable(text));
    }
}

QTEST_GUILESS_MAIN(TestTrainDemo)
#include "tst_train_demo.moc"
