// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/lengths_panel.h"

#include "widgets/models/example_set.h"
#include "widgets/plots/length_histogram.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace neurograft {

namespace {

constexpr int kMostBins = 40;
constexpr int kLargestCutOff = 1'000'000;
constexpr int kRedrawMs = 100;

} // namespace

LengthsPanel::LengthsPanel(ExampleSet* examples, QWidget* parent)
    : QWidget(parent), m_examples(examples), m_histogram(new LengthHistogram(this)),
      m_cutOff(new QSpinBox(this)), m_text(new QLabel(this))
{
    m_histogram->setObjectName(QStringLiteral("lengthHistogram"));
    m_cutOff->setObjectName(QStringLiteral("cutOffSpin"));
    m_cutOff->setRange(0, kLargestCutOff);
    m_cutOff->setSpecialValueText(tr("none"));
    m_cutOff->setKeyboardTracking(false);
    m_cutOff->setValue(examples->cutOff());
    m_cutOff->setToolTip(tr("Tokens that are kept of a row. Transfer and perplexity cut at 1024 "
                            "unless told otherwise; similarity reads whole rows."));
    m_text->setObjectName(QStringLiteral("lengthsText"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* label = new QLabel(tr("&Cut-off"), this);
    label->setBuddy(m_cutOff);

    auto* line = new QHBoxLayout;
    line->addWidget(label);
    line->addWidget(m_cutOff);
    line->addWidget(m_text, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_histogram, 1);
    layout->addLayout(line);

    m_later.setSingleShot(true);
    m_later.setInterval(kRedrawMs);
    connect(&m_later, &QTimer::timeout, this, &LengthsPanel::showLengths);
    connect(m_cutOff, &QSpinBox::valueChanged, examples, &ExampleSet::setCutOff);
    connect(examples, &ExampleSet::cutOffChanged, this, [this] {
        m_cutOff->setValue(m_examples->cutOff());
        showLengths();
    });
    connect(examples, &ExampleSet::lengthsChanged, this, [this] {
        if (m_examples->isMeasured()) {
            showLengths();
        } else if (!m_later.isActive()) {
            m_later.start();
        }
    });
    connect(examples, &ExampleSet::readerChanged, this, &LengthsPanel::showLengths);
    connect(examples, &ExampleSet::fileChanged, this, &LengthsPanel::showLengths);
    showLengths();
}

void LengthsPanel::showLengths()
{
    m_later.stop();
    const LengthSummary summary =
        summariseLengths(m_examples->lengths(), m_examples->cutOff(), kMostBins);
    m_histogram->setSummary(summary, m_examples->cutOff());
    QString text = lengthFinding(summary, m_examples->cutOff());
    if (summary.known > 0 && !m_examples->isMeasured()) {
        text += QLatin1Char(' ') + tr("Measuring the others…");
    }
    m_text->setText(text);
}

} // namespace neurograft
