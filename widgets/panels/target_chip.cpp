// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/target_chip.h"

#include "widgets/models/locate_input.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/token_layout.h"

#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kTargetChipMostTokens = 8; ///< of a long target: those around what is predicted

} // namespace

TargetChip::TargetChip(LocateInput* input, QWidget* parent)
    : QWidget(parent), m_input(input), m_edit(new QLineEdit(this)), m_flow(new FlowLayout(this))
{
    setObjectName(QStringLiteral("targetChip"));
    auto* label = new QLabel(tr("Tar&get"), this);
    label->setBuddy(m_edit);
    m_edit->setObjectName(QStringLiteral("targetChip.edit"));
    m_edit->setPlaceholderText(tr("the answer"));
    m_edit->setToolTip(tr("What the prompt should be answered with; neurons are scored by how much "
                          "they raise its log probability."));
    m_edit->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    m_flow->addWidget(label);
    m_flow->addWidget(m_edit);
    connect(m_edit, &QLineEdit::textEdited, input, &LocateInput::setTarget);
    connect(input, &LocateInput::changed, this, &TargetChip::showInput);
    connect(input, &LocateInput::previewChanged, this, &TargetChip::showTokens);
    showInput();
    showTokens();
}

QString TargetChip::text() const
{
    return m_edit->text();
}

void TargetChip::showInput()
{
    setEnabled(m_input->rows() == LocateRows::Prompt);
    if (m_edit->text() != m_input->target()) {
        m_edit->setText(m_input->target());
        m_edit->setCursorPosition(0);
    }
}

void TargetChip::showTokens()
{
    const auto preview = m_input->preview();
    const int first = preview ? preview->responseStart : 0;
    const int count = preview ? static_cast<int>(preview->row.tokens.size()) - first : 0;
    const auto isTarget = [&](int token) {
        return std::find(preview->targets.begin(), preview->targets.end(), first + token)
            != preview->targets.end();
    };
    int from = 0;
    if (count > kTargetChipMostTokens) {
        const int middle = preview->hasTarget() ? preview->targets.back() - first : 0;
        from = std::clamp(middle - kTargetChipMostTokens / 2, 0, count - kTargetChipMostTokens);
    }
    const int shown = count > 1 ? std::min(count, kTargetChipMostTokens) : 0;
    while (m_tokens.size() < shown) {
        const auto place = static_cast<int>(m_tokens.size());
        auto* button = new QToolButton(this);
        button->setObjectName(QStringLiteral("targetChip.token%1").arg(place));
        button->setCheckable(true);
        button->setFocusPolicy(Qt::StrongFocus);
        connect(button, &QToolButton::clicked, this, [this, button] {
            const int token = button->property("token").toInt();
            m_input->pick(m_input->picked() == token ? -1 : token);
        });
        m_flow->addWidget(button);
        m_tokens << button;
    }
    for (int i = 0; i < static_cast<int>(m_tokens.size()); ++i) {
        QToolButton* button = m_tokens[i];
        button->setVisible(i < shown);
        if (i >= shown) {
            continue;
        }
        const int token = from + i;
        button->setProperty("token", token);
        button->setText(tokenGlyphs(preview->row.tokens[static_cast<std::size_t>(first + token)]));
        button->setChecked(isTarget(token));
        button->setToolTip(
            tr("Token %1 of %2 of the target. Press to predict this one alone; press "
               "again for the usual ones.")
                .arg(token + 1)
                .arg(count));
    }
    updateGeometry();
}

} // namespace neurograft
