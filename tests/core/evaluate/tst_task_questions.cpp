// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/answer_scoring.h"
#include "core/evaluate/evaluation_score.h"
#include "core/evaluate/item_building.h"
#include "core/evaluate/study_protocol.h"
#include "core/evaluate/task_questions.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>
#include <zlib.h>

#include <QTemporaryDir>
#include <QtTest>

#include <functional>
#include <memory>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kShared = fs::path(NEUROGRAFT_SHARED) / "data" / "eval";

/// Bytes of a gzip file.
std::string gzipped(const std::string& text)
{
    z_stream stream{};
    if (deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return {};
    }
    std::string packed(text.size() + 256, '\0');
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

const std::string kGsm8k =
    R"({"question":" Ann has 3,000 pens. ","answer":"3,000 - 0 = <<3000-0=3000>>3000\n#### 3,000"})"
    "\n"
    R"({"question":"And?","answer":"#### -5 "})"
    "\n";
const std::string kHumanEval =
    R"({"task_id":"HumanEval/0","prompt":"def f():\n    '''One.'''\n","entry_point":"f","canonical_solution":"    return 1\n","test":"def check(c):\n    assert c() == 1\n"})"
    "\n";
const std::string kMbpp =
    R"({"text":"Not asked.","code":"def a(x):\r\n  return x","task_id":3,"test_setup_code":"","test_list":["assert a(1) == 1"]})"
    "\n"
    R"({"text":"Add one.","code":"import os\r\ndef b(x):\r\n  return x + 1","task_id":11,"test_setup_code":"","test_list":["assert b(1) == 2","assert b(2) == 3"]})"
    "\n";
const std::string kRows =
    R"({"id":"m1","category":"law","messages":[{"role":"user","content":" Which?\nA. a\nB. b\nAnswer:"},{"role":"assistant","content":"The answer is: B"}]})"
    "\n"
    R"({"prompt":"Pick one:","response":" It is C"})"
    "\n";

} // namespace

