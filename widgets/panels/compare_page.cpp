// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/compare_page.h"

#include "widgets/frame/stack_page.h"
#include "widgets/panels/self_maps_view.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace neurograft {

namespace {

constexpr int kSimilarityTab = 0;
constexpr int kParametersTab = 1;
constexpr int kSelfMapsTab = 2;

} // namespace

ComparePage::ComparePage(QWidget* similarity, QWidget* parameters, SelfMapsView* selfMaps,
                         QWidget* parent)
    : QWidget(parent), m_tabs(new QTabBar(this)), m_views(new QStackedWidget(this)),
      m_selfMaps(selfMaps)
{
    setObjectName(QStringLiteral("comparePage"));
    m_tabs->setObjectName(QStringLiteral("comparePage.tabs"));
    m_tabs->setAccessibleName(tr("View of workspace Compare"));
    m_tabs->setDocumentMode(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Similarity"));
    m_tabs->setTabToolTip(kSimilarityTab, tr("Which layers resemble each other in behaviour?"));
    m_tabs->addTab(tr("Parameters"));
    m_tabs->setTabToolTip(kParametersTab, tr("What did adapters do to the weights?"));
    m_tabs->addTab(tr("Baselines"));
    m_tabs->setTabToolTip(kSelfMapsTab, tr("How alike are the layers of one model?"));
    m_views->addWidget(similarity);
    m_views->addWidget(parameters);
    m_views->addWidget(selfMaps);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tabs);
    layout->addWidget(m_views, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        showStackPage(m_views, m_views->widget(index));
        Q_EMIT viewChanged();
    });
}

bool ComparePage::areParametersShown() const
{
    return m_tabs->currentIndex() == kParametersTab;
}

bool ComparePage::areSelfMapsShown() const
{
    return m_tabs->currentIndex() == kSelfMapsTab;
}

void ComparePage::showSimilarity()
{
    m_tabs->setCurrentIndex(kSimilarityTab);
}

void ComparePage::showParameters()
{
    m_tabs->setCurrentIndex(kParametersTab);
}

void ComparePage::showSelfMaps()
{
    m_tabs->setCurrentIndex(kSelfMapsTab);
}

} // namespace neurograft
