// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/writing_form.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>

#include <limits>

namespace neurograft {

QStringList stopTexts(const QString& typed)
{
    QStringList texts;
    for (const QString& part : typed.split(QLatin1Char('|'))) {
        QString text;
        const QString trimmed = part.trimmed();
        for (qsizetype i = 0; i < trimmed.size(); ++i) {
            const QChar next = i + 1 < trimmed.size() ? trimmed[i + 1] : QChar();
            const bool isEscape =
                trimmed[i] == u'\\' && (next == u'n' || next == u't' || next == u'\\');
            if (!isEscape) {
                text += trimmed[i];
                continue;
            }
            text += next == u'n' ? QChar(u'\n') : next == u't' ? QChar(u'\t') : QChar(u'\\');
            ++i;
        }
        if (!text.isEmpty()) {
            texts << text;
        }
    }
    return texts;
}

WritingForm::WritingForm(const WritingOptions& options, QWidget* parent)
    : QWidget(parent), m_maxTokens(new QSpinBox(this)), m_temperature(new QDoubleSpinBox(this)),
      m_topP(new QDoubleSpinBox(this)), m_seed(new QSpinBox(this)), m_stops(new QLineEdit(this))
{
    m_maxTokens->setObjectName(QStringLiteral("playground.maxTokens"));
    m_maxTokens->setRange(1, 100'000);
    m_maxTokens->setValue(options.maxNewTokens);
    m_temperature->setObjectName(QStringLiteral("playground.temperature"));
    m_temperature->setRange(0.0, 10.0);
    m_temperature->setSingleStep(0.1);
    m_temperature->setSpecialValueText(tr("greedy"));
    m_temperature->setValue(options.temperature);
    m_temperature->setToolTip(tr("0 takes the likeliest token; above, tokens are drawn by seed"));
    m_topP->setObjectName(QStringLiteral("playground.topP"));
    m_topP->setRange(0.01, 1.0);
    m_topP->setSingleStep(0.05);
    m_topP->setValue(options.topP);
    m_topP->setToolTip(tr("Draws from the smallest set of likely tokens with this mass"));
    m_seed->setObjectName(QStringLiteral("playground.seed"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setValue(static_cast<int>(options.seed));
    m_stops->setObjectName(QStringLiteral("playground.stops"));
    m_stops->setPlaceholderText(tr("none"));
    m_stops->setToolTip(tr("Texts that end it, parted by |; \\n is a line break"));
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(tr("&Most tokens"), m_maxTokens);
    form->addRow(tr("Temperat&ure"), m_temperature);
    form->addRow(tr("Top-&p"), m_topP);
    form->addRow(tr("&Seed"), m_seed);
    form->addRow(tr("Stop &at"), m_stops);
    connect(m_maxTokens, &QSpinBox::valueChanged, this, &WritingForm::changed);
    connect(m_temperature, &QDoubleSpinBox::valueChanged, this, &WritingForm::changed);
    connect(m_topP, &QDoubleSpinBox::valueChanged, this, &WritingForm::changed);
    connect(m_seed, &QSpinBox::valueChanged, this, &WritingForm::changed);
    connect(m_stops, &QLineEdit::textChanged, this, &WritingForm::changed);
}

WritingOptions WritingForm::options() const
{
    WritingOptions options;
    options.maxNewTokens = m_maxTokens->value();
    options.temperature = m_temperature->value();
    options.topP = m_topP->value();
    options.seed = static_cast<std::uint64_t>(m_seed->value());
    options.stops = stopTexts(m_stops->text());
    return options;
}

} // namespace neurograft
