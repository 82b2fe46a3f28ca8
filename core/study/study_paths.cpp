// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_paths.h"

#include <nlohmann/json.hpp>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPlaces = "places";

struct NamedPath {
    const char* key;
    fs::path SimilarityStudy::*path;
    bool isModel;
};
constexpr NamedPath kPaths[] = {{"teacher", &SimilarityStudy::teacher, true},
                                {"student", &SimilarityStudy::student, true},
                                {"data", &SimilarityStudy::data, false},
                                {"activations", &SimilarityStudy::activations, false}};

bool isPlace(const fs::path& path)
{
    return !path.empty() && path != "-";
}

bool isThere(const fs::path& path, bool isModel)
{
    std::error_code error;
    return isModel ? fs::is_directory(path, error) : fs::is_regular_file(path, error);
}

bool isInside(const fs::path& path, const fs::path& folder)
{
    const fs::path relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

nlohmann::json placesOf(const ViewFile& view)
{
    const auto found = view.sections.find(kPlaces);
    const nlohmann::json places = found == view.sections.end()
        ? nlohmann::json()
        : nlohmann::json::parse(found->second, nullptr, false);
    return places.is_object() ? places : nlohmann::json::object();
}

} // namespace

Study withRelativePaths(const Study& study, const fs::path& folder)
{
    Study relative = study;
    for (const NamedPath& named : kPaths) {
        fs::path& path = relative.similarity.*named.path;
        if (isPlace(path) && path.is_absolute()) {
            const fs::path seen = path.lexically_normal().lexically_relative(folder);
            path = seen.empty() ? path : seen;
        }
    }
    return relative;
}

void resolvePaths(Study& study, const fs::path& folder, const ViewFile& view)
{
    const nlohmann::json places = placesOf(view);
    for (const NamedPath& named : kPaths) {
        fs::path& path = study.similarity.*named.path;
        if (!isPlace(path)) {
            continue;
        }
        path = (path.is_absolute() ? path : folder / path).lexically_normal();
        if (!path.has_filename()) {
            path = path.parent_path(); // "models/T/"
        }
        std::vector<fs::path> candidates{path};
        if (places.contains(named.key) && places[named.key].is_string()) {
            candidates.emplace_back(places[named.key].get<std::string>());
        }
        if (named.isModel) {
            candidates.push_back(folder / path.filename());
            candidates.push_back(folder.parent_path() / path.filename());
        }
        for (const fs::path& candidate : candidates) {
            if (isThere(candidate, named.isModel)) {
                path = candidate;
                break;
            }
        }
    }
}

void rememberPlaces(const Study& study, const fs::path& folder, ViewFile& view)
{
    nlohmann::json places = nlohmann::json::object();
    for (const NamedPath& named : kPaths) {
        const fs::path& path = study.similarity.*named.path;
        if (isPlace(path) && path.is_absolute() && !isInside(path, folder)) {
            places[named.key] = path.lexically_normal().string();
        }
    }
    if (places.empty()) {
        view.sections.erase(kPlaces);
    } else {
        view.sections[kPlaces] = places.dump();
    }
}

} // namespace neurograft
