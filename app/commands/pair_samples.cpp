// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/pair_samples.h"

#include "app/commands/common_options.h"

#include <CLI/CLI.hpp>

namespace neurograft {

void declarePairSamples(CLI::App& parser, SimilarityStudy& study, std::string& rows)
{
    parser
        .add_option("--unit", study.unit, "token (default), last-token, mean-token or aligned-char")
        ->type_name("UNIT");
    parser
        .add_option("--tokens", study.tokens, "Tokens drawn for unit token (default 4096, 0 = all)")
        ->type_name("N");
    parser.add_flag("--keep-position-zero", study.keepPositionZero,
                    "Keep each text's first token (unit token, mean-token)");
    parser.add_option("--limit", study.rows.limit, "The first N rows")->type_name("N");
    parser.add_option("--rows", rows, "Chosen rows, from 0")->type_name("3,7,12-20");
    parser.add_option("--sample", study.rows.sample, "N rows by seed")->type_name("N");
    parser.add_option("--max-length", study.maxLength, "Cut texts on the right")->type_name("N");
}

void takePairSamples(SimilarityStudy& study, const std::string& rows)
{
    requireChoice("--unit", study.unit, {"token", "last-token", "mean-token", "aligned-char"});
    for (const auto& [name, value] :
         {std::pair("--tokens", study.tokens), std::pair("--max-length", study.maxLength),
          std::pair("--limit", study.rows.limit), std::pair("--sample", study.rows.sample)}) {
        if (value < 0) {
            throw UsageError(name, "a number from 0", std::to_string(value));
        }
    }
    if (!rows.empty()) {
        study.rows.rows = parseRowList(rows);
    }
}

std::vector<std::string> parseModules(const std::string& text)
{
    static const std::vector<std::string> kModules = {
        "q_proj",    "k_proj",       "v_proj",
        "o_proj",    "gate_proj",    "up_proj",
        "down_proj", "layer_output", "residual_contribution"};
    std::vector<std::string> modules = splitList(text);
    for (const std::string& module : modules) {
        requireChoice("--modules", module, kModules);
    }
    if (modules.empty()) {
        throw UsageError("--modules", "at least one module", "none");
    }
    return modules;
}

} // namespace neurograft
