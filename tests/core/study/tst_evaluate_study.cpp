// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/evaluate_study.h"

#include <QtTest>

#include <functional>

using namespace neurograft;

namespace {

EvaluateStudy plain()
{
    EvaluateStudy study;
    study.model = "/m/S";
    study.task = "gsm8k";
    study.data = "test.jsonl";
    return study;
}

EvaluateStudy full()
{
    EvaluateStudy study = plain();
    study.overlay.adapters = {"/a/one"};
    study.overlay.deltas = {"/d/two"};
    study.rows.sample = 50;
    study.protocol = "oi";
    study.promptTemplate = "none";
    study.shots = 4;
    study.shotsFile = "shots.jsonl";
    study.maxNewTokens = 99;
    study.temperature = 0.25;
    study.topP = 0.5;
    study.samples = 3;
    study.plainStop = "blank-line";
    study.batch = 2;
    study.seed = study.rows.seed = 7;
    study.device = "cpu";
    study.dtype = "float32";
    study.threads = 1;
    study.isDeterministic = true;
    return study;
}

} // namespace

class TstEvaluateStudy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsReadBack()
    {
        for (const EvaluateStudy& study : {plain(), full()}) {
            const std::string text = studyText(study);
            QCOMPARE(QString::fromStdString(studyText(parseEvaluateStudy(text, "study"))),
                     QString::fromStdString(text));
        }
        QCOMPARE(parseEvaluateStudy(studyText(full()), "study").overlay, full().overlay);
        QCOMPARE(parseEvaluateStudy(studyText(full()), "study").rows.seed, std::uint64_t{7});
    }

    void commandLeavesDefaultsOut()
    {
        QCOMPARE(QString::fromStdString(evaluateCommandLine(plain(), "r.h5")),
                 QStringLiteral("neurograft evaluate --model /m/S --task gsm8k --data test.jsonl "
                                "--out r.h5"));
        QCOMPARE(QString::fromStdString(evaluateCommandLine(full(), "r.h5")),
                 QStringLiteral("neurograft evaluate --model /m/S --adapter /a/one --delta /d/two "
                                "--task gsm8k --data test.jsonl --sample 50 --protocol oi "
                                "--template none --shots 4 --shots-file shots.jsonl "
                                "--max-new-tokens 99 --temperature 0.25 --top-p 0.5 --samples 3 "
                                "--plain-stop blank-line --batch 2 --seed 7 --device cpu --dtype "
                                "float32 --threads 1 --deterministic --out r.h5"));
    }

    void unknownKeysAreErrors()
    {
        std::string text = studyText(plain());
        text.insert(text.rfind('}'), ", \"shot\": 1");
        try {
            parseEvaluateStudy(text, "s.json");
            QFAIL("nothing was thrown");
        } catch (const StudyError& error) {
            QVERIFY2(error.where().find("/shot") != std::string::npos, error.what());
        }
    }

    void whatHasNoMeaningNamesItsOption_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("where");
        int index = 0;
        for (const auto& [name, where] : kWrong) {
            QTest::newRow(name) << index++ << QString(where);
        }
    }
    void whatHasNoMeaningNamesItsOption()
    {
        QFETCH(int, index);
        QFETCH(QString, where);
        EvaluateStudy study = plain();
        spoil(study, index);
        try {
            checkEvaluateStudy(study);
            QFAIL("nothing was thrown");
        } catch (const UsageError& error) {
            QVERIFY2(QString::fromStdString(error.where()).contains(where), error.what());
        }
    }

    void usualStudiesPass()
    {
        checkEvaluateStudy(plain());
        checkEvaluateStudy(full());
        EvaluateStudy predictions = plain();
        predictions.model.clear();
        predictions.predictions = "p.jsonl";
        checkEvaluateStudy(predictions);
    }

private:
    static constexpr std::pair<const char*, const char*> kWrong[] = {
        {"no data", "evaluate"},
        {"neither model nor predictions", "evaluate"},
        {"both", "evaluate"},
        {"overlay of predictions", "--predictions"},
        {"samples of predictions", "--predictions"},
        {"shots of choice", "--shots"},
        {"shots without a file", "--shots on gsm8k"},
        {"a file without shots", "--shots-file"},
        {"shots of ml", "--shots"},
        {"negative shots", "--shots"},
        {"batch", "--batch"},
        {"top-p", "--top-p"},
        {"temperature", "--temperature"},
        {"plain stop", "--plain-stop"},
        {"samples of mmlu", "--task mmlu"},
        {"code of gsm8k", "--execute-code"},
        {"limit", "--limit"},
    };

    static void spoil(EvaluateStudy& study, int index)
    {
        switch (index) {
        case 0:
            study.data.clear();
            break;
        case 1:
            study.model.clear();
            break;
        case 2:
            study.predictions = "p.jsonl";
            break;
        case 3:
            study.model.clear();
            study.predictions = "p.jsonl";
            study.overlay.adapters = {"a"};
            break;
        case 4:
            study.model.clear();
            study.predictions = "p.jsonl";
            study.samples = 2;
            break;
        case 5:
            study.task = "choice";
            study.shots = 1;
            break;
        case 6:
            study.shots = 1;
            break;
        case 7:
            study.shotsFile = "s.jsonl";
            break;
        case 8:
            study.shots = 1;
            study.shotsFile = "s.jsonl";
            study.protocol = "ml";
            break;
        case 9:
            study.shots = -1;
            break;
        case 10:
            study.batch = 0;
            break;
        case 11:
            study.topP = 1.5;
            break;
        case 12:
            study.temperature = 1e9;
            break;
        case 13:
            study.plainStop = "never";
            break;
        case 14:
            study.task = "mmlu";
            study.samples = 2;
            break;
        case 15:
            study.executesCode = true;
            break;
        default:
            study.rows.limit = -1;
            break;
        }
    }
};

QTEST_GUILESS_MAIN(TstEvaluateStudy)
#include "tst_evaluate_study.moc"
