// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/nearest_match.h"
#include "core/checkpoint/safetensors_writer.h"
#include "core/store/npz_writer.h"
#include "core/store/result_file.h"
#include "core/store/table_text.h"
#include "core/support/atomic_file.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

struct TableOptions {
    std::string result;
    std::string name;
    std::string format;
    std::string out;
    bool list = false;
    bool force = false;
};

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text;
    for (const std::int64_t extent : shape) {
        text += (text.empty() ? "" : " x ") + std::to_string(extent);
    }
    return text;
}

int listTablesOf(const ResultFile& result, CommandEnvironment& environment)
{
    if (environment.common().json) {
        Json tables = Json::array();
        for (const Table& table : result.tables) {
            tables.push_back({{"name", table.path},
                              {"shape", table.shape},
                              {"axes", table.axes},
                              {"unit", table.unit}});
        }
        environment.printJson({{"status", result.manifest.status}, {"tables", tables}});
        return kExitDone;
    }
    for (const Table& table : result.tables) {
        environment.out() << table.path << "  [" << shapeText(table.shape) << "]\n";
    }
    environment.out() << std::flush;
    return kExitDone;
}

const Table& findTable(const ResultFile& result, const std::string& name, const std::string& file)
{
    if (const Table* table = result.find(name); table != nullptr) {
        return *table;
    }
    std::vector<std::string> names;
    for (const Table& table : result.tables) {
        names.push_back(table.path);
    }
    const std::string nearest = nearestMatch(name, names);
    throw UsageError(file, "a table of this result", "'" + name + "'",
                     nearest.empty() ? "See table " + file + " --list."
                                     : "Did you mean " + nearest + "?");
}

void writeTensorFile(const Table& table, const std::string& out, bool force)
{
    TensorToWrite tensor;
    tensor.name = table.path;
    tensor.shape = table.shape;
    std::visit(
        [&](const auto& values) {
            using T = typename std::decay_t<decltype(values)>::value_type;
            tensor.data = values.data();
            if constexpr (std::is_same_v<T, double>) {
                tensor.dtype = DType::F64;
            } else if constexpr (std::is_same_v<T, float>) {
                tensor.dtype = DType::F32;
            } else if constexpr (std::is_same_v<T, std::int32_t>) {
                tensor.dtype = DType::I32;
            } else if constexpr (std::is_same_v<T, std::uint8_t>) {
                tensor.dtype = DType::U8;
            } else {
                throw StudyError(table.path, "numbers that safetensors holds",
                                 "text or signed bytes", "Use --format csv or json.");
            }
        },
        table.values);
    writeSafetensors(out, {tensor}, {}, force);
}

int printTable(const Table& table, const TableOptions& options, CommandEnvironment& environment)
{
    const std::string format = !options.format.empty() ? options.format
        : environment.common().json                    ? "json"
                                                       : "csv";
    requireChoice("--format", format, {"csv", "json", "npz", "safetensors", "latex"});
    if (format == "npz" || format == "safetensors") {
        if (options.out.empty()) {
            throw UsageError("table --format " + format, "--out with a file name", "none");
        }
        if (format == "npz") {
            writeNpz(options.out, {table}, options.force);
        } else {
            writeTensorFile(table, options.out, options.force);
        }
    } else {
        const std::string text = format == "json" ? tableJson(table).dump() + '\n'
            : format == "latex"                   ? tableLatex(table)
                                                  : tableCsv(table);
        if (options.out.empty()) {
            environment.out() << text << std::flush;
            return kExitDone;
        }
        writeFileAtomically(options.out, text, options.force);
    }
    if (environment.common().json) {
        environment.printJson({{"out", options.out}, {"name", table.path}, {"shape", table.shape}});
    } else {
        environment.note("written: " + options.out);
    }
    return kExitDone;
}

} // namespace

Command tableCommand()
{
    Command command;
    command.name = "table";
    command.summary = "Any table of a result file as CSV, JSON, LaTeX, npz or safetensors";
    command.example = "table R.h5 similarity/up_proj/cka --format csv   (names: table R.h5 --list)";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<TableOptions>();
        parser.add_option("result", options->result, "Result file")->required()->type_name("R.h5");
        parser.add_option("name", options->name, "Table")->type_name("NAME");
        parser
            .add_option("--format", options->format,
                        "csv (default), json, npz, safetensors or latex")
            ->type_name("FORMAT");
        parser.add_option("--out", options->out, "Write here instead of standard output")
            ->type_name("FILE");
        parser.add_flag("--force", options->force, "Replace an existing --out");
        parser.add_flag("--list", options->list, "Names and shapes of all tables");
        return [options, &environment]() -> int {
            if (options->list == !options->name.empty()) {
                throw UsageError("table", "either a table's name or --list",
                                 options->list ? "both" : "neither");
            }
            const ResultFile result = readResult(options->result);
            if (options->list) {
                return listTablesOf(result, environment);
            }
            return printTable(findTable(result, options->name, options->result), *options,
                              environment);
        };
    };
    return command;
}

} // namespace neurograft
