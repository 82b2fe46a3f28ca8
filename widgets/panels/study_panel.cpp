// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/study_panel.h"

#include "widgets/models/pair_model.h"
#include "widgets/models/run_filter_model.h"
#include "widgets/models/run_list_model.h"
#include "widgets/panels/figure_delegates.h"
#include "widgets/panels/panel_section.h"
#include "widgets/panels/run_list_view.h"
#include "widgets/plots/role_marks.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

QIcon roleIcon(Role role, const QWidget* widget)
{
    const int side = widget->fontMetrics().height();
    QPixmap pixmap(QSize(side, side) * widget->devicePixelRatioF());
    pixmap.setDevicePixelRatio(widget->devicePixelRatioF());
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    drawRoleMark(painter, QRectF(side * 0.2, side * 0.2, side * 0.6, side * 0.6),
                 role == Role::Teacher);
    return QIcon(pixmap);
}

/// A row that reads like a list entry and opens what it names.
QPushButton* makeEntry(const QString& name, QWidget* parent)
{
    auto* entry = new QPushButton(parent);
    entry->setObjectName(QStringLiteral("studyPanel.") + name);
    entry->setFlat(true);
    entry->setStyleSheet(QStringLiteral("QPushButton { text-align: left; padding: 2px 4px; }"));
    return entry;
}

QWidget* column(std::initializer_list<QWidget*> widgets, QWidget* parent)
{
    auto* box = new QWidget(parent);
    auto* layout = new QVBoxLayout(box);
    const int indent = parent->fontMetrics().averageCharWidth() * 2;
    layout->setContentsMargins(indent, 0, 0, 0);
    layout->setSpacing(2);
    for (QWidget* widget : widgets) {
        layout->addWidget(widget);
    }
    return box;
}

} // namespace

StudyPanel::StudyPanel(PairModel* pair, RunListModel* runs, QWidget* parent)
    : QWidget(parent), m_pair(pair),
      m_runModel(runs), m_models{makeEntry(QStringLiteral("teacher"), this),
                                 makeEntry(QStringLiteral("student"), this)},
      m_data(makeEntry(QStringLiteral("data"), this)), m_filter(new QLineEdit(this)),
      m_runs(new RunListView(runs, this)), m_runsEmpty(new QLabel(this)),
      m_clearFilter(new QPushButton(tr("Clear filter"), this)),
      m_runPages(new QStackedWidget(this)), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("studyPanel"));
    m_filter->setObjectName(QStringLiteral("studyPanel.filter"));
    m_filter->setPlaceholderText(tr("Filter runs"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setToolTip(tr("Words that occur in number, kind, status, content, tags or note"));
    m_filter->setClearButtonEnabled(true);
    m_runsEmpty->setObjectName(QStringLiteral("studyPanel.runsEmpty"));
    m_runsEmpty->setAlignment(Qt::AlignCenter);
    m_runsEmpty->setWordWrap(true);
    m_runsEmpty->setForegroundRole(QPalette::PlaceholderText);
    auto* empty = column({m_runsEmpty, m_clearFilter}, this);
    m_runPages->addWidget(empty);
    m_runPages->addWidget(m_runs);

    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(2);
    m_layout->addWidget(new PanelSection(tr("Models"), column({m_models[0], m_models[1]}, this)));
    m_layout->addWidget(new PanelSection(tr("Data"), column({m_data}, this)));
    m_runSection = new PanelSection(tr("Runs"), column({m_filter, m_runPages}, this));
    m_layout->addWidget(m_runSection, 3);

    for (const Role role : {Role::Teacher, Role::Student}) {
        QPushButton* entry = m_models[role == Role::Teacher ? 0 : 1];
        entry->setIcon(roleIcon(role, this));
        connect(entry, &QPushButton::clicked, this, [this, role] { Q_EMIT modelWanted(role); });
    }
    connect(m_data, &QPushButton::clicked, this, &StudyPanel::dataWanted);
    connect(m_filter, &QLineEdit::textChanged, m_runs->filter(), &RunFilterModel::setWords);
    connect(m_clearFilter, &QPushButton::clicked, m_filter, &QLineEdit::clear);
    connect(pair, &PairModel::modelChanged, this, &StudyPanel::showPair);
    connect(pair, &PairModel::dataChanged, this, &StudyPanel::showPair);
    connect(runs, &RunListModel::refreshed, this, &StudyPanel::showCounts);
    for (const auto signal :
         {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(m_runs->filter(), signal, this, &StudyPanel::showCounts);
    }
    connect(m_runs->filter(), &QAbstractItemModel::modelReset, this, &StudyPanel::showCounts);
    showPair();
    showCounts();
}

QSize StudyPanel::minimumSizeHint() const
{
    const QSize needed = QWidget::minimumSizeHint();
    return {std::max(needed.width(), fontMetrics().averageCharWidth() * 28), needed.height()};
}

QSize StudyPanel::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 40, fontMetrics().height() * 30};
}

