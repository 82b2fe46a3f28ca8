// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure_command.h"

#include "app/commands/common_options.h"
#include "core/study/custom_mask.h"
#include "widgets/figures/figure_command.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

/// Options as the parser fills them; a list is one text with commas.
struct FigureOptions {
    std::vector<std::string> results;
    FigureRequest request;
    std::string modules;
    std::string metrics;
    std::string formats;
    std::string recipe;
    std::string maskFile;
    std::string pairs;
    std::string out;
};

int drawFigures(FigureOptions options, CommandEnvironment& environment)
{
    FigureRequest& request = options.request;
    request.results.assign(options.results.begin(), options.results.end());
    request.modules = splitList(options.modules);
    request.metrics = splitList(options.metrics);
    request.formats = splitList(options.formats);
    request.out = options.out;
    if (!options.recipe.empty()) {
        request.recipe = options.recipe;
    }
    if (!options.maskFile.empty()) {
        request.mask = readMaskFile(options.maskFile);
    }
    if (!options.pairs.empty()) {
        request.pairsOf = options.pairs;
    }
    const std::vector<WrittenFigure> figures = writeFigures(request, environment.context());
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const WrittenFigure& figure : figures) {
        nlohmann::ordered_json sideCars = nlohmann::ordered_json::array();
        for (const auto& path : figure.sideCars) {
            sideCars.push_back(path.string());
        }
        list.push_back({{"path", figure.figure.string()}, {"side_cars", sideCars}});
    }
    if (environment.common().json) {
        environment.printJson({{"figures", list}});
    } else {
        for (const WrittenFigure& figure : figures) {
            environment.out() << figure.figure.string() << '\n';
        }
    }
    return kExitDone;
}

} // namespace

Command figureCommand()
{
    Command command;
    command.name = "figure";
    command.summary = "Publication figure of a result file (PDF, SVG, PNG)";
    command.example = "figure run.h5 --preset acl-column --mask upper --out fig3.pdf";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<FigureOptions>();
        FigureRequest& request = options->request;
        parser
            .add_option("results", options->results,
                        "Result file; A and B of a difference; several with --all")
            ->required();
        parser.add_flag("--all", request.all,
                        "Every figure of every result, into the folder --out");
        parser.add_option(
            "--kind", request.kind,
            "similarity|difference|neurons|layers|parameters|spectrum|loss|evaluation|"
            "tokens|sweep|parallel");
        parser.add_option("--modules", options->modules,
                          "Modules to draw, in this order: up_proj,…; of neurons "
                          "down_proj,o_proj,v_proj,heads");
        parser.add_option("--measure", request.measure,
                          "Measure as in the result file (cka); of layers: increase|best|"
                          "sensitivity; of parameters: norm_ratio, effective_rank, …");
        parser.add_option("--metric", options->metrics,
                          "Number of a sweep: answers/score; several, the colour first, of "
                          "--kind parallel");
        parser.add_option("--x", request.x, "Axis of a sweep along x")->type_name("AXIS");
        parser.add_option("--series", request.series, "Axis of a sweep whose values are lines")
            ->type_name("AXIS");
        parser
            .add_option("--published", request.published,
                        "Of evaluation: mark the published numbers of this study (a ready one by "
                        "its name, or a file)")
            ->type_name("STUDY");
        parser.add_option("--layer", request.layer, "Student layer of a spectrum (the middle one)");
        parser
            .add_option("--baseline", request.baseline,
                        "The map of a baseline the run made: self-student|self-teacher|"
                        "random-teacher|aligned-teacher")
            ->type_name("WORD");
        parser.add_flag("--heatmap", request.isMap,
                        "Of parameters modules x layers, of spectra how far student and teacher "
                        "layers lie apart");
        parser.add_flag("--chance", request.chance,
                        "Contour of the cells above their shuffled 95 % quantile (--permutations)");
        parser.add_option("--pairs", options->pairs, "Mark the layer pairs this transfer run used")
            ->type_name("RUN.h5");
        parser.add_option("--top", request.top, "Neurons of each model in a table of tokens (10)");
        parser.add_option("--preset", request.preset,
                          "Width and text of a venue: acl-column, neurips, icml-full, …");
        parser.add_option("--width-mm", request.widthMm, "Width of the page");
        parser.add_option("--height-mm", request.heightMm, "Height of the page (what it needs)");
        parser.add_option("--format", options->formats, "pdf, svg or png; a list with --all");
        parser.add_option("--dpi", request.dpi, "Resolution of a PNG (300)");
        parser.add_option("--map", request.map, "Colour map: magma|viridis|cividis|grey|vik");
        CLI::Option* mask =
            parser.add_option("--mask", request.mask, "none|upper|lower|band:N|custom:ROWS");
        parser
            .add_option("--mask-file", options->maskFile, "Cells to show, a row a line: S0: 0-3, 5")
            ->excludes(mask);
        parser.add_flag("--transpose", request.transpose, "Student layers on the x axis");
        parser.add_flag("--unlock", request.unlock, "A colour scale of its own for every panel");
        parser.add_option("--recipe", options->recipe,
                          "Figure recipe, or the manifest of an exported figure (JSON)");
        parser.add_option("--out", options->out, "File to write; with --all a folder")->required();
        parser.add_flag("--force", request.force, "Replace existing files");
        return [options, &environment]() { return drawFigures(*options, environment); };
    };
    return command;
}

} // namespace neurograft
