// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_folder.h"

#include "core/run/error.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;

class TestRunFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsAreCountedOn()
    {
        const QTemporaryDir folder;
        const RunFolder runs(folder.path());
        QCOMPARE(name(runs.next(QStringLiteral("similarity"))),
                 QStringLiteral("0001-similarity.h5"));
        for (const char* taken : {"0001-similarity.h5", "0007-locate.h5", "notes.txt"}) {
            QFile file(folder.filePath(QStringLiteral("runs/") + QLatin1String(taken)));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        QCOMPARE(name(runs.next(QStringLiteral("similarity"))),
                 QStringLiteral("0008-similarity.h5"));
    }

    void aFolderThatCannotBeMadeIsNamed()
    {
        const QTemporaryDir folder;
        QFile inTheWay(folder.filePath(QStringLiteral("runs")));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        QVERIFY_EXCEPTION_THROWN(RunFolder(folder.path()).next(QStringLiteral("x")), StoreError);
    }

private:
    static QString name(const std::filesystem::path& path)
    {
        return QString::fromStdString(path.filename().string());
    }
};

QTEST_GUILESS_MAIN(TestRunFolder)
#include "tst_run_folder.moc"
