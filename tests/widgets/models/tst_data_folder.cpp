// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/data_folder.h"

#include "core/data/dataset.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;
namespace fs = std::filesystem;

class TestDataFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void madeFilesAreCountedOn()
    {
        const QTemporaryDir place;
        const fs::path folder = dataFolder(place.path());
        QCOMPARE(folder, fs::path(place.path().toStdString()) / "data");
        const fs::path first = nextDataFile(folder, "prompt");
        QCOMPARE(first, folder / "prompt.jsonl");
        writeFileAtomically(first, "{}\n", false);
        QCOMPARE(nextDataFile(folder, "prompt"), folder / "prompt-2.jsonl");
    }

    void editedFilesKeepTheNameOfTheData_data()
    {
        QTest::addColumn<QString>("original");
        QTest::addColumn<QString>("expected");
        QTest::newRow("a file") << "/d/demo.jsonl"
                                << "edited-1/demo.jsonl";
        QTest::newRow("a split") << "/d/gsm/align.jsonl"
                                 << "edited-1/gsm/align.jsonl";
        QTest::newRow("an edited split") << "/s/data/edited-7/gsm/align.jsonl"
                                         << "edited-1/gsm/align.jsonl";
    }
    void editedFilesKeepTheNameOfTheData()
    {
        QFETCH(QString, original);
        QFETCH(QString, expected);
        const QTemporaryDir place;
        const fs::path folder = dataFolder(place.path());
        const fs::path edited = nextEditedFile(folder, original.toStdString());
        QCOMPARE(edited, folder / expected.toStdString());
        QCOMPARE(shortDataName(edited), shortDataName(original.toStdString()));
        QVERIFY(fs::is_directory(edited.parent_path()));
        QVERIFY(nextEditedFile(folder, original.toStdString()) != edited);
    }
};

QTEST_GUILESS_MAIN(TestDataFolder)
#include "tst_data_folder.moc"
