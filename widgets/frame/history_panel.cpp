// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/history_panel.h"

#include "widgets/models/selection_model.h"

#include <QLabel>
#include <QListWidget>
#include <QUndoView>
#include <QVBoxLayout>

namespace neurograft {

HistoryPanel::HistoryPanel(QUndoStack* undo, SelectionModel* selection, QWidget* parent)
    : QWidget(parent), m_selection(selection), m_trail(new QListWidget(this))
{
    auto* changes = new QUndoView(undo, this);
    changes->setObjectName(QStringLiteral("historyDock.undo"));
    changes->setEmptyLabel(tr("As opened"));
    changes->setAccessibleDescription(tr("A row is a change; choosing one goes back to it."));
    m_trail->setObjectName(QStringLiteral("historyDock.trail"));
    m_trail->setAccessibleDescription(tr("What was looked at; choosing one goes there."));

    auto* layout = new QVBoxLayout(this);
    const int pad = fontMetrics().height() / 4;
    layout->setContentsMargins(pad, pad, pad, pad);
    const auto add = [this, layout](const QString& title, QAbstractItemView* list) {
        auto* label = new QLabel(title, this);
        label->setBuddy(list);
        list->setAccessibleName(label->text().remove(QLatin1Char('&')));
        list->setFrameShape(QFrame::NoFrame);
        layout->addWidget(label);
        layout->addWidget(list, 1);
    };
    add(tr("&Changes"), changes);
    add(tr("&Looked at"), m_trail);
    connect(m_trail, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) {
        m_selection->goTo(static_cast<int>(m_trail->count()) - 1 - m_trail->row(item));
    });
    connect(selection, &SelectionModel::trailChanged, this, &HistoryPanel::showTrail);
    showTrail();
}

void HistoryPanel::showTrail()
{
    m_trail->clear();
    const std::vector<SelectionItem>& trail = m_selection->trail();
    for (auto item = trail.rbegin(); item != trail.rend(); ++item) { // newest on top
        m_trail->addItem(goToText(*item));
    }
    m_trail->setCurrentRow(static_cast<int>(trail.size()) - 1 - m_selection->trailPlace());
}

} // namespace neurograft
