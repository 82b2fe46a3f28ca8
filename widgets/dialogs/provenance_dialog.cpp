// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/provenance_dialog.h"

#include "widgets/dialogs/screen_size.h"

#include <nlohmann/json.hpp>

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace neurograft {

namespace {

QString plainText(const nlohmann::json& value)
{
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

/// Lists of plain values stand in one line; objects unfold.
void fill(QTreeWidgetItem* parent, const nlohmann::json& object)
{
    for (const auto& [key, value] : object.items()) {
        auto* item = new QTreeWidgetItem(parent);
        item->setText(0, QString::fromStdString(key).replace(u'_', u' '));
        if (value.is_object()) {
            fill(item, value);
        } else {
            item->setText(1, plainText(value));
            item->setToolTip(1, item->text(1));
        }
    }
}

} // namespace

ProvenanceDialog::ProvenanceDialog(const QString& figure, const nlohmann::json& manifest,
                                   QWidget* parent)
    : QDialog(parent), m_tree(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("provenanceDialog"));
    setWindowTitle(tr("Provenance of %1").arg(figure));
    m_tree->setObjectName(QStringLiteral("provenanceDialog.tree"));
    m_tree->setAccessibleName(tr("What is behind the figure"));
    m_tree->setColumnCount(2);
    m_tree->setHeaderLabels({tr("What"), tr("Value")});
    m_tree->setAlternatingRowColors(true);
    fill(m_tree->invisibleRootItem(), manifest);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_tree->setCurrentItem(m_tree->topLevelItem(0));

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = new QPushButton(tr("Copy as &JSON"), this);
    copy->setObjectName(QStringLiteral("provenanceDialog.copy"));
    buttons->addButton(copy, QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this, [text = QString::fromStdString(manifest.dump(2))] {
        QGuiApplication::clipboard()->setText(text);
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_tree, 1);
    layout->addWidget(buttons);
    resizeToScreen(this, {fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 32});
}

} // namespace neurograft
