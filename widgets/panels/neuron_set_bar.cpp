// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/neuron_set_bar.h"

#include "widgets/models/bookmark_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/plots/number_text.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>

namespace neurograft {

namespace {

constexpr std::array<SetOperation, 3> kOperations{SetOperation::Union, SetOperation::Intersect,
                                                  SetOperation::Minus};

bool holdsNeurons(const Bookmark& bookmark)
{
    return bookmark.isSet && !bookmark.items().empty()
        && std::holds_alternative<NeuronItem>(bookmark.items().front());
}

} // namespace

NeuronSetBar::NeuronSetBar(BookmarkModel* bookmarks, SelectionModel* selection,
                           const NeuronSetActions& actions, QWidget* parent)
    : QWidget(parent), m_bookmarks(bookmarks), m_selection(selection), m_sets(new QComboBox(this))
{
    setObjectName(QStringLiteral("neuronSetBar"));
    m_sets->setObjectName(QStringLiteral("setCombo"));
    m_sets->setAccessibleName(tr("Set of neurons shown"));
    m_sets->setToolTip(tr("The set that maps and table show; kept ones are in the study"));
    m_sets->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_sets->setMinimumContentsLength(16);
    auto* caption = new QLabel(tr("S&et"), this);
    caption->setBuddy(m_sets);
    auto* layout = new FlowLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(caption);
    layout->addWidget(m_sets);
    for (std::size_t i = 0; i < kOperations.size(); ++i) {
        m_joins[i] = makeJoin(kOperations[i]);
        layout->addWidget(m_joins[i]);
    }
    layout->addWidget(makeButton("setTop", tr("Top…"), actions.top));
    layout->addWidget(makeButton("setSave", tr("Save…"), actions.save));
    QToolButton* ablate = makeButton("ablateButton", tr("Ablate"), nullptr);
    follow(ablate, actions.ablate);
    connect(ablate, &QToolButton::clicked, this, &NeuronSetBar::ablateClicked);
    layout->addWidget(ablate);
    connect(m_sets, &QComboBox::activated, this, &NeuronSetBar::choose);
    connect(bookmarks, &BookmarkModel::changed, this, &NeuronSetBar::showSets);
    connect(selection, &SelectionModel::setChanged, this, &NeuronSetBar::showCurrent);
    showSets();
}

QToolButton* NeuronSetBar::makeJoin(SetOperation operation)
{
    auto* button = new QToolButton(this);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(new QMenu(button));
    button->setFocusPolicy(Qt::StrongFocus);
    switch (operation) {
    case SetOperation::Union:
        button->setObjectName(QStringLiteral("setUnion"));
        button->setText(tr("or"));
        button->setToolTip(tr("What is in the set or in a kept one"));
        break;
    case SetOperation::Intersect:
        button->setObjectName(QStringLiteral("setIntersect"));
        button->setText(tr("and"));
        button->setToolTip(tr("What is in the set and in a kept one"));
        break;
    case SetOperation::Minus:
        button->setObjectName(QStringLiteral("setMinus"));
        button->setText(tr("minus"));
        button->setToolTip(tr("What is in the set and not in a kept one"));
        break;
    }
    button->setAccessibleName(button->toolTip());
    return button;
}

QToolButton* NeuronSetBar::makeButton(const char* name, const QString& text, QAction* action)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QString::fromLatin1(name));
    button->setFocusPolicy(Qt::StrongFocus);
    button->setText(text);
    if (action != nullptr) {
        follow(button, action);
        connect(button, &QToolButton::clicked, action, &QAction::trigger);
    }
    return button;
}

/// As usable as the action, with its reason in the tip.
void NeuronSetBar::follow(QToolButton* button, QAction* action)
{
    const auto update = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    };
    connect(action, &QAction::changed, button, update);
    update();
}

void NeuronSetBar::showSets()
{
    const QSignalBlocker quiet(m_sets);
    m_sets->clear();
    m_sets->addItem(tr("none"), QString());
    for (const Bookmark& bookmark : m_bookmarks->bookmarks()) {
        if (holdsNeurons(bookmark)) {
            m_sets->addItem(bookmark.name, bookmark.name);
        }
    }
    for (std::size_t i = 0; i < kOperations.size(); ++i) {
        QMenu* menu = m_joins[i]->menu();
        menu->clear();
        for (int row = 1; row < m_sets->count(); ++row) {
            const QString name = m_sets->itemData(row).toString();
            QString text = name;
            menu->addAction(text.replace(QLatin1Char('&'), QLatin1String("&&")), this,
                            [this, operation = kOperations[i], name] { join(operation, name); });
        }
    }
    showCurrent();
}

void NeuronSetBar::showCurrent()
{
    const bool hasSet = !m_selection->set().empty();
    const QString name = m_selection->setName();
    const int kept = name.isEmpty() ? -1 : m_sets->findData(name);
    m_sets->setPlaceholderText(
        tr("not kept, %1").arg(countText(static_cast<std::int64_t>(m_selection->set().size()))));
    m_sets->setCurrentIndex(hasSet ? kept : 0);
    const bool canJoin = !hasSet || std::holds_alternative<NeuronItem>(m_selection->set().front());
    for (QToolButton* button : m_joins) {
        button->setEnabled(m_sets->count() > 1 && canJoin);
    }
}

void NeuronSetBar::choose(int row)
{
    const QString name = m_sets->itemData(row).toString();
    const int kept = m_bookmarks->findSet(name);
    if (name.isEmpty()) {
        m_selection->clearSet();
    } else if (kept >= 0) {
        m_selection->setSet(m_bookmarks->at(kept).items(), name);
    }
}

void NeuronSetBar::join(SetOperation operation, const QString& name)
{
    const int kept = m_bookmarks->findSet(name);
    if (kept >= 0) {
        m_selection->setSet(joined(operation, m_selection->set(), m_bookmarks->at(kept).items()));
    }
}

} // namespace neurograft
