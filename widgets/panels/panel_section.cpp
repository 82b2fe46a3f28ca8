// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/panel_section.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

PanelSection::PanelSection(const QString& title, QWidget* content, QWidget* parent)
    : QWidget(parent), m_title(new QToolButton(this)), m_content(content)
{
    m_title->setAutoRaise(true);
    m_title->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_title->setFocusPolicy(Qt::StrongFocus);
    m_title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    QFont font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_title);
    layout->addWidget(m_content, 1);
    connect(m_title, &QToolButton::clicked, this, [this] { setOpen(!m_isOpen); });
    setTitle(title);
    setOpen(true);
}

void PanelSection::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setAccessibleName(title);
}

void PanelSection::setOpen(bool isOpen)
{
    m_isOpen = isOpen;
    m_title->setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow);
    m_title->setToolTip(isOpen ? tr("Fold this part") : tr("Unfold this part"));
    m_content->setVisible(isOpen);
}

} // namespace neurograft
