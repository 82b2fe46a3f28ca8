// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/status_readout.h"

#include "widgets/models/pair_model.h"

#include <QFile>
#include <QLabel>
#include <QStatusBar>
#include <QTimer>
#include <QToolButton>
#include <QToolTip>

#include <unistd.h>

#include <optional>

namespace neurograft {

namespace {

constexpr int kMemoryIntervalMs = 2000;
constexpr QRgb kAlarmOnLight = 0xffb3261e;
constexpr QRgb kAlarmOnDark = 0xffff8a80;

/// "up_proj: CKA(X,X) off 1 by 2e-16, shuffled 0.001 ± 0.002".
QString selfCheckText(const HeatmapData& panel)
{
    QStringList parts;
    if (panel.selfCheck) {
        parts << StatusReadout::tr("CKA(X,X) off 1 by %1").arg(*panel.selfCheck, 0, 'g', 1);
    }
    if (panel.shuffledMean && panel.shuffledError) {
        parts << StatusReadout::tr("shuffled %1 ± %2")
                     .arg(*panel.shuffledMean, 0, 'g', 2)
                     .arg(*panel.shuffledError, 0, 'g', 2);
    }
    return StatusReadout::tr("%1: %2").arg(panel.module, parts.join(QStringLiteral(", ")));
}

/// Resident memory of this process; 0 where the system does not tell.
double residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0.0;
    }
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.size() > 1 ? fields[1].toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE))
                             : 0.0;
}

} // namespace

StatusReadout::StatusReadout(QStatusBar* bar)
    : QObject(bar), m_hover(new QLabel(bar)), m_selfCheck(new QToolButton(bar)),
      m_memory(new QLabel(bar))
{
    m_hover->setObjectName(QStringLiteral("status.hover"));
    m_hover->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_selfCheck->setObjectName(QStringLiteral("status.selfCheck"));
    m_selfCheck->setAutoRaise(true);
    m_selfCheck->hide();
    connect(m_selfCheck, &QToolButton::clicked, this, [this] {
        QToolTip::showText(m_selfCheck->mapToGlobal(QPoint(0, 0)), m_selfCheck->toolTip(),
                           m_selfCheck);
    });
    m_memory->setObjectName(QStringLiteral("status.memory"));
    m_memory->setToolTip(tr("Memory this program holds"));
    auto* offline = new QLabel(tr("offline"), bar);
    offline->setObjectName(QStringLiteral("status.offline"));
    offline->setToolTip(tr("Neurograft opens no network connection; nothing leaves this computer"));
    bar->addWidget(m_hover, 1);
    bar->addPermanentWidget(m_selfCheck);
    bar->addPermanentWidget(m_memory);
    bar->addPermanentWidget(offline);

    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &StatusReadout::showMemory);
    timer->start(kMemoryIntervalMs);
    showMemory();
}

void StatusReadout::setHover(const QString& text)
{
    m_hover->setText(text);
}

void StatusReadout::setFigure(const HeatmapFigure* figure)
{
    bool isMade = false;
    bool isGood = true;
    QStringList numbers;
    if (figure != nullptr) {
        for (const HeatmapData& panel : figure->panels) {
            if (const std::optional<bool> passes = passesSelfCheck(panel)) {
                isMade = true;
                isGood = isGood && *passes;
                numbers << selfCheckText(panel);
            }
        }
    }
    m_selfCheck->setVisible(isMade);
    if (!isMade) {
        return;
    }
    m_selfCheck->setText(isGood ? tr("✓ check OK") : tr("✕ self-check failed"));
    QPalette colors;
    if (!isGood) {
        const bool isDark = colors.color(QPalette::Window).lightness() < 128;
        colors.setColor(QPalette::ButtonText, QColor(isDark ? kAlarmOnDark : kAlarmOnLight));
    }
    m_selfCheck->setPalette(colors);
    m_selfCheck->setToolTip(tr("Every layer compared with itself must give 1 (to 1e-6), shuffled "
                               "samples 0 (within three standard errors).")
                            + QLatin1Char('\n') + numbers.join(QLatin1Char('\n')));
    m_selfCheck->setAccessibleDescription(m_selfCheck->toolTip());
}

void StatusReadout::showMemory()
{
    m_memory->setText(tr("RAM %1").arg(byteText(residentBytes())));
}

} // namespace neurograft
