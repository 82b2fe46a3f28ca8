// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_report.h"
#include "core/study/study_folder.h"
#include "support/window_driver.h"
#include "tests/widgets/sample_study.h"
#include "widgets/models/path_text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

namespace neurograft::testing {

/// A study of the tiny pair with @p runs made-up runs that carry the weights' hashes.
inline void makeStudy(const QString& folder, const QString& models, int runs)
{
    Study study;
    study.similarity.teacher = toPath(models + QStringLiteral("/tiny-T"));
    study.similarity.student = toPath(models + QStringLiteral("/tiny-S"));
    study.similarity.data = toPath(fixture(QStringLiteral("demo.jsonl")));
    study.similarity.modules = {"up_proj", "down_proj"};
    study.similarity.unit = "last-token";
    study.splits = {{"extract", "1-8"}, {"align", "9-28"}, {"train", "29-48"}};
    const std::string teacher = inspectModel(study.similarity.teacher).sha256;
    const std::string student = inspectModel(study.similarity.student).sha256;
    createStudy(toPath(folder), QFileInfo(folder).fileName().toStdString(), study);
    for (int number = 1; number <= runs; ++number) {
        ResultFile run = sampleRun(number);
        run.manifest.teacherSha256 = teacher;
        run.manifest.studentSha256 = student;
        writeResult(toPath(folder + QStringLiteral("/runs/") + runFileName(number)), run, false);
    }
}

inline void copyModel(const QString& name, const QString& models)
{
    const QString target = models + QLatin1Char('/') + name;
    QVERIFY(QDir().mkpath(target));
    const QDir source(fixture(name));
    for (const QString& file : source.entryList(QDir::Files)) {
        QVERIFY(QFile::copy(source.filePath(file), target + QLatin1Char('/') + file));
    }
}

} // namespace neurograft::testing
