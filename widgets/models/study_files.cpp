// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/study_files.h"

#include "core/run/error.h"
#include "widgets/models/path_text.h"

#include <QDir>
#include <QLockFile>
#include <QSysInfo>

namespace neurograft {

namespace fs = std::filesystem;

StudyLock lockStudy(const StudyFolder& study)
{
    if (study.isReadOnly) {
        return {};
    }
    QDir folder(fromPath(study.folder()));
    folder.mkpath(QStringLiteral(".autosave"));
    auto lock = std::make_shared<QLockFile>(folder.filePath(QStringLiteral(".autosave/open.lock")));
    lock->setStaleLockTime(0); // a session may last for days; a dead program is found by its id
    if (lock->tryLock()) {
        return {lock, false};
    }
    qint64 process = 0;
    QString host;
    QString program;
    const bool isKnown = lock->getLockInfo(&process, &host, &program);
    const bool isFromElsewhere = isKnown && host != QSysInfo::machineHostName();
    if (isFromElsewhere && lock->removeStaleLockFile() && lock->tryLock()) {
        return {lock, false};
    }
    return {nullptr, lock->error() == QLockFile::LockFailedError && !isFromElsewhere};
}

void bringRuns(const fs::path& from, const fs::path& to, bool isMove)
{
    std::error_code error;
    if (from.empty() || !fs::is_directory(from, error)) {
        return;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(from, error)) {
        const fs::path name = entry.path().filename();
        if (name.string().front() == '.') {
            continue;
        }
        // Moving across file systems is copying and removing.
        std::error_code moved = std::make_error_code(std::errc::cross_device_link);
        if (isMove) {
            fs::rename(entry.path(), to / name, moved);
        }
        if (moved) {
            fs::copy(entry.path(), to / name, fs::copy_options::recursive, error);
            if (error) {
                throw StoreError((to / name).string(), "room for a copy of the run",
                                 error.message());
            }
            if (isMove) {
                fs::remove_all(entry.path(), error);
            }
        }
    }
}

} // namespace neurograft
