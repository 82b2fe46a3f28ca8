// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/similarity_panes.h"

#include "widgets/models/color_model.h"
#include "widgets/models/pinned_result.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/view_undo.h"
#include "widgets/panels/heatmap_grid.h"

#include <QApplication>
#include <QPointer>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace neurograft {

struct SimilarityPanes::Copy {
    ~Copy()
    {
        delete view.data(); // gone already when the window is
        delete session.data();
    }
    QPointer<SimilaritySession> session;
    QPointer<SimilarityView> view;
};

SimilarityPanes::SimilarityPanes(SimilaritySession* session, const SimilarityContext& context,
                                 ViewUndo* undo, QWidget* parent)
    : QWidget(parent), m_session(session), m_context(context), m_undo(undo),
      m_splitter(new QSplitter(this))
{
    setObjectName(QStringLiteral("similarityPanes"));
    m_context.pinned = new PinnedResult(context.undo, this);
    m_splitter->setChildrenCollapsible(false);
    m_first = m_current = new SimilarityView(session, m_context, {}, m_splitter);
    m_splitter->addWidget(m_first);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    connectPane(m_first);
    showPlaces();
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        for (QWidget* widget = now; widget != nullptr; widget = widget->parentWidget()) {
            auto* pane = qobject_cast<SimilarityView*>(widget);
            if (pane != nullptr && panes().contains(pane)) {
                setCurrent(pane);
            }
        }
    });
}

SimilarityPanes::~SimilarityPanes()
{
    disconnect(qApp, nullptr, this, nullptr);
}

QList<SimilarityView*> SimilarityPanes::panes() const
{
    QList<SimilarityView*> panes{m_first};
    for (const Kept& copy : m_copies) {
        panes << copy->view.data();
    }
    std::sort(panes.begin(), panes.end(), [this](SimilarityView* a, SimilarityView* b) {
        return m_splitter->indexOf(a) < m_splitter->indexOf(b);
    });
    return panes;
}

SimilaritySession* SimilarityPanes::session() const
{
    return m_current->session();
}

HeatmapGrid* SimilarityPanes::grid() const
{
    return m_current->grid();
}

ColorModel* SimilarityPanes::colors() const
{
    return m_current->colors();
}

void SimilarityPanes::connectPane(SimilarityView* pane)
{
    connect(pane, &SimilarityView::dataWanted, this, &SimilarityPanes::dataWanted);
    connect(pane, &SimilarityView::modelWanted, this, &SimilarityPanes::modelWanted);
    connect(pane, &SimilarityView::closeWanted, this, [this, pane] { closePane(pane); });
    connect(pane->grid(), &HeatmapGrid::crosshairMoved, this,
            [this, pane](const std::optional<HeatmapCell>& cell) {
                for (SimilarityView* other : panes()) {
                    if (other != pane) {
                        other->grid()->setCrosshair(cell);
                    }
                }
            });
    connect(pane->colors(), &ColorModel::changed, this, [this, pane] { shareColors(pane); });
    connect(pane->grid(), &HeatmapGrid::shownChanged, this, &SimilarityPanes::shareRange);
}

QString SimilarityPanes::freeSuffix() const
{
    QStringList taken; // by panes that undo may bring back, too
    for (const SimilarityView* pane : m_splitter->findChildren<SimilarityView*>()) {
        taken << pane->suffix();
    }
    int number = 2;
    while (taken.contains(QStringLiteral("#%1").arg(number))) {
        ++number;
    }
    return QStringLiteral("#%1").arg(number);
}

SimilarityPanes::Kept SimilarityPanes::makeCopy(const SimilarityLook& look)
{
    const QString suffix = freeSuffix();
    auto copy = std::make_shared<Copy>();
    copy->session = new SimilaritySession(m_session, suffix, this);
    copy->view = new SimilarityView(copy->session, m_context, suffix, m_splitter);
    m_splitter->insertWidget(m_splitter->indexOf(m_current) + 1, copy->view);
    m_first->lower(); // a splitter has new ones first among its children; F6 leads to the first
    copy->view->setLook(look);
    if (m_areColorsShared) {
        copy->view->colors()->take(colors()->plain(), colors()->ofDifferences());
    }
    connectPane(copy->view);
    Q_EMIT paneMade(copy->view);
    return copy;
}

void SimilarityPanes::addPane(const SimilarityLook& look)
{
    const Kept copy = makeCopy(look);
    bringIn(copy);
    copy->view->focusContent();
    m_undo->record(
        tr("Pane %1").arg(copy->view->suffix()), [this, copy] { takeAway(copy); },
        [this, copy] { bringIn(copy); });
}

