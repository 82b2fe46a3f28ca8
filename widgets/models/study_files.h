// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study_folder.h"

#include <filesystem>
#include <memory>

class QLockFile;

namespace neurograft {

/// Who has a study open. The lock file lies in its `.autosave/`; one left by a program that died,
/// or that came along from another computer, holds nobody up.
struct StudyLock {
    std::shared_ptr<QLockFile> lock; ///< null when another program holds it or none can be written
    bool isElsewhere = false; ///< another program that runs has the study open
};
StudyLock lockStudy(const StudyFolder& study);

/// Copies or moves the result files of @p from (empty: none) into a new study's runs folder; runs
/// that are folders come whole. Hidden files stay.
/// @throws StoreError naming the file that could not be brought
void bringRuns(const std::filesystem::path& from, const std::filesystem::path& to, bool isMove);

} // namespace neurograft
