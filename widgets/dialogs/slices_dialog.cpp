// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/slices_dialog.h"

#include "widgets/models/example_slices.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace neurograft {

namespace {

constexpr int kNameRole = Qt::UserRole;

} // namespace

SlicesDialog::SlicesDialog(ExampleSlices* slices, const QString& dataName, QWidget* parent)
    : QDialog(parent), m_slices(slices), m_data(dataName), m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("slicesDialog"));
    setWindowTitle(tr("Slices of %1").arg(dataName));
    m_list->setObjectName(QStringLiteral("slicesDialog.list"));
    m_list->setAccessibleName(tr("Slices"));
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    auto* label = new QLabel(tr("&Named parts of the data; F2 renames, Del removes."), this);
    label->setBuddy(m_list);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_rename = buttons->addButton(tr("Rename"), QDialogButtonBox::ActionRole);
    m_remove = buttons->addButton(tr("Remove"), QDialogButtonBox::ActionRole);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(label);
    layout->addWidget(m_list);
    layout->addWidget(buttons);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_rename, &QPushButton::clicked, this, [this] {
        if (m_list->currentItem() != nullptr) {
            m_list->editItem(m_list->currentItem());
        }
    });
    connect(m_remove, &QPushButton::clicked, this, &SlicesDialog::removeCurrent);
    auto* removeKey = new QShortcut(QKeySequence::Delete, m_list);
    removeKey->setContext(Qt::WidgetShortcut);
    connect(removeKey, &QShortcut::activated, this, &SlicesDialog::removeCurrent);
    connect(m_list, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        const QString from = item->data(kNameRole).toString();
        const QString to = item->text().trimmed();
        if (to != from && !to.isEmpty()) {
            m_slices->renameSlice(m_data, from, to);
        }
        QMetaObject::invokeMethod(this, &SlicesDialog::showSlices, Qt::QueuedConnection);
    });
    connect(slices, &ExampleSlices::changed, this, &SlicesDialog::showSlices, Qt::QueuedConnection);
    showSlices();
}

void SlicesDialog::showSlices()
{
    const QSignalBlocker blocker(m_list);
    const int current = m_list->currentRow();
    m_list->clear();
    for (const QString& name : m_slices->slices(m_data)) {
        auto* item = new QListWidgetItem(name, m_list);
        item->setData(kNameRole, name);
        item->setToolTip(tr("%1 rows").arg(m_slices->rows(m_data, name).size()));
        item->setFlags(item->flags() | Qt::ItemIsEditable);
    }
    m_list->setCurrentRow(std::min(std::max(current, 0), m_list->count() - 1));
    m_rename->setEnabled(m_list->count() > 0);
    m_remove->setEnabled(m_list->count() > 0);
}

void SlicesDialog::removeCurrent()
{
    if (const QListWidgetItem* item = m_list->currentItem()) {
        m_slices->removeSlice(m_data, item->data(kNameRole).toString());
    }
}

} // namespace neurograft
