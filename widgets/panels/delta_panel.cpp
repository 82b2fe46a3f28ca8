// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/delta_panel.h"

#include "widgets/models/delta_inspection.h"
#include "widgets/models/delta_norms_model.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/whole_table.h"

#include <QLabel>
#include <QPainter>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace neurograft {

namespace {

/// A bar behind the number, as long as its share of the largest one.
class ShareDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        QRectF bar(option.rect.adjusted(1, 2, -1, -2));
        bar.setWidth(bar.width() * index.data(DeltaNormsModel::ShareRole).toDouble());
        QColor color = option.palette.color(QPalette::Highlight);
        color.setAlphaF(0.3F);
        painter->fillRect(bar, color);
        QStyledItemDelegate::paint(painter, option, index);
    }
};

} // namespace

DeltaPanel::DeltaPanel(TransferSession* session, DeltaInspection* inspection, QWidget* parent)
    : QWidget(parent), m_session(session), m_inspection(inspection),
      m_norms(new DeltaNormsModel(this)), m_finding(new QLabel(this)), m_remark(new QLabel(this))
{
    setObjectName(QStringLiteral("deltaInspector"));
    auto* parts = new QSplitter(Qt::Horizontal, this);
    parts->setChildrenCollapsible(false);
    m_normTable = new WholeTable([this] { return m_norms->toTsv(); }, parts);
    m_normTable->setObjectName(QStringLiteral("deltaInspector.norms"));
    m_normTable->setAccessibleName(tr("Size of the change, per cent of the weight, by layer"));
    m_normTable->setModel(m_norms);
    m_normTable->setItemDelegate(new ShareDelegate(m_normTable));
    m_normTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_normTable->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_neuronTable = new WholeTable([this] { return m_inspection->toTsv(); }, parts);
    m_neuronTable->setObjectName(QStringLiteral("deltaInspector.neurons"));
    m_neuronTable->setAccessibleName(tr("Neurons changed most, with their tokens"));
    m_neuronTable->setModel(inspection);
    m_neuronTable->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_neuronTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_neuronTable->verticalHeader()->hide();
    m_neuronTable->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_neuronTable->horizontalHeader()->setStretchLastSection(true);
    parts->setStretchFactor(0, 2);
    parts->setStretchFactor(1, 3);
    m_finding->setObjectName(QStringLiteral("deltaInspector.finding"));
    m_finding->setWordWrap(true);
    m_remark->setObjectName(QStringLiteral("deltaInspector.remark"));
    m_remark->setWordWrap(true);
    m_remark->setForegroundRole(QPalette::PlaceholderText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_finding);
    layout->addWidget(parts, 1);
    layout->addWidget(m_remark);
    connect(m_neuronTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) { choose(index); });
    connect(session, &TransferSession::resultChanged, this, &DeltaPanel::showResult);
    connect(inspection, &DeltaInspection::stateChanged, this, &DeltaPanel::showState);
    showResult();
}

void DeltaPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_inspection->inspect();
}

void DeltaPanel::showResult()
{
    const auto result = m_session->result();
    m_norms->setNorms(result ? result->norms : std::vector<ModuleNorms>());
    m_finding->setText(
        result
            ? tr("%1, change of the weights: %2").arg(m_session->resultName(), m_norms->finding())
            : QString());
    m_normTable->setAccessibleDescription(m_norms->finding());
    if (isVisible()) {
        m_inspection->inspect();
    }
    showState();
}

void DeltaPanel::showState()
{
    const QString obstacle = m_inspection->obstacle();
    const QString remark = !obstacle.isEmpty() ? obstacle
        : m_inspection->isReading()            ? tr("Reading the change…")
        : m_inspection->rowCount() == 0
        ? tr("No neuron of the feed-forward or attention output is changed.")
        : QString();
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
    m_neuronTable->setVisible(m_inspection->rowCount() > 0);
    m_normTable->setVisible(m_norms->rowCount() > 0);
    m_finding->setVisible(!m_finding->text().isEmpty());
}

void DeltaPanel::choose(const QModelIndex& index)
{
    if (!index.isValid()) {
        return;
    }
    const NeuronId& id =
        m_inspection->neurons()[static_cast<std::size_t>(index.row())].neuron.neuron;
    Q_EMIT neuronChosen(static_cast<int>(id.layer),
                        id.kind == NeuronKind::Ffn ? QStringLiteral("down_proj")
                                                   : QStringLiteral("o_proj"),
                        static_cast<int>(id.index));
}

} // namespace neurograft
