// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/neuron_table_panel.h"

#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/neuron_table_view.h"
#include "widgets/plots/number_text.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace neurograft {

NeuronTablePanel::NeuronTablePanel(NeuronTableModel* table, NeuronSession* session,
                                   SelectionModel* selection, QWidget* parent)
    : QWidget(parent), m_table(table), m_session(session), m_selection(selection),
      m_pages(new QStackedWidget(this)), m_view(new NeuronTableView(table, m_pages))
{
    setObjectName(QStringLiteral("neuronTablePanel"));
    auto* layout = new QVBoxLayout(this);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, 0, edge, edge / 2);
    layout->addWidget(makeTools());
    layout->addWidget(m_problem);
    layout->addWidget(m_pages, 1);
    m_pages->addWidget(m_view);
    m_pages->addWidget(makeEmptyPage());
    connect(table, &NeuronTableModel::filterChanged, this, &NeuronTablePanel::showFilter);
    connect(table, &NeuronTableModel::shownChanged, this, [this] {
        showCount();
        showPrimary();
    });
    connect(session, &NeuronSession::resultChanged, this, &NeuronTablePanel::showRows);
    connect(session, &NeuronSession::setChanged, this, &NeuronTablePanel::followSet);
    connect(selection, &SelectionModel::primaryChanged, this, &NeuronTablePanel::showPrimary);
    connect(m_view, &NeuronTableView::neuronChosen, this, &NeuronTablePanel::choose);
    connect(m_view, &NeuronTableView::neuronActivated, this, [this](int row) {
        choose(row);
        Q_EMIT neuronActivated();
    });
    setFocusProxy(m_view);
    showRows();
    showFilter();
    followSet();
}

QWidget* NeuronTablePanel::makeTools()
{
    auto* tools = new QWidget(this);
    m_filter = new QLineEdit(tools);
    m_filter->setObjectName(QStringLiteral("neuronFilter"));
    m_filter->setPlaceholderText(tr("layer >= 2 and kind = ffn"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setToolTip(
        tr("Conditions on layer, index, score, rank, model, kind, note or located, "
           "joined with and, or, not and parentheses."));
    auto* label = new QLabel(tr("&Filter"), tools);
    label->setBuddy(m_filter);
    m_onlySet = new QCheckBox(tr("&Only the set"), tools);
    m_onlySet->setObjectName(QStringLiteral("neuronSetOnly"));
    m_onlySet->setToolTip(tr("Show the neurons of the selected set and no others"));
    m_count = new QLabel(tools);
    m_count->setObjectName(QStringLiteral("neuronCount"));
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("neuronFilterProblem"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(label);
    row->addWidget(m_filter, 1);
    row->addWidget(m_onlySet);
    row->addWidget(m_count);
    connect(m_filter, &QLineEdit::textEdited, m_table, &NeuronTableModel::setFilter);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty()) { // the button inside the field
            m_table->setFilter(text);
        }
    });
    connect(m_onlySet, &QCheckBox::toggled, this, &NeuronTablePanel::followSet);
    return tools;
}

QWidget* NeuronTablePanel::makeEmptyPage()
{
    auto* page = new QWidget(m_pages);
    auto* text = new QLabel(tr("No row matches."), page);
    text->setAlignment(Qt::AlignCenter);
    text->setForegroundRole(QPalette::PlaceholderText);
    m_clear = new QPushButton(tr("&Clear filter"), page);
    m_clear->setObjectName(QStringLiteral("neuronFilterClear"));
    connect(m_clear, &QPushButton::clicked, this, [this] {
        m_onlySet->setChecked(false);
        m_table->setFilter(QString());
    });
    auto* layout = new QVBoxLayout(page);
    layout->addStretch(1);
    layout->addWidget(text);
    layout->addWidget(m_clear, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    return page;
}

void NeuronTablePanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void NeuronTablePanel::addTools(QWidget* tools)
{
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertWidget(column->indexOf(m_problem), tools);
    QWidget* before = m_onlySet; // Tab walks as the eye does
    for (QWidget* tool : tools->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        if ((tool->focusPolicy() & Qt::TabFocus) != 0) {
            setTabOrder(before, tool);
            before = tool;
        }
    }
    setTabOrder(before, m_view);
}

void NeuronTablePanel::showRows()
{
    m_table->setRows(m_session->rows());
    followSet();
}

void NeuronTablePanel::showFilter()
{
    if (m_filter->text() != m_table->filter()) { // undo, or somebody else's
        const QSignalBlocker blocker(m_filter);
        m_filter->setText(m_table->filter());
    }
    const QString problem = m_table->filterProblem();
    m_problem->setText(problem.isEmpty() ? QString() : QStringLiteral("✕ ") + problem);
    m_problem->setVisible(!problem.isEmpty());
    m_filter->setAccessibleDescription(problem);
}

void NeuronTablePanel::showCount()
{
    const int shown = m_table->rowCount();
    const int all = m_session->rows()->count();
    m_count->setText(shown == all ? tr("%1 neurons").arg(countText(all))
                                  : tr("%1 of %2 neurons").arg(countText(shown), countText(all)));
    m_pages->setCurrentIndex(shown == 0 && all > 0 && !m_table->isBusy() ? 1 : 0);
}

void NeuronTablePanel::showPrimary()
{
    const auto* neuron = std::get_if<NeuronItem>(&m_selection->primary());
    const int row = neuron != nullptr ? m_table->tableRow(m_session->rows()->rowOf(*neuron)) : -1;
    if (row >= 0 && (m_view->currentIndex().row() != row || m_view->chosenRows().size() != 1)) {
        m_view->goTo(row);
    }
}

void NeuronTablePanel::followSet()
{
    const NeuronSet& set = m_session->set();
    const bool hasSet = !set.isEmpty();
    m_onlySet->setEnabled(hasSet || m_onlySet->isChecked());
    m_table->setAmong(m_onlySet->isChecked() ? std::make_shared<const NeuronSet>(set) : nullptr);
}

void NeuronTablePanel::choose(int row)
{
    m_selection->select(m_session->rows()->item(row));
}

} // namespace neurograft
