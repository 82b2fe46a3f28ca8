// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/run_trash.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;
namespace fs = std::filesystem;

class TestRunTrash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsMoveWithTheirDateAndWholeFolders()
    {
        const QTemporaryDir dir;
        const fs::path runs = dir.path().toStdString();
        writeFileAtomically(runs / "0001-similarity.h5", "x", false);
        fs::create_directories(runs / "0002-laten");
        writeFileAtomically(runs / "0002-laten" / "run.h5", "x", false);
        writeFileAtomically(runs / "0002-laten" / "delta.safetensors", "x", false);
        moveRunToTrash(runs, "0001-similarity.h5", "20261125");
        moveRunToTrash(runs, "0002-laten/run.h5", "20261125");
        QVERIFY(!fs::exists(runs / "0001-similarity.h5") && !fs::exists(runs / "0002-laten"));
        QVERIFY(fs::exists(runs / ".trash" / "20261125-0001-similarity.h5"));
        QVERIFY(fs::exists(runs / ".trash" / "20261125-0002-laten" / "delta.safetensors"));
        writeFileAtomically(runs / "0001-similarity.h5", "y", false);
        moveRunToTrash(runs, "0001-similarity.h5", "20261125");
        QVERIFY(fs::exists(runs / ".trash" / "20261125-0001-similarity.h5.2"));
        QVERIFY_EXCEPTION_THROWN(moveRunToTrash(runs, "0009-x.h5", "20261125"), StoreError);
    }

    void onlyOldDatedEntriesGo()
    {
        const QTemporaryDir dir;
        const fs::path runs = dir.path().toStdString();
        const fs::path trash = runs / ".trash";
        for (const char* name : {"20261025-0001-a.h5", "20261026-0002-b.h5", "mine.txt"}) {
            writeFileAtomically(trash / name, "x", false);
        }
        emptyRunTrash(runs, "20261026");
        QVERIFY(!fs::exists(trash / "20261025-0001-a.h5"));
        QVERIFY(fs::exists(trash / "20261026-0002-b.h5"));
        QVERIFY(fs::exists(trash / "mine.txt"));
        emptyRunTrash(runs / "none", "20261026");
    }
};

QTEST_GUILESS_MAIN(TestRunTrash)
#include "tst_run_trash.moc"
