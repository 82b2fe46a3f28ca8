// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/set_dialog.h"

#include "widgets/plots/number_text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

namespace neurograft {

namespace {

QString titleOf(SetDialog::Operation operation)
{
    switch (operation) {
    case SetDialog::Operation::Union:
        return SetDialog::tr("Union of sets");
    case SetDialog::Operation::Intersect:
        return SetDialog::tr("Intersection of sets");
    case SetDialog::Operation::Minus:
        return SetDialog::tr("Set without another");
    }
    return {};
}

QString labelOf(SetDialog::Operation operation)
{
    switch (operation) {
    case SetDialog::Operation::Union:
        return SetDialog::tr("Current set &and also");
    case SetDialog::Operation::Intersect:
        return SetDialog::tr("Current set, only what is &in");
    case SetDialog::Operation::Minus:
        return SetDialog::tr("Current set without &what is in");
    }
    return {};
}

} // namespace

SetDialog::SetDialog(Operation operation, ItemSet current, const BookmarkModel* bookmarks,
                     QWidget* parent)
    : QDialog(parent), m_operation(operation), m_current(std::move(current)),
      m_bookmarks(bookmarks), m_other(new QComboBox(this)), m_result(new QLabel(this))
{
    setObjectName(QStringLiteral("setDialog"));
    setWindowTitle(titleOf(operation));
    m_other->setObjectName(QStringLiteral("setDialog.other"));
    m_result->setObjectName(QStringLiteral("setDialog.result"));
    for (const Bookmark& bookmark : bookmarks->bookmarks()) {
        if (bookmark.isSet && isSameKind(m_current, bookmark.items())) {
            m_other->addItem(bookmark.name, bookmark.name);
        }
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_other, &QComboBox::currentIndexChanged, this, &SetDialog::update);
    auto* form = new QFormLayout(this);
    form->addRow(labelOf(operation), m_other);
    form->addRow(m_result);
    form->addRow(buttons);
    update();
}

ItemSet SetDialog::result() const
{
    const int row = m_bookmarks->findSet(m_other->currentData().toString());
    if (row < 0) {
        return m_current;
    }
    return joined(m_operation, m_current, m_bookmarks->at(row).items());
}

void SetDialog::update()
{
    const bool hasOther = m_other->count() > 0;
    m_ok->setEnabled(hasOther);
    m_result->setText(
        hasOther
            ? tr("%1 items become %2.")
                  .arg(countText(static_cast<std::int64_t>(m_current.size())),
                       countText(static_cast<std::int64_t>(result().size())))
            : tr("No saved set holds items of this kind. B saves the current set under a name."));
}

} // namespace neurograft
