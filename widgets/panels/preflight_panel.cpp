// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/preflight_panel.h"

#include "widgets/models/preflight_table_model.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kShownRows = 7;
constexpr int kToldDifferences = 3;

QString joined(const std::vector<std::string>& words)
{
    QStringList list;
    for (const std::string& word : words) {
        list << QString::fromStdString(word);
    }
    return list.join(QStringLiteral(", "));
}

/// "vocabulary 512 vs 520".
QString differenceText(const PairDifference& difference)
{
    QString item = QString::fromStdString(difference.item);
    if (item == QLatin1String("vocabulary size")) {
        item.chop(5); // the numbers say that it is a size
    }
    return PreflightPanel::tr("%1 %2 vs %3")
        .arg(item, QString::fromStdString(difference.teacher),
             QString::fromStdString(difference.student));
}

} // namespace

QString preflightSummary(const PreflightReport& report)
{
    const auto blocking = static_cast<int>(report.blocking.size());
    const auto warnings = static_cast<int>(report.warnings.size());
    QString text = report.ok() ? QStringLiteral("✓ ") : QStringLiteral("✕ ");
    text += blocking == 0 && warnings == 0 ? PreflightPanel::tr("No differences that matter.")
        : warnings == 1
        ? PreflightPanel::tr("%1 blocking, 1 other difference.").arg(blocking)
        : PreflightPanel::tr("%1 blocking, %2 other differences.").arg(blocking).arg(warnings);
    // Blocking ones are told in full: what, with which values, and what follows.
    QStringList told;
    for (const PairDifference& difference : report.blocking) {
        QString effect = QString::fromStdString(difference.effect);
        if (effect.endsWith(QLatin1Char('.'))) {
            effect.chop(1); // a list of several follows
        }
        told << PreflightPanel::tr("%1: %2").arg(differenceText(difference), effect);
    }
    for (const PairDifference& difference : report.warnings) {
        told << differenceText(difference);
    }
    if (!told.isEmpty()) {
        text += QLatin1Char(' ') + told.mid(0, kToldDifferences).join(QStringLiteral("; "))
            + QLatin1Char('.');
    }
    if (!report.disabled.empty()) {
        text += QLatin1Char(' ')
            + PreflightPanel::tr("Off for this pair: %1.").arg(joined(report.disabled));
    }
    if (report.freeHostBytes > 0) {
        const QString needs = byteText(static_cast<double>(report.hostBytes));
        const QString free = byteText(static_cast<double>(report.freeHostBytes));
        text += QLatin1Char(' ')
            + (report.hostBytes <= report.freeHostBytes
                   ? PreflightPanel::tr("Needs %1 of %2: fits.").arg(needs, free)
                   : PreflightPanel::tr("Needs %1 of %2: does not fit.").arg(needs, free));
    }
    return text;
}

PreflightPanel::PreflightPanel(PairModel* pair, QWidget* parent)
    : QFrame(parent), m_pair(pair), m_model(new PreflightTableModel(this)),
      m_summary(new QLabel(this)), m_toggle(new QToolButton(this)), m_table(new QTableView(this))
{
    setObjectName(QStringLiteral("preflightPanel"));
    m_summary->setObjectName(QStringLiteral("preflightPanel.summary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_toggle->setObjectName(QStringLiteral("preflightPanel.toggle"));
    m_toggle->setText(tr("Pre-flight"));
    m_toggle->setToolTip(tr("Show every difference of the pair"));
    m_toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toggle->setArrowType(Qt::RightArrow);
    m_toggle->setCheckable(true);
    m_toggle->setAutoRaise(true);

    m_table->setObjectName(QStringLiteral("preflightPanel.table"));
    m_table->setAccessibleName(tr("Differences of the pair"));
    m_table->setModel(m_model);
    m_table->verticalHeader()->setVisible(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setVisible(false);

    auto* line = new QHBoxLayout;
    line->addWidget(m_toggle, 0, Qt::AlignTop);
    line->addWidget(m_summary, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(line);
    layout->addWidget(m_table);

    connect(m_toggle, &QToolButton::toggled, this, [this](bool isOpen) {
        m_toggle->setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow);
        m_table->setVisible(isOpen);
        Q_EMIT openChanged(isOpen);
    });
    connect(pair, &PairModel::preflightChanged, this, &PreflightPanel::showReport);
    showReport();
}

bool PreflightPanel::isOpen() const
{
    return m_toggle->isChecked();
}

void PreflightPanel::setOpen(bool isOpen)
{
    m_toggle->setChecked(isOpen);
}

QString PreflightPanel::summary() const
{
    return m_summary->text();
}

void PreflightPanel::showReport()
{
    const std::shared_ptr<const PreflightReport> report = m_pair->preflight();
    m_model->setReport(report);
    m_summary->setText(report ? preflightSummary(*report) : QString());
    setVisible(report != nullptr);
    if (report) {
        fitTable();
    }
}

void PreflightPanel::fitTable()
{
    m_table->resizeColumnsToContents();
    m_table->resizeRowsToContents();
    const int rows = std::min(m_model->rowCount(), kShownRows);
    int height = m_table->horizontalHeader()->sizeHint().height() + 2 * m_table->frameWidth();
    for (int row = 0; row < rows; ++row) {
        height += m_table->rowHeight(row);
    }
    m_table->setFixedHeight(height);
}

} // namespace neurograft
