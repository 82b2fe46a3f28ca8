// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/examples_panel.h"

#include "widgets/dialogs/name_dialog.h"
#include "widgets/dialogs/slices_dialog.h"
#include "widgets/models/example_set.h"
#include "widgets/models/example_slices.h"
#include "widgets/models/example_table_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/example_table_view.h"
#include "widgets/panels/token_preview.h"
#include "widgets/panels/token_strip.h"
#include "widgets/plots/number_text.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScopedValueRollback>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

ExamplesPanel::ExamplesPanel(ExampleSet* examples, ExampleTableModel* model, ExampleSlices* slices,
                             SelectionModel* selection, QuickLane* lane, QWidget* parent)
    : QWidget(parent), m_examples(examples), m_model(model), m_slices(slices),
      m_selection(selection), m_lane(lane), m_pages(new QStackedWidget(this))
{
    m_pages->addWidget(makeEmptyPage());
    m_pages->addWidget(makeContent());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    connectModels();
    showSlices();
    showState();
}

QSize ExamplesPanel::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 12};
}

void ExamplesPanel::connectModels()
{
    connect(m_examples, &ExampleSet::fileChanged, this, [this] {
        m_row = -1;
        showSlices();
        showState();
        followSelection();
        if (m_row < 0 && m_examples->rows() > 0) {
            look(0);
        }
    });
    connect(m_slices, &ExampleSlices::changed, this, &ExamplesPanel::showSlices);
    connect(m_model, &ExampleTableModel::viewChanged, this, [this] {
        if (m_filter->text() != m_model->filter()) {
            m_filter->setText(m_model->filter());
        }
        m_slice->setCurrentIndex(m_slice->findData(m_model->slice()));
    });
    connect(m_model, &ExampleTableModel::shownChanged, this, &ExamplesPanel::showCount);
    connect(m_selection, &SelectionModel::primaryChanged, this, &ExamplesPanel::followSelection);
    connect(m_selection, &SelectionModel::setChanged, this, &ExamplesPanel::followSet);
}

void ExamplesPanel::setLinked(bool isLinked)
{
    m_isLinked = isLinked;
    followSelection();
}

void ExamplesPanel::showState()
{
    m_pages->setCurrentIndex(m_examples->file() ? 1 : 0);
    showCount();
    m_preview->setRow(m_row);
}

void ExamplesPanel::showCount()
{
    const int shown = m_model->rowCount();
    const int all = m_examples->rows();
    m_count->setText(shown == all ? tr("%1 rows").arg(countText(all))
                                  : tr("%1 of %2 rows").arg(countText(shown), countText(all)));
    m_list->setCurrentIndex(shown == 0 && all > 0 ? 1 : 0);
    // The list was made anew: the row looked at is marked in it again.
    const QScopedValueRollback<bool> following(m_isFollowing, true);
    const int place = m_model->tableRow(m_row);
    if (place >= 0) {
        m_table->markOnly(place);
    }
}

void ExamplesPanel::showSlices()
{
    const QSignalBlocker blocker(m_slice);
    m_slice->clear();
    m_slice->addItem(tr("all"), ExampleTableModel::allSlice());
    m_slice->addItem(tr("★ starred"), ExampleTableModel::starredSlice());
    for (const QString& name : m_slices->slices(m_examples->name())) {
        m_slice->addItem(name, name);
    }
    m_slice->setCurrentIndex(m_slice->findData(m_model->slice()));
}

void ExamplesPanel::takeTableRow()
{
    if (m_isFollowing || !m_table->currentIndex().isValid()) {
        return;
    }
    const QScopedValueRollback<bool> following(m_isFollowing, true);
    showRow(m_model->dataRow(m_table->currentIndex().row()));
    if (m_isLinked) {
        m_selection->select(RowItem{m_examples->name(), m_row + 1});
    }
}

void ExamplesPanel::takeTableSet()
{
    if (m_isFollowing || !m_isLinked) {
        return;
    }
    const std::vector<int> chosen = m_table->chosenRows();
    if (chosen.size() > 1) {
        std::vector<SelectionItem> set;
        for (const int row : chosen) {
            set.push_back(RowItem{m_examples->name(), row + 1});
        }
        m_selection->setSet(std::move(set));
    }
}

void ExamplesPanel::followSet()
{
    // Esc emptied the set: the table marks one row again.
    if (m_isLinked && m_selection->set().empty() && m_table->chosenRows().size() > 1) {
        const QScopedValueRollback<bool> following(m_isFollowing, true);
        m_table->markOnly(m_table->currentIndex().row());
    }
}

