// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/figures_view.h"

#include "widgets/figures/figure_exporter.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/path_text.h"
#include "widgets/panels/annotation_page.h"
#include "widgets/panels/figure_board.h"
#include "widgets/panels/figure_check_list.h"
#include "widgets/panels/figure_delegates.h"
#include "widgets/panels/figure_preview.h"

#include <QAction>
#include <QFileInfo>
#include <QLabel>
#include <QListView>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kThumbnailLines = 5; ///< height of a row, in lines of text

} // namespace

FiguresView::FiguresView(FigureListModel* figures, QuickLane* lane, const QList<QAction*>& actions,
                         QWidget* parent)
    : QWidget(parent), m_figures(figures), m_lane(lane), m_pages(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("figuresView"));
    auto* splitter = new QSplitter(m_pages);
    splitter->addWidget(makeList(actions));
    splitter->addWidget(makePreview());
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setChildrenCollapsible(false);
    m_pages->addWidget(makeEmptyPage(actions));
    m_pages->addWidget(splitter);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_pages);

    connect(m_figures, &QAbstractItemModel::modelReset, this, &FiguresView::showState);
    connect(m_figures, &QAbstractItemModel::dataChanged, this, &FiguresView::showState);
    showState();
}

QWidget* FiguresView::makeEmptyPage(const QList<QAction*>& actions)
{
    auto* page = new QWidget(m_pages);
    auto* text = new QLabel(tr("No figures yet. Export any view with Ctrl+E: its recipe is kept "
                               "here, and it can be written again in every size."),
                            page);
    text->setObjectName(QStringLiteral("figuresView.emptyText"));
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    text->setMargin(fontMetrics().height());
    auto* layout = new QVBoxLayout(page);
    layout->addStretch(2);
    layout->addWidget(text);
    if (!actions.isEmpty()) {
        auto* button = new QToolButton(page);
        button->setObjectName(QStringLiteral("figuresView.emptyButton"));
        button->setDefaultAction(actions.front());
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::StrongFocus);
        layout->addWidget(button, 0, Qt::AlignHCenter);
    }
    layout->addStretch(3);
    return page;
}

QWidget* FiguresView::makeList(const QList<QAction*>& actions)
{
    auto* panel = new QWidget(this);
    auto* buttons = new QHBoxLayout;
    for (QAction* action : actions.mid(0, 3)) {
        auto* button = new QToolButton(panel);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    m_summary = new QLabel(panel);
    m_summary->setObjectName(QStringLiteral("figuresView.summary"));

    m_list = new QListView(panel);
    m_list->setObjectName(QStringLiteral("figureList"));
    m_list->setModel(m_figures);
    m_list->setAccessibleName(tr("Figures of the study"));
    m_list->setAccessibleDescription(tr("F2 renames, Enter opens the export, Delete removes"));
    const int side = fontMetrics().height() * kThumbnailLines;
    m_list->setIconSize(QSize(side * 3 / 2, side));
    m_list->setSpacing(fontMetrics().height() / 4);
    m_list->setItemDelegate(new ThumbnailDelegate(m_list));
    m_list->setWordWrap(true);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_list->addActions(actions);
    const auto add = [this](const char* name, const QString& text, const QKeySequence& key,
                            const auto& what) {
        auto* action = new QAction(text, m_list);
        action->setObjectName(QStringLiteral("figureList.") + QLatin1String(name));
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, what);
        m_list->addAction(action);
    };
    add("rename", tr("Rena&me"), {}, [this] {
        if (current() >= 0) {
            m_list->edit(m_list->currentIndex());
        }
    });
    add("duplicate", tr("D&uplicate"), {}, [this] {
        if (current() >= 0) {
            setCurrent(m_figures->duplicate(current()));
        }
    });
    add("remove", tr("&Remove"), QKeySequence(Qt::Key_Delete), [this] {
        if (current() >= 0) {
            m_figures->remove(current());
        }
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        if (current() >= 0) {
            m_currentId = m_figures->idOf(current());
        }
        showCurrent();
        Q_EMIT currentChanged();
    });
    connect(m_list, &QListView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT activated(index.row()); });

    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(buttons);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_summary);
    return panel;
}

QWidget* FiguresView::makePreview()
{
    auto* panel = new QWidget(this);
    m_preview = new FigurePreview(QStringLiteral("figuresView.preview"), panel);
    m_board = new FigureBoard(panel);
    connect(m_board, &FigureBoard::changed, this,
            [this](const FigureEntry& board) { m_figures->keep(board); });
    auto* hint = new QLabel(panel);
    hint->setObjectName(QStringLiteral("figuresView.hint"));
    hint->setWordWrap(true);
    hint->hide();
    AnnotationPage* page = m_preview->page();
    page->setEditable(true);
    page->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(page, &AnnotationPage::hintChanged, hint, [hint](const QString& text) {
        hint->setText(text);
        hint->setVisible(!text.isEmpty());
    });
    connect(page, &AnnotationPage::changed, this, &FiguresView::keepAnnotations);
    m_checks = new FigureCheckList(panel);
    m_checks->setObjectName(QStringLiteral("figuresView.checks"));
    m_checks->setMaximumHeight(fontMetrics().height() * 9);
    auto* label = new QLabel(tr("Chec&ks"), panel);
    label->setBuddy(m_checks);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_preview, 1);
    layout->addWidget(hint);
    layout->addWidget(m_board);
    layout->addWidget(label);
    layout->addWidget(m_checks);
    connect(m_preview, &FigurePreview::pageWanted, this, &FiguresView::drawCurrent);
    return panel;
}

