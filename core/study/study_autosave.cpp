// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/study_folder.h"
#include "core/study/study_io.h"
#include "core/study/study_paths.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// One file, so that study and view always belong together.
fs::path statePath(const StudyFolder& study)
{
    return study.folder() / ".autosave" / "state.json";
}

/// The view without what saving adds by itself.
std::string comparableView(const StudyFolder& study, const Study& whose, const ViewFile& view)
{
    ViewFile same = view;
    rememberPlaces(whose, study.folder(), same);
    return viewText(same);
}

} // namespace

void writeAutosave(const StudyFolder& study, const std::string& savedUtc, bool isEdited)
{
    nlohmann::ordered_json state;
    state["saved_utc"] = savedUtc;
    state["edited"] = isEdited;
    state["study"] = studyFileText(study.study, study.folder());
    state["view"] = viewText(study.view);
    writeFileAtomically(statePath(study), state.dump(1) + "\n", true);
}

std::optional<StudyAutosave> readAutosave(const StudyFolder& study)
{
    std::error_code error;
    if (!fs::is_regular_file(statePath(study), error)) {
        return std::nullopt;
    }
    StudyAutosave found;
    try {
        const std::string name = statePath(study).string();
        const nlohmann::json state = nlohmann::json::parse(readFile(statePath(study)));
        found.savedUtc = state.at("saved_utc").get<std::string>();
        found.isEdited = state.at("edited").get<bool>();
        found.study = parseStudy(state.at("study").get<std::string>(), name);
        found.view = parseViewFile(state.at("view").get<std::string>(), name);
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    } catch (const Error&) {
        return std::nullopt; // of a newer program, perhaps: the saved study is what counts
    }
    resolvePaths(found.study, study.folder(), found.view);
    const bool isSame =
        studyFileText(found.study, study.folder()) == studyFileText(study.study, study.folder())
        && comparableView(study, found.study, found.view)
            == comparableView(study, study.study, study.view);
    return isSame ? std::nullopt : std::optional<StudyAutosave>(found);
}

void removeAutosave(const StudyFolder& study) noexcept
{
    std::error_code error;
    fs::remove(statePath(study), error);
    fs::remove(statePath(study).parent_path(), error); // when nothing else lies there
}

} // namespace neurograft
