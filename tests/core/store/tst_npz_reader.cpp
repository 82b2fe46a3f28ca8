// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/store/npz_reader.h"
#include "core/store/npz_writer.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

Table sampleTable()
{
    Table table;
    table.path = "a";
    table.shape = {2, 3};
    table.axes = {"x", "y"};
    table.values = std::vector<double>{1, 2, 3, 4, 5, 6.5};
    return table;
}

} // namespace

class TstNpzReader : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void storedArraysReadBack()
    {
        writeNpz(path("s.npz"), {sampleTable()}, true);
        const NpzReader reader(path("s.npz"));
        QCOMPARE(reader.arrays().size(), std::size_t{1});
        const NpyValues values = reader.read("a");
        QCOMPARE(values.header.shape, (std::vector<std::int64_t>{2, 3}));
        QVERIFY(!values.header.isColumnMajor);
        double last = 0.0;
        std::memcpy(&last, values.data + 5 * sizeof(double), sizeof(last));
        QCOMPARE(last, 6.5);
    }

    void deflatedArraysOfNumPyRead()
    {
        const NpzReader reader(fs::path(NEUROGRAFT_TEST_DATA) / "acts.npz");
        const NpyHeader* teacher = reader.find("teacher.up_proj");
        QVERIFY(teacher != nullptr);
        QCOMPARE(teacher->shape, (std::vector<std::int64_t>{6, 48, 256}));
        QCOMPARE(teacher->descr, std::string("<f4"));
        const NpyValues student = reader.read("student.up_proj");
        float first = 0.0F;
        std::memcpy(&first, student.data, sizeof(first));
        QCOMPARE(first, 1.0F); // student layer 0 is all ones
    }

    void unknownNamesAreRefused()
    {
        writeNpz(path("s.npz"), {sampleTable()}, true);
        QVERIFY_EXCEPTION_THROWN(NpzReader(path("s.npz")).read("b"), FormatError);
        QVERIFY_EXCEPTION_THROWN(NpzReader(path("none.npz")), FormatError);
    }

    void brokenFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        writeNpz(path("s.npz"), {sampleTable()}, true);
        const std::string whole = readFile(path("s.npz"));
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<int>(bytes.size()));
        };
        row("empty", "");
        row("text", "no archive at all, but longer than the record at the end of one");
        row("cut in the data", whole.substr(0, whole.size() / 2));
        row("cut in front", whole.substr(40));
        std::string damaged = whole;
        damaged[whole.find("NUMPY") + 125] ^= 1; // a byte of the values: the checksum tells
        row("damaged values", damaged);
        std::string shape = whole;
        shape[shape.find("(2") + 1] = '9';
        row("shape beyond the data", shape);
    }
    void brokenFilesAreRefused()
    {
        QFETCH(QByteArray, bytes);
        writeFileAtomically(path("b.npz"), bytes.toStdString(), true);
        QVERIFY_EXCEPTION_THROWN(NpzReader(path("b.npz")).read("a"), FormatError);
    }
};

QTEST_GUILESS_MAIN(TstNpzReader)
#include "tst_npz_reader.moc"
