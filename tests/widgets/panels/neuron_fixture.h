// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/widgets/sample_neurons.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/selection_model.h"

#include <QTemporaryDir>
#include <QUndoStack>

namespace neurograft::testing {

/// A session with a locate result, and what follows it.
struct NeuronFixture {
    QTemporaryDir folder;
    QuickLane lane;
    QUndoStack undo;
    SelectionModel selection{&undo};
    NeuronSession session{&lane, &selection};
    NeuronTableModel table{&lane, &undo};

    /// Begins to read it; wait for session.isReading() to end.
    void open(const ResultFile& result = sampleLocateResult())
    {
        const QString path = folder.filePath(QStringLiteral("locate.h5"));
        writeResult(path.toStdString(), result, true);
        session.openResult(path);
    }
    static NeuronItem planted(Role role = Role::Student)
    {
        return role == Role::Student ? NeuronItem{role, 2, QStringLiteral("down_proj"), 137}
                                     : NeuronItem{role, 4, QStringLiteral("down_proj"), 200};
    }
};

} // namespace neurograft::testing