void SimilarityPanes::closePane(SimilarityView* pane)
{
    const auto found = std::find_if(m_copies.begin(), m_copies.end(),
                                    [pane](const Kept& copy) { return copy->view == pane; });
    if (found == m_copies.end()) {
        return; // the first one stays
    }
    const Kept copy = *found;
    takeAway(copy);
    m_current->focusContent();
    m_undo->record(
        tr("Close pane %1").arg(pane->suffix()), [this, copy] { bringIn(copy); },
        [this, copy] { takeAway(copy); });
}

void SimilarityPanes::bringIn(const Kept& copy)
{
    m_copies << copy;
    copy->session->setActive(true);
    copy->view->show();
    m_splitter->setSizes(QList<int>(m_splitter->count(), std::max(1, m_splitter->width())));
    m_current = copy->view;
    showPlaces();
    shareRange();
    Q_EMIT panesChanged();
    Q_EMIT currentChanged();
}

void SimilarityPanes::takeAway(const Kept& copy)
{
    const QList<SimilarityView*> before = panes();
    const auto at = before.indexOf(copy->view.data());
    m_copies.removeOne(copy);
    copy->view->hide();
    copy->session->setActive(false);
    if (m_current == copy->view) {
        m_current = before[at > 0 ? at - 1 : 1]; // the first pane is always there
    }
    showPlaces();
    shareRange();
    Q_EMIT panesChanged();
    Q_EMIT currentChanged();
}

void SimilarityPanes::setCurrent(SimilarityView* pane)
{
    if (pane != m_current) {
        m_current = pane;
        showPlaces();
        Q_EMIT currentChanged();
    }
}

void SimilarityPanes::showPlaces()
{
    for (SimilarityView* pane : panes()) {
        pane->setPlace(!m_copies.isEmpty(), pane == m_current);
    }
}

std::vector<SimilarityLook> SimilarityPanes::copies() const
{
    std::vector<SimilarityLook> looks;
    for (const SimilarityView* pane : panes()) {
        if (pane != m_first) {
            looks.push_back(pane->look());
        }
    }
    return looks;
}

void SimilarityPanes::setCopies(const std::vector<SimilarityLook>& looks)
{
    if (!m_copies.isEmpty()) {
        m_context.undo->clear(); // it speaks of panes that go
    }
    while (!m_copies.isEmpty()) {
        const Kept last = m_copies.last();
        takeAway(last);
    }
    for (const SimilarityLook& look : looks) {
        bringIn(makeCopy(look));
    }
    setCurrent(m_first);
}

void SimilarityPanes::shareColors(const SimilarityView* from)
{
    if (!m_areColorsShared || m_isSharing) {
        return;
    }
    const QScopedValueRollback<bool> sharing(m_isSharing, true);
    for (SimilarityView* pane : panes()) {
        if (pane != from) {
            pane->colors()->take(from->colors()->plain(), from->colors()->ofDifferences());
        }
    }
}

void SimilarityPanes::shareRange()
{
    const auto isDifference = [](const SimilarityView* pane) {
        const std::vector<const HeatmapData*> panels = pane->grid()->shownPanels();
        return !panels.empty() && panels.front()->difference != nullptr;
    };
    const QList<SimilarityView*> all = panes();
    for (SimilarityView* pane : all) {
        HeatmapGrid::Panels group;
        for (const SimilarityView* other : all) {
            const bool isTogether = m_areColorsShared && other != pane && pane->grid()->isLocked()
                && other->grid()->isLocked() && isDifference(pane) == isDifference(other);
            if (isTogether) {
                const HeatmapGrid::Panels panels = other->grid()->sharedPanels();
                group.insert(group.end(), panels.begin(), panels.end());
            }
        }
        pane->grid()->setGroup(group);
    }
}

std::function<void()> SimilarityPanes::colorsOfNow() const
{
    std::vector<std::tuple<QPointer<ColorModel>, ColorSettings, ColorSettings>> kept;
    for (const SimilarityView* pane : panes()) {
        kept.emplace_back(pane->colors(), pane->colors()->plain(), pane->colors()->ofDifferences());
    }
    return [kept] {
        for (const auto& [colors, plain, ofDifferences] : kept) {
            if (colors) {
                colors->take(plain, ofDifferences);
            }
        }
    };
}

void SimilarityPanes::applyShared(bool areShared)
{
    m_areColorsShared = areShared;
    shareColors(m_current);
    shareRange();
    Q_EMIT colorsSharedChanged();
}

void SimilarityPanes::setColorsShared(bool areShared)
{
    if (areShared == m_areColorsShared) {
        return;
    }
    const std::function<void()> before = colorsOfNow();
    applyShared(areShared);
    const std::function<void()> after = colorsOfNow();
    m_undo->record(
        areShared ? tr("One lock group for all views") : tr("A lock group for each view"),
        [this, areShared, before] {
            applyShared(!areShared);
            before();
        },
        [this, areShared, after] {
            applyShared(areShared);
            after();
        });
}

} // namespace neurograft
