// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/overlay_chips.h"

#include "widgets/models/overlay_model.h"
#include "widgets/models/path_text.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace neurograft {

OverlayChips::OverlayChips(OverlayModel* overlays, QWidget* parent)
    : QWidget(parent), m_overlays(overlays), m_layout(new QHBoxLayout(this))
{
    setObjectName(QStringLiteral("overlayChips"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    auto* caption = new QLabel(tr("Over the student:"), this);
    caption->setForegroundRole(QPalette::PlaceholderText);
    m_layout->addStretch(1);
    m_layout->addWidget(caption);
    connect(overlays, &OverlayModel::changed, this, &OverlayChips::showOverlays);
    showOverlays();
}

void OverlayChips::showOverlays()
{
    const int count = static_cast<int>(m_overlays->overlays().size());
    while (static_cast<int>(m_chips.size()) > count) {
        m_chips.back()->hide();
        m_chips.back()->setObjectName(QString());
        m_chips.back()->deleteLater(); // its own menu may have removed it
        m_chips.pop_back();
    }
    while (static_cast<int>(m_chips.size()) < count) {
        m_chips.push_back(makeChip(static_cast<int>(m_chips.size())));
    }
    for (int index = 0; index < count; ++index) {
        showChip(index);
    }
    setVisible(count > 0);
}

QToolButton* OverlayChips::makeChip(int index)
{
    auto* chip = new QToolButton(this);
    chip->setObjectName(index == 0 ? QStringLiteral("pairBar.overlaySwitch")
                                   : QStringLiteral("pairBar.overlaySwitch#%1").arg(index + 1));
    chip->setCheckable(true);
    chip->setFocusPolicy(Qt::StrongFocus);
    chip->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(chip, &QToolButton::clicked, this, [this, index] { press(index); });
    connect(
        chip, &QWidget::customContextMenuRequested, this,
        [this, index, chip](const QPoint& place) { showMenu(index, chip->mapToGlobal(place)); });
    m_layout->addWidget(chip);
    return chip;
}

void OverlayChips::showChip(int index)
{
    const Overlay& overlay = m_overlays->overlays()[static_cast<std::size_t>(index)];
    QToolButton* chip = m_chips[static_cast<std::size_t>(index)];
    const QString path = QDir::toNativeSeparators(fromPath(overlay.entry.path));
    QString text;
    QString tip = path;
    switch (overlay.state) {
    case Overlay::State::Waiting:
        text = tr("%1: waits for a student").arg(overlay.name());
        break;
    case Overlay::State::Reading:
        text = tr("%1: reading…").arg(overlay.name());
        break;
    case Overlay::State::Failed:
        text = tr("✕ %1: not usable").arg(overlay.name());
        tip = tr("%1\n%2").arg(path, overlay.problem.message);
        break;
    case Overlay::State::Ready:
        text = overlay.isActive() ? tr("%1: ON").arg(overlay.facts())
                                  : tr("%1: OFF").arg(overlay.facts());
        tip = overlay.isUndecided()
            ? tr("%1\nIt expects a modified base; press to choose").arg(path)
            : tr("%1\nPress to switch it; Space switches all").arg(path);
        if (!overlay.report->remark.empty()) {
            tip += QLatin1Char('\n') + QString::fromStdString(overlay.report->remark);
        }
        break;
    }
    chip->setText(text);
    chip->setToolTip(tip);
    chip->setAccessibleName(tr("Overlay %1, %2").arg(overlay.name(), text));
    chip->setChecked(overlay.isActive());
}

void OverlayChips::press(int index)
{
    const Overlay& overlay = m_overlays->overlays()[static_cast<std::size_t>(index)];
    const bool isActive = overlay.isActive();
    if (overlay.isUsable()) {
        m_overlays->setOn(index, !isActive);
    } else {
        m_chips[static_cast<std::size_t>(index)]->setChecked(isActive); // a press had toggled it
        Q_EMIT reasonWanted(index);
    }
}

void OverlayChips::showMenu(int index, const QPoint& place)
{
    const Overlay overlay = m_overlays->overlays()[static_cast<std::size_t>(index)];
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("overlayMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (overlay.isUsable()) {
        menu->addAction(overlay.isActive() ? tr("Switch off") : tr("Switch on"), this,
                        [this, index] { press(index); });
    }
    if (overlay.report && overlay.report->needsModifiedBase) {
        QAction* residual = menu->addAction(tr("Use residual base"), this, [this, index] {
            m_overlays->setBase(index, QStringLiteral("residual"));
        });
        residual->setEnabled(overlay.report->canRebuildBase);
        menu->addAction(tr("Use as is"), this,
                        [this, index] { m_overlays->setBase(index, QStringLiteral("as-is")); });
    }
    menu->addSeparator();
    menu->addAction(tr("Remove overlay"), this, [this, index] { m_overlays->remove(index); });
    menu->popup(place);
}

} // namespace neurograft
