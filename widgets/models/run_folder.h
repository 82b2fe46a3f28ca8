// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <filesystem>

namespace neurograft {

/// Where the result files of this session go: "<folder>/0001-similarity.h5", counted on from what
/// is there.
class RunFolder {
public:
    /// Runs of a pair that belongs to no study: the program's data folder.
    RunFolder();
    /// Runs of a study folder: its "runs".
    explicit RunFolder(const QString& studyFolder);

    QString path() const { return m_path; }
    /// The next free file name of a kind ("similarity"); makes the folder.
    /// @throws StoreError when the folder cannot be made
    std::filesystem::path next(const QString& kind) const;

private:
    QString m_path;
};

/// "run 7" for "…/0007-parameters.h5"; another file by its name without ending.
QString storedRunName(const QString& path);

} // namespace neurograft
