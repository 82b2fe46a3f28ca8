// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/example_set.h"
#include "widgets/models/example_slices.h"
#include "widgets/models/example_table_model.h"
#include "widgets/models/pair_model.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

namespace neurograft {

/// Everything that stands behind the examples, on the fixtures.
struct ExampleFixture {
    QTemporaryDir folder;
    QuickLane lane;
    QUndoStack undo;
    PairModel pair{&lane};
    ExampleSet set{&pair, &lane};
    ExampleSlices slices{&undo};
    ExampleTableModel model{&set, &slices, &lane, &undo};

    static QString path(const char* name)
    {
        return QStringLiteral(NEUROGRAFT_TEST_DATA "/") + QLatin1String(name);
    }
    /// Opens demo.jsonl and tiny-S and waits until every row is measured.
    void openDemo()
    {
        pair.openData(path("demo.jsonl"));
        pair.openModel(Role::Student, path("tiny-S"));
        QTRY_VERIFY(set.isMeasured());
    }
    /// Opens rows written for the test.
    void openRows(const QByteArray& bytes)
    {
        QFile file(folder.filePath(QStringLiteral("rows.jsonl")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        pair.openData(file.fileName());
        QTRY_VERIFY(pair.data().state != SlotState::Reading);
    }
    void settle() { QTRY_VERIFY(!lane.isBusy()); }
};

} // namespace neurograft
