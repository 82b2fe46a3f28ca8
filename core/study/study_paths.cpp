// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_paths.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kStudyPathsPlaces = "places";

struct NamedPath {
    std::string key; ///< in section `places`
    fs::path* path;
    bool isFolder;
    bool isNamed; ///< its name says what it is: it may be looked for by it
};

std::vector<NamedPath> pathsOf(Study& study)
{
    SimilarityStudy& pair = study.similarity;
    std::vector<NamedPath> paths{{"teacher", &pair.teacher, true, true},
                                 {"student", &pair.student, true, true},
                                 {"data", &pair.data, false, false},
                                 {"activations", &pair.activations, false, false}};
    for (std::size_t i = 0; i < study.overlays.size(); ++i) {
        StudyOverlay& overlay = study.overlays[i];
        paths.push_back(
            {"overlays/" + std::to_string(i), &overlay.path, overlay.kind == "adapter", true});
    }
    return paths;
}

bool isPlace(const fs::path& path)
{
    return !path.empty() && path != "-";
}

bool isThere(const fs::path& path, bool isFolder)
{
    std::error_code error;
    return isFolder ? fs::is_directory(path, error) : fs::is_regular_file(path, error);
}

bool isInside(const fs::path& path, const fs::path& folder)
{
    const fs::path relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

nlohmann::json placesOf(const ViewFile& view)
{
    const auto found = view.sections.find(kStudyPathsPlaces);
    const nlohmann::json places = found == view.sections.end()
        ? nlohmann::json()
        : nlohmann::json::parse(found->second, nullptr, false);
    return places.is_object() ? places : nlohmann::json::object();
}

} // namespace

Study withRelativePaths(const Study& study, const fs::path& folder)
{
    Study relative = study;
    for (const NamedPath& named : pathsOf(relative)) {
        fs::path& path = *named.path;
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
    for (const NamedPath& named : pathsOf(study)) {
        fs::path& path = *named.path;
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
        if (named.isNamed) {
            candidates.push_back(folder / path.filename());
            candidates.push_back(folder.parent_path() / path.filename());
        }
        for (const fs::path& candidate : candidates) {
            if (isThere(candidate, named.isFolder)) {
                path = candidate;
                break;
            }
        }
    }
}

void rememberPlaces(const Study& study, const fs::path& folder, ViewFile& view)
{
    nlohmann::json places = nlohmann::json::object();
    Study copy = study;
    for (const NamedPath& named : pathsOf(copy)) {
        const fs::path& path = *named.path;
        if (isPlace(path) && path.is_absolute() && !isInside(path, folder)) {
            places[named.key] = path.lexically_normal().string();
        }
    }
    if (places.empty()) {
        view.sections.erase(kStudyPathsPlaces);
    } else {
        view.sections[kStudyPathsPlaces] = places.dump();
    }
}

} // namespace neurograft
