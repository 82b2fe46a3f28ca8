// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_transfer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <functional>
#include <memory>

namespace neurograft {

namespace fs = std::filesystem;

inline const fs::path kData = NEUROGRAFT_TEST_DATA;
inline const std::vector<std::string> kLeft{"translator.safetensors", "delta.safetensors",
                                            "selection-teacher.json", "selection-student.json"};
inline const fs::path kDemo = NEUROGRAFT_RESOURCES "/demo";

/// Three steps of four rows and the locating one on the fixtures.
inline TransferStudy studyOf(const std::string& mode = "corrected")
{
    TransferStudy study = transferDefaults("laten", mode);
    const bool isCompat = mode == "compat"; // wants as many key/value heads as heads
    study.teacher = isCompat ? kDemo / "teacher" : kData / "tiny-T";
    study.student = isCompat ? kDemo / "student" : kData / "tiny-S";
    const fs::path rows = isCompat ? kDemo / "data/mmlu/align.jsonl" : kData / "demo.jsonl";
    study.extract = study.align = study.train = rows;
    study.extractLimit = 3;
    study.laten.alignPerStep = 4;
    study.teacherDevice = study.studentDevice = "cpu";
    return study;
}

/// Runs of transfer laten in a folder of their own.
class LatenRuns {
protected:
    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path path(const std::string& name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    static TransferredSeed run(const TransferStudy& study, const fs::path& out,
                               const RunContext& context = {}, bool isResumed = false)
    {
        return runTransfer(study, out, false, isResumed, context).seeds.front();
    }
    static RunContext atStep(std::int64_t step, const std::function<void()>& what)
    {
        RunContext context;
        context.onProgress = [step, what](const Progress& progress) {
            if (progress.phase == "training" && progress.done == step) {
                what();
            }
        };
        return context;
    }

    void makeFolder() { m_folder = std::make_unique<QTemporaryDir>(); }
};

} // namespace neurograft
