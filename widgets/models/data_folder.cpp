// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/data_folder.h"

#include "core/data/dataset.h"
#include "core/run/error.h"
#include "widgets/models/path_text.h"

#include <QDir>
#include <QStandardPaths>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

void makeFolder(const fs::path& folder)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw StoreError(folder.string(), "a folder that can be written", failure.message(),
                         "Choose another folder.");
    }
}

} // namespace

fs::path dataFolder(const QString& studyFolder)
{
    const QString base = studyFolder.isEmpty()
        ? QDir(QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation))
              .filePath(QStringLiteral("unsaved"))
        : studyFolder;
    return toPath(QDir(base).filePath(QStringLiteral("data")));
}

fs::path nextDataFile(const fs::path& folder, const std::string& stem)
{
    makeFolder(folder);
    for (int number = 1;; ++number) {
        const std::string ending = number == 1 ? "" : "-" + std::to_string(number);
        fs::path path = folder / (stem + ending + ".jsonl");
        if (!fs::exists(path)) {
            return path;
        }
    }
}

fs::path nextEditedFile(const fs::path& folder, const fs::path& original)
{
    for (int number = 1;; ++number) {
        const fs::path place = folder / ("edited-" + std::to_string(number));
        if (fs::exists(place)) {
            continue;
        }
        fs::path file = place / original.filename();
        if (shortDataName(file) != shortDataName(original)) { // "gsm_align" is gsm/align.jsonl
            file = place / original.parent_path().filename() / original.filename();
        }
        makeFolder(file.parent_path());
        return file;
    }
}

} // namespace neurograft
