// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/open_pair_dialog.h"

#include "widgets/dialogs/choose_path.h"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace neurograft {

OpenPairDialog::OpenPairDialog(AppSettings* settings, QWidget* parent)
    : QDialog(parent), m_settings(settings)
{
    setObjectName(QStringLiteral("openPairDialog"));
    setWindowTitle(tr("Open pair"));
    auto* form = new QFormLayout;
    m_teacher = addField(form, tr("&Teacher folder"), QStringLiteral("teacher"), true);
    m_student = addField(form, tr("&Student folder"), QStringLiteral("student"), true);
    m_data = addField(form, tr("&Data (may follow later)"), QStringLiteral("data"), false);
    auto* words = new QLabel(tr("A Hugging Face folder with config.json and *.safetensors. "
                                "Weights are not read yet."),
                             this);
    words->setForegroundRole(QPalette::PlaceholderText);
    words->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_open = buttons->addButton(tr("&Open"), QDialogButtonBox::AcceptRole);
    m_open->setObjectName(QStringLiteral("openPairDialog.open"));
    m_open->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(words);
    layout->addLayout(form);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    setMinimumWidth(fontMetrics().averageCharWidth() * 90);
    update();
}

QLineEdit* OpenPairDialog::addField(QFormLayout* form, const QString& label, const QString& name,
                                    bool isFolder)
{
    auto* edit = new QLineEdit(this);
    edit->setObjectName(QStringLiteral("openPairDialog.") + name);
    auto* browse = new QPushButton(tr("Browse…"), this);
    browse->setAutoDefault(false);
    browse->setAccessibleName(tr("Browse for %1").arg(name));
    auto* line = new QHBoxLayout;
    line->addWidget(edit, 1);
    line->addWidget(browse);
    auto* caption = new QLabel(label, this);
    caption->setBuddy(edit);
    form->addRow(caption, line);
    connect(edit, &QLineEdit::textChanged, this, &OpenPairDialog::update);
    connect(browse, &QPushButton::clicked, this, [this, edit, isFolder] {
        const QString path =
            isFolder ? chooseModelFolder(m_settings, this) : chooseDataFile(m_settings, this);
        if (!path.isEmpty()) {
            edit->setText(path);
        }
    });
    return edit;
}

void OpenPairDialog::setPaths(const QString& teacher, const QString& student, const QString& data)
{
    m_teacher->setText(teacher);
    m_student->setText(student);
    m_data->setText(data);
}

QString OpenPairDialog::teacher() const
{
    return m_teacher->text().trimmed();
}

QString OpenPairDialog::student() const
{
    return m_student->text().trimmed();
}

QString OpenPairDialog::data() const
{
    return m_data->text().trimmed();
}

void OpenPairDialog::update()
{
    const bool isReady = QFileInfo(teacher()).isDir() && QFileInfo(student()).isDir()
        && (data().isEmpty() || QFileInfo(data()).isFile());
    m_open->setEnabled(isReady);
    m_open->setToolTip(isReady ? QString() : tr("Name two folders that exist."));
}

} // namespace neurograft
