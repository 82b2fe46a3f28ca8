// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/prompt_command.h"

#include <QTest>

using namespace neurograft;

class TestPromptCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logitsNamesModelTextAndWhatIsNotStandard()
    {
        OpenModelOptions options;
        QCOMPARE(QString::fromStdString(logitsCommandLine("/m/T", options, {}, "The capital", 20)),
                 QStringLiteral("neurograft logits --model /m/T --text 'The capital' --top 20"));
        options.layers = std::pair<std::int64_t, std::int64_t>(0, 7);
        options.device = "cuda:0";
        ModelOverlay overlay;
        overlay.adapters = {"lora"};
        overlay.residualAdapters = {"my pissa"};
        overlay.deltas = {"d.safetensors"};
        QCOMPARE(QString::fromStdString(logitsCommandLine("/m/S", options, overlay, "it's", 5)),
                 QStringLiteral("neurograft logits --model /m/S --text 'it'\\''s' --top 5 "
                                "--layers 0-7 --adapter lora --residual-adapter 'my pissa' "
                                "--delta d.safetensors --device cuda:0"));
    }

    void generateNamesHowItIsDrawn()
    {
        GenerateOptions options;
        options.maxNewTokens = 64;
        QCOMPARE(QString::fromStdString(generateCommandLine("/m/T", "Hi", options)),
                 QStringLiteral("neurograft generate --model /m/T --text Hi --max-new-tokens 64"));
        options.temperature = 0.7;
        options.topP = 0.9;
        options.seed = 3;
        options.stops = {"\n\n", "Question"};
        options.dtype = "float32";
        options.overlay.deltas = {"d.safetensors"};
        options.layers = {0, 1};
        QCOMPARE(QString::fromStdString(generateCommandLine("/m/T", "Hi", options)),
                 QStringLiteral("neurograft generate --model /m/T --text Hi --max-new-tokens 64 "
                                "--temperature 0.7 --top-p 0.9 --stop '\n\n' --stop Question "
                                "--seed 3 --layers 0-1 --delta d.safetensors --dtype float32"));
    }
};

QTEST_GUILESS_MAIN(TestPromptCommand)
#include "tst_prompt_command.moc"