int FiguresView::current() const
{
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? index.row() : -1;
}

void FiguresView::setCurrent(int row)
{
    m_list->setCurrentIndex(m_figures->index(row));
}

void FiguresView::annotate(Annotation::Kind kind)
{
    if (current() >= 0) {
        m_preview->page()->start(kind);
    }
}

AnnotationPage* FiguresView::page() const
{
    return m_preview->page();
}

void FiguresView::keepAnnotations(const std::vector<Annotation>& annotations, const QString& what,
                                  const QString& kind)
{
    if (current() < 0) {
        return;
    }
    FigureEntry entry = m_figures->entry(current());
    entry.recipe.spec.annotations = annotations;
    m_figures->keep(entry, tr("%1 of %2").arg(what, entry.name), kind);
}

void FiguresView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    lookAgain();
    showCurrent();
}

QString FiguresView::stampOf(int row) const
{
    const FigureEntry& entry = m_figures->entry(row);
    QString stamp = QString::fromStdString(recipeText(entry.recipe));
    for (const std::filesystem::path& run : entry.runs) {
        const QFileInfo file(fromPath(run));
        stamp += file.filePath() + QString::number(file.size())
            + QString::number(file.lastModified().toMSecsSinceEpoch());
    }
    return stamp;
}

void FiguresView::lookAgain(bool all)
{
    if (all) {
        m_seen.clear();
        m_asked.clear();
    }
    if (!isVisible()) {
        return; // when it is shown
    }
    const int pixels = static_cast<int>(m_list->iconSize().width() * devicePixelRatioF());
    for (int row = 0; row < m_figures->rowCount(); ++row) {
        const quint64 id = m_figures->idOf(row);
        const QString stamp = stampOf(row);
        const bool isSeen = m_figures->look(row) != nullptr && m_seen.value(id) == stamp;
        if (isSeen || m_asked.value(id) == stamp) {
            continue;
        }
        m_asked.insert(id, stamp);
        m_lane->ask(
            QStringLiteral("figures.look.%1").arg(id), this,
            [this, id, pixels, stamp,
             entry = m_figures->entry(row)](const RunContext&) -> QuickLane::Answer {
                const FigureLook look = lookAt(entry, pixels);
                return [this, id, look, stamp] {
                    m_asked.remove(id);
                    m_seen.insert(id, stamp);
                    m_figures->setLook(id, look);
                };
            },
            [this, id](const JobOutcome&) { m_asked.remove(id); });
    }
}

void FiguresView::showState()
{
    const int count = m_figures->rowCount();
    m_pages->setCurrentIndex(count == 0 ? 0 : 1);
    if (count > 0 && current() < 0) {
        setCurrent(std::max(0, m_figures->rowOf(m_currentId)));
    }
    int ready = 0;
    for (int row = 0; row < count; ++row) {
        const FigureLook* look = m_figures->look(row);
        ready += look != nullptr && look->isAllPassed() && !m_figures->isStale(row) ? 1 : 0;
    }
    m_summary->setText(tr("%1/%2 OK").arg(ready).arg(count));
    m_summary->setToolTip(tr("Figures whose checks all passed and whose run has not changed"));
    lookAgain();
    showCurrent();
    Q_EMIT currentChanged();
}

void FiguresView::showCurrent()
{
    if (current() < 0) {
        m_checks->clear();
        m_preview->setMessage({});
        m_board->setEntry({});
        return;
    }
    const FigureEntry& entry = m_figures->entry(current());
    m_board->setEntry(entry);
    if (m_annotatedId != m_currentId) {
        m_preview->page()->select(-1); // another figure
        m_annotatedId = m_currentId;
    }
    m_preview->page()->setAnnotations(entry.recipe.spec.annotations, entry.recipe.spec.labelPt);
    const FigureLook* look = m_figures->look(current());
    m_checks->setChecks(look != nullptr ? look->checks : std::vector<FigureCheck>());
    if (look != nullptr && !look->problem.isEmpty()) {
        m_preview->setMessage(look->problem);
        return;
    }
    drawCurrent();
}

void FiguresView::drawCurrent()
{
    if (!isVisible() || current() < 0) {
        return;
    }
    m_lane->ask(
        QStringLiteral("figures.preview"), this,
        [this, entry = m_figures->entry(current()),
         dpi = m_preview->wantedDpi()](const RunContext&) -> QuickLane::Answer {
            const std::shared_ptr<const Figure> figure = loadFigure(entry.recipe, entry.runs);
            auto scene = std::make_shared<const FigureScene>(figure->scene(entry.recipe.spec));
            const QImage image = FigureExporter::renderImage(*figure, entry.recipe.spec, dpi);
            return [this, image, scene] { m_preview->setPage(image, scene); };
        },
        [this](const JobOutcome& outcome) { m_preview->setMessage(outcome.message); });
}

} // namespace neurograft
