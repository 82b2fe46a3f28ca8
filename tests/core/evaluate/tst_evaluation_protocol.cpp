// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_protocol.h"
#include "core/evaluate/study_protocol.h"
#include "core/run/error.h"
#include "core/text/chat_template.h"

#include <QtTest>

using namespace neurograft;

namespace {

PromptTemplate named(const char* word)
{
    PromptTemplate chosen;
    chosen.kind = templateFromWord(word);
    return chosen;
}

EvaluateStudy studyFor(const std::string& task)
{
    EvaluateStudy study;
    study.model = "m";
    study.data = "d";
    study.task = task;
    return study;
}

/// As Qwen2.5 spells its default, newline written out.
const std::string kQwen = "{%- if tools %}{{- '<|im_start|>system\\n' }}{{- 'You' }}{%- else %}"
                          "{{- '<|im_start|>system\\nYou are Qwen.<|im_end|>\\n' }}{%- endif %}"
                          "{{- '<|im_start|>assistant\\n' }}";

} // namespace

class TstEvaluationProtocol : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void templatesWriteOneTurn_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("prompt");
        QTest::newRow("tulu") << "tulu"
                              << "<|user|>\n Hi \n<|assistant|>\n";
        QTest::newRow("train") << "train"
                               << "<|user|>\nHi\n\n<|assistant|>\n";
        QTest::newRow("llama2") << "llama2"
                                << "[INST] Hi [/INST]";
        QTest::newRow("chatml") << "chatml"
                                << "<|im_start|>user\n Hi <|im_end|>\n<|im_start|>assistant\n";
        QTest::newRow("none") << "none"
                              << " Hi ";
        QTest::newRow("alpaca")
            << "alpaca"
            << "Below is an instruction that describes a task. Write a response that appropriately "
               "completes the request.\n\n### Instruction:\n Hi \n\n### Response:";
    }
    void templatesWriteOneTurn()
    {
        QFETCH(QString, name);
        QFETCH(QString, prompt);
        const PromptTemplate chosen = named(name.toUtf8());
        QCOMPARE(QString::fromStdString(chosen.render(" Hi ")), prompt);
        QCOMPARE(QString(chosen.name()), name);
    }

    void aSpaceComesBeforeAnAnswerOnlyWhereNothingParts_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("prompt");
        QTest::newRow("newline") << "train"
                                 << "<|user|>\nHi\n\n<|assistant|>\nAnswer:";
        QTest::newRow("bracket") << "llama2"
                                 << "[INST] Hi [/INST] Answer:";
        QTest::newRow("letter") << "none"
                                << "Hi Answer:";
    }
    void aSpaceComesBeforeAnAnswerOnlyWhereNothingParts()
    {
        QFETCH(QString, name);
        QFETCH(QString, prompt);
        QCOMPARE(QString::fromStdString(named(name.toUtf8()).render("Hi", "Answer:")), prompt);
        QCOMPARE(named("none").render("Hi ", "Answer:"), std::string("Hi Answer:"));
        QCOMPARE(named("llama2").render("Hi", ""), std::string("[INST] Hi [/INST]"));
    }

    void nativeIsTheModelsOwnTemplate()
    {
        const PromptTemplate qwen = nativeTemplate(kQwen, "m");
        QCOMPARE(qwen.kind, TemplateKind::ChatMl);
        QCOMPARE(qwen.system, std::string("You are Qwen."));
        QCOMPARE(qwen.render("Hi"),
                 std::string("<|im_start|>system\nYou are Qwen.<|im_end|>\n<|im_start|>user\nHi"
                             "<|im_end|>\n<|im_start|>assistant\n"));
        // SmolLM2 has the newline as it is.
        QCOMPARE(
            nativeTemplate("{{ '<|im_start|>system\nYou are SmolLM<|im_end|>\n' }}", "m").system,
            std::string("You are SmolLM"));
        QVERIFY(nativeTemplate("{{'<|im_start|>' + message['role']}}", "m").system.empty());
        QCOMPARE(nativeTemplate("{{ '[INST] ' + content }}", "m").kind, TemplateKind::Llama2);
        QVERIFY_EXCEPTION_THROWN(nativeTemplate("<|user|>", "m"), StudyError);
        QVERIFY_EXCEPTION_THROWN(nativeTemplate("", "m"), StudyError);
    }

    void sharedTokenizersHaveTheirSystemBlocks()
    {
        const std::filesystem::path shared = NEUROGRAFT_SHARED;
        const std::filesystem::path qwen = shared / "tokenizers" / "qwen2.5";
        if (!std::filesystem::exists(qwen)) {
            QSKIP("the shared tokenizers are not here");
        }
        QCOMPARE(
            nativeTemplate(readChatTemplate(qwen), "qwen").system,
            std::string("You are Qwen, created by Alibaba Cloud. You are a helpful assistant."));
        QCOMPARE(
            nativeTemplate(readChatTemplate(shared / "tokenizers" / "smollm2"), "s").system,
            std::string("You are a helpful AI assistant named SmolLM, trained by Hugging Face"));
        QVERIFY(readChatTemplate(shared / "tokenizers" / "gpt2").empty());
    }

    void protocolsChooseTheirTemplate_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QString>("chosen");
        QTest::newRow("default") << "mmlu"
                                 << ""
                                 << ""
                                 << "train"
                                 << "train";
        QTest::newRow("default of mbpp") << "mbpp"
                                         << ""
                                         << ""
                                         << "mbpp500"
                                         << "train";
        QTest::newRow("train of mbpp") << "mbpp"
                                       << "train"
                                       << ""
                                       << "mbpp500"
                                       << "train";
        QTest::newRow("oi") << "gsm8k"
                            << "oi"
                            << ""
                            << "oi"
                            << "tulu";
        QTest::newRow("native") << "gsm8k"
                                << "native"
                                << ""
                                << "native"
                                << "chatml";
        QTest::newRow("ml") << "gsm8k"
                            << "ml"
                            << ""
                            << "ml"
                            << "alpaca";
        QTest::newRow("template overrides") << "humaneval"
                                            << "oi"
                                            << "llama2"
                                            << "oi"
                                            << "llama2";
        QTest::newRow("none") << "humaneval"
                              << ""
                              << "none"
                              << "train"
                              << "none";
    }
    void protocolsChooseTheirTemplate()
    {
        QFETCH(QString, task);
        QFETCH(QString, name);
        QFETCH(QString, given);
        QFETCH(QString, protocol);
        QFETCH(QString, chosen);
        const EvaluationProtocol found = evaluationProtocol(
            taskFromWord(task.toStdString()), name.toStdString(), given.toStdString(), kQwen);
        QCOMPARE(QString::fromStdString(found.name), protocol);
        QCOMPARE(QString(found.promptTemplate.name()), chosen);
    }

    void oiDrawsTwentySamplesOfCode()
    {
        const EvaluationProtocol human =
            evaluationProtocol(EvaluationTask::HumanEval, "oi", "", "");
        QCOMPARE(human.samples, std::int64_t{20});
        QCOMPARE(human.temperature, 0.1);
        QCOMPARE(human.topP, 0.95);
        QCOMPARE(human.timeoutSeconds, 3.0);
        const EvaluationProtocol mbpp = evaluationProtocol(EvaluationTask::Mbpp, "oi", "", "");
        QCOMPARE(mbpp.samples, std::int64_t{20});
        QCOMPARE(mbpp.topP, 1.0);
        QCOMPARE(mbpp.timeoutSeconds, 10.0);
        const EvaluationProtocol train = evaluationProtocol(EvaluationTask::Mbpp, "", "", "");
        QCOMPARE(train.samples, std::int64_t{1});
        QCOMPARE(train.temperature, 0.0);
        QCOMPARE(evaluationProtocol(EvaluationTask::Gsm8k, "ml", "", "").maxNewTokens,
                 std::int64_t{1024});
        QCOMPARE(evaluationProtocol(EvaluationTask::Gsm8k, "oi", "", "").maxNewTokens,
                 std::int64_t{512});
    }

    void studiesSetNumbersOfTheirOwn()
    {
        EvaluateStudy study = studyFor("humaneval");
        study.protocol = "oi";
        study.temperature = 0.0;
        EvaluationProtocol greedy = protocolOf(study, "");
        QCOMPARE(greedy.samples, std::int64_t{1});
        QCOMPARE(greedy.temperature, 0.0);
        study.temperature = 0.8;
        study.samples = 3;
        study.topP = 0.5;
        study.maxNewTokens = 7;
        const EvaluationProtocol own = protocolOf(study, "");
        QCOMPARE(own.samples, std::int64_t{3});
        QCOMPARE(own.temperature, 0.8);
        QCOMPARE(own.topP, 0.5);
        QCOMPARE(own.maxNewTokens, std::int64_t{7});
        study = studyFor("gsm8k");
        study.promptTemplate = "none";
        QCOMPARE(protocolOf(study, "").stops, std::vector<std::string>{"\n"});
        study.plainStop = "blank-line";
        QCOMPARE(protocolOf(study, "").stops, std::vector<std::string>{"\n\n"});
    }

    void whatHasNoMeaningIsRefused_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QString>("given");
        QTest::addColumn<int>("samples");
        QTest::newRow("task") << "arc"
                              << ""
                              << "" << 0;
        QTest::newRow("protocol") << "mmlu"
                                  << "harness"
                                  << "" << 0;
        QTest::newRow("ml has two tasks") << "mmlu"
                                          << "ml"
                                          << "" << 0;
        QTest::newRow("template") << "mmlu"
                                  << ""
                                  << "vicuna" << 0;
        QTest::newRow("template beside ml") << "gsm8k"
                                            << "ml"
                                            << "tulu" << 0;
        QTest::newRow("samples of greedy answers") << "humaneval"
                                                   << ""
                                                   << "" << 5;
        QTest::newRow("samples of choices") << "mmlu"
                                            << ""
                                            << "" << 5;
    }
    void whatHasNoMeaningIsRefused()
    {
        QFETCH(QString, task);
        QFETCH(QString, protocol);
        QFETCH(QString, given);
        QFETCH(int, samples);
        EvaluateStudy study = studyFor(task.toStdString());
        study.protocol = protocol.toStdString();
        study.promptTemplate = given.toStdString();
        study.samples = samples;
        QVERIFY_EXCEPTION_THROWN(protocolOf(study, kQwen), UsageError);
    }
};

QTEST_GUILESS_MAIN(TstEvaluationProtocol)
#include "tst_evaluation_protocol.moc"