class TstTaskQuestions : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path file(const std::string& name, const std::string& bytes) const
    {
        const fs::path path = fs::path(m_folder->path().toStdString()) / name;
        fs::create_directories(path.parent_path());
        writeFileAtomically(path, bytes, true);
        return path;
    }
    /// A folder with two subjects, law first; a question with a newline in quotes.
    fs::path mmluFolder() const
    {
        const fs::path law =
            file("mmlu/test/moral_law_test.csv",
                 "\"Is it \"\"law\"\",\nor not?\",yes,no,maybe,never,B\r\nSecond?,1,2,3,4,D\n");
        file("mmlu/test/pets_test.csv", "Which pet?,cat,dog,fox,owl,A\n");
        file("mmlu/dev/moral_law_dev.csv", "Dev 1?,a,b,c,d,C\nDev 2?,e,f,g,h,A\n");
        file("mmlu/dev/pets_dev.csv", "Pet 1?,a,b,c,d,B\nPet 2?,e,f,g,h,D\n");
        return law.parent_path().parent_path();
    }
    static EvaluateStudy study(const std::string& task, const fs::path& data,
                               const std::string& protocol = {},
                               const std::string& promptTemplate = {})
    {
        EvaluateStudy study;
        study.model = "m";
        study.task = task;
        study.data = data;
        study.protocol = protocol;
        study.promptTemplate = promptTemplate;
        return study;
    }
    static std::vector<EvaluationItem> itemsOf(const EvaluateStudy& study,
                                               const TokenCounter& count = {})
    {
        const EvaluationProtocol protocol = protocolOf(study, "");
        return buildItems(loadQuestions(study, protocol).questions, protocol, 1, count);
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void mmluIsReadFromFolders()
    {
        const fs::path folder = mmluFolder();
        const std::vector<EvaluationItem> items = itemsOf(study("mmlu", folder));
        QCOMPARE(items.size(), std::size_t{3});
        QCOMPARE(items[0].id, std::string("moral_law_0"));
        QCOMPARE(items[2].id, std::string("pets_0"));
        QCOMPARE(items[2].row, std::int64_t{2});
        QCOMPARE(items[2].group, std::string("pets"));
        QCOMPARE(items[0].gold, std::string("B"));
        QCOMPARE(items[0].prompt,
                 std::string("<|user|>\nThe following are multiple choice questions (with answers) "
                             "about moral law.\n\nIs it \"law\",\nor not?\nA. yes\nB. no\nC. "
                             "maybe\nD. never\nAnswer:\n\n<|assistant|>\nThe answer is:"));
    }

    void mmluHasTwoSpacesByOiAndNoAnswerWordsWithoutATemplate()
    {
        const fs::path folder = mmluFolder();
        const std::string oi = itemsOf(study("mmlu", folder, "oi"))[2].prompt;
        QVERIFY2(oi.find("<|user|>\nThe following are multiple choice questions (with answers) "
                         "about  pets.\n\n")
                     == 0,
                 oi.c_str());
        QVERIFY2(oi.find("\nAnswer:\n<|assistant|>\nThe answer is:") != std::string::npos,
                 oi.c_str());
        const std::string plain = itemsOf(study("mmlu", folder, "", "none"))[2].prompt;
        QCOMPARE(plain,
                 std::string("The following are multiple choice questions (with answers) about "
                             "pets.\n\nWhich pet?\nA. cat\nB. dog\nC. fox\nD. owl\nAnswer:"));
    }

    void mmluShotsComeFromDevAndAreDroppedWhenLong()
    {
        EvaluateStudy asked = study("mmlu", mmluFolder(), "", "none");
        asked.shots = 2;
        const std::vector<EvaluationItem> items = itemsOf(asked);
        QCOMPARE(items[2].shots, std::int64_t{2});
        QCOMPARE(items[2].prompt,
                 std::string("The following are multiple choice questions (with answers) about "
                             "pets.\n\nPet 1?\nA. a\nB. b\nC. c\nD. d\nAnswer: B\n\nPet 2?\nA. "
                             "e\nB. f\nC. g\nD. h\nAnswer: D\n\nWhich pet?\nA. cat\nB. dog\nC. "
                             "fox\nD. owl\nAnswer:"));
        // 2049 tokens with two shots, 2048 with one.
        const auto count = [](const std::string& prompt) {
            return prompt.find("Pet 2?") != std::string::npos ? std::int64_t{2049}
                                                              : std::int64_t{2048};
        };
        const EvaluationItem shorter = itemsOf(asked, count)[2];
        QCOMPARE(shorter.shots, std::int64_t{1});
        QVERIFY(shorter.prompt.find("Pet 1?") != std::string::npos);
        QVERIFY(shorter.prompt.find("Pet 2?") == std::string::npos);
        asked.shots = 3;
        QVERIFY_EXCEPTION_THROWN(itemsOf(asked), StudyError);
    }

    void mmluTakesOneFileAndASelection()
    {
        const fs::path folder = mmluFolder();
        EvaluateStudy one = study("mmlu", folder / "test" / "pets_test.csv");
        one.shots = 1;
        QCOMPARE(itemsOf(one).size(), std::size_t{1});
        EvaluateStudy last = study("mmlu", folder);
        last.rows.rows = {2};
        QCOMPARE(itemsOf(last)[0].id, std::string("pets_0"));
    }

    void gsm8kIsWordedByProtocol_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QString>("promptTemplate");
        QTest::addColumn<QString>("prompt");
        QTest::newRow("train") << "train"
                               << ""
                               << "<|user|>\nAnswer the following question.\n\nQuestion: Ann has "
                                  "3,000 pens.\n\n<|assistant|>\nAnswer:";
        QTest::newRow("oi") << "oi"
                            << ""
                            << "<|user|>\nAnswer the following question.\n\nQuestion: Ann has "
                               "3,000 pens.\n<|assistant|>\nAnswer:";
        QTest::newRow("plain") << "train"
                               << "none"
                               << "Answer the following question.\n\nQuestion: Ann has 3,000 "
                                  "pens.\nAnswer:";
        QTest::newRow("llama2") << "train"
                                << "llama2"
                                << "[INST] Answer the following question.\n\nQuestion: Ann has "
                                   "3,000 pens. [/INST] Answer:";
        QTest::newRow("ml") << "ml"
                            << ""
                            << "Below is an instruction that describes a task. Write a response "
                               "that appropriately completes the request.\n\n### "
                               "Instruction:\nAnn has 3,000 pens.\n\n### Response: Let's think "
                               "step by step.";
    }
    void gsm8kIsWordedByProtocol()
    {
        QFETCH(QString, protocol);
        QFETCH(QString, promptTemplate);
        QFETCH(QString, prompt);
        const auto items = itemsOf(study("gsm8k", file("g.jsonl", kGsm8k), protocol.toStdString(),
                                         promptTemplate.toStdString()));
        QCOMPARE(QString::fromStdString(items[0].prompt), prompt);
        QCOMPARE(items[0].gold, std::string("3000"));
        QCOMPARE(items[1].gold, std::string("-5"));
        QCOMPARE(items[1].id, std::string("gsm8k_1"));
    }

    void gsm8kShotsComeFromAFile()
    {
        EvaluateStudy asked = study("gsm8k", file("g.jsonl", kGsm8k), "", "none");
        asked.shots = 1;
        asked.shotsFile = file("s.jsonl",
                               R"({"question":"One?","answer":"So the answer is 1."})"
                               "\n");
        QCOMPARE(itemsOf(asked)[0].prompt,
                 std::string("Answer the following questions.\n\nQuestion: One?\nAnswer: So the "
                             "answer is 1.\n\nQuestion: Ann has 3,000 pens.\nAnswer:"));
        asked.shots = 2;
        QVERIFY_EXCEPTION_THROWN(itemsOf(asked), StudyError);
        asked.shotsFile.clear();
        QVERIFY_EXCEPTION_THROWN(itemsOf(asked), UsageError);
    }

    void humanEvalIsWordedByTemplate()
    {
        const fs::path data = file("h.jsonl.gz", gzipped(kHumanEval));
        const std::string prompt = "def f():\n    '''One.'''\n";
        const EvaluationItem plain = itemsOf(study("humaneval", data, "", "none"))[0];
        QCOMPARE(plain.prompt, prompt);
        QCOMPARE(plain.codeBefore, prompt);
        QCOMPARE(plain.gold, std::string("def check(c):\n    assert c() == 1\n\ncheck(f)"));
        const EvaluationItem chat = itemsOf(study("humaneval", data, "oi"))[0];
        QCOMPARE(chat.prompt,
                 "<|user|>\nComplete the following python function.\n\n\n" + prompt
                     + "\n<|assistant|>\nHere is the completed function:\n\n\n```python\n");
        nlohmann::json row = nlohmann::json::parse(kHumanEval);
        row["instruction"] = "Write f.";
        const EvaluationItem pack =
            itemsOf(study("humaneval", file("p.jsonl", row.dump() + "\n"), "oi"))[0];
        QCOMPARE(pack.prompt,
                 "<|user|>\nWrite f.\n<|assistant|>\nHere is the function:\n\n```python\n"
                     + prompt);
    }

    void mbppIsWordedByProtocol_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QString>("prompt");
        QTest::newRow("mbpp500")
            << "mbpp500"
            << "<|user|>\nComplete the following python function.\n\n\nAdd one.\nimport "
               "os\r\ndef b(x)\n\n<|assistant|>\nHere is the completed function:\n\n\n```python\n";
        QTest::newRow("ml") << "ml"
                            << "Below is an instruction that describes a task. Write a response "
                               "that appropriately completes the request.\n\n### "
                               "Instruction:\nCreate a Python script for this problem:\nAdd "
                               "one.\nTest examples:\nassert b(1) == 2\nassert b(2) == 3\n\n### "
                               "Response:";
    }
    void mbppIsWordedByProtocol()
    {
        QFETCH(QString, protocol);
        QFETCH(QString, prompt);
        const auto items = itemsOf(study("mbpp", file("b.jsonl", kMbpp), protocol.toStdString()));
        QCOMPARE(items.size(), std::size_t{1}); // task 3 is none of the test split
        QCOMPARE(QString::fromStdString(items[0].prompt), prompt);
        QCOMPARE(items[0].id, std::string("11"));
        QCOMPARE(items[0].gold, std::string("\nassert b(1) == 2\nassert b(2) == 3"));
        QVERIFY(items[0].codeBefore.empty());
    }

    void mbppOfOiSkipsAHundredRows()
    {
        std::string rows;
        for (int i = 0; i < 102; ++i) {
            rows += nlohmann::json{{"task_id", i},
                                   {"prompt", "Do " + std::to_string(i) + "."},
                                   {"code", "def f():\n  pass"},
                                   {"test", "assert f() is None"}}
                        .dump()
                + "\n";
        }
        const auto items = itemsOf(study("mbpp", file("p.jsonl", rows), "oi"));
        QCOMPARE(items.size(), std::size_t{2});
        QCOMPARE(items[0].id, std::string("100"));
        QCOMPARE(items[0].gold, std::string("assert f() is None"));
        // Nothing between text and signature (D66).
        QVERIFY(items[0].prompt.find("\n\n\nDo 100.def f()\n<|assistant|>") != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(itemsOf(study("mbpp", file("b.jsonl", kMbpp), "oi")), FormatError);
    }

    void rowsAreAskedAsTheyAre()
    {
        const fs::path data = file("r.jsonl", kRows);
        const auto choice = itemsOf(study("choice", data));
        QCOMPARE(choice[0].prompt,
                 std::string("<|user|>\nWhich?\nA. a\nB. b\nAnswer:\n\n<|assistant|>\nThe answer "
                             "is:"));
        QCOMPARE(choice[0].gold, std::string("B"));
        QCOMPARE(choice[0].group, std::string("law"));
        QCOMPARE(choice[1].prompt, std::string("Pick one:It is"));
        QCOMPARE(choice[1].id, std::string("row_1"));
        const auto exact = itemsOf(study("exact", data, "oi"));
        QCOMPARE(exact[0].prompt,
                 std::string("<|user|>\n Which?\nA. a\nB. b\nAnswer:\n<|assistant|>\n"));
        QCOMPARE(exact[0].gold, std::string("The answer is: B"));
        QCOMPARE(exact[1].prompt, std::string("Pick one:"));
    }

    void questionsKeepTheirHashAcrossProtocols()
    {
        const fs::path folder = mmluFolder();
        const auto hashOf = [](const EvaluateStudy& study) {
            return questionsSha256(loadQuestions(study, protocolOf(study, "")).questions);
        };
        const std::string train = hashOf(study("mmlu", folder));
        QCOMPARE(hashOf(study("mmlu", folder, "oi")), train);
        EvaluateStudy fewer = study("mmlu", folder);
        fewer.rows.limit = 2;
        QVERIFY(hashOf(fewer) != train);
        const TaskData before =
            loadQuestions(study("mmlu", folder), protocolOf(study("mmlu", folder), ""));
        file("mmlu/test/pets_test.csv", "Which pet?,cat,dog,fox,owl,B\n");
        QVERIFY(hashOf(study("mmlu", folder)) != train);
        QVERIFY(loadQuestions(study("mmlu", folder), protocolOf(study("mmlu", folder), "")).sha256
                != before.sha256);
    }

    void brokenDataIsNamed_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("where");
        const QByteArray good = QByteArray::fromStdString(kGsm8k);
        QTest::newRow("no JSON") << "gsm8k" << good + "nonsense\n"
                                 << "line 3";
        QTest::newRow("a list") << "gsm8k" << QByteArray("[1]\n") << "line 1";
        QTest::newRow("no question")
            << "gsm8k" << QByteArray("{\"answer\":\"#### 1\"}\n") << "line 1, \"question\"";
        QTest::newRow("no mark") << "gsm8k" << QByteArray("{\"question\":\"?\",\"answer\":\"1\"}\n")
                                 << "line 1, \"answer\"";
        QTest::newRow("question of another type")
            << "gsm8k" << QByteArray("{\"question\":1,\"answer\":\"#### 1\"}\n")
            << "line 1, \"question\"";
        QTest::newRow("empty") << "gsm8k" << QByteArray() << "d.jsonl";
        QTest::newRow("ids twice")
            << "gsm8k"
            << QByteArray("{\"id\":\"a\",\"question\":\"?\",\"answer\":\"#### "
                          "1\"}\n{\"id\":\"a\",\"question\":\"!\",\"answer\":\"#### 2\"}\n")
            << "d.jsonl";
        QTest::newRow("no entry point")
            << "humaneval" << QByteArray("{\"task_id\":\"a\",\"prompt\":\"p\",\"test\":\"t\"}\n")
            << "line 1, \"entry_point\"";
        QTest::newRow("no colon")
            << "mbpp"
            << QByteArray("{\"task_id\":11,\"text\":\"t\",\"code\":\"x\",\"test_list\":[]}\n")
            << "line 1, \"code\"";
        QTest::newRow("tests that are no texts")
            << "mbpp"
            << QByteArray("{\"task_id\":11,\"text\":\"t\",\"code\":\"x:\",\"test_list\":[1]}\n")
            << "line 1, \"test_list\"";
        QTest::newRow("task_id that is no number")
            << "mbpp" << QByteArray("{\"task_id\":\"x\",\"text\":\"t\"}\n")
            << "line 1, \"task_id\"";
        QTest::newRow("none of the test split")
            << "mbpp" << QByteArray("{\"task_id\":5}\n") << "d.jsonl";
        QTest::newRow("no letter")
            << "choice" << QByteArray("{\"prompt\":\"p\",\"response\":\"42\"}\n") << "line 1";
        QTest::newRow("a letter that is no choice")
            << "choice" << QByteArray("{\"prompt\":\"p\",\"response\":\"E\"}\n") << "line 1";
        QTest::newRow("no prompt") << "exact" << QByteArray("{\"text\":\"p\"}\n") << "line 1";
        QTest::newRow("cut gzip") << "gsm8k"
                                  << QByteArray::fromStdString(gzipped(kGsm8k)).chopped(12)
                                  << "d.jsonl";
    }
    void brokenDataIsNamed()
    {
        QFETCH(QString, task);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, where);
        const fs::path data = file("d.jsonl", bytes.toStdString());
        try {
            itemsOf(study(task.toStdString(), data));
            QFAIL("nothing was thrown");
        } catch (const FormatError& error) {
            QVERIFY2(error.where().find(where.toStdString()) != std::string::npos, error.what());
        }
    }

    void brokenFoldersAreNamed()
    {
        const fs::path folder = mmluFolder();
        const auto whereOf = [&] {
            try {
                itemsOf(study("mmlu", folder));
            } catch (const FormatError& error) {
                return error.where();
            }
            return std::string();
        };
        file("mmlu/test/pets_test.csv", "Which?,a,b,c,d,A\nWhich?,a,b,c,A\n");
        QVERIFY(whereOf().find("pets_test.csv, line 2") != std::string::npos);
        file("mmlu/test/pets_test.csv", "Which?,a,b,c,d,E\n");
        QVERIFY(whereOf().find("pets_test.csv, line 1") != std::string::npos);
        file("mmlu/test/pets_test.csv", "\"Which?,a,b,c,d,A\n");
        QVERIFY(whereOf().find("pets_test.csv, line 1") != std::string::npos);
        file("mmlu/test/pets_test.csv", "\xff?,a,b,c,d,A\n");
        QVERIFY(whereOf().find("pets_test.csv") != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(itemsOf(study("mmlu", folder / "nowhere")), FormatError);
        QVERIFY_EXCEPTION_THROWN(itemsOf(study("mmlu", file("r.jsonl", kRows))), FormatError);
    }

    void predictionsAreMatchedByIds()
    {
        const EvaluateStudy asked = study("gsm8k", file("g.jsonl", kGsm8k));
        std::vector<EvaluationItem> items = itemsOf(asked);
        takePredictions(file("p.jsonl",
                             "{\"id\":\"gsm8k_1\",\"output\":\"-5\"}\n"
                             "{\"id\":\"gsm8k_0\",\"output\":\"3000\"}\n"
                             "{\"id\":\"gsm8k_1\",\"output\":\"5\"}\n"
                             "{\"id\":\"gsm8k_0\",\"output\":\"x\"}\n"
                             "{\"id\":\"gsm8k_9\",\"output\":\"passed over\"}\n"),
                        items);
        QCOMPARE(items.size(), std::size_t{4});
        QCOMPARE(items[0].output, std::string("3000"));
        QCOMPARE(items[1].output, std::string("x"));
        QCOMPARE(items[2].output, std::string("-5"));
        QCOMPARE(items[3].sample, std::int64_t{1});
        for (EvaluationItem& item : items) {
            scoreAnswer(protocolOf(asked, ""), item);
        }
        QCOMPARE(scoreOf(items).score, 0.5);
        QCOMPARE(questionValues(items), (std::vector<double>{0.5, 0.5}));
        items = itemsOf(asked);
        const fs::path some = file("p.jsonl", "{\"id\":\"gsm8k_1\",\"output\":\"-5\"}\n");
        QVERIFY_EXCEPTION_THROWN(takePredictions(some, items), StudyError);
    }

    /// Gold answers of the public test sets, fed back as predictions, score 100 %.
    void goldAnswersAreRight_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("data");
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<int>("n");
        QTest::newRow("mmlu") << "mmlu"
                              << "mmlu"
                              << "train" << 14042;
        QTest::newRow("gsm8k") << "gsm8k"
                               << "gsm8k_test.jsonl"
                               << "train" << 1319;
        QTest::newRow("gsm8k oi") << "gsm8k"
                                  << "gsm8k_test.jsonl"
                                  << "oi" << 1319;
        QTest::newRow("gsm8k ml") << "gsm8k"
                                  << "gsm8k_test.jsonl"
                                  << "ml" << 1319;
        QTest::newRow("humaneval") << "humaneval"
                                   << "humaneval.jsonl"
                                   << "train" << 164;
        QTest::newRow("mbpp") << "mbpp"
                              << "mbpp.jsonl"
                              << "mbpp500" << 500;
        QTest::newRow("choice") << "choice"
                                << "../mmlu/train.jsonl"
                                << "train" << 1000;
        QTest::newRow("exact") << "exact"
                               << "../gsm/train.jsonl"
                               << "train" << 1000;
    }
    void goldAnswersAreRight()
    {
        QFETCH(QString, task);
        QFETCH(QString, data);
        QFETCH(QString, protocol);
        QFETCH(int, n);
        const fs::path path = kShared / data.toStdString();
        if (!fs::exists(path)) {
            QSKIP("the shared data is not here");
        }
        const EvaluateStudy asked = study(task.toStdString(), path, protocol.toStdString());
        const EvaluationProtocol own = protocolOf(asked, "");
        std::vector<EvaluationItem> items =
            buildItems(loadQuestions(asked, own).questions, own, 1, {});
        QCOMPARE(static_cast<int>(items.size()), n);
        for (EvaluationItem& item : items) {
            item.output = protocol == "ml" ? "The answer is: " + item.gold : item.gold;
            item.isAnswered = true;
            scoreAnswer(own, item);
            QVERIFY2(item.verdict == (own.isCode() ? Verdict::NotScored : Verdict::Right),
                     item.id.c_str());
        }
    }

    void sharedMmluHasSeventeenSubcategories()
    {
        if (!fs::exists(kShared / "mmlu")) {
            QSKIP("the shared data is not here");
        }
        const std::vector<EvaluationItem> items = itemsOf(study("mmlu", kShared / "mmlu"));
        int categories = 0;
        int subcategories = 0;
        int subjects = 0;
        std::int64_t law = 0;
        for (const EvaluationScore& group : groupScores(items)) {
            categories += group.level == "category" ? 1 : 0;
            subcategories += group.level == "subcategory" ? 1 : 0;
            subjects += group.level == "subject" ? 1 : 0;
            law += group.level == "subcategory" && group.name == "law" ? group.notScored : 0;
        }
        QCOMPARE(categories, 4);
        QCOMPARE(subcategories, 17);
        QCOMPARE(subjects, 57);
        QCOMPARE(law, std::int64_t{121 + 108 + 1534});
    }
};

QTEST_GUILESS_MAIN(TstTaskQuestions)
#include "tst_task_questions.moc"
