// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bookmark_wiring.h"

#include "app/text_export.h"
#include "app/window_actions.h"
#include "app/window_docks.h"
#include "widgets/dialogs/name_dialog.h"
#include "widgets/frame/dock.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/neuron_text.h"
#include "widgets/models/selection_json.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/bookmarks_list.h"
#include "widgets/panels/study_panel.h"

#include <QMainWindow>
#include <QUndoStack>

#include <nlohmann/json.hpp>

#include <utility>

namespace neurograft {

namespace {

QString setTitle(const SelectionModel& selection)
{
    return selection.setName().isEmpty() ? QStringLiteral("set") : selection.setName();
}

/// Rows of a set of neurons, in its order; none when one of them is not among the rows.
std::vector<int> rowsOf(const ItemSet& items, const NeuronRows& rows)
{
    std::vector<int> found;
    for (const SelectionItem& item : items) {
        const auto* neuron = std::get_if<NeuronItem>(&item);
        const int row = neuron != nullptr ? rows.rowOf(*neuron) : -1;
        if (row < 0) {
            return {};
        }
        found.push_back(row);
    }
    return found;
}

} // namespace

BookmarkWiring::BookmarkWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    WindowActions* actions = parts.actions;
    actions->on("edit.bookmark", this, [this] { bookmark(); });
    actions->on("edit.note", this, [this] { editNote(); });
    actions->on("sets.save", this, [this] { saveSet(); });
    actions->on("sets.union", this, [this] { join(SetDialog::Operation::Union); });
    actions->on("sets.intersect", this, [this] { join(SetDialog::Operation::Intersect); });
    actions->on("sets.minus", this, [this] { join(SetDialog::Operation::Minus); });
    actions->on("sets.export", this, [this] { exportSet(); });
    auto* list = new BookmarksList(parts.bookmarks, parts.selection, parts.docks->study());
    auto* panel = parts.docks->study()->findChild<StudyPanel*>();
    panel->addSection(tr("Bookmarks"), list, parts.bookmarks);
    connect(list, &BookmarksList::exportWanted, this, &BookmarkWiring::exportBookmarks);
    connect(parts.selection, &SelectionModel::primaryChanged, this, &BookmarkWiring::updateActions);
    connect(parts.selection, &SelectionModel::setChanged, this, &BookmarkWiring::updateActions);
    connect(parts.bookmarks, &BookmarkModel::changed, this, &BookmarkWiring::updateActions);
    updateActions();
}

void BookmarkWiring::updateActions()
{
    const SelectionModel* selection = m_parts.selection;
    const bool hasSet = !selection->set().empty();
    const bool hasPrimary = !isNothing(selection->primary());
    const QString noSet = hasSet ? QString() : tr("The set is empty.");
    m_parts.actions->setObstacle("edit.bookmark",
                                 hasSet || hasPrimary ? QString() : tr("Nothing is selected."));
    m_parts.actions->setObstacle("edit.note",
                                 hasPrimary || hasSet ? QString() : tr("Nothing is selected."));
    m_parts.actions->setObstacle("sets.save", noSet);
    m_parts.actions->setObstacle("sets.export", noSet);
    const QString noOther = m_parts.bookmarks->setNames().isEmpty()
        ? tr("No set is saved yet; B saves the current one.")
        : noSet;
    for (const char* name : {"sets.union", "sets.intersect", "sets.minus"}) {
        m_parts.actions->setObstacle(name, noOther);
    }
}

void BookmarkWiring::bookmark()
{
    const SelectionModel* selection = m_parts.selection;
    const bool isNewSet =
        !selection->set().empty() && m_parts.bookmarks->findSet(selection->setName()) < 0;
    if (isNewSet) {
        saveSet();
        return;
    }
    if (!isNothing(selection->primary())) {
        const bool isKept = m_parts.bookmarks->find(selection->primary()) >= 0;
        m_parts.bookmarks->add(selection->primary());
        const QString name = goToText(selection->primary());
        m_parts.toast(isKept ? tr("%1 is among the bookmarks already.").arg(name)
                             : tr("%1 bookmarked.").arg(name));
    }
}

void BookmarkWiring::saveSet()
{
    auto* dialog =
        new NameDialog(QStringLiteral("saveSetDialog"), tr("Save as set"),
                       tr("&Name of the set of %1").arg(m_parts.selection->set().size()),
                       m_parts.selection->setName(), m_parts.bookmarks->setNames(), m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, items = m_parts.selection->set()] {
        m_parts.undo->beginMacro(tr("Save set %1").arg(dialog->name()));
        m_parts.bookmarks->addSet(dialog->name(), items);
        m_parts.selection->setSet(items, dialog->name());
        m_parts.undo->endMacro();
        m_parts.toast(tr("Set %1 saved.").arg(dialog->name()));
    });
    dialog->open();
}

void BookmarkWiring::join(SetDialog::Operation operation)
{
    auto* dialog =
        new SetDialog(operation, m_parts.selection->set(), m_parts.bookmarks, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_parts.selection->setSet(dialog->result()); });
    dialog->open();
}

void BookmarkWiring::editNote()
{
    // The list is where notes are read: what is selected is kept and its note opened there.
    const SelectionModel* selection = m_parts.selection;
    int row = m_parts.bookmarks->findSet(selection->setName());
    if (row < 0 || !isNothing(selection->primary())) {
        row = m_parts.bookmarks->add(selection->primary());
    }
    if (row < 0) {
        saveSet();
        return;
    }
    const Bookmark kept = m_parts.bookmarks->at(row);
    auto* dialog = new NameDialog(QStringLiteral("noteDialog"), tr("Note on %1").arg(kept.name),
                                  tr("&Note"), kept.note, {}, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, kept] {
        const int at = kept.isSet ? m_parts.bookmarks->findSet(kept.name)
                                  : m_parts.bookmarks->find(kept.items().front());
        if (at >= 0) {
            m_parts.bookmarks->setNote(at, dialog->name());
        }
    });
    dialog->open();
}

void BookmarkWiring::exportSet()
{
    const QString name = setTitle(*m_parts.selection);
    const ItemSet& items = m_parts.selection->set();
    const std::shared_ptr<const NeuronRows> rows = m_parts.neurons->rows();
    const std::vector<int> neurons = rowsOf(items, *rows);
    if (!neurons.empty()) {
        write(tr("Export set"), name,
              [rows, neurons, notes = m_parts.neuronTable->notes()](bool isJson) {
                  return isJson ? neuronsJson(*rows, neurons, notes).dump(1) + "\n"
                                : neuronsCsv(*rows, neurons, notes);
              });
        return;
    }
    write(tr("Export set"), name, [items, name](bool isJson) {
        if (!isJson) {
            return itemsCsv(items);
        }
        nlohmann::json list = nlohmann::json::array();
        for (const SelectionItem& item : items) {
            list.push_back(selectionJson(item));
        }
        return nlohmann::json{{"name", name.toStdString()}, {"items", list}}.dump(1) + "\n";
    });
}

void BookmarkWiring::exportBookmarks()
{
    write(tr("Export bookmarks"), QStringLiteral("bookmarks"),
          [csv = m_parts.bookmarks->toCsv(), json = m_parts.bookmarks->toJson()](bool isJson) {
              return isJson ? nlohmann::json::parse(json).dump(1) + "\n" : csv;
          });
}

void BookmarkWiring::write(const QString& title, const QString& suggestion,
                           std::function<std::string(bool isJson)> text)
{
    exportText(m_parts, this, title, suggestion + QStringLiteral(".csv"),
               tr("CSV (*.csv);;JSON (*.json)"), std::move(text));
}

} // namespace neurograft
