// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/run/export_activations.h"
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"
#include "core/study/study_io.h"
#include "core/support/atomic_file.h"
#include "core/support/zip_archive.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

SimilarityStudy pairStudy(const std::string& unit)
{
    SimilarityStudy study;
    study.teacher = kData / "tiny-T";
    study.student = kData / "tiny-S";
    study.data = kData / "demo.jsonl";
    study.modules = {"up_proj", "o_proj", "layer_output"};
    study.unit = unit;
    study.tokens = 150;
    study.seed = 7;
    study.teacherDevice = study.studentDevice = "cpu";
    return study;
}

/// An array of the archive: what NumPy says of it, and its bytes.
struct StoredArray {
    std::string header;
    std::string values;
};

StoredArray arrayOf(const ZipArchive& archive, const std::string& name)
{
    for (const ZipMember& member : archive.members()) {
        if (member.name == name + ".npy") {
            const std::vector<std::byte> bytes = archive.readAll(member);
            const auto size =
                static_cast<std::size_t>(bytes[8]) + 256 * static_cast<std::size_t>(bytes[9]);
            const char* text = reinterpret_cast<const char*>(bytes.data());
            return {std::string(text + 10, size),
                    std::string(text + 10 + size, bytes.size() - 10 - size)};
        }
    }
    return {};
}

} // namespace

