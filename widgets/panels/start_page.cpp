// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/start_page.h"

#include "widgets/panels/primary_button.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace neurograft {

namespace {

QLabel* makeLabel(const QString& text, double scale, bool isQuiet, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    label->setFont(font);
    label->setWordWrap(true);
    if (isQuiet) {
        label->setForegroundRole(QPalette::PlaceholderText);
    }
    return label;
}

} // namespace

StartPage::StartPage(QWidget* parent)
    : QWidget(parent), m_demo(new PrimaryButton(tr("Open &demo study"), this))
{
    setObjectName(QStringLiteral("startPage"));
    m_demo->setObjectName(QStringLiteral("startPage.openDemoButton"));
    auto* pair = new QPushButton(tr("Open &pair…"), this);
    pair->setObjectName(QStringLiteral("startPage.openPairButton"));
    auto* result = new QPushButton(tr("Open &result file…"), this);
    result->setObjectName(QStringLiteral("startPage.openResultButton"));
    setDemoAvailable(true);

    auto* column = new QWidget(this);
    auto* grid = new QGridLayout(column);
    const int line = fontMetrics().height();
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(line);
    grid->setVerticalSpacing(line / 2);
    grid->addWidget(makeLabel(tr("Compare two language models and move knowledge between them."),
                              1.7, false, column),
                    0, 0, 1, 2);
    grid->addWidget(makeLabel(tr("Runs offline; nothing leaves your computer."), 1.1, true, column),
                    1, 0, 1, 2);
    grid->setRowMinimumHeight(2, line);
    const auto addChoice = [&](int row, QPushButton* button, const QString& words) {
        button->setAutoDefault(true);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        button->setMinimumHeight(line * 2);
        button->setAccessibleDescription(words);
        grid->addWidget(button, row, 0);
        grid->addWidget(makeLabel(words, 1.0, true, column), row, 1, Qt::AlignVCenter);
    };
    addChoice(3, m_demo,
              tr("A small trained pair with its data is copied to your documents, and its layer "
                 "similarity is computed at once."));
    addChoice(4, pair,
              tr("Two model folders from your disk. You can also drop them on the slots above."));
    addChoice(5, result, tr("A similarity result (.h5) computed earlier or on another machine."));
    grid->setColumnStretch(1, 1);
    column->setMaximumWidth(fontMetrics().averageCharWidth() * 120);

    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(column, 8);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addStretch(3);

    connect(m_demo, &QPushButton::clicked, this, &StartPage::demoWanted);
    connect(pair, &QPushButton::clicked, this, &StartPage::pairWanted);
    connect(result, &QPushButton::clicked, this, &StartPage::resultWanted);
}

void StartPage::setDemoAvailable(bool isAvailable)
{
    m_demo->setEnabled(isAvailable);
    m_demo->setToolTip(isAvailable ? QString()
                                   : tr("The demo study is not installed beside this program."));
}

void StartPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_demo->setFocus();
}

} // namespace neurograft
