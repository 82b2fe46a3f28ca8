// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/weight_record.h"

#include "core/checkpoint/checkpoint.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kModel = fs::path(NEUROGRAFT_TEST_DATA) / "tiny-T";
constexpr const char* kLarge = "model.embed_tokens.weight"; // beyond its three samples

} // namespace

class TestWeightRecord : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void equalWeightsHaveNoDifference()
    {
        const WeightRecord one = record(kModel, WeightReading::EveryByte);
        QVERIFY(one.isFull());
        QCOMPARE(one.model, std::string("tiny-T"));
        QCOMPARE(one.sha256, Checkpoint::open(kModel)->sha256());
        QCOMPARE(one.tensors.size(), Checkpoint::open(kModel)->tensors().size());
        const WeightRecord sampled = record(copyOfModel(), WeightReading::Sampled);
        QVERIFY(!sampled.isFull());
        QVERIFY(compareWeights(one, sampled).empty());
        QVERIFY(compareWeights(one, record(copyOfModel(), WeightReading::EveryByte)).empty());
    }

    void oneByteBetweenTheSamplesIsFoundByTheFullReading()
    {
        const fs::path copy = copyOfModel();
        const TensorEntry entry = Checkpoint::open(copy)->entry(kLarge);
        const std::uint64_t size = entry.end - entry.begin;
        QVERIFY(size > 6 * 4096);
        flip(copy / entry.file, entry.begin + size / 4);
        const WeightRecord before = record(kModel, WeightReading::EveryByte);
        QVERIFY(compareWeights(before, record(copy, WeightReading::Sampled)).empty());
        const auto differences = compareWeights(before, record(copy, WeightReading::EveryByte));
        QCOMPARE(differences.size(), std::size_t(1));
        QCOMPARE(differences[0].tensor, std::string(kLarge));
        QVERIFY(differences[0].kind == WeightDifference::Kind::Values);
    }

    void aByteInASampleNamesItsTensor()
    {
        const fs::path copy = copyOfModel();
        const std::string name = "model.layers.2.mlp.up_proj.weight";
        const TensorEntry entry = Checkpoint::open(copy)->entry(name);
        flip(copy / entry.file, entry.begin + 1);
        const auto differences = compareWeights(record(kModel, WeightReading::Sampled),
                                                record(copy, WeightReading::Sampled));
        QCOMPARE(differences.size(), std::size_t(1));
        QCOMPARE(differences[0].tensor, name);
    }

    void namesAndShapesAreCompared()
    {
        WeightRecord recorded;
        recorded.tensors = {{"a", "float32", {2, 3}, "1", {}},
                            {"b", "float32", {2}, "1", {}},
                            {"d", "float32", {2}, "1", {}}};
        WeightRecord found;
        found.tensors = {{"a", "float32", {3, 2}, "1", {}},
                         {"c", "float32", {2}, "1", {}},
                         {"d", "float32", {2}, "1", {}}};
        const auto differences = compareWeights(recorded, found);
        QCOMPARE(differences.size(), std::size_t(3));
        QVERIFY(differences[0].kind == WeightDifference::Kind::Header);
        QVERIFY(differences[1].tensor == "b"
                && differences[1].kind == WeightDifference::Kind::Missing);
        QVERIFY(differences[2].tensor == "c"
                && differences[2].kind == WeightDifference::Kind::Added);
    }

    void recordsReadBack()
    {
        const WeightRecord one = record(kModel, WeightReading::EveryByte);
        const fs::path path = weightRecordPath(folder(), one.sha256);
        QCOMPARE(path.filename().string(), one.sha256.substr(0, 16) + ".json");
        writeWeightRecord(path, one);
        const WeightRecord again = readWeightRecord(path);
        QCOMPARE(again.sha256, one.sha256);
        QCOMPARE(again.model, one.model);
        QVERIFY(again.isFull());
        QVERIFY(compareWeights(again, one).empty());
    }

    void brokenRecordsNameTheKey_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("key");
        QTest::newRow("no JSON") << QByteArray("{") << "schema";
        QTest::newRow("another schema") << QByteArray("{\"schema\": 2}") << "schema";
        QTest::newRow("no tensors")
            << QByteArray("{\"schema\": 1, \"model\": \"m\", \"sha256\": \"a\"}") << "tensors";
        QTest::newRow("no shape") << QByteArray(
            "{\"schema\": 1, \"model\": \"m\", \"sha256\": \"a\", \"tensors\": "
            "{\"w\": {\"dtype\": \"float32\", \"sampled\": \"s\"}}}")
                                  << "w.shape";
    }
    void brokenRecordsNameTheKey()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, key);
        const fs::path path = folder() / "record.json";
        writeFileAtomically(path, text.toStdString(), true);
        try {
            readWeightRecord(path);
            QFAIL("accepted");
        } catch (const FormatError& error) {
            QVERIFY2(error.where().find("key " + key.toStdString()) != std::string::npos,
                     error.what());
        }
    }

    void aStopIsTakenUp()
    {
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(recordWeights(kModel, WeightReading::EveryByte, 2, context),
                                 Canceled);
    }

private:
    fs::path folder() const { return m_folder->path().toStdString(); }
    static WeightRecord record(const fs::path& model, WeightReading reading)
    {
        return recordWeights(model, reading, 2, {});
    }
    fs::path copyOfModel() const
    {
        const fs::path copy = folder() / "tiny-T";
        fs::copy(kModel, copy, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
        return copy;
    }
    static void flip(const fs::path& file, std::uint64_t offset)
    {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekg(static_cast<std::streamoff>(offset));
        const auto byte = static_cast<char>(stream.get() ^ 1);
        stream.seekp(static_cast<std::streamoff>(offset));
        stream.put(byte);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestWeightRecord)
#include "tst_weight_record.moc"
