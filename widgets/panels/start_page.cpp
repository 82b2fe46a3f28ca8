// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/start_page.h"

#include "widgets/panels/primary_button.h"

#include <QApplication>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
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
    : QWidget(parent), m_demo(new PrimaryButton(tr("Open &demo study"), this)),
      m_recentTitle(new QLabel(tr("&Recent studies"), this)), m_recent(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("startPage"));
    m_demo->setObjectName(QStringLiteral("startPage.openDemoButton"));
    auto* pair = new QPushButton(tr("Open &pair…"), this);
    pair->setObjectName(QStringLiteral("startPage.openPairButton"));
    auto* study = new QPushButton(tr("Open &study…"), this);
    study->setObjectName(QStringLiteral("startPage.openStudyButton"));
    auto* ready = new QPushButton(tr("Ready st&udies…"), this);
    ready->setObjectName(QStringLiteral("startPage.readyStudiesButton"));
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
    addChoice(5, study,
              tr("A study folder, or a result (.h5) computed earlier or on another machine."));
    addChoice(6, ready,
              tr("Tables and figures of papers as studies of many jobs: found by their number, "
                 "changed, run and compared."));
    m_recent->setObjectName(QStringLiteral("startPage.recentList"));
    m_recent->setAccessibleName(tr("Recent studies"));
    m_recent->setColumnCount(3);
    m_recent->setHeaderHidden(true);
    m_recent->setRootIsDecorated(false);
    m_recent->setUniformRowHeights(true);
    m_recent->setAllColumnsShowFocus(true);
    m_recent->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_recent->header()->setStretchLastSection(true);
    m_recent->setStyleSheet(QStringLiteral("QTreeView::item { padding: %1px %2px %1px %1px; }")
                                .arg(line / 4)
                                .arg(line));
    m_recentTitle->setBuddy(m_recent);
    grid->setRowMinimumHeight(7, line / 2);
    grid->addWidget(m_recentTitle, 8, 0, 1, 2);
    grid->addWidget(m_recent, 9, 0, 1, 2);
    setRecent({});
    grid->setColumnStretch(1, 1);
    column->setMaximumWidth(fontMetrics().averageCharWidth() * 120);

    setTabOrder(ready, m_recent);

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
    connect(study, &QPushButton::clicked, this, &StartPage::studyWanted);
    connect(ready, &QPushButton::clicked, this, &StartPage::readyStudiesWanted);
    connect(m_recent, &QTreeWidget::itemClicked, this, &StartPage::take);
    connect(m_recent, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
        if (QApplication::mouseButtons() == Qt::NoButton) { // Enter; a click has opened it already
            take(item);
        }
    });
}

void StartPage::setDemoAvailable(bool isAvailable)
{
    m_demo->setEnabled(isAvailable);
    m_demo->setToolTip(isAvailable ? QString()
                                   : tr("The demo study is not installed beside this program."));
}

void StartPage::setRecent(const QList<RecentEntry>& studies)
{
    m_recent->clear();
    for (const RecentEntry& entry : studies) {
        auto* item = new QTreeWidgetItem(m_recent);
        item->setText(0, entry.study.name());
        item->setText(1, entry.isThere ? entry.study.pair : tr("not there any more: Locate…"));
        item->setText(2, entry.study.opened.toString(QStringLiteral("yyyy-MM-dd HH:mm")));
        item->setToolTip(0, entry.study.file);
        item->setData(0, Qt::UserRole, entry.study.file);
        item->setData(0, Qt::UserRole + 1, entry.isThere);
        if (!entry.isThere) {
            for (int column = 0; column < m_recent->columnCount(); ++column) {
                item->setForeground(column, palette().color(QPalette::PlaceholderText));
            }
        }
    }
    const int most = 6;
    const int rows = std::min(most, static_cast<int>(studies.size()));
    m_recent->setFixedHeight(rows * m_recent->sizeHintForRow(0) + 2 * m_recent->frameWidth());
    m_recent->setVisible(rows > 0);
    m_recentTitle->setVisible(rows > 0);
}

void StartPage::take(QTreeWidgetItem* item)
{
    const QString file = item->data(0, Qt::UserRole).toString();
    if (item->data(0, Qt::UserRole + 1).toBool()) {
        Q_EMIT recentWanted(file);
    } else {
        Q_EMIT locateWanted(file);
    }
}

void StartPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_demo->setFocus();
}

} // namespace neurograft
