// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/diagnostics_dialog.h"

#include "core/run/doctor_text.h"
#include "widgets/jobs/quick_lane.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace neurograft {

DiagnosticsDialog::DiagnosticsDialog(QuickLane* lane, QWidget* parent)
    : QDialog(parent), m_lane(lane), m_text(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("diagnosticsDialog"));
    setWindowTitle(tr("Diagnostics"));
    auto* label =
        new QLabel(tr("&State of this machine for Neurograft; nothing is sent anywhere."), this);
    label->setBuddy(m_text);
    label->setWordWrap(true);
    m_text->setObjectName(QStringLiteral("diagnosticsDialog.text"));
    m_text->setAccessibleName(tr("Diagnostics"));
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(QStringLiteral("diagnosticsDialog.copy"));
    m_copy->setEnabled(false);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(label);
    layout->addWidget(m_text, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 26);
    examine();
}

void DiagnosticsDialog::examine()
{
    m_text->setPlaceholderText(tr("Looking at libraries, devices and folders…"));
    m_lane->ask(
        QStringLiteral("diagnostics"), this,
        [this](const RunContext&) -> QuickLane::Answer {
            const DoctorReport report =
                examineMachine({"auto", qVersion(), {"Liberation Sans", "Liberation Serif"}});
            return [this, text = QString::fromStdString(doctorText(report))] {
                m_text->setPlainText(text.trimmed());
                m_copy->setEnabled(true);
            };
        },
        [this](const JobOutcome& outcome) { m_text->setPlainText(outcome.message); });
}

} // namespace neurograft
