// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <vector>

namespace neurograft {

/// A result file of a study's `runs/`, as its directory entry tells it.
struct RunFile {
    QString name; ///< within the folder: "0001-similarity.h5", "0004-laten/run.h5"
    QString path;
    qint64 size = 0;
    qint64 modifiedMs = 0; ///< since the epoch

    bool isSameState(const RunFile& other) const
    {
        return name == other.name && size == other.size && modifiedMs == other.modifiedMs;
    }
};

/// A run as its header tells it (docs/store-layout.md, root attributes); no table is read.
struct RunInfo {
    RunFile file;
    int number = 0; ///< "run 7": leading digits of the name; 0 when there are none
    QString kind; ///< "similarity", "locate", "laten": the command, for transfers the method
    QStringList measures; ///< "cka", or what else the second part of a table's path names
    QStringList modules; ///< "up_proj", … in published order; of similarity maps
    QString teacher; ///< folder names, may be empty
    QString student;
    QString teacherSha256; ///< of the weights, may be empty
    QString studentSha256;
    bool isComplete = true;
    QDateTime created; ///< invalid when the file does not say
    double seconds = 0.0;
    qint64 seed = 0;
    QString command; ///< the equal command line
    QString problem; ///< why the header could not be read, one sentence; the rest is from the name
};

/// Result files of a folder, by name. Hidden files and `.trash` are left out; of a run that is a
/// folder its `run.h5`, or one in every `seed-<n>`. Any thread.
std::vector<RunFile> listRunFiles(const QString& folder);
/// Reads the header. Never throws: what goes wrong is the run's `problem`. Any thread.
RunInfo readRunInfo(const RunFile& file);
/// Files made from another run's cached Gram matrices ("0001-similarity-cka-biased.h5") belong to
/// it: their measures are added to that run, which stands for them.
std::vector<RunInfo> foldedRuns(std::vector<RunInfo> runs);

/// Whether runs of that kind are transfers.
bool isTransferMethod(const QString& kind);

/// "cka, cka-biased: up, down, v, o": what a run holds, in few words.
QString runContentText(const RunInfo& run);

} // namespace neurograft