void ExamplesPanel::followSelection()
{
    const auto* item = std::get_if<RowItem>(&m_selection->primary());
    if (m_isFollowing || !m_isLinked || item == nullptr || item->data != m_examples->name()
        || item->row < 1 || item->row > m_examples->rows()) {
        return; // other items leave the row as it is
    }
    look(item->row - 1);
}

void ExamplesPanel::look(int row)
{
    if (row == m_row) {
        return;
    }
    const int place = m_model->tableRow(row);
    if (place >= 0) {
        const QScopedValueRollback<bool> following(m_isFollowing, true);
        m_table->goTo(place);
    }
    showRow(row);
}

void ExamplesPanel::showRow(int row)
{
    if (row != m_row) {
        m_row = row;
        m_preview->setRow(row);
        Q_EMIT rowShown();
    }
}

QString ExamplesPanel::currentGoTo() const
{
    return m_row < 0 ? QString() : goToText(RowItem{m_examples->name(), m_row + 1});
}

QString ExamplesPanel::copiedRows() const
{
    return m_table->chosenText();
}

bool ExamplesPanel::hasTableFocus() const
{
    return m_table->hasFocus();
}

void ExamplesPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void ExamplesPanel::setLossShown(bool isShown)
{
    m_preview->strip()->setLossShown(isShown);
}

bool ExamplesPanel::isLossShown() const
{
    return m_preview->strip()->isLossShown();
}

bool ExamplesPanel::areLengthsShown() const
{
    return m_right->currentIndex() == 1;
}

void ExamplesPanel::showLengths(bool isShown)
{
    if (areLengthsShown() == isShown) {
        return;
    }
    m_right->setCurrentIndex(isShown ? 1 : 0);
    m_lengthsToggle->setChecked(isShown);
    Q_EMIT lengthsShown(isShown);
}

void ExamplesPanel::newSliceFromFilter()
{
    auto* dialog = new NameDialog(QStringLiteral("newSliceDialog"), tr("New slice"),
                                  tr("&Name of these %1 rows").arg(m_model->rowCount()),
                                  m_model->filter(), m_slices->slices(m_examples->name()), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, rows = m_model->shown()] {
        std::vector<int> ascending = rows;
        std::sort(ascending.begin(), ascending.end());
        m_slices->setSlice(m_examples->name(), dialog->name(), ascending);
    });
    dialog->open();
}

void ExamplesPanel::manageSlices()
{
    auto* dialog = new SlicesDialog(m_slices, m_examples->name(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void ExamplesPanel::toggleStar()
{
    const int place = m_model->tableRow(m_row);
    if (place >= 0) {
        m_model->toggleStar(place);
    }
}

void ExamplesPanel::showMenu(const QPoint& position)
{
    if (m_row < 0) {
        return;
    }
    const auto copy = [](const QString& text) { QApplication::clipboard()->setText(text); };
    QMenu menu(this);
    menu.addAction(m_slices->isStarred(m_examples->name(), m_row) ? tr("Remove star") : tr("Star"),
                   this, &ExamplesPanel::toggleStar);
    const bool isCopy = m_model->copyOf(m_row) >= 0;
    QAction* edit = menu.addAction(isCopy ? tr("Edit this copy…") : tr("Edit a copy…"), this,
                                   [this] { Q_EMIT editWanted(m_row); });
    edit->setShortcut(QKeySequence(Qt::Key_E));
    edit->setEnabled(m_examples->file()->facts(m_row).isUsable);
    QAction* remove =
        menu.addAction(tr("Remove edited copy"), this, [this] { Q_EMIT removeWanted(m_row); });
    remove->setShortcut(QKeySequence(Qt::Key_Delete));
    remove->setEnabled(isCopy);
    menu.addSeparator();
    menu.addAction(tr("Copy rows"), this, [this, copy] { copy(copiedRows()); });
    menu.addAction(tr("Copy row as JSON"), this, [this, copy] {
        const std::string_view line = m_examples->file()->line(m_row);
        copy(QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size())).trimmed());
    });
    menu.addAction(tr("Copy go-to string"), this, [this, copy] { copy(currentGoTo()); });
    menu.addSeparator();
    menu.addAction(tr("New slice from filter…"), this, &ExamplesPanel::newSliceFromFilter);
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

bool ExamplesPanel::eventFilter(QObject* watched, QEvent* event)
{
    const bool isOverride = event->type() == QEvent::ShortcutOverride;
    if (isOverride && watched == m_filter && !m_filter->text().isEmpty()
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept(); // it clears the filter here, not the set
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (watched == m_filter && key->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
            m_model->setFilter(QString());
            return true;
        }
        if (watched == m_filter && key->key() == Qt::Key_Down) {
            m_table->setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace neurograft
