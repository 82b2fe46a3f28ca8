// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/json_lines.h"
#include "core/run/compute_setup.h"
#include "core/run/predict.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iomanip>
#include <memory>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

struct LogitsOptions {
    std::string model;
    std::string text;
    bool hasText = false;
    std::string ids;
    std::string rows; ///< JSON Lines file
    int top = 10;
    std::string out;
    bool force = false;
    bool noSpecial = false;
    OverlayOptions overlay;
    std::string layers;
};

Json toJson(const Prediction& prediction, const std::string& dtype)
{
    Json logprobs = Json::array();
    for (std::size_t i = 0; i < prediction.logprobs.size(); ++i) {
        logprobs.push_back(i == 0 ? Json() : Json(prediction.logprobs[i]));
    }
    Json top = Json::array();
    for (const TokenScore& score : prediction.top) {
        top.push_back({{"id", score.id}, {"token", score.token}, {"logit", score.logit}});
    }
    return {{"ids", prediction.ids}, {"logprobs", logprobs}, {"top", top}, {"dtype", dtype}};
}

void printForPeople(const Prediction& prediction, std::ostream& out)
{
    double sum = 0;
    for (std::size_t i = 1; i < prediction.logprobs.size(); ++i) {
        sum += prediction.logprobs[i];
    }
    out << prediction.ids.size() << " tokens, log probability " << std::fixed
        << std::setprecision(4) << sum << "; most likely next:\n";
    for (const TokenScore& score : prediction.top) {
        out << std::setw(8) << score.id << "  " << std::setw(9) << score.logit << "  "
            << Json(score.token).dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    }
    out << std::flush;
}

void checkOptions(const LogitsOptions& options)
{
    const int sources =
        (options.hasText ? 1 : 0) + (options.ids.empty() ? 0 : 1) + (options.rows.empty() ? 0 : 1);
    if (sources != 1) {
        throw UsageError("logits", "one of --text, --ids and --jsonl",
                         std::to_string(sources) + " of them");
    }
    if (!options.rows.empty() && !options.out.empty()) {
        throw UsageError("logits --out", "one text (--text or --ids)", "--jsonl");
    }
    if (options.top < 0) {
        throw UsageError("logits --top", "a number from 0", std::to_string(options.top));
    }
}

int predict(const LogitsOptions& options, CommandEnvironment& environment)
{
    checkOptions(options);
    applyComputeSetup({environment.common().threads, environment.common().deterministic});
    PredictOptions predictOptions;
    predictOptions.device = environment.common().device;
    predictOptions.dtype = environment.common().dtype;
    predictOptions.top = options.top;
    predictOptions.addSpecialTokens = !options.noSpecial;
    predictOptions.overlay = options.overlay.overlay();
    if (!options.layers.empty()) {
        predictOptions.layers = parseLayerRange(options.layers);
    }
    if (!options.out.empty()) {
        CommandEnvironment::requireFreeTarget(options.out, options.force);
        predictOptions.logitsFile = options.out;
        predictOptions.overwrite = options.force;
    }
    const RunContext context = environment.context();
    const Predictor predictor(options.model, predictOptions, context);
    if (!options.rows.empty()) {
        forEachJsonLine(options.rows, [&](const nlohmann::json& row, const std::string& where) {
            context.throwIfStopped();
            environment.printJson(
                toJson(row.contains("ids") ? predictor.predictIds(idsField(row, "ids", where))
                                           : predictor.predictText(stringField(row, "text", where)),
                       predictor.dtype()));
        });
        return kExitDone;
    }
    const Prediction prediction = options.hasText
        ? predictor.predictText(options.text)
        : predictor.predictIds(parseIds("--ids", options.ids));
    if (environment.common().json) {
        environment.printJson(toJson(prediction, predictor.dtype()));
    } else {
        printForPeople(prediction, environment.out());
    }
    return kExitDone;
}

} // namespace

Command logitsCommand()
{
    Command command;
    command.name = "logits";
    command.summary = "One forward pass: log probabilities and the most likely next tokens";
    command.example =
        "logits --model SmolLM2-135M-Instruct --text \"The capital of France is\" --top 5";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<LogitsOptions>();
        parser.add_option("--model", options->model, "Model folder")->required()->type_name("DIR");
        CLI::Option* text = parser.add_option("--text", options->text, "Text")->type_name("TEXT");
        parser.add_option("--ids", options->ids, "Token ids")->type_name("1,2,3");
        parser
            .add_option(
                "--jsonl", options->rows,
                "JSON Lines with 'text' or 'ids' per row, - for standard input; prints one JSON "
                "row per line")
            ->type_name("FILE");
        parser.add_option("--top", options->top, "Candidates for the last position (default 10)")
            ->type_name("K");
        parser.add_option("--out", options->out, "Write logits [tokens, vocabulary] float32 here")
            ->type_name("F.safetensors");
        parser.add_flag("--force", options->force, "Replace an existing --out");
        parser.add_flag("--no-special", options->noSpecial, "Add no BOS to the text");
        addOverlayOptions(parser, options->overlay);
        parser
            .add_option("--layers", options->layers,
                        "Only these layers, then the final norm and the head: 0-7")
            ->type_name("A-B");
        return [options, text, &environment]() -> int {
            options->hasText = text->count() > 0;
            return predict(*options, environment);
        };
    };
    return command;
}

} // namespace neurograft
