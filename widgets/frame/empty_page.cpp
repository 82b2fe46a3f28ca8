// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/empty_page.h"

#include "widgets/panels/primary_button.h"

#include <QAction>
#include <QLabel>
#include <QVBoxLayout>

namespace neurograft {

EmptyPage::EmptyPage(const QString& name, const QString& question, const QString& sentence,
                     QAction* action, const QString& button, QWidget* parent)
    : QWidget(parent), m_sentence(new QLabel(sentence, this))
{
    setObjectName(name);
    auto* heading = new QLabel(question, this);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    heading->setFont(font);
    m_sentence->setObjectName(name + QStringLiteral(".emptyText"));
    for (QLabel* label : {heading, m_sentence}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
    }
    auto* lead = new PrimaryButton(action->text(), this);
    lead->setObjectName(name + QStringLiteral(".emptyButton"));
    const auto follow = [lead, action, button] {
        lead->setText(button.isEmpty() ? action->text() : button);
        lead->setEnabled(action->isEnabled());
        lead->setToolTip(action->toolTip());
    };
    connect(action, &QAction::changed, lead, follow);
    connect(lead, &QPushButton::clicked, action, &QAction::trigger);
    follow();

    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(fontMetrics().height());
    layout->addStretch(2);
    layout->addWidget(heading);
    layout->addWidget(m_sentence);
    layout->addWidget(lead, 0, Qt::AlignHCenter);
    layout->addStretch(3);
}

void EmptyPage::setSentence(const QString& sentence)
{
    m_sentence->setText(sentence);
}

} // namespace neurograft