class TestExportActivations : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path path(const std::string& name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

private Q_SLOTS:
    /// The similarity of the file is that of the models, cell by cell.
    void theFileComparesAsTheModelsDo_data()
    {
        QTest::addColumn<QString>("unit");
        for (const char* unit : {"token", "last-token", "mean-token"}) {
            QTest::newRow(unit) << QString::fromLatin1(unit);
        }
    }
    void theFileComparesAsTheModelsDo()
    {
        QFETCH(QString, unit);
        SimilarityStudy study = pairStudy(unit.toStdString());
        study.measures = {"cka", "cka-biased", "regression", "mutual-knn"};
        const ExportedActivations written =
            exportActivations(study, path("acts.npz"), true, RunContext());
        const SimilarityOutcome models =
            runSimilarity(study, path("models.h5"), true, RunContext());
        SimilarityStudy given;
        given.activations = written.path;
        given.modules = study.modules;
        given.measures = study.measures;
        const SimilarityOutcome file = runSimilarity(given, path("file.h5"), true, RunContext());
        QCOMPARE(file.maps.size(), models.maps.size());
        QCOMPARE(file.maps.size(), std::size_t{12});
        for (std::size_t i = 0; i < models.maps.size(); ++i) {
            QCOMPARE(file.maps[i].module, models.maps[i].module);
            QCOMPARE(file.maps[i].n, models.maps[i].n);
            const std::string table =
                "similarity/" + models.maps[i].module + "/" + models.maps[i].measure;
            const Table wanted = readTable(path("models.h5"), table);
            const Table got = readTable(path("file.h5"), table);
            QCOMPARE(got.shape, wanted.shape);
            for (std::size_t cell = 0; cell < wanted.as<double>().size(); ++cell) {
                const double difference =
                    std::abs(got.as<double>()[cell] - wanted.as<double>()[cell]);
                QVERIFY2(difference < 1e-6
                             || (std::isnan(got.as<double>()[cell])
                                 && std::isnan(wanted.as<double>()[cell])),
                         (table + " differs by " + std::to_string(difference)).c_str());
            }
        }
    }

    void arraysAreThoseOfTheContract()
    {
        const SimilarityStudy study = pairStudy("token");
        const ExportedActivations written =
            exportActivations(study, path("named.npz"), false, RunContext());
        QCOMPARE(written.samples, std::int64_t{150});
        QCOMPARE(written.teachers, std::int64_t{6});
        QCOMPARE(written.students, std::int64_t{4});
        const ZipArchive archive(path("named.npz"));
        QCOMPARE(archive.members().size(), std::size_t{3 * (6 + 4) + 2});
        const StoredArray last = arrayOf(archive, "student.layer_output.3");
        QVERIFY2(last.header.find("'descr': '<f4', 'fortran_order': False, 'shape': (150,64,)")
                     != std::string::npos,
                 last.header.c_str());
        QCOMPARE(last.values.size(), std::size_t{150 * 64 * 4});
        QVERIFY(arrayOf(archive, "teacher.up_proj.5").header.find("(150,") != std::string::npos);
        QVERIFY(arrayOf(archive, "student.up_proj.4").header.empty());

        // Which token of which row a sample is, ascending as in every result.
        const StoredArray samples = arrayOf(archive, "samples");
        QVERIFY(samples.header.find("'descr': '<i8'") != std::string::npos);
        std::vector<std::int64_t> ids(samples.values.size() / 8);
        std::memcpy(ids.data(), samples.values.data(), samples.values.size());
        QCOMPARE(ids.size(), std::size_t{300});
        for (std::size_t i = 0; i < 150; ++i) {
            QVERIFY(ids[2 * i] >= 0 && ids[2 * i] < 48 && ids[2 * i + 1] > 0);
            QVERIFY(i == 0
                    || std::pair(ids[2 * i - 2], ids[2 * i - 1])
                        < std::pair(ids[2 * i], ids[2 * i + 1]));
        }
        QCOMPARE(arrayOf(archive, "study").values, studyText(study));
    }

    void equalStudiesGiveEqualBytes()
    {
        const SimilarityStudy study = pairStudy("mean-token");
        exportActivations(study, path("once.npz"), false, RunContext());
        exportActivations(study, path("twice.npz"), false, RunContext());
        QVERIFY(readFile(path("once.npz")) == readFile(path("twice.npz")));
    }

    void thePlanTellsTheSizeOfTheFile()
    {
        const SimilarityStudy study = pairStudy("token");
        const ActivationPlan plan = planActivations(study, path("planned.npz"));
        QVERIFY(plan.problems.empty());
        QCOMPARE(plan.samples, std::int64_t{150});
        QCOMPARE(plan.arrays, std::int64_t{30});
        const ExportedActivations written =
            exportActivations(study, path("planned.npz"), false, RunContext());
        QCOMPARE(written.bytes, static_cast<double>(fs::file_size(path("planned.npz"))));
        QVERIFY(std::abs(plan.fileBytes / written.bytes - 1.0) < 0.05);

        SimilarityStudy broken = study;
        broken.teacher = path("nowhere");
        QCOMPARE(planActivations(broken, {}).problems.size(), std::size_t{1});
    }

    void whatCannotBeWrittenIsRefused()
    {
        const SimilarityStudy study = pairStudy("token");
        QVERIFY_THROWS_EXCEPTION(UsageError,
                                 exportActivations(study, path("a.h5"), false, RunContext()));
        writeFileAtomically(path("mine.npz"), "mine", false);
        QVERIFY_THROWS_EXCEPTION(StudyError,
                                 exportActivations(study, path("mine.npz"), false, RunContext()));
        QCOMPARE(readFile(path("mine.npz")), std::string("mine"));
        SimilarityStudy given;
        given.activations = kData / "acts.npz";
        QVERIFY_THROWS_EXCEPTION(UsageError,
                                 exportActivations(given, path("b.npz"), false, RunContext()));
        QCOMPARE(planActivations(given, {}).problems.size(), std::size_t{1});
    }

    void aStopLeavesNothing()
    {
        RunContext context;
        int told = 0;
        context.onProgress = [&](const Progress& progress) {
            told += progress.phaseIndex == 2 ? 1 : 0;
        };
        context.isStopRequested = [&told] { return told == 2; };
        QVERIFY_THROWS_EXCEPTION(
            Canceled, exportActivations(pairStudy("token"), path("stopped.npz"), false, context));
        QCOMPARE(told, 2);
        const auto isLeft = [](const fs::directory_entry& entry) {
            return entry.path().filename().string().find("stopped") != std::string::npos;
        };
        QVERIFY(std::none_of(fs::directory_iterator(path("")), fs::directory_iterator(), isLeft));
    }

    void theCommandLineNamesWhatDiffers()
    {
        SimilarityStudy study = pairStudy("last-token");
        study.rows.limit = 9;
        const std::string line = activationsCommandLine(study, "a b.npz");
        QVERIFY(line.rfind("neurograft activations --teacher ", 0) == 0);
        QVERIFY(line.find(" --limit 9 --modules up_proj,o_proj,layer_output --unit last-token "
                          "--tokens 150 --seed 7 ")
                != std::string::npos);
        QVERIFY(line.find(" --out 'a b.npz'") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestExportActivations)
#include "tst_export_activations.moc"
