// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_origin.h"

#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"
#include "widgets/figures/pdf_attachments.h"
#include "widgets/models/path_text.h"

#include <QImageReader>
#include <QXmlStreamReader>

#include <algorithm>
#include <optional>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

constexpr int kFoldersUp = 2; ///< figures/fig.pdf: its folder, the study's, and the one above
constexpr int kMostFiles = 2000; ///< of one folder that are looked into

QByteArray fromPdf(const fs::path& path)
{
    const QByteArray bytes = QByteArray::fromStdString(readFile(path));
    for (const PdfAttachment& file : readPdfAttachments(bytes)) {
        if (file.name == QLatin1String("manifest.json")) {
            return file.bytes;
        }
    }
    return {};
}

QByteArray fromSvg(const fs::path& path)
{
    QXmlStreamReader xml(QByteArray::fromStdString(readFile(path)));
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement
            && xml.name() == QLatin1String("metadata")
            && xml.attributes().value(QLatin1String("id"))
                == QLatin1String("neurograft-manifest")) {
            return xml.readElementText(QXmlStreamReader::SkipChildElements).toUtf8();
        }
    }
    return {};
}

QByteArray fromPng(const fs::path& path)
{
    return QImageReader(fromPath(path), "png").text(QStringLiteral("neurograft-manifest")).toUtf8();
}

std::string suffixOf(const fs::path& path)
{
    std::string suffix = path.extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return suffix;
}

QByteArray carried(const fs::path& path)
{
    const std::string suffix = suffixOf(path);
    return suffix == ".svg" ? fromSvg(path) : suffix == ".png" ? fromPng(path) : fromPdf(path);
}

std::optional<Json> manifestOf(const QByteArray& text)
{
    const Json json = Json::parse(text.toStdString(), nullptr, false);
    const bool isOurs = json.is_object() && json.contains("recipe") && json.contains("program")
        && json["program"].is_string()
        && json["program"].get<std::string>().compare(0, 10, "Neurograft") == 0;
    return isOurs ? std::optional(json) : std::nullopt;
}

RunClaim claimOf(const Json& run)
{
    const auto text = [&](const char* key) {
        const auto found = run.find(key);
        return found != run.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    return {text("result_file"), text("study_sha256"), text("created_utc")};
}

/// Whether the file says of itself what the claim says. A manifest of a derived table (another
/// estimator from cached Grams) is told by its own attributes too.
bool isRunOf(const RunClaim& claim, const fs::path& path)
{
    try {
        const RunManifest run = readManifest(path);
        return run.studySha256 == claim.studySha256 && run.createdUtc == claim.createdUtc;
    } catch (const Error&) {
        return false;
    }
}

/// The folders a run may lie in, nearest first, without repetition.
std::vector<fs::path> searchFolders(const fs::path& figure, const std::vector<fs::path>& places)
{
    std::vector<fs::path> folders;
    const auto add = [&](const fs::path& folder) {
        for (const fs::path& candidate : {folder, folder / "runs"}) {
            std::error_code error;
            if (fs::is_directory(candidate, error)
                && std::find(folders.begin(), folders.end(), candidate) == folders.end()) {
                folders.push_back(candidate);
            }
        }
    };
    std::error_code error;
    fs::path folder = fs::absolute(figure, error).parent_path();
    for (int up = 0; up <= kFoldersUp && folder.has_relative_path(); ++up) {
        add(folder);
        folder = folder.parent_path();
    }
    for (const fs::path& place : places) {
        add(place);
    }
    return folders;
}

std::vector<fs::path> resultsIn(const fs::path& folder)
{
    std::vector<fs::path> results;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const std::string suffix = suffixOf(at->path());
        if (suffix == ".h5" || suffix == ".hdf5") {
            results.push_back(at->path());
        }
        if (results.size() >= kMostFiles) {
            break;
        }
    }
    std::sort(results.begin(), results.end());
    return results;
}

} // namespace

bool isFigureFile(const fs::path& path)
{
    const std::string suffix = suffixOf(path);
    return suffix == ".pdf" || suffix == ".svg" || suffix == ".png";
}

FigureOrigin readFigureOrigin(const fs::path& figure)
{
    FigureOrigin origin;
    std::optional<Json> manifest = manifestOf(carried(figure));
    if (!manifest) {
        fs::path sideCar = figure;
        sideCar += ".json";
        std::error_code error;
        if (fs::exists(sideCar, error)) {
            manifest = manifestOf(QByteArray::fromStdString(readFile(sideCar)));
            origin.isFromSideCar = true;
        }
    }
    if (!manifest) {
        throw FormatError(figure.filename().string(), "a figure exported by Neurograft",
                          "a file without its manifest",
                          "Open the result file (.h5) it was made from.");
    }
    origin.manifest = *manifest;
    origin.recipe = recipeFromJson(origin.manifest["recipe"]);
    return origin;
}

std::vector<RunClaim> runClaims(const Json& manifest)
{
    if (const auto runs = manifest.find("runs"); runs != manifest.end() && runs->is_array()) {
        std::vector<RunClaim> claims;
        for (const Json& run : *runs) {
            claims.push_back(claimOf(run));
        }
        return claims;
    }
    const auto difference = manifest.find("difference");
    if (difference == manifest.end() || !difference->is_object()) {
        return {claimOf(manifest)};
    }
    std::vector<RunClaim> claims;
    for (const char* side : {"a", "b"}) {
        const Json part = difference->value(side, Json::object());
        claims.push_back(claimOf(part.value("run", Json::object())));
    }
    return claims;
}

fs::path findRun(const RunClaim& claim, const fs::path& figure, const std::vector<fs::path>& places)
{
    const std::vector<fs::path> folders = searchFolders(figure, places);
    for (const fs::path& folder : folders) {
        const fs::path named = folder / claim.file;
        if (!claim.file.empty() && isRunOf(claim, named)) {
            return named;
        }
    }
    std::string looked;
    for (const fs::path& folder : folders) {
        for (const fs::path& path : resultsIn(folder)) {
            if (isRunOf(claim, path)) {
                return path;
            }
        }
        looked += (looked.empty() ? "" : ", ") + folder.string();
    }
    throw StudyError(figure.filename().string(),
                     "its run " + claim.file + " of " + claim.createdUtc,
                     "no such result file in " + (looked.empty() ? "any folder" : looked),
                     "Open the study it belongs to, then the figure again.");
}

} // namespace neurograft
