// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors_file.h"
#include "core/run/error.h"
#include "core/run/predict.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <cstring>

using namespace neurograft;
namespace fs = std::filesystem;

class TstPredict : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static fs::path data(const char* name) { return fs::path(NEUROGRAFT_TEST_DATA) / name; }
    static Predictor predictor(const char* model, const PredictOptions& options = {})
    {
        return {data(model), options, RunContext{}};
    }

private Q_SLOTS:
    void logprobsAndTopFollowFromTheWrittenLogits()
    {
        PredictOptions options;
        options.device = "cpu";
        options.top = 5;
        options.logitsFile = fs::path(m_folder.path().toStdString()) / "logits.safetensors";
        const std::vector<std::int32_t> ids{3, 1, 4, 1, 5, 9, 2, 6};
        const Prediction prediction =
            Predictor(data("tiny-S"), options, RunContext{}).predictIds(ids);
        const SafetensorsFile file(options.logitsFile);
        const TensorEntry& entry = file.entries().at("logits");
        const std::int64_t vocabulary = entry.shape.at(1);
        QCOMPARE(entry.shape.at(0), std::int64_t{8});
        std::vector<float> logits(static_cast<std::size_t>(entry.elementCount()));
        std::memcpy(logits.data(), file.data(entry), logits.size() * sizeof(float));

        QCOMPARE(prediction.ids, ids);
        QCOMPARE(prediction.logprobs.size(), ids.size());
        QVERIFY(std::isnan(prediction.logprobs[0]));
        for (std::size_t i = 1; i < ids.size(); ++i) {
            const float* row = logits.data() + (i - 1) * static_cast<std::size_t>(vocabulary);
            double sum = 0;
            for (std::int64_t v = 0; v < vocabulary; ++v) {
                sum += std::exp(static_cast<double>(row[v]));
            }
            const double expected = static_cast<double>(row[ids[i]]) - std::log(sum);
            QVERIFY(std::abs(prediction.logprobs[i] - expected) < 1e-9);
        }
        const float* last = logits.data() + 7 * static_cast<std::size_t>(vocabulary);
        QCOMPARE(prediction.top.size(), std::size_t{5});
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(prediction.top[i].logit, static_cast<double>(last[prediction.top[i].id]));
            QVERIFY(i == 0 || prediction.top[i - 1].logit >= prediction.top[i].logit);
        }
        QCOMPARE(prediction.top[0].logit,
                 static_cast<double>(*std::max_element(last, last + vocabulary)));
    }

    void existingLogitsAreNotReplacedUnasked()
    {
        PredictOptions options;
        options.logitsFile = fs::path(m_folder.path().toStdString()) / "twice.safetensors";
        predictor("tiny-S", options).predictIds({1, 2});
        QVERIFY_EXCEPTION_THROWN(predictor("tiny-S", options).predictIds({1, 2}), StudyError);
    }

    void textWithoutATokenGivesNothing()
    {
        const Prediction prediction = predictor("tiny-S").predictIds({});
        QVERIFY(prediction.ids.empty() && prediction.logprobs.empty() && prediction.top.empty());
    }

    void idOutsideTheVocabularyIsRefused()
    {
        QVERIFY_EXCEPTION_THROWN(predictor("tiny-S").predictIds({1, 1'000'000}), StudyError);
        QVERIFY_EXCEPTION_THROWN(predictor("tiny-S").predictIds({-1}), StudyError);
    }

    void promptLongerThanTheContextIsRefused()
    {
        const std::vector<std::int32_t> ids(129, 1); // max_position_embeddings is 128
        try {
            predictor("tiny-qwen2-sharded").predictIds(ids);
            QFAIL("nothing was thrown");
        } catch (const StudyError& error) {
            QCOMPARE(exitCodeOf(error.kind()), 3);
            const QString message = error.what();
            QVERIFY2(message.contains("128") && message.contains("129"), qPrintable(message));
        }
    }

    void idsNeedNoTokenizerButTextDoes()
    {
        const Predictor model = predictor("tiny-qwen2-sharded");
        QCOMPARE(model.predictIds({1, 2, 3}).top.size(), std::size_t{10});
        QVERIFY_EXCEPTION_THROWN(model.predictText("hello"), FormatError);
    }

    void stopRequestEndsThePass()
    {
        RunContext context;
        context.isStopRequested = [] { return true; };
        const Predictor model(data("tiny-S"), {}, context);
        QVERIFY_EXCEPTION_THROWN(model.predictIds({1, 2, 3}), Canceled);
    }
};

QTEST_GUILESS_MAIN(TstPredict)
#include "tst_predict.moc"
