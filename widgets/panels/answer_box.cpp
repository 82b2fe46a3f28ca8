// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/answer_box.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace neurograft {

AnswerBox::AnswerBox(const QString& name, const QString& title, QWidget* content, QWidget* parent)
    : QWidget(parent), m_head(new QHBoxLayout), m_title(new QLabel(title, this)),
      m_status(new QLabel(this)), m_content(content)
{
    setObjectName(name);
    m_title->setObjectName(name + QStringLiteral(".title"));
    m_title->setWordWrap(true);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_status->setObjectName(name + QStringLiteral(".status"));
    m_status->setWordWrap(true);
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_status->hide();
    content->setParent(this);
    m_head->addWidget(m_title, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(m_head);
    layout->addWidget(m_status);
    layout->addWidget(content);
}

void AnswerBox::setTitle(const QString& title)
{
    m_title->setText(title);
}

void AnswerBox::addToTitle(QWidget* widget)
{
    m_head->addWidget(widget);
}

QString AnswerBox::problemText(const JobOutcome& problem)
{
    return problem.advice.isEmpty() ? problem.message
                                    : problem.message + QLatin1Char(' ') + problem.advice;
}

void AnswerBox::showStatus(bool hasContent, bool isComputing, const QString& reached,
                           const QString& reason)
{
    QString text = reason;
    if (isComputing) {
        text = reached.isEmpty() ? tr("Computing…") : tr("Computing: %1").arg(reached);
    }
    m_status->setText(text);
    m_status->setVisible(!text.isEmpty());
    m_content->setVisible(hasContent);
}

QString AnswerBox::status() const
{
    return m_status->text();
}

} // namespace neurograft
