// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/json_lines.h"
#include "core/text/tokenizer.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iomanip>
#include <memory>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

struct TokenizeOptions {
    std::string model;
    std::string text;
    std::string ids;
    std::string rows; ///< JSON Lines file
    bool hasText = false;
    bool noSpecial = false;
    bool decode = false;
};

Json encodingJson(const Tokenizer& tokenizer, const Encoding& encoding)
{
    Json tokens = Json::array();
    Json offsets = Json::array();
    for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
        tokens.push_back(tokenizer.tokenText(encoding.ids[i]));
        offsets.push_back({encoding.offsets[i].begin, encoding.offsets[i].end});
    }
    return {{"ids", encoding.ids}, {"tokens", tokens}, {"offsets", offsets}};
}

void printEncoding(const Tokenizer& tokenizer, const Encoding& encoding, std::ostream& out)
{
    for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
        out << std::setw(8) << encoding.ids[i] << "  "
            << Json(tokenizer.tokenText(encoding.ids[i]))
                   .dump(-1, ' ', false, Json::error_handler_t::replace)
            << '\n';
    }
    out << encoding.ids.size() << " tokens" << std::endl;
}

int tokenizeRows(const Tokenizer& tokenizer, const TokenizeOptions& options,
                 CommandEnvironment& environment)
{
    forEachJsonLine(options.rows, [&](const nlohmann::json& row, const std::string& where) {
        if (options.decode) {
            const auto ids = idsField(row, "ids", where);
            environment.printJson({{"text", tokenizer.decode(ids, options.noSpecial)}});
        } else {
            const std::string text = stringField(row, "text", where);
            environment.printJson(
                encodingJson(tokenizer, tokenizer.encode(text, !options.noSpecial)));
        }
    });
    return kExitDone;
}

int tokenize(const TokenizeOptions& options, CommandEnvironment& environment)
{
    const int sources =
        (options.hasText ? 1 : 0) + (options.ids.empty() ? 0 : 1) + (options.rows.empty() ? 0 : 1);
    if (sources != 1) {
        throw UsageError("tokenize", "one of --text and --jsonl (with --decode also --ids)",
                         std::to_string(sources) + " of them");
    }
    if (!options.ids.empty() && !options.decode) {
        throw UsageError("tokenize --ids", "--decode with it", "no --decode");
    }
    const auto tokenizer = openTokenizer(options.model);
    if (!options.rows.empty()) {
        return tokenizeRows(*tokenizer, options, environment);
    }
    if (options.decode) {
        const auto ids = parseIds(options.hasText ? "--text" : "--ids",
                                  options.hasText ? options.text : options.ids);
        const std::string text = tokenizer->decode(ids, options.noSpecial);
        if (environment.common().json) {
            environment.printJson({{"text", text}});
        } else {
            environment.out() << text << std::endl;
        }
        return kExitDone;
    }
    const Encoding encoding = tokenizer->encode(options.text, !options.noSpecial);
    if (environment.common().json) {
        environment.printJson(encodingJson(*tokenizer, encoding));
    } else {
        printEncoding(*tokenizer, encoding, environment.out());
    }
    return kExitDone;
}

} // namespace

Command tokenizeCommand()
{
    Command command;
    command.name = "tokenize";
    command.summary = "Text to token ids and back";
    command.example = "tokenize --model llama2 --text \"The cat\" --json";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<TokenizeOptions>();
        parser.add_option("--model", options->model, "Model folder")->required()->type_name("DIR");
        CLI::Option* text =
            parser.add_option("--text", options->text, "Text to encode")->type_name("TEXT");
        parser
            .add_option(
                "--jsonl", options->rows,
                "JSON Lines with 'text' (with --decode: 'ids') per row, - for standard input; "
                "prints one JSON row per line")
            ->type_name("FILE");
        parser.add_option("--ids", options->ids, "Token ids to decode")->type_name("1,2,3");
        parser.add_flag("--decode", options->decode, "From ids to text");
        parser.add_flag("--no-special", options->noSpecial,
                        "Add no BOS and the like; with --decode, leave special tokens out");
        return [options, text, &environment]() -> int {
            options->hasText = text->count() > 0;
            return tokenize(*options, environment);
        };
    };
    return command;
}

} // namespace neurograft
