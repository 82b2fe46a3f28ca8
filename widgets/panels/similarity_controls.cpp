// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/similarity_controls.h"

#include "widgets/models/similarity_session.h"
#include "widgets/panels/primary_button.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QToolButton>

namespace neurograft {

namespace {

/// Published order of the panels.
const char* const kModules[] = {"up_proj", "down_proj", "v_proj", "o_proj"};

QComboBox* makeCombo(const QString& name, const QString& accessible, const QString& tip,
                     std::initializer_list<std::pair<QString, const char*>> entries,
                     QWidget* parent)
{
    auto* combo = new QComboBox(parent);
    combo->setObjectName(name);
    combo->setAccessibleName(accessible);
    combo->setToolTip(tip);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const auto& [text, word] : entries) {
        combo->addItem(text, QString::fromLatin1(word));
    }
    return combo;
}

QFrame* makeLine(QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Sunken);
    return line;
}

QToolButton* makeToggle(const QString& name, QAction* action, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setObjectName(name);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

SimilarityControls::SimilarityControls(SimilaritySession* session, QAction* lock, QAction* mask,
                                       QAction* transpose, QAction* run, QWidget* parent)
    : QWidget(parent), m_session(session)
{
    m_measure = makeCombo(QStringLiteral("measureCombo"), tr("Measure"),
                          tr("Measure of similarity"), {{tr("linear CKA"), "cka"}}, this);
    m_estimator = makeCombo(
        QStringLiteral("estimatorCombo"), tr("Estimator"),
        tr("Unbiased can be compared across sample sizes; biased is pulled towards 1 when samples "
           "are fewer than neurons."),
        {{tr("unbiased"), "unbiased"}, {tr("biased"), "biased"}}, this);
    m_unit =
        makeCombo(QStringLiteral("unitCombo"), tr("Sample unit"), tr("What counts as one sample"),
                  {{tr("tokens"), "token"},
                   {tr("last token"), "last-token"},
                   {tr("mean token"), "mean-token"}},
                  this);
    auto* ticks = new QWidget(this);
    ticks->setObjectName(QStringLiteral("moduleTicks"));
    auto* tickLine = new QHBoxLayout(ticks);
    tickLine->setContentsMargins(0, 0, 0, 0);
    for (const char* module : kModules) {
        const QString name = QString::fromLatin1(module);
        auto* tick = new QCheckBox(name.section(QLatin1Char('_'), 0, 0), ticks);
        tick->setObjectName(QStringLiteral("moduleTicks.") + name);
        tick->setToolTip(tr("Outputs of %1").arg(name));
        tick->setAccessibleName(name);
        connect(tick, &QCheckBox::toggled, this, [this] { m_session->setModules(modules()); });
        tickLine->addWidget(tick);
        m_ticks.insert(name, tick);
    }
    m_run = new PrimaryButton(run->text(), this);
    m_run->setObjectName(QStringLiteral("simRunButton"));
    connect(m_run, &QPushButton::clicked, run, &QAction::trigger);
    const auto followRun = [this, run] {
        m_run->setEnabled(run->isEnabled());
        m_run->setToolTip(run->toolTip());
    };
    connect(run, &QAction::changed, this, followRun);
    followRun();

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_measure);
    layout->addWidget(m_estimator);
    layout->addWidget(m_unit);
    layout->addWidget(makeLine(this));
    layout->addWidget(ticks);
    layout->addWidget(makeLine(this));
    layout->addWidget(makeToggle(QStringLiteral("lockToggle"), lock, this));
    layout->addWidget(makeToggle(QStringLiteral("maskToggle"), mask, this));
    layout->addWidget(makeToggle(QStringLiteral("transposeToggle"), transpose, this));
    layout->addStretch(1);
    layout->addWidget(m_run);

    connect(m_estimator, &QComboBox::activated, this, [this](int index) {
        m_session->setEstimator(m_estimator->itemData(index).toString());
    });
    connect(m_unit, &QComboBox::activated, this,
            [this](int index) { m_session->setUnit(m_unit->itemData(index).toString()); });
    connect(session, &SimilaritySession::optionsChanged, this, &SimilarityControls::showOptions);
    showOptions();
}

QStringList SimilarityControls::modules() const
{
    QStringList ticked;
    for (const char* module : kModules) {
        const QString name = QString::fromLatin1(module);
        if (m_ticks.value(name)->isChecked()) {
            ticked << name;
        }
    }
    return ticked;
}

void SimilarityControls::setUnitGiven(bool isGiven)
{
    m_unit->setEnabled(!isGiven);
    m_unit->setToolTip(isGiven ? tr("Samples are given by the activations")
                               : tr("What counts as one sample"));
}

void SimilarityControls::showOptions()
{
    const SimilarityOptions& options = m_session->options();
    m_estimator->setCurrentIndex(m_estimator->findData(options.estimator));
    m_unit->setCurrentIndex(m_unit->findData(options.unit));
    const QStringList modules = options.modules; // ticking writes them back
    for (auto tick = m_ticks.cbegin(); tick != m_ticks.cend(); ++tick) {
        const QSignalBlocker blocker(tick.value());
        tick.value()->setChecked(modules.contains(tick.key()));
    }
}

} // namespace neurograft
