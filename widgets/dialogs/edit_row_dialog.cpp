// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/edit_row_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace neurograft {

namespace {

QString labelOf(const RowField& field)
{
    if (field.key == "prompt") {
        return EditRowDialog::tr("&Prompt");
    }
    if (field.key == "response") {
        return EditRowDialog::tr("&Response");
    }
    return field.role.empty() ? EditRowDialog::tr("&Text") : QString::fromStdString(field.role);
}

} // namespace

EditRowDialog::EditRowDialog(const std::vector<RowField>& fields, int row, int copyOf,
                             QWidget* parent)
    : QDialog(parent), m_fields(fields)
{
    setObjectName(QStringLiteral("editRowDialog"));
    setWindowTitle(copyOf < 0 ? tr("Edit a copy of row %1").arg(row + 1)
                              : tr("Edit row %1, a copy of row %2").arg(row + 1).arg(copyOf + 1));
    auto* inside = new QWidget(this);
    auto* texts = new QVBoxLayout(inside);
    texts->setContentsMargins(0, 0, 0, 0);
    for (const RowField& field : m_fields) {
        auto* edit = new QPlainTextEdit(QString::fromStdString(field.text), inside);
        edit->setObjectName(QStringLiteral("editRowDialog.text%1").arg(m_edits.size()));
        edit->setTabChangesFocus(true);
        edit->setMinimumHeight(fontMetrics().height() * 3);
        auto* label = new QLabel(labelOf(field), inside);
        label->setBuddy(edit);
        edit->setAccessibleName(label->text().remove(QLatin1Char('&')));
        texts->addWidget(label);
        texts->addWidget(edit, 1);
        connect(edit, &QPlainTextEdit::textChanged, this, &EditRowDialog::check);
        m_edits.append(edit);
    }
    auto* area = new QScrollArea(this); // a dialogue may have many messages
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidgetResizable(true);
    area->setWidget(inside);
    auto* remark = new QLabel(
        copyOf < 0
            ? tr("Row %1 stays as it is; its copy becomes the last row of the data.").arg(row + 1)
            : tr("Changes this copy; earlier runs keep the data they were made from."),
        this);
    remark->setWordWrap(true);
    remark->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_ok->setText(copyOf < 0 ? tr("&Make copy") : tr("Change &copy"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(area, 1);
    layout->addWidget(remark);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    check();
    resize(fontMetrics().averageCharWidth() * 70, fontMetrics().height() * 20);
    m_edits.first()->setFocus();
}

std::vector<std::string> EditRowDialog::texts() const
{
    std::vector<std::string> texts;
    for (const QPlainTextEdit* edit : m_edits) {
        texts.push_back(edit->toPlainText().toStdString());
    }
    return texts;
}

/// Something has to be different, and the row must not become empty.
void EditRowDialog::check()
{
    bool isChanged = false;
    bool hasText = false;
    for (qsizetype i = 0; i < m_edits.size(); ++i) {
        const QString text = m_edits[i]->toPlainText();
        isChanged =
            isChanged || text != QString::fromStdString(m_fields[static_cast<std::size_t>(i)].text);
        hasText = hasText || !text.trimmed().isEmpty();
    }
    m_ok->setEnabled(isChanged && hasText);
}

} // namespace neurograft
