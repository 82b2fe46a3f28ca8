// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/support/zip_archive.h"
#include "core/support/zip_writer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

std::string contentOf(const ZipArchive& archive, std::size_t place)
{
    const std::vector<std::byte> bytes = archive.readAll(archive.members()[place]);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

class TestZipWriter : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void membersComeBack()
    {
        ZipWriter writer(path("a.zip"), false);
        writer.add("one.txt", {"first ", "and second"});
        writer.add("empty", {});
        writer.add("folder/z\u00fcrich", {std::string(100000, 'x')});
        QVERIFY(!fs::exists(path("a.zip"))); // not before its end
        writer.finish();
        const ZipArchive archive(path("a.zip"));
        QCOMPARE(archive.members().size(), std::size_t{3});
        QCOMPARE(archive.members()[0].name, std::string("one.txt"));
        QCOMPARE(contentOf(archive, 0), std::string("first and second"));
        QCOMPARE(contentOf(archive, 1), std::string());
        QCOMPARE(archive.members()[2].name, std::string("folder/z\u00fcrich"));
        QCOMPARE(contentOf(archive, 2), std::string(100000, 'x'));
    }

    /// Past 65 535 members the directory is that of zip64.
    void manyMembersComeBack()
    {
        constexpr std::size_t kMany = 70000;
        ZipWriter writer(path("many.zip"), false);
        for (std::size_t i = 0; i < kMany; ++i) {
            const std::string number = std::to_string(i);
            writer.add(number, {number});
        }
        writer.finish();
        const ZipArchive archive(path("many.zip"));
        QCOMPARE(archive.members().size(), kMany);
        QCOMPARE(contentOf(archive, kMany - 1), std::to_string(kMany - 1));
    }

    void aFileInTheWayStays()
    {
        {
            ZipWriter writer(path("kept.zip"), false);
            writer.add("old", {"old"});
            writer.finish();
        }
        QVERIFY_THROWS_EXCEPTION(StudyError, ZipWriter(path("kept.zip"), false));
        {
            ZipWriter unfinished(path("kept.zip"), true);
            unfinished.add("new", {"new"});
        }
        QCOMPARE(contentOf(ZipArchive(path("kept.zip")), 0), std::string("old"));
        QCOMPARE(std::distance(fs::directory_iterator(path("")), fs::directory_iterator()), 3L);
    }
};

QTEST_GUILESS_MAIN(TestZipWriter)
#include "tst_zip_writer.moc"
