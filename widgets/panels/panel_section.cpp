// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/panel_section.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

PanelSection::PanelSection(const QString& title, QWidget* content, QWidget* parent)
    : QWidget(parent), m_title(new QToolButton(this)), m_content(content)
{
    m_title->setAutoRaise(true);
    m_title->setCheckable(true);
    m_title->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_title->setFocusPolicy(Qt::StrongFocus);
    QFont font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_title);
    layout->addWidget(m_content, 1);
    connect(m_title, &QToolButton::toggled, this, &PanelSection::setOpen);
    setTitle(title);
    m_title->setChecked(true);
}

void PanelSection::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setAccessibleName(title);
}

bool PanelSection::isOpen() const
{
    return m_title->isChecked();
}

void PanelSection::setOpen(bool isOpen)
{
    m_title->setChecked(isOpen);
    m_title->setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow);
    m_title->setToolTip(isOpen ? tr("Fold this part") : tr("Unfold this part"));
    m_content->setVisible(isOpen);
}

} // namespace neurograft
