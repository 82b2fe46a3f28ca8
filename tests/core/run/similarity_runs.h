// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_similarity.h"
#include "core/store/result_file.h"
#include "core/study/study_io.h"
#include "core/study/undefined_reason.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace neurograft {

namespace fs = std::filesystem;

inline const fs::path kData = NEUROGRAFT_TEST_DATA;

inline SimilarityStudy fixtureStudy()
{
    return readSimilarityStudy(kData / "demo.study.json");
}

inline SimilarityStudy activationStudy()
{
    SimilarityStudy study;
    study.activations = kData / "acts.npz";
    study.measures = {"cka", "cka-biased"};
    return study;
}

/// Runs in a folder of their own, with a cache of their own.
class SimilarityRuns {
protected:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    std::vector<double> values(const char* file, const std::string& table) const
    {
        return readTable(path(file), table).as<double>();
    }
    /// Cells of the up_proj map that are there.
    int computedCells(const char* file) const
    {
        const Table codes = readTable(path(file), "similarity/up_proj/cka_undefined");
        const auto& words = codes.as<std::uint8_t>();
        return static_cast<int>(std::count_if(words.begin(), words.end(), [](std::uint8_t code) {
            return code != static_cast<std::uint8_t>(UndefinedReason::NotComputed);
        }));
    }

    void makeFolder()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", (m_folder->path() + "/cache").toUtf8());
    }
};

} // namespace neurograft
