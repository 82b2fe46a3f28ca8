// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/transfer_view.h"

#include "widgets/models/transfer_fields.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/delta_panel.h"
#include "widgets/panels/dry_run_report.h"
#include "widgets/panels/pairing_view.h"
#include "widgets/panels/transfer_form.h"
#include "widgets/panels/transfer_table_panel.h"
#include "widgets/plots/loss_plot.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QResizeEvent>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kBesideChars = 105; ///< from here on pairing and curves lie side by side

} // namespace

TransferView::TransferView(const Models& models, const TransferBar::Actions& actions,
                           QWidget* parent)
    : QWidget(parent), m_session(models.session), m_form(new TransferForm(models.session)),
      m_pairing(new PairingView(models.session, models.similarity)), m_charts(new QComboBox),
      m_plot(new LossPlot), m_caption(new QLabel), m_middle(new QSplitter(Qt::Vertical)),
      m_tabs(new QTabWidget), m_runs(new TransferTablePanel(models.runs)),
      m_delta(new DeltaPanel(models.session, models.delta))
{
    setObjectName(QStringLiteral("transferView"));
    m_middle->setObjectName(QStringLiteral("transferView.middle"));
    m_middle->setChildrenCollapsible(false);
    m_middle->addWidget(m_pairing);
    m_middle->addWidget(makeCurves());
    m_middle->setStretchFactor(0, 1);
    m_middle->setStretchFactor(1, 1);
    shareMiddle();
    auto* upper = new QSplitter(Qt::Horizontal);
    upper->setChildrenCollapsible(false);
    upper->addWidget(m_form);
    upper->addWidget(m_middle);
    upper->setStretchFactor(0, 0);
    upper->setStretchFactor(1, 1);
    m_tabs->setObjectName(QStringLiteral("transferView.tabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_runs, tr("Runs"));
    m_tabs->addTab(m_delta, tr("Delta"));
    auto* all = new QSplitter(Qt::Vertical);
    all->setChildrenCollapsible(false);
    all->addWidget(upper);
    all->addWidget(m_tabs);
    all->setStretchFactor(0, 3);
    all->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new TransferBar(models.session, actions, this));
    layout->addWidget(new DryRunReport(models.session, this));
    layout->addWidget(all, 1);
    connect(m_session, &TransferSession::resultChanged, this, &TransferView::showResult);
    connect(m_session, &TransferSession::stateChanged, this, &TransferView::showChart);
    connect(m_charts, &QComboBox::activated, this, &TransferView::showChart);
    showResult();
}

QWidget* TransferView::makeCurves()
{
    auto* place = new QWidget;
    m_charts->setObjectName(QStringLiteral("transferView.chartCombo"));
    m_charts->setAccessibleName(tr("Curves shown"));
    m_charts->setToolTip(m_charts->accessibleName());
    m_caption->setObjectName(QStringLiteral("transferView.caption"));
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->setWordWrap(true);
    m_caption->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* line = new QHBoxLayout;
    line->addWidget(m_caption, 1);
    line->addWidget(m_charts);
    auto* layout = new QVBoxLayout(place);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, edge / 2, edge, edge / 2);
    layout->addLayout(line);
    layout->addWidget(m_plot, 1);
    return place;
}

/// Neither pairs nor curves are larger at first.
void TransferView::shareMiddle()
{
    const int extent = std::max(width(), height());
    m_middle->setSizes({extent, extent});
}

void TransferView::showDelta()
{
    m_tabs->setCurrentWidget(m_delta);
}

QString TransferView::chart() const
{
    return m_charts->currentData().toString();
}

void TransferView::showResult()
{
    const auto result = m_session->result();
    const QString before = chart();
    const QSignalBlocker blocker(m_charts);
    m_charts->clear();
    if (result) {
        for (const CurveData& chart : result->charts) {
            const bool isLoss = m_charts->count() == 0;
            m_charts->addItem(isLoss ? tr("loss") : chart.curves.front().title, chart.valueTitle);
        }
        m_charts->setCurrentIndex(std::max(0, m_charts->findData(before)));
    }
    m_charts->setVisible(m_charts->count() > 1);
    QString caption = tr("A dry run tells time and memory before you start.");
    if (result) {
        caption = tr("%1: %2, seed %3")
                      .arg(m_session->resultName(), transferMethodTitle(result->study.method))
                      .arg(result->study.seed);
        if (result->isPartial && !m_session->isRunning()) {
            caption += tr(", partial");
        }
    }
    m_caption->setText(caption);
    showChart();
}

void TransferView::showChart()
{
    const auto result = m_session->result();
    CurveData shown;
    const int index = m_charts->currentIndex();
    if (result && index >= 0 && index < static_cast<int>(result->charts.size())) {
        shown = result->charts[static_cast<std::size_t>(index)];
        shown.lastStep = static_cast<double>(m_session->totalSteps()) - 1.0;
    }
    m_plot->setData(shown);
}

void TransferView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool isBeside = event->size().width() >= fontMetrics().averageCharWidth() * kBesideChars;
    const Qt::Orientation orientation = isBeside ? Qt::Horizontal : Qt::Vertical;
    if (m_middle->orientation() != orientation) {
        m_middle->setOrientation(orientation);
        shareMiddle();
    }
}

} // namespace neurograft
