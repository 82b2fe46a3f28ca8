// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/mapped_file.h"
#include "core/support/sha256.h"
#include "core/support/text_utf8.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace neurograft;
namespace fs = std::filesystem;

class TstSupportFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sha256OfKnownTexts()
    {
        QCOMPARE(sha256Hex(""),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256Hex("abc"),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(sha256Hex(std::string(1000, 'a')),
                 std::string("41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"));
    }

    void uncommittedFileLeavesNothing()
    {
        QTemporaryDir folder;
        const fs::path target = fs::path(folder.path().toStdString()) / "a.bin";
        {
            AtomicFile file(target, false);
            writeFileAtomically(file.temporaryPath(), "half", true);
        }
        QVERIFY(fs::is_empty(folder.path().toStdString()));
    }

    void existingFileIsKeptWithoutOverwrite()
    {
        QTemporaryDir folder;
        const fs::path target = fs::path(folder.path().toStdString()) / "a.bin";
        writeFileAtomically(target, "first", false);
        QVERIFY_EXCEPTION_THROWN(writeFileAtomically(target, "second", false), StudyError);
        QCOMPARE(readFile(target), std::string("first"));
        writeFileAtomically(target, "second", true);
        QCOMPARE(readFile(target), std::string("second"));
    }

    void mappedFileShowsTheBytes()
    {
        QTemporaryDir folder;
        const fs::path target = fs::path(folder.path().toStdString()) / "a.bin";
        writeFileAtomically(target, "0123456789", false);
        const MappedFile file(target);
        QCOMPARE(file.size(), std::uint64_t {10});
        QCOMPARE(static_cast<char>(file.data()[7]), '7');
    }

    void missingFileNamesItself()
    {
        try {
            MappedFile("/nowhere/a.safetensors");
            QFAIL("no error");
        } catch (const FormatError& error) {
            QCOMPARE(error.where(), std::string("/nowhere/a.safetensors"));
        }
    }

    void stripFollowsPython()
    {
        QCOMPARE(std::string(stripPython("\u00a0\t a b \u3000\n\x1c")), std::string("a b"));
        QCOMPARE(std::string(stripPython("\u200b x")), std::string("\u200b x")); // no white space
        QVERIFY(stripPython(" \n ").empty());
    }

    void codePointsAndBadBytes()
    {
        QCOMPARE(codePointCount("aé東🦙"), std::int64_t {4});
        QCOMPARE(firstInvalidUtf8("aé東🦙"), std::int64_t {-1});
        QCOMPARE(firstInvalidUtf8("ab\xff"), std::int64_t {2});
    }
};

QTEST_GUILESS_MAIN(TstSupportFiles)
#include "tst_support_files.moc"
