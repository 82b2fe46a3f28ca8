// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fact_list.h"

#include <QGridLayout>
#include <QLabel>

namespace neurograft {

FactList::FactList(QWidget* parent) : QWidget(parent), m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(fontMetrics().averageCharWidth() * 2);
    m_layout->setVerticalSpacing(fontMetrics().height() / 6);
    m_layout->setColumnStretch(1, 1);
}

void FactList::setFacts(const std::vector<Fact>& facts)
{
    m_facts = facts;
    while (m_lines.size() < facts.size()) {
        auto* name = new QLabel(this);
        auto* value = new QLabel(this);
        name->setForegroundRole(QPalette::PlaceholderText);
        name->setBuddy(value);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        const auto row = static_cast<int>(m_lines.size());
        m_layout->addWidget(name, row, 0, Qt::AlignTop);
        m_layout->addWidget(value, row, 1, Qt::AlignTop);
        m_lines.emplace_back(name, value);
    }
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const auto& [name, value] = m_lines[i];
        const bool isUsed = i < facts.size();
        if (isUsed) {
            name->setText(facts[i].name);
            value->setText(facts[i].value);
            value->setAccessibleName(facts[i].name);
        }
        name->setVisible(isUsed);
        value->setVisible(isUsed);
    }
    setVisible(!facts.empty());
}

QString FactList::value(const QString& name) const
{
    for (const Fact& fact : m_facts) {
        if (fact.name == name) {
            return fact.value;
        }
    }
    return {};
}

} // namespace neurograft
