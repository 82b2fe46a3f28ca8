// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_info.h"

#include "core/store/result_file.h"
#include "core/study/companion_table.h"
#include "core/study/transfer_study.h"
#include "widgets/jobs/job_outcome.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_item.h"

#include <QDir>
#include <QRegularExpression>

#include <algorithm>

namespace neurograft {

namespace {

const QString kRunFile = QStringLiteral("run.h5");

RunFile entryOf(const QFileInfo& info, const QString& name)
{
    return {name, info.absoluteFilePath(), info.size(), info.lastModified().toMSecsSinceEpoch()};
}

/// What a run that is a folder holds: its own result, or one of each seed.
void addRunFolder(const QDir& folder, const QString& name, std::vector<RunFile>& files)
{
    const auto add = [&files](const QDir& place, const QString& shown) {
        const QFileInfo inside(place.filePath(kRunFile));
        if (inside.isFile()) {
            files.push_back(entryOf(inside, shown + QLatin1Char('/') + kRunFile));
        }
    };
    add(folder, name);
    for (const QString& seed : folder.entryList({QStringLiteral("seed-*")},
                                                QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        add(QDir(folder.filePath(seed)), name + QLatin1Char('/') + seed);
    }
}

/// "similarity" of "0001-similarity.h5" and "0004-laten/run.h5".
QString kindOfName(const QString& name)
{
    const QString stem = name.section(QLatin1Char('/'), 0, 0).section(QLatin1Char('.'), 0, 0);
    return stem.section(QLatin1Char('-'), 1);
}

/// The command, for transfers the method: second or third word of "neurograft transfer laten …".
QString kindOfCommand(const QString& command)
{
    const QStringList words = command.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QString kind = words.value(1);
    if (kind == QLatin1String("transfer")) {
        kind = words.value(2, kind);
    }
    return kind.startsWith(QLatin1Char('-')) ? QString() : kind;
}

void addOnce(QStringList& list, const QString& word)
{
    if (!list.contains(word)) {
        list << word;
    }
}

void takeTables(RunInfo& run, const std::vector<std::string>& tables)
{
    for (const std::string& path : tables) {
        const QStringList parts = QString::fromStdString(path).split(QLatin1Char('/'));
        if (parts.size() == 3 && parts[0] == QLatin1String("similarity")) {
            if (!isCompanionTable(parts[2].toStdString())) {
                addOnce(run.modules, parts[1]);
                addOnce(run.measures, parts[2]);
            }
        } else if (parts.size() > 1) {
            addOnce(run.measures, parts[1]);
        }
    }
    static const QStringList published{QStringLiteral("up_proj"), QStringLiteral("down_proj"),
                                       QStringLiteral("v_proj"), QStringLiteral("o_proj")};
    const auto place = [](const QString& module) {
        const auto at = published.indexOf(module);
        return at < 0 ? published.size() : at;
    };
    std::stable_sort(run.modules.begin(), run.modules.end(),
                     [&](const QString& a, const QString& b) { return place(a) < place(b); });
}

} // namespace

std::vector<RunFile> listRunFiles(const QString& folder)
{
    std::vector<RunFile> files;
    const QDir runs(folder);
    const QFileInfoList entries =
        runs.entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo& entry : entries) {
        if (entry.isDir()) {
            addRunFolder(QDir(entry.filePath()), entry.fileName(), files);
        } else if (entry.suffix().compare(QLatin1String("h5"), Qt::CaseInsensitive) == 0) {
            files.push_back(entryOf(entry, entry.fileName()));
        }
    }
    return files;
}

RunInfo readRunInfo(const RunFile& file)
{
    RunInfo run;
    run.file = file;
    static const QRegularExpression digits(QStringLiteral("^\\d+"));
    run.number = digits.match(file.name).captured().toInt();
    run.kind = kindOfName(file.name);
    const JobOutcome outcome = outcomeOf([&] {
        const RunManifest manifest = readManifest(toPath(file.path));
        run.command = QString::fromStdString(manifest.command);
        const QString kind = kindOfCommand(run.command);
        run.kind = kind.isEmpty() ? run.kind : kind;
        run.teacher = QString::fromStdString(manifest.teacher);
        run.student = QString::fromStdString(manifest.student);
        run.teacherSha256 = QString::fromStdString(manifest.teacherSha256);
        run.studentSha256 = QString::fromStdString(manifest.studentSha256);
        run.isComplete = manifest.status == "complete";
        run.created =
            QDateTime::fromString(QString::fromStdString(manifest.createdUtc), Qt::ISODate);
        run.seconds = manifest.wallSeconds;
        run.seed = manifest.seed;
        takeTables(run, listTables(toPath(file.path)));
    });
    run.problem = outcome.message;
    return run;
}

std::vector<RunInfo> foldedRuns(std::vector<RunInfo> runs)
{
    const auto stem = [](const RunInfo& run) {
        return run.file.name.section(QLatin1Char('.'), 0, 0);
    };
    // A run comes before the files that continue its name.
    std::stable_sort(runs.begin(), runs.end(), [&stem](const RunInfo& a, const RunInfo& b) {
        return stem(a).size() < stem(b).size();
    });
    std::vector<RunInfo> folded;
    for (const RunInfo& run : runs) {
        const auto parent = std::find_if(folded.begin(), folded.end(), [&](const RunInfo& earlier) {
            return earlier.number == run.number && run.number > 0
                && stem(run).startsWith(stem(earlier) + QLatin1Char('-'));
        });
        if (parent == folded.end()) {
            folded.push_back(run);
            continue;
        }
        for (const QString& measure : run.measures) {
            addOnce(parent->measures, measure);
        }
    }
    return folded;
}

bool isTransferMethod(const QString& kind)
{
    const std::vector<std::string>& methods = transferMethods();
    return std::find(methods.begin(), methods.end(), kind.toStdString()) != methods.end();
}

QString runContentText(const RunInfo& run)
{
    QStringList modules;
    for (const QString& module : run.modules) {
        modules << shortModuleName(module);
    }
    const QString measures = run.measures.join(QStringLiteral(", "));
    return modules.isEmpty() ? measures
                             : measures + QStringLiteral(": ") + modules.join(QStringLiteral(", "));
}

} // namespace neurograft
