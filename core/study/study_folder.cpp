// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_folder.h"

#include "core/run/error.h"
#include "core/study/study_io.h"
#include "core/study/study_paths.h"
#include "core/support/atomic_file.h"

#include <unistd.h>

#include <vector>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kStudyFolderSuffix = ".study.json";

bool isStudyFile(const fs::path& path)
{
    const std::string name = path.filename().string();
    const std::string suffix = kStudyFolderSuffix;
    return name.size() > suffix.size()
        && name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
}

fs::path viewPath(const StudyFolder& study)
{
    return study.folder() / "view.json";
}

std::vector<fs::path> studyFiles(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (isStudyFile(entry->path()) && entry->is_regular_file()) {
            files.push_back(entry->path());
        }
    }
    return files;
}

fs::path studyFileIn(const fs::path& folder)
{
    const std::vector<fs::path> files = studyFiles(folder);
    std::error_code error;
    const fs::path namesake = folder / (folder.filename().string() + kStudyFolderSuffix);
    if (fs::is_regular_file(namesake, error)) {
        return namesake;
    }
    if (files.size() != 1) {
        throw StudyError(folder.string(), "a folder with one file <name>.study.json",
                         files.empty() ? "none" : std::to_string(files.size()) + " of them",
                         files.empty() ? "Choose a study folder." : "Choose one of the files.");
    }
    return files.front();
}

bool canWrite(const fs::path& path)
{
    return ::access(path.c_str(), W_OK) == 0;
}

void makeFolders(const StudyFolder& study)
{
    for (const fs::path& folder : {study.runs(), study.figures()}) {
        std::error_code error;
        fs::create_directories(folder, error);
        if (error) {
            throw StudyError(folder.string(), "a folder that can be made", error.message(),
                             "Choose another folder.");
        }
    }
}

} // namespace

std::string StudyFolder::name() const
{
    const std::string whole = file.filename().string();
    return isStudyFile(file)
        ? whole.substr(0, whole.size() - std::string(kStudyFolderSuffix).size())
        : file.stem().string();
}

StudyFolder createStudy(const fs::path& folder, const std::string& name, const Study& study,
                        const ViewFile& view)
{
    StudyFolder made;
    made.file = fs::absolute(folder).lexically_normal() / (name + kStudyFolderSuffix);
    made.study = study;
    made.view = view;
    made.schema = kStudySchema;
    const std::vector<fs::path> there = studyFiles(made.folder());
    if (!there.empty()) {
        throw StudyError(made.folder().string(), "a folder without a study",
                         there.front().filename().string(),
                         "Choose another folder, or open the study in it.");
    }
    makeFolders(made);
    made.file = fs::canonical(made.folder()) / made.file.filename();
    saveStudy(made);
    return made;
}

StudyFolder openStudy(const fs::path& place)
{
    std::error_code error;
    const fs::path found = fs::is_directory(place, error) ? studyFileIn(place) : place;
    if (!fs::is_regular_file(found, error)) {
        throw StudyError(found.string(), "a study file or study folder", "no file");
    }
    StudyFolder opened;
    opened.file = fs::canonical(found.has_parent_path() ? found.parent_path() : fs::path("."))
        / found.filename();
    const std::string text = readFile(opened.file);
    const std::string name = opened.file.filename().string();
    opened.schema = studySchema(text, name);
    opened.study = parseStudy(text, name, NewerSchema::ReadKnown);
    opened.isReadOnly = opened.schema > kStudySchema || !canWrite(opened.folder());
    opened.view = readViewFile(viewPath(opened), opened.brokenView);
    resolvePaths(opened.study, opened.folder(), opened.view);
    return opened;
}

void saveStudy(const StudyFolder& study)
{
    if (study.isReadOnly) {
        throw StudyError(study.file.string(), "a study this program may write",
                         study.schema > kStudySchema ? "schema " + std::to_string(study.schema)
                                 + ", this program writes " + std::to_string(kStudySchema)
                                                     : "a folder that cannot be written",
                         "Save it under another name.");
    }
    makeFolders(study);
    ViewFile view = study.view;
    rememberPlaces(study.study, study.folder(), view);
    writeFileAtomically(study.file, studyFileText(study.study, study.folder()) + "\n", true);
    writeFileAtomically(viewPath(study), viewText(view) + "\n", true);
}

std::string studyFileText(const Study& study, const fs::path& folder)
{
    return studyText(withRelativePaths(study, folder));
}

} // namespace neurograft
