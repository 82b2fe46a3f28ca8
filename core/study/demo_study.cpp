// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/demo_study.h"

#include "core/run/error.h"
#include "core/support/resource_location.h"

namespace neurograft {

namespace fs = std::filesystem;

fs::path demoFolder()
{
    const fs::path folder = findResource("demo");
    std::error_code error;
    for (const char* part : {"teacher", "student", "data"}) {
        if (folder.empty() || !fs::is_directory(folder / part, error)) {
            throw StudyError(
                "demo pair", "the folders teacher, student and data beside the program",
                folder.empty() ? "no demo folder" : "no " + (folder / part).string(),
                "Set NEUROGRAFT_RESOURCE_DIR to the folder that holds demo/, or make the "
                "pair with train-demo.");
        }
    }
    return folder;
}

SimilarityStudy demoStudy(const fs::path& folder)
{
    SimilarityStudy study;
    study.teacher = folder / "teacher";
    study.student = folder / "student";
    study.data = folder / "data" / "gsm" / "align.jsonl";
    return study;
}

LocateStudy demoLocateStudy(const fs::path& folder)
{
    LocateStudy study;
    study.teacher = folder / "teacher";
    study.student = folder / "student";
    study.data = demoTestRows(folder, "mmlu");
    study.rows.limit = 4;
    return study;
}

TransferStudy demoTransferStudy(const fs::path& folder)
{
    const fs::path data = folder / "data" / "mmlu";
    TransferStudy study = transferDefaults("laten");
    study.teacher = folder / "teacher";
    study.student = folder / "student";
    study.extract = data / "extract.jsonl";
    study.align = data / "align.jsonl";
    study.train = data / "train.jsonl";
    study.laten.steps = 8;
    return study;
}

fs::path demoTestRows(const fs::path& folder, const std::string& task)
{
    return folder / "data" / task / "test.jsonl";
}

} // namespace neurograft
