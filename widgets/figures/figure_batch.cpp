// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_batch.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"

#include <nlohmann/json.hpp>

#include <set>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kList = "manifest.json";

std::vector<FigureFormat> formatsOf(const FigureEntry& entry, const BatchOptions& options)
{
    return options.formats.empty() ? std::vector<FigureFormat>{entry.recipe.spec.format}
                                   : options.formats;
}

/// One file name stem per entry, none twice.
std::vector<std::string> stemsOf(const std::vector<FigureEntry>& entries)
{
    std::vector<std::string> stems;
    std::set<std::string> taken;
    for (const FigureEntry& entry : entries) {
        const std::string wanted =
            fileStem({entry.name.isEmpty() ? QStringLiteral("figure") : entry.name}).toStdString();
        std::string stem = wanted;
        for (int copy = 2; !taken.insert(stem).second; ++copy) {
            stem = wanted + '-' + std::to_string(copy);
        }
        stems.push_back(stem);
    }
    return stems;
}

std::string nameOf(const std::string& stem, FigureFormat format)
{
    return stem + '.' + formatName(format).toStdString();
}

FigureSpec specOf(const FigureEntry& entry, const BatchOptions& options, FigureFormat format)
{
    FigureSpec spec = entry.recipe.spec;
    if (options.preset) {
        spec.applyPreset(*options.preset);
        spec.heightMm = 0.0; // the height typed for another width
    }
    if (options.dpi) {
        spec.dpi = *options.dpi;
    }
    spec.format = format;
    return spec;
}

} // namespace

std::vector<std::string> batchNames(const std::vector<FigureEntry>& entries,
                                    const BatchOptions& options)
{
    std::vector<std::string> names;
    const std::vector<std::string> stems = stemsOf(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        for (const FigureFormat format : formatsOf(entries[i], options)) {
            names.push_back(nameOf(stems[i], format));
        }
    }
    return names;
}

std::vector<BatchFile> writeFigureBatch(const std::vector<FigureEntry>& entries,
                                        const BatchOptions& options, const RunContext& context)
{
    if (!options.overwrite) {
        std::vector<std::string> names = batchNames(entries, options);
        names.push_back(kList);
        for (const std::string& name : names) {
            if (fs::exists(options.folder / name)) {
                throw StudyError((options.folder / name).string(), "a name that is free",
                                 "an existing file", "Choose another folder or replace the files.");
            }
        }
    }
    const std::vector<std::string> stems = stemsOf(entries);
    std::vector<BatchFile> files;
    nlohmann::json list = nlohmann::json::array();
    std::string failures;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const FigureEntry& entry = entries[i];
        context.checkpoint({"figures", 1, 1, static_cast<std::int64_t>(i),
                            static_cast<std::int64_t>(entries.size()), "figures"});
        try {
            const std::shared_ptr<const Figure> figure = loadFigure(entry.recipe, entry.runs);
            const std::string csvSha256 = sha256Hex(figure->csv());
            for (const FigureFormat format : formatsOf(entry, options)) {
                context.throwIfStopped();
                const std::string name = nameOf(stems[i], format);
                const FigureSpec spec = specOf(entry, options, format);
                files.push_back(
                    {i,
                     FigureExporter::write(*figure, spec, options.folder / name, options.overwrite),
                     csvSha256});
                nlohmann::json results = nlohmann::json::array();
                for (const fs::path& run : entry.runs) {
                    results.push_back(run.filename().string());
                }
                list.push_back({{"file", name},
                                {"name", entry.name.toStdString()},
                                {"kind", figure->kind().toStdString()},
                                {"results", results},
                                {"measure", entry.recipe.selection.measure.toStdString()},
                                {"preset", spec.preset.toStdString()},
                                {"csv_sha256", csvSha256}});
            }
        } catch (const Error& error) {
            failures += (failures.empty() ? "" : "; ") + entry.name.toStdString() + " ("
                + error.what() + ')';
        }
    }
    writeFileAtomically(options.folder / kList,
                        nlohmann::json({{"schema", 1}, {"figures", list}}).dump(2) + '\n',
                        options.overwrite);
    if (!failures.empty()) {
        throw StudyError(options.folder.string(), std::to_string(entries.size()) + " figures",
                         "these not written: " + failures, "The others were written.");
    }
    context.checkpoint({"figures", 1, 1, static_cast<std::int64_t>(entries.size()),
                        static_cast<std::int64_t>(entries.size()), "figures"});
    return files;
}

} // namespace neurograft
