// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/first_steps_strip.h"

#include "widgets/frame/title_button.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace neurograft {

FirstStepsStrip::FirstStepsStrip(const QList<FirstStep>& steps, QWidget* parent)
    : QFrame(parent), m_steps(steps), m_done(steps.size(), false), m_text(new QLabel(this)),
      m_run(new QPushButton(this))
{
    setObjectName(QStringLiteral("firstStepsStrip"));
    setAccessibleName(tr("First steps"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    m_text->setObjectName(QStringLiteral("firstStepsStrip.text"));
    m_text->setWordWrap(true);
    m_run->setObjectName(QStringLiteral("firstStepsStrip.run"));
    connect(m_run, &QPushButton::clicked, this, [this] {
        if (QAction* action = m_steps[m_current].action) {
            action->trigger();
        }
    });

    auto* layout = new QHBoxLayout(this);
    const int pad = fontMetrics().height() / 3;
    layout->setContentsMargins(pad * 2, pad, pad, pad);
    layout->setSpacing(pad);
    for (int step = 0; step < static_cast<int>(steps.size()); ++step) {
        auto* number = new QToolButton(this);
        number->setObjectName(QStringLiteral("firstStepsStrip.step%1").arg(step + 1));
        number->setCheckable(true);
        number->setAutoExclusive(true);
        number->setAutoRaise(true);
        number->setFocusPolicy(Qt::TabFocus);
        number->setToolTip(tr("Step %1: %2").arg(step + 1).arg(steps[step].title));
        number->setAccessibleName(number->toolTip());
        connect(number, &QToolButton::clicked, this, [this, step] { setCurrent(step); });
        layout->addWidget(number);
        m_numbers << number;
        if (steps[step].action != nullptr) {
            connect(steps[step].action, &QAction::changed, this, &FirstStepsStrip::showStep);
        }
    }
    layout->addWidget(m_text, 1);
    layout->addWidget(m_run);
    auto* close =
        new TitleButton(TitleButton::Sign::Close,
                        tr("Hide the first steps; Help ▸ First steps shows them again"), this);
    close->setObjectName(QStringLiteral("firstStepsStrip.close"));
    connect(close, &QToolButton::clicked, this, &FirstStepsStrip::closed);
    layout->addWidget(close);
    showStep();
}

void FirstStepsStrip::setCurrent(int step)
{
    m_current = step;
    showStep();
}

void FirstStepsStrip::setDone(int step)
{
    if (m_done[step]) {
        return;
    }
    m_done[step] = true;
    if (step == m_current) {
        for (int next = 0; next < static_cast<int>(m_steps.size()); ++next) {
            if (!m_done[next] && m_steps[next].action != nullptr) {
                m_current = next;
                break;
            }
        }
    }
    showStep();
}

QString FirstStepsStrip::text() const
{
    return m_text->text();
}

void FirstStepsStrip::showStep()
{
    for (int step = 0; step < static_cast<int>(m_numbers.size()); ++step) {
        m_numbers[step]->setText(m_done[step] ? QStringLiteral("✓") : QString::number(step + 1));
        m_numbers[step]->setChecked(step == m_current);
    }
    const FirstStep& step = m_steps[m_current];
    m_text->setText(tr("%1 of %2: %3. %4")
                        .arg(m_current + 1)
                        .arg(m_steps.size())
                        .arg(step.title, step.sentence));
    m_run->setVisible(step.action != nullptr);
    if (step.action != nullptr) {
        m_run->setText(step.action->text());
        m_run->setEnabled(step.action->isEnabled());
        m_run->setToolTip(step.action->toolTip());
    }
}

} // namespace neurograft
