// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/similarity_controls.h"

#include "widgets/frame/toggle_button.h"
#include "widgets/models/measure_choices.h"
#include "widgets/models/measure_help.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/run_extras_menu.h"
#include "widgets/panels/run_place.h"
#include "widgets/panels/word_combo.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

/// Published order of the panels.
const char* const kSimilarityControlsModules[] = {"up_proj", "down_proj", "v_proj", "o_proj"};

QFrame* makeLine(QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Sunken);
    line->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    return line;
}

ToggleButton* makeToggle(const QString& name, QAction* action, QWidget* parent)
{
    auto* button = new ToggleButton(parent);
    button->setDefaultAction(action);
    button->setObjectName(name);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

SimilarityControls::SimilarityControls(SimilaritySession* session, const SimilarityActions& actions,
                                       QWidget* parent)
    : QWidget(parent), m_session(session)
{
    m_measure =
        makeWordCombo(QStringLiteral("measureCombo"), tr("Measure"),
                      tr("Measure of similarity. Bold: the run shown has it. Italic: not from "
                         "cached Gram matrices, it needs a run of its own."),
                      {}, this);
    for (const MeasureChoice& choice : measureChoices()) {
        m_measure->addItem(choice.title, choice.word);
    }
    m_estimator = makeWordCombo(QStringLiteral("estimatorCombo"), tr("Form of the measure"),
                                QString(), {}, this);
    auto* help = new QToolButton(this);
    help->setObjectName(QStringLiteral("measureHelpButton"));
    help->setText(QStringLiteral("?"));
    help->setAutoRaise(true);
    help->setFocusPolicy(Qt::StrongFocus);
    help->setAccessibleName(tr("Explain the measure"));
    help->setToolTip(tr("Formula of this measure, what 1 and 0 mean, what leaves it unchanged"));
    connect(help, &QToolButton::clicked, this, [this] { Q_EMIT explainWanted(helpIds()); });
    m_extras = new RunExtrasMenu(session, this);
    auto* extras = new QToolButton(this);
    extras->setObjectName(QStringLiteral("runExtrasButton"));
    extras->setText(tr("together with"));
    extras->setToolTip(tr("Baselines and further measures that the same run computes: texts go "
                          "through the models once for all"));
    extras->setMenu(m_extras);
    extras->setPopupMode(QToolButton::InstantPopup);
    extras->setFocusPolicy(Qt::StrongFocus);
    m_unit = makeWordCombo(QStringLiteral("unitCombo"), tr("Sample unit"),
                           tr("What counts as one sample"),
                           {{tr("tokens"), "token"},
                            {tr("last token"), "last-token"},
                            {tr("mean token"), "mean-token"}},
                           this);
    m_path = makeWordCombo(QStringLiteral("pathCombo"), tr("Path over the maps"),
                           tr("Dots on the most similar teacher layer of each student layer, or "
                              "diamonds on the layers that a transfer paired"),
                           {{tr("no path"), "none"}, {tr("best match"), "best"}}, this);
    m_rows =
        makeWordCombo(QStringLiteral("rowsCombo"), tr("Rows of the data"),
                      tr("Which rows take part: all, starred ones or a slice of the examples. From "
                         "cached Gram matrices, without a forward pass."),
                      {{tr("all rows"), ""}}, this);
    m_rows->hide(); // until there is a choice
    auto* ticks = new QWidget(this);
    ticks->setObjectName(QStringLiteral("moduleTicks"));
    auto* tickLine = new FlowLayout(ticks);
    for (const char* module : kSimilarityControlsModules) {
        const QString name = QString::fromLatin1(module);
        auto* tick = new QCheckBox(name.section(QLatin1Char('_'), 0, 0), ticks);
        tick->setObjectName(QStringLiteral("moduleTicks.") + name);
        tick->setToolTip(tr("Outputs of %1").arg(name));
        tick->setAccessibleName(name);
        connect(tick, &QCheckBox::toggled, this, [this] { m_session->setModules(modules()); });
        tickLine->addWidget(tick);
        m_ticks.insert(name, tick);
    }
    m_runPlace =
        new RunPlace(tr("&Run similarity"), actions.run, actions.cancel,
                     {QStringLiteral("simRunButton"), QStringLiteral("similarityView.progress"),
                      QStringLiteral("simCancelButton")},
                     this);
    // Two lines: what is measured, and how it is looked at. One would be wider than a small window.
    // Where a pane is narrow they go on below.
    auto* choices = new FlowLayout;
    choices->addWidget(m_measure);
    choices->addWidget(m_estimator);
    choices->addWidget(help);
    choices->addWidget(m_unit);
    choices->addWidget(m_rows);
    choices->addWidget(extras);
    auto* measured = new QHBoxLayout;
    measured->addLayout(choices);
    measured->addWidget(m_runPlace, 1);
    auto* looked = new FlowLayout;
    looked->addWidget(ticks);
    looked->addWidget(makeLine(this));
    looked->addWidget(makeToggle(QStringLiteral("lockToggle"), actions.lock, this));
    looked->addWidget(makeToggle(QStringLiteral("maskToggle"), actions.mask, this));
    looked->addWidget(makeToggle(QStringLiteral("transposeToggle"), actions.transpose, this));
    looked->addWidget(makeToggle(QStringLiteral("chanceToggle"), actions.chance, this));
    looked->addWidget(makeLine(this));
    looked->addWidget(m_path);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(measured);
    layout->addLayout(looked);

    connect(m_measure, &QComboBox::activated, this,
            [this](int index) { m_session->setMeasure(m_measure->itemData(index).toString()); });
    connect(m_estimator, &QComboBox::activated, this, [this](int index) {
        m_session->setEstimator(m_estimator->itemData(index).toString());
    });
    connect(m_unit, &QComboBox::activated, this,
            [this](int index) { m_session->setUnit(m_unit->itemData(index).toString()); });
    connect(m_rows, &QComboBox::activated, this,
            [this](int index) { Q_EMIT rowsChosen(m_rows->itemData(index).toString()); });
    connect(m_path, &QComboBox::activated, this,
            [this](int index) { Q_EMIT pathChosen(m_path->itemData(index).toString()); });
    connect(session, &SimilaritySession::optionsChanged, this, &SimilarityControls::showOptions);
    connect(session, &SimilaritySession::stateChanged, this, &SimilarityControls::showRun);
    connect(session, &SimilaritySession::figureChanged, this, &SimilarityControls::showMeasure);
    showOptions();
}

void SimilarityControls::showRun()
{
    m_runPlace->showJob(m_session->job());
}

void SimilarityControls::showMeasure()
{
    const SimilarityOptions& options = m_session->options();
    const MeasureChoice& chosen = measureChoice(options.measure);
    const QStringList held = m_session->runTables();
    const auto isHeld = [&held](const MeasureVariant& form) { return held.contains(form.table); };
    for (int i = 0; i < m_measure->count(); ++i) {
        const MeasureChoice& choice = measureChoice(m_measure->itemData(i).toString());
        QFont font = m_measure->font();
        font.setBold(std::any_of(choice.variants.begin(), choice.variants.end(), isHeld));
        font.setItalic(!choice.isFromGrams && !font.bold());
        m_measure->setItemData(i, font, Qt::FontRole);
    }
    showWord(m_measure, chosen.word);
    if (m_formsOf != chosen.word) { // not within a choice of its own
        m_formsOf = chosen.word;
        m_estimator->clear();
        for (const MeasureVariant& form : chosen.variants) {
            m_estimator->addItem(form.title, form.word);
        }
    }
    for (int i = 0; i < m_estimator->count(); ++i) {
        QFont font = m_estimator->font();
        font.setBold(isHeld(chosen.variants[static_cast<std::size_t>(i)]));
        m_estimator->setItemData(i, font, Qt::FontRole);
    }
    showWord(m_estimator, chosen.variant(options.estimator).word);
    m_estimator->setVisible(chosen.hasVariants());
    const MeasureHelp* help = findMeasureHelp(options.tableName());
    m_estimator->setToolTip(help != nullptr ? help->sentence : QString());
}

QStringList SimilarityControls::helpIds() const
{
    const SimilarityOptions& options = m_session->options();
    return helpIdsOfTable(options.tableName()) << options.unit << QStringLiteral("interval");
}

QStringList SimilarityControls::modules() const
{
    QStringList ticked;
    for (const char* module : kSimilarityControlsModules) {
        const QString name = QString::fromLatin1(module);
        if (m_ticks.value(name)->isChecked()) {
            ticked << name;
        }
    }
    return ticked;
}

void SimilarityControls::setRowChoices(const QStringList& names)
{
    const QString chosen = m_rows->currentData().toString();
    while (m_rows->count() > 1) {
        m_rows->removeItem(1);
    }
    for (const QString& name : names) {
        m_rows->addItem(name, name);
    }
    m_rows->setCurrentIndex(std::max(0, m_rows->findData(chosen)));
    m_rows->setVisible(!names.isEmpty());
}

void SimilarityControls::setPath(const QString& path)
{
    showWord(m_path, path);
}

void SimilarityControls::setTransferPath(const QString& name)
{
    const int at = m_path->findData(QStringLiteral("run"));
    if (at >= 0) {
        m_path->removeItem(at);
    }
    if (!name.isEmpty()) {
        m_path->addItem(tr("pairs of %1").arg(name), QStringLiteral("run"));
    }
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
    showMeasure();
    showWord(m_unit, options.unit);
    if (!options.rows) {
        m_rows->setCurrentIndex(0);
    }
    const QStringList modules = options.modules; // ticking writes them back
    for (auto tick = m_ticks.cbegin(); tick != m_ticks.cend(); ++tick) {
        const QSignalBlocker blocker(tick.value());
        tick.value()->setChecked(modules.contains(tick.key()));
    }
}

} // namespace neurograft
