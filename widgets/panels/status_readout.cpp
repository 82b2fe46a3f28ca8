// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/status_readout.h"

#include "widgets/models/machine_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/parity_model.h"
#include "widgets/models/parity_words.h"
#include "widgets/panels/preflight_panel.h"

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
constexpr int kDetailMs = 30000;
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

StatusReadout::StatusReadout(QStatusBar* bar, PairModel* pair, MachineModel* machine,
                             ParityModel* parity)
    : QObject(bar), m_pair(pair), m_machine(machine), m_parityModel(parity),
      m_hover(new QLabel(bar))
{
    m_hover->setObjectName(QStringLiteral("status.hover"));
    m_hover->setTextInteractionFlags(Qt::TextSelectableByMouse);
    bar->addWidget(m_hover, 1);
    m_selfCheck = addBadge(bar, "status.selfCheck");
    m_parity = addBadge(bar, "status.parity");
    m_memory = addBadge(bar, "status.memory");
    m_blas = addBadge(bar, "status.blas");
    QToolButton* offline = addBadge(bar, "status.offline");
    m_selfCheck->hide();
    m_blas->hide();
    offline->setText(tr("offline"));
    setDetail(offline, tr("Neurograft opens no network connection; nothing leaves this computer."));
    disconnect(m_blas, &QToolButton::clicked, nullptr, nullptr);
    connect(m_blas, &QToolButton::clicked, this, &StatusReadout::diagnosticsWanted);

    connect(pair, &PairModel::modelChanged, this, &StatusReadout::showParity);
    connect(parity, &ParityModel::changed, this, &StatusReadout::showParity);
    connect(pair, &PairModel::preflightChanged, this, &StatusReadout::showMemory);
    connect(machine, &MachineModel::known, this, &StatusReadout::takeMachine);
    connect(machine, &MachineModel::gpuMemoryChanged, this, &StatusReadout::showMemory);
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &StatusReadout::showMemory);
    timer->start(kMemoryIntervalMs);
    showMemory();
    showParity();
}

QToolButton* StatusReadout::addBadge(QStatusBar* bar, const char* name)
{
    auto* badge = new QToolButton(bar);
    badge->setObjectName(QString::fromLatin1(name));
    badge->setAutoRaise(true);
    badge->setFocusPolicy(Qt::TabFocus);
    connect(badge, &QToolButton::clicked, this, [badge] {
        QToolTip::showText(badge->mapToGlobal(QPoint(0, 0)), badge->toolTip(), badge, {},
                           kDetailMs);
    });
    bar->addPermanentWidget(badge);
    return badge;
}

void StatusReadout::setDetail(QToolButton* badge, const QString& text)
{
    badge->setToolTip(text);
    badge->setAccessibleName(badge->text());
    badge->setAccessibleDescription(text);
}

void StatusReadout::setAlarm(QToolButton* badge, bool isAlarming)
{
    QPalette colors;
    if (isAlarming) {
        const bool isDark = colors.color(QPalette::Window).lightness() < 128;
        colors.setColor(QPalette::ButtonText, QColor(isDark ? kAlarmOnDark : kAlarmOnLight));
    }
    badge->setPalette(colors);
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
    setAlarm(m_selfCheck, !isGood);
    setDetail(m_selfCheck,
              tr("Every layer compared with itself must give 1 (to 1e-6), shuffled samples 0 "
                 "(within three standard errors).")
                  + QLatin1Char('\n') + numbers.join(QLatin1Char('\n')));
}

void StatusReadout::showSelfCheck()
{
    if (!m_selfCheck->isHidden()) {
        m_selfCheck->click();
    }
}

void StatusReadout::takeMachine()
{
    const DoctorReport& report = m_machine->report();
    const QString blas = QString::fromStdString(report.blas);
    m_blas->setText(shortBlasName(blas));
    setDetail(m_blas,
              tr("%1\n%2, %n threads\nA click shows more.", nullptr, report.threads)
                  .arg(blas.simplified(), QString::fromStdString(report.cpuCapability)));
    m_blas->show();
    for (const DoctorDevice& device : report.devices) {
        const QString id = QString::fromStdString(device.id);
        if (id.startsWith(QLatin1String("cuda:"))) {
            m_gpus << tr("GPU%1 %2").arg(id.mid(5), QString::fromStdString(device.name));
        } else {
            m_totalBytes = static_cast<double>(device.memoryBytes);
        }
    }
    showMemory();
}

void StatusReadout::showMemory()
{
    const double held = residentBytes();
    QString text = tr("RAM %1").arg(byteText(held));
    QStringList gpus;
    for (const GpuMemory& gpu : m_machine->gpuMemory()) {
        gpus << gpuMemoryText(gpu);
    }
    if (!gpus.isEmpty()) {
        text += QLatin1Char(' ') + gpus.join(QLatin1Char(' '));
    }
    m_memory->setText(text);
    QStringList lines{m_totalBytes > 0.0
                          ? tr("This program holds %1 of %2 of memory.")
                                .arg(byteText(held), byteText(m_totalBytes))
                          : tr("This program holds %1 of memory.").arg(byteText(held))};
    lines << (m_gpus.isEmpty() ? tr("No GPU was found; everything is computed on the CPU.")
                               : (m_gpus + gpus).join(QLatin1Char('\n')));
    if (const std::shared_ptr<const PreflightReport> report = m_pair->preflight()) {
        lines << tr("The pair: %1").arg(preflightSummary(*report));
    }
    setDetail(m_memory, lines.join(QLatin1Char('\n')));
}

void StatusReadout::showParity()
{
    const QString text = parityBadge(*m_pair, *m_parityModel);
    m_parity->setVisible(!text.isEmpty());
    m_parity->setText(text);
    setAlarm(m_parity,
             m_parityModel->state(Role::Teacher).isAlarming()
                 || m_parityModel->state(Role::Student).isAlarming());
    setDetail(m_parity, parityDetail(*m_pair, *m_parityModel));
}

QString shortBlasName(const QString& blas)
{
    if (blas.contains(QLatin1String("Math Kernel Library"))
        || blas.contains(QLatin1String("MKL"))) {
        return QStringLiteral("MKL");
    }
    const QString first = blas.simplified().section(QLatin1Char(' '), 0, 0);
    return first.isEmpty() ? StatusReadout::tr("no BLAS") : first;
}

} // namespace neurograft
