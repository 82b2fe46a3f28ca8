// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/similarity/array_archive.h"
#include "core/run/error.h"
#include "core/run/run_similarity.h"
#include "core/store/npz_writer.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

/// The planted activations as one table per role, or one per layer.
std::vector<Table> plantedTables(const std::string& separator, bool isPerLayer)
{
    const auto archive = openArrayArchive(kData / "acts.npz");
    std::vector<Table> tables;
    for (const std::string role : {"teacher", "student"}) {
        const at::Tensor values = archive->read(role + ".up_proj").contiguous(); // [L,n,d]
        const std::string name = role + separator + "up_proj";
        const std::int64_t layers = values.size(0);
        const std::int64_t size = values.size(1) * values.size(2);
        for (std::int64_t layer = 0; layer < (isPerLayer ? layers : 1); ++layer) {
            Table table;
            table.path = isPerLayer ? name + separator + std::to_string(layer) : name;
            table.shape = {values.size(1), values.size(2)};
            table.axes = {"sample", "feature"};
            const float* begin = values.const_data_ptr<float>() + layer * size;
            if (!isPerLayer) {
                table.shape.insert(table.shape.begin(), layers);
                table.axes.insert(table.axes.begin(), "layer");
            }
            table.values = std::vector<float>(begin, begin + (isPerLayer ? size : layers * size));
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

void writeArrays(const fs::path& path, const std::string& format, std::vector<Table> tables)
{
    if (format == "h5") {
        ResultFile file;
        file.tables = std::move(tables);
        writeResult(path, file, true);
    } else if (format == "npz") {
        writeNpz(path, tables, true);
    } else {
        std::vector<TensorToWrite> tensors;
        for (const Table& table : tables) {
            tensors.push_back({table.path, DType::F32, table.shape, table.as<float>().data(), {}});
        }
        writeSafetensors(path, tensors, {}, true);
    }
}

std::vector<double> mapOf(const fs::path& activations, const fs::path& out)
{
    SimilarityStudy study;
    study.activations = activations;
    runSimilarity(study, out, true, RunContext());
    return readTable(out, "similarity/up_proj/cka").as<double>();
}

} // namespace

/// Activations made elsewhere, in every format that is read (decisions.md D71).
class TstActivationFiles : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    fs::path path(const std::string& name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

private Q_SLOTS:
    void everyFormatGivesTheSameMap_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("separator");
        QTest::addColumn<bool>("isPerLayer");
        QTest::newRow("npz per layer") << "npz"
                                       << "." << true;
        QTest::newRow("HDF5 with groups") << "h5"
                                          << "/" << false;
        QTest::newRow("HDF5 with dots") << "h5"
                                        << "." << false;
        QTest::newRow("HDF5 per layer") << "h5"
                                        << "/" << true;
        QTest::newRow("safetensors") << "safetensors"
                                     << "." << false;
        QTest::newRow("safetensors per layer") << "safetensors"
                                               << "." << true;
    }
    void everyFormatGivesTheSameMap()
    {
        QFETCH(QString, format);
        QFETCH(QString, separator);
        QFETCH(bool, isPerLayer);
        const fs::path file = path("acts." + format.toStdString());
        writeArrays(file, format.toStdString(), plantedTables(separator.toStdString(), isPerLayer));
        const std::vector<double> expected = mapOf(kData / "acts.npz", path("expected.h5"));
        const std::vector<double> got = mapOf(file, path("got.h5"));
        QCOMPARE(got.size(), std::size_t{24});
        QVERIFY(std::memcmp(got.data(), expected.data(), 24 * sizeof(double)) == 0);
    }

    void brokenFilesAreNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("no HDF5") << "broken.h5";
        QTest::newRow("no safetensors") << "broken.safetensors";
        QTest::newRow("no npz") << "broken.npz";
        QTest::newRow("not there") << "nowhere.h5";
    }
    void brokenFilesAreNamed()
    {
        QFETCH(QString, name);
        if (!name.startsWith("nowhere")) {
            writeFileAtomically(path(name.toStdString()), "no array at all, whatever the name",
                                true);
        }
        try {
            mapOf(path(name.toStdString()), path("r.h5"));
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY2(error.where().find(name.toStdString()) != std::string::npos, error.what());
        }
        QVERIFY(!fs::exists(path("r.h5")));
    }

    void integersAreNoActivations()
    {
        std::vector<Table> tables = plantedTables("/", false);
        Table& teacher = tables.front();
        teacher.values = std::vector<std::int32_t>(static_cast<std::size_t>(teacher.size()), 1);
        writeArrays(path("ints.h5"), "h5", tables);
        try {
            mapOf(path("ints.h5"), path("r.h5"));
            QFAIL("accepted");
        } catch (const FormatError& error) {
            QVERIFY2(error.where().find("teacher.up_proj") != std::string::npos, error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TstActivationFiles)
#include "tst_activation_files.moc"
