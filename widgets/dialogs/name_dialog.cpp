// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/name_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace neurograft {

NameDialog::NameDialog(const QString& objectName, const QString& title, const QString& label,
                       const QString& suggestion, const QStringList& taken, QWidget* parent)
    : QDialog(parent), m_taken(taken), m_field(new QLineEdit(suggestion, this)),
      m_remark(new QLabel(this))
{
    setObjectName(objectName);
    setWindowTitle(title);
    m_field->setObjectName(objectName + QStringLiteral(".field"));
    m_field->setMinimumWidth(fontMetrics().averageCharWidth() * 40);
    m_field->selectAll();
    m_remark->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_field, &QLineEdit::textChanged, this, &NameDialog::update);
    auto* form = new QFormLayout(this);
    form->addRow(label, m_field);
    form->addRow(m_remark);
    form->addRow(buttons);
    update();
}

QString NameDialog::name() const
{
    return m_field->text().trimmed();
}

void NameDialog::update()
{
    m_ok->setEnabled(!name().isEmpty());
    m_remark->setText(m_taken.contains(name()) ? tr("Replaces the one of that name.") : QString());
}

} // namespace neurograft