PanelSection* StudyPanel::addSection(const QString& title, QWidget* content,
                                     QAbstractItemModel* counted)
{
    auto* section = new PanelSection(title, column({content}, this), this);
    m_layout->addWidget(section, 1);
    m_sections.push_back({section, title, counted});
    for (const auto signal :
         {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(counted, signal, this, &StudyPanel::showCounts);
    }
    connect(counted, &QAbstractItemModel::modelReset, this, &StudyPanel::showCounts);
    showCounts();
    return section;
}

void StudyPanel::setFiguresModel(QAbstractItemModel* figures, QAction* keep)
{
    auto* emptyText = new QLabel(this);
    emptyText->setObjectName(QStringLiteral("studyPanel.figuresEmpty"));
    emptyText->setAlignment(Qt::AlignCenter);
    emptyText->setWordWrap(true);
    emptyText->setForegroundRole(QPalette::PlaceholderText);
    const auto showKey = [emptyText, keep] { // keys can be changed
        emptyText->setText(keep->shortcut().isEmpty()
                               ? tr("Keep a view as a figure.")
                               : tr("Keep a view as a figure with %1.")
                                     .arg(keep->shortcut().toString(QKeySequence::NativeText)));
    };
    showKey();
    connect(keep, &QAction::changed, emptyText, showKey);
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("studyPanel.exportFigure"));
    button->setDefaultAction(keep);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_figures = new QListView(this);
    m_figures->setObjectName(QStringLiteral("studyPanel.figures"));
    m_figures->setAccessibleName(tr("Figures of the study"));
    m_figures->setUniformItemSizes(true);
    m_figures->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_figures->setItemDelegate(new FigureNameDelegate(m_figures)); // pictures have a workspace
    m_figures->setModel(figures);
    connect(m_figures, &QListView::activated, this, &StudyPanel::figureActivated);
    m_figurePages = new QStackedWidget(this);
    m_figurePages->addWidget(column({emptyText, button}, this));
    m_figurePages->addWidget(m_figures);
    addSection(tr("Figures"), m_figurePages, figures);
}

void StudyPanel::showPair()
{
    const auto show = [](QPushButton* entry, const QString& name, const QString& facts,
                         const QString& empty) {
        entry->setText(name.isEmpty() ? empty : name);
        entry->setToolTip(facts);
        entry->setAccessibleDescription(facts);
    };
    for (const Role role : {Role::Teacher, Role::Student}) {
        const ModelSlot& model = m_pair->model(role);
        const bool isFailed = model.state == SlotState::Failed;
        const QString name = model.state == SlotState::Empty ? QString() : model.name();
        show(m_models[role == Role::Teacher ? 0 : 1], isFailed ? tr("✕ %1").arg(name) : name,
             isFailed ? model.problem.message : model.facts(),
             role == Role::Teacher ? tr("Open teacher…") : tr("Open student…"));
    }
    const DataSlot& texts = m_pair->data();
    show(m_data, texts.state == SlotState::Empty ? QString() : texts.name(), texts.facts(),
         tr("Open data…"));
}

void StudyPanel::showCounts()
{
    const auto titled = [](const QString& title, const QAbstractItemModel* model) {
        const int count = model == nullptr ? 0 : model->rowCount();
        return count == 0 ? title : QStringLiteral("%1 (%2)").arg(title).arg(count);
    };
    const int shown = m_runs->filter()->rowCount();
    const int all = m_runModel->rowCount();
    m_runSection->setTitle(shown == all ? titled(tr("Runs"), m_runModel)
                                        : tr("Runs (%1 of %2)").arg(shown).arg(all));
    for (const Counted& part : m_sections) {
        part.section->setTitle(titled(part.title, part.model));
    }
    const bool isFiltered = !m_filter->text().isEmpty();
    m_runsEmpty->setText(all == 0         ? tr("No runs yet. What is computed here is kept here.")
                             : isFiltered ? tr("No row matches.")
                                          : tr("All runs are hidden."));
    m_clearFilter->setVisible(all > 0 && isFiltered);
    m_runPages->setCurrentIndex(shown > 0 ? 1 : 0);
    if (m_figurePages != nullptr) {
        m_figurePages->setCurrentIndex(m_figures->model()->rowCount() > 0 ? 1 : 0);
    }
}

} // namespace neurograft
