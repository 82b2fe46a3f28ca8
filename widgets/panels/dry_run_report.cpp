// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/dry_run_report.h"

#include "widgets/jobs/time_left.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/selection_item.h"
#include "widgets/models/transfer_session.h"
#include "widgets/plots/number_text.h"

#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

QString targetsSummary(const TransferPlan& plan)
{
    std::int64_t matrices = 0;
    QStringList modules;
    for (const TransferTargets& target : plan.targets) {
        matrices += target.count;
        modules << shortModuleName(QString::fromStdString(target.module));
    }
    return DryRunReport::tr("%n matrices (%1)", nullptr, static_cast<int>(matrices))
        .arg(modules.join(QStringLiteral(", ")));
}

/// How many neurons of each layer a rate means (transfer.md 6.3), by the matrices of the student.
QString neuronsSummary(const TransferPlan& plan, double rate)
{
    const auto share = [rate](std::int64_t count) {
        return static_cast<int>(std::floor(static_cast<double>(count) * rate + 1e-9));
    };
    std::int64_t layers = 0;
    QString ffn, attention, value;
    for (const TransferTargets& target : plan.targets) {
        layers = std::max(layers, target.count);
        const bool isUp = target.module == "up_proj";
        if (isUp || target.module == "down_proj") { // both have the same
            ffn = DryRunReport::tr("%n FFN neurons", nullptr, share(isUp ? target.out : target.in));
        } else if (target.module == "o_proj") {
            attention = DryRunReport::tr("%n o columns", nullptr, share(target.in));
        } else if (target.module == "v_proj") {
            value = DryRunReport::tr("%n v rows", nullptr, share(target.out));
        }
    }
    QStringList parts{ffn, attention, value};
    parts.removeAll(QString());
    return DryRunReport::tr("%1 per layer (%2 %); %n layer pairs", nullptr,
                            static_cast<int>(layers))
        .arg(parts.join(QStringLiteral(", ")), numberText(rate * 100.0, 0));
}

QString rowsSummary(const TransferPlan& plan)
{
    QString text = DryRunReport::tr("%n rows", nullptr, static_cast<int>(plan.rows));
    if (plan.truncated > 0) {
        text += DryRunReport::tr(", %n of them cut", nullptr, static_cast<int>(plan.truncated));
    }
    if (plan.skipped > 0) {
        text += DryRunReport::tr(", %n left out without a label", nullptr,
                                 static_cast<int>(plan.skipped));
    }
    return text;
}

} // namespace

QString transferPlanText(const TransferPlan& plan, const TransferStudy& study)
{
    QStringList parts;
    const bool movesNeurons = study.method == "laten" || needsNeurons(study);
    if (!plan.targets.empty()) {
        parts << (movesNeurons ? neuronsSummary(plan, study.rate) : targetsSummary(plan));
    }
    if (plan.trainedParameters > 0) {
        parts << DryRunReport::tr("%1 trained parameters").arg(countText(plan.trainedParameters));
    }
    if (plan.seedExamples > 0) {
        parts << DryRunReport::tr("%n seed examples", nullptr, static_cast<int>(plan.seedExamples));
    }
    if (plan.rows > 0) {
        parts << rowsSummary(plan);
    }
    if (plan.steps > 0) {
        parts << DryRunReport::tr("%n steps", nullptr, static_cast<int>(plan.steps));
    }
    if (plan.seeds > 1) {
        parts << DryRunReport::tr("%n seeds", nullptr, static_cast<int>(plan.seeds));
    }
    parts << DryRunReport::tr("0 shape errors");
    parts << DryRunReport::tr("about %1").arg(roundedDuration(plan.secondsEstimate));
    parts << (plan.deviceBytes > 0.0
                  ? DryRunReport::tr("peak %1, on the GPU %2")
                        .arg(byteText(plan.hostBytes), byteText(plan.deviceBytes))
                  : DryRunReport::tr("peak %1").arg(byteText(plan.hostBytes)));
    parts << DryRunReport::tr("%1 on the disk").arg(byteText(plan.diskBytes));
    return parts.join(QStringLiteral("; "));
}

QString transferTargetsText(const TransferPlan& plan)
{
    QStringList lines;
    for (const TransferTargets& target : plan.targets) {
        QString line = QStringLiteral("%1 × %2  %3 × %4")
                           .arg(target.count)
                           .arg(shortModuleName(QString::fromStdString(target.module)))
                           .arg(target.out)
                           .arg(target.in);
        if (target.rank > 0) {
            line += DryRunReport::tr(", rank %1").arg(target.rank);
        }
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

DryRunReport::DryRunReport(TransferSession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_text(new QLabel(this))
{
    setObjectName(QStringLiteral("dryRunReport"));
    m_text->setObjectName(QStringLiteral("dryRunReport.text"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Dry run"));
    auto* layout = new QHBoxLayout(this);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, edge / 2, edge, edge / 2);
    layout->addWidget(m_text);
    connect(session, &TransferSession::planChanged, this, &DryRunReport::showPlan);
    showPlan();
}

void DryRunReport::showPlan()
{
    const std::optional<TransferPlan>& plan = m_session->plan();
    setVisible(plan || m_session->isPlanning());
    if (m_session->isPlanning()) {
        m_text->setText(tr("Dry run: reading headers and rows…"));
        m_text->setToolTip({});
        return;
    }
    if (!plan) {
        return;
    }
    if (plan->problems.empty()) {
        m_text->setText(
            tr("✓ Dry run: %1.").arg(transferPlanText(*plan, m_session->options().study())));
        m_text->setToolTip(transferTargetsText(*plan));
        return;
    }
    QStringList lines;
    for (const std::string& problem : plan->problems) {
        lines << QStringLiteral("✕ ") + QString::fromStdString(problem);
    }
    m_text->setText(
        tr("Dry run, %n problems:\n%1", nullptr, static_cast<int>(plan->problems.size()))
            .arg(lines.join(QLatin1Char('\n'))));
    m_text->setToolTip({});
}

} // namespace neurograft
