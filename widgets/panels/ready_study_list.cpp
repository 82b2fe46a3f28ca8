// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/ready_study_list.h"

#include "widgets/models/path_text.h"

#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <utility>

namespace neurograft {

namespace {

constexpr int kReadyNameRole = Qt::UserRole;
constexpr int kReadyFileRole = Qt::UserRole + 1;

} // namespace

ReadyStudyList::ReadyStudyList(QWidget* parent)
    : QWidget(parent), m_search(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("readyStudies"));
    m_search->setObjectName(QStringLiteral("readyStudies.search"));
    m_search->setPlaceholderText(tr("search: table 1, figure, seeking, demo…"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search the studies"));
    m_list->setObjectName(QStringLiteral("readyStudies.list"));
    m_list->setAccessibleName(tr("Studies that come with the program"));
    m_list->setWordWrap(true);
    m_list->setAlternatingRowColors(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    connect(m_search, &QLineEdit::textChanged, this, &ReadyStudyList::filter);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item != nullptr) {
            Q_EMIT chosen(item->data(kReadyNameRole).toString(),
                          item->data(kReadyFileRole).toString());
        }
    });
}

void ReadyStudyList::setStudies(std::vector<ReadyStudy> studies)
{
    m_studies = std::move(studies);
    filter(m_search->text());
}

void ReadyStudyList::filter(const QString& text)
{
    const QListWidgetItem* current = m_list->currentItem();
    const QString name = current != nullptr ? current->data(kReadyNameRole).toString() : QString();
    const QSignalBlocker quiet(m_list); // the one that is current stays so, seen or not
    m_list->clear();
    for (const ReadyStudy& ready : m_studies) {
        if (!isStudyLike(ready, text.toStdString())) {
            continue;
        }
        auto* item = new QListWidgetItem(
            QString::fromStdString(ready.study.title + '\n' + ready.study.shows), m_list);
        item->setData(kReadyNameRole, QString::fromStdString(ready.name));
        item->setData(kReadyFileRole, fromPath(ready.file));
        item->setToolTip(QString::fromStdString(ready.name + "\n" + ready.study.note));
        if (item->data(kReadyNameRole).toString() == name) {
            m_list->setCurrentItem(item);
        }
    }
}

} // namespace neurograft
