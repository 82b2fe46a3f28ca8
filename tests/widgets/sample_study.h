// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study_io.h"
#include "tests/widgets/sample_result.h"

#include <QDir>
#include <QString>

#include <string>

namespace neurograft::testing {

/// Run @p number of a made-up study: two modules of 4 x 6 layers, `cka` and n as a similarity run
/// stores them; the seed is 40 + number.
inline ResultFile sampleRun(int number)
{
    SimilarityStudy study;
    study.teacher = "tiny-T";
    study.student = "tiny-S";
    study.data = "demo.jsonl";
    study.modules = {"up_proj", "down_proj"};
    study.seed = static_cast<std::uint64_t>(40 + number);
    ResultFile result;
    result.manifest.programVersion = "0.1.0";
    result.manifest.command =
        "neurograft similarity --seed " + std::to_string(40 + number) + " --out r.h5";
    result.manifest.study = studyText(study);
    result.manifest.createdUtc = "2026-11-25T03:00:00Z";
    result.manifest.seed = 40 + number;
    result.manifest.teacher = "tiny-T";
    result.manifest.student = "tiny-S";
    result.manifest.wallSeconds = 12.0 + number;
    for (const char* module : {"up_proj", "down_proj"}) {
        HeatmapData data = sampleHeatmap(4, 6, QString::fromLatin1(module));
        data.n = 48;
        for (double& value : data.values) {
            value -= 0.001 * number;
        }
        addMap(result, data);
    }
    return result;
}

/// "0007-similarity.h5".
inline QString runFileName(int number)
{
    return QStringLiteral("%1-similarity.h5").arg(number, 4, 10, QLatin1Char('0'));
}

inline void writeSampleRun(const QString& folder, int number)
{
    writeResult(QDir(folder).filePath(runFileName(number)).toStdString(), sampleRun(number), true);
}

} // namespace neurograft::testing
