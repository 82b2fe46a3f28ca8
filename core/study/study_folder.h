// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"
#include "core/study/view_file.h"

#include <filesystem>
#include <optional>
#include <string>

namespace neurograft {

/// A study on the disk (docs/study-format.md): a folder with `<name>.study.json`, `view.json`,
/// `runs/` and `figures/`. It can be moved, copied and opened on another computer: paths in the
/// study file are relative to the folder.
struct StudyFolder {
    std::filesystem::path file; ///< the study file, absolute
    Study study; ///< paths absolute
    ViewFile view;
    bool isReadOnly = false; ///< made by a newer program, or the folder cannot be written
    std::int64_t schema = 0; ///< as the file states it
    std::string brokenView; ///< name under which an unreadable view.json was kept; "" when none was

    std::filesystem::path folder() const { return file.parent_path(); }
    std::string name() const; ///< "gsm" for gsm.study.json
    std::filesystem::path runs() const { return folder() / "runs"; }
    std::filesystem::path figures() const { return folder() / "figures"; }
};

/// Makes the folder and all that is in it.
/// @throws StudyError when it already holds a study or cannot be made
StudyFolder createStudy(const std::filesystem::path& folder, const std::string& name,
                        const Study& study, const ViewFile& view = {});

/// Opens a study by its file or its folder. A model that is not where the file says is looked for
/// where it was last seen on this computer (section `places` of the view), in the folder and beside
/// it, by name; what is found nowhere keeps its path and is a matter for whoever needs it.
/// @throws StudyError when there is no study, or several and none is named as the folder; errors of
/// parseStudy(). A study of a newer schema is opened read-only when its known keys can be read,
/// else the error names both schemas.
StudyFolder openStudy(const std::filesystem::path& place);

/// Writes study and view file, each at once and whole; makes what is missing of the folder.
/// @throws StudyError when the study is read-only
void saveStudy(const StudyFolder& study);

/// The study's own text: paths relative to @p folder. Equal studies in one folder give equal text.
std::string studyFileText(const Study& study, const std::filesystem::path& folder);

/// State of a study between two savings, kept in `.autosave/` until the study is saved or its
/// changes are discarded; what a crash leaves behind.
struct StudyAutosave {
    std::string savedUtc; ///< "2026-11-25T14:32:00Z"
    bool isEdited = false; ///< study, notes, …; else only where the windows stood
    Study study; ///< paths absolute
    ViewFile view;
};
void writeAutosave(const StudyFolder& study, const std::string& savedUtc, bool isEdited);
/// None when there is none, it is unreadable, or it says the same as the saved study.
std::optional<StudyAutosave> readAutosave(const StudyFolder& study);
/// Never throws.
void removeAutosave(const StudyFolder& study) noexcept;

} // namespace neurograft
