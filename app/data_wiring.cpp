// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data_wiring.h"

#include "app/window_actions.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/models/pair_model.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_bar.h"
#include "widgets/panels/similarity_view.h"

#include <QMainWindow>

namespace neurograft {

namespace {

const QString kTopic = QStringLiteral("data");

} // namespace

DataWiring::DataWiring(const WindowParts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    parts.actions->on("data.openData", this, [this] { choose(); });
    parts.actions->on("data.importActivations", this, [this] {
        const QString path = chooseActivations(m_parts.settings, m_parts.window);
        if (!path.isEmpty()) {
            m_parts.pair->openData(path);
        }
    });
    connect(parts.pairBar, &PairBar::dataWanted, this, &DataWiring::choose);
    connect(parts.similarity, &SimilarityView::dataWanted, this, &DataWiring::choose);
    connect(parts.pair, &PairModel::dataChanged, this, &DataWiring::showProblem);
}

void DataWiring::choose()
{
    const QString path = chooseDataFile(m_parts.settings, m_parts.window);
    if (!path.isEmpty()) {
        m_parts.pair->openData(path);
    }
}

void DataWiring::showProblem()
{
    const DataSlot& slot = m_parts.pair->data();
    if (slot.state != SlotState::Failed) {
        m_parts.notices->clear(kTopic);
        return;
    }
    Notice notice{Notice::Weight::Problem, tr("The data file was not read."),
                  slot.problem.message,    slot.problem.advice,
                  slot.problem.details,    {}};
    notice.actions.append({tr("Choose another"), [this] { choose(); }});
    m_parts.notices->show(kTopic, notice);
}

} // namespace neurograft
