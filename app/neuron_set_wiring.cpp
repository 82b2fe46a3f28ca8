// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/neuron_set_wiring.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "widgets/dialogs/choose_neurons_dialog.h"
#include "widgets/frame/dock.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/neuron_set_bar.h"
#include "widgets/panels/neuron_table_panel.h"

#include <QMainWindow>

#include <algorithm>
#include <cmath>
#include <utility>

namespace neurograft {

namespace {

constexpr int kUsualTop = 100;

/// Lowest and highest score of some rows; nothing was evaluated: 0 and 0.
std::pair<double, double> scoreRange(const NeuronRows& rows, const std::vector<int>& chosen)
{
    std::pair<double, double> range{0.0, 0.0};
    bool isFirst = true;
    for (const int row : chosen) {
        const double score = static_cast<double>(rows.score(row));
        if (std::isnan(score)) {
            continue;
        }
        range.first = isFirst ? score : std::min(range.first, score);
        range.second = isFirst ? score : std::max(range.second, score);
        isFirst = false;
    }
    return range;
}

} // namespace

NeuronSetWiring::NeuronSetWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    WindowActions* actions = parts.actions;
    actions->on("sets.top", this, [this] { askTop(); });
    actions->on("sets.threshold", this, [this] { askThreshold(); });
    auto* panel = parts.docks->neuronTable()->findChild<NeuronTablePanel*>();
    panel->addTools(new NeuronSetBar(
        parts.bookmarks, parts.selection,
        {actions->find("sets.top"), actions->find("sets.save"), actions->find("analyse.ablate")},
        panel));
    connect(parts.neuronTable, &NeuronTableModel::shownChanged, this,
            &NeuronSetWiring::updateActions);
    connect(parts.neurons, &NeuronSession::resultChanged, this, [this] {
        showNotes();
        updateActions();
    });
    connect(parts.bookmarks, &BookmarkModel::changed, this, &NeuronSetWiring::showNotes);
    updateActions();
}

void NeuronSetWiring::updateActions()
{
    const QString obstacle = m_parts.neurons->rows()->count() == 0 ? tr("Locate neurons first.")
        : m_parts.neuronTable->shown().empty()
        ? tr("No row of the neuron table matches its filter.")
        : QString();
    m_parts.actions->setObstacle("sets.top", obstacle);
    m_parts.actions->setObstacle("sets.threshold", obstacle);
}

void NeuronSetWiring::showNotes()
{
    const NeuronRows& rows = *m_parts.neurons->rows();
    NeuronTexts notes;
    for (const Bookmark& bookmark : m_parts.bookmarks->bookmarks()) {
        const auto* neuron =
            bookmark.isSet ? nullptr : std::get_if<NeuronItem>(&bookmark.items().front());
        const int row = neuron != nullptr ? rows.rowOf(*neuron) : -1;
        if (row >= 0 && !bookmark.note.isEmpty()) {
            notes.insert(row, bookmark.note);
        }
    }
    if (notes != m_parts.neuronTable->notes()) {
        m_parts.neuronTable->setNotes(notes);
    }
}

void NeuronSetWiring::askTop()
{
    const int shown = static_cast<int>(m_parts.neuronTable->shown().size());
    auto* dialog = ChooseNeuronsDialog::top(shown, std::min(shown, kUsualTop), m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        choose([count = dialog->count()](const NeuronRows& rows, const NeuronSet& among) {
            return topNeurons(rows, among, count);
        });
    });
    dialog->open();
}

void NeuronSetWiring::askThreshold()
{
    const std::vector<int>& shown = m_parts.neuronTable->shown();
    const auto [lowest, highest] = scoreRange(*m_parts.neurons->rows(), shown);
    auto* dialog = ChooseNeuronsDialog::threshold(static_cast<int>(shown.size()), lowest, highest,
                                                  m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        choose([score = dialog->score()](const NeuronRows& rows, const NeuronSet& among) {
            return neuronsFrom(rows, among, score);
        });
    });
    dialog->open();
}

void NeuronSetWiring::choose(Pick pick)
{
    m_parts.lane->ask(QStringLiteral("neurons.pick"), this,
                      [this, rows = m_parts.neurons->rows(), shown = m_parts.neuronTable->shown(),
                       pick = std::move(pick)](const RunContext&) -> QuickLane::Answer {
                          const ItemSet items =
                              neuronItems(pick(*rows, NeuronSet(rows->count(), shown)), *rows);
                          return [this, items] {
                              if (items.empty()) {
                                  m_parts.toast(tr("None of the neurons shown has such a score."));
                              } else {
                                  m_parts.selection->setSet(items);
                              }
                          };
                      });
}

} // namespace neurograft
