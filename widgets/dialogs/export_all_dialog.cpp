// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/export_all_dialog.h"

#include "widgets/models/path_text.h"
#include "widgets/panels/primary_button.h"
#include "widgets/settings/app_settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace neurograft {

namespace {

constexpr std::array<FigureFormat, 3> kFormats{FigureFormat::Pdf, FigureFormat::Svg,
                                               FigureFormat::Png};

QString named(const QString& name)
{
    return QStringLiteral("exportAllDialog.") + name;
}

} // namespace

ExportAllDialog::ExportAllDialog(std::vector<FigureEntry> entries, const QString& folder,
                                 AppSettings* settings, QWidget* parent)
    : QDialog(parent), m_entries(std::move(entries)), m_settings(settings)
{
    setObjectName(QStringLiteral("exportAllDialog"));
    setWindowTitle(tr("Export all figures"));
    m_folder = new QLineEdit(
        QDir::toNativeSeparators(folder.isEmpty() ? settings->exportFolder() : folder), this);
    m_folder->setObjectName(named(QStringLiteral("folder")));
    m_folder->setMinimumWidth(fontMetrics().averageCharWidth() * 48);
    auto* browseButton = new QPushButton(tr("Bro&wse…"), this);
    browseButton->setAutoDefault(false);
    auto* folderLine = new QHBoxLayout;
    folderLine->addWidget(m_folder, 1);
    folderLine->addWidget(browseButton);
    auto* folderLabel = new QLabel(tr("F&older"), this);
    folderLabel->setBuddy(m_folder);

    m_preset = new QComboBox(this);
    m_preset->setObjectName(named(QStringLiteral("presetCombo")));
    m_preset->addItem(tr("as each figure has it"), QString());
    for (const VenuePreset& preset : venuePresets()) {
        const QString id = QString::fromLatin1(preset.id);
        m_preset->addItem(tr("%1: %2 mm").arg(id, QString::number(preset.widthMm)), id);
    }
    auto* formats = new QWidget(this);
    auto* formatLine = new QHBoxLayout(formats);
    formatLine->setContentsMargins(0, 0, 0, 0);
    const std::array<QString, 3> texts{tr("P&DF"), tr("SV&G"), tr("P&NG")};
    for (std::size_t i = 0; i < kFormats.size(); ++i) {
        const QString word = formatName(kFormats[i]);
        m_formats[i] = new QCheckBox(texts[i], formats);
        m_formats[i]->setObjectName(named(word));
        m_formats[i]->setChecked(kFormats[i] == FigureFormat::Pdf);
        formatLine->addWidget(m_formats[i]);
        connect(m_formats[i], &QCheckBox::toggled, this, &ExportAllDialog::showState);
    }
    formatLine->addStretch(1);
    formats->setFocusProxy(m_formats[0]);
    m_dpi = new QComboBox(this);
    m_dpi->setObjectName(named(QStringLiteral("dpiCombo")));
    for (const int dpi : {300, 600, 1200}) {
        m_dpi->addItem(tr("%1 dpi").arg(dpi), dpi);
    }
    m_dpi->setCurrentIndex(std::max(0, m_dpi->findData(settings->exportDpi())));
    m_state = new QLabel(this);
    m_state->setObjectName(named(QStringLiteral("state")));
    m_state->setWordWrap(true);

    auto* form = new QFormLayout;
    form->addRow(folderLabel, folderLine);
    form->addRow(tr("&Preset"), m_preset);
    auto* formatLabel = new QLabel(tr("&Formats"), this);
    formatLabel->setBuddy(formats);
    form->addRow(formatLabel, formats);
    form->addRow(tr("&Resolution"), m_dpi);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_export = new PrimaryButton(tr("E&xport"), this);
    m_export->setObjectName(named(QStringLiteral("export")));
    m_export->setDefault(true);
    buttons->addButton(m_export, QDialogButtonBox::AcceptRole);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_state);
    layout->addWidget(buttons);
    connect(browseButton, &QPushButton::clicked, this, &ExportAllDialog::browse);
    connect(m_folder, &QLineEdit::textChanged, this, &ExportAllDialog::showState);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportAllDialog::tryExport);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    showState();
}

BatchOptions ExportAllDialog::options() const
{
    BatchOptions options;
    options.folder = toPath(QDir::fromNativeSeparators(m_folder->text().trimmed()));
    const QString preset = m_preset->currentData().toString();
    if (!preset.isEmpty()) {
        options.preset = preset;
    }
    for (std::size_t i = 0; i < kFormats.size(); ++i) {
        if (m_formats[i]->isChecked()) {
            options.formats.push_back(kFormats[i]);
        }
    }
    options.dpi = m_dpi->currentData().toInt();
    return options;
}

void ExportAllDialog::browse()
{
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Export all figures"), m_folder->text());
    if (!folder.isEmpty()) {
        m_folder->setText(QDir::toNativeSeparators(folder));
    }
}

void ExportAllDialog::showState()
{
    const BatchOptions wanted = options();
    QString text = tr("Figures: %1; files: %2, and manifest.json")
                       .arg(m_entries.size())
                       .arg(m_entries.size() * wanted.formats.size());
    if (wanted.formats.empty()) {
        text = tr("Tick at least one format.");
    } else if (wanted.folder.empty()) {
        text = tr("Name a folder.");
    }
    m_state->setText(text);
    m_dpi->setEnabled(m_formats[2]->isChecked());
    m_export->setEnabled(!wanted.formats.empty() && !wanted.folder.empty());
}

void ExportAllDialog::tryExport()
{
    const BatchOptions wanted = options();
    std::vector<std::string> names = batchNames(m_entries, wanted);
    names.emplace_back("manifest.json");
    const auto there = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
        std::error_code error;
        return std::filesystem::exists(wanted.folder / name, error);
    });
    if (there == 0) {
        finish(false);
        return;
    }
    auto* box = new QMessageBox(QMessageBox::Question, tr("Replace the files?"),
                                tr("Files of these names exist (%1). Replace them?").arg(there),
                                QMessageBox::Yes | QMessageBox::No, this);
    box->setObjectName(named(QStringLiteral("replace")));
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box->button(QMessageBox::Yes), &QAbstractButton::clicked, this,
            [this] { finish(true); });
    box->open();
}

void ExportAllDialog::finish(bool overwrite)
{
    BatchOptions wanted = options();
    wanted.overwrite = overwrite;
    m_settings->setExportDpi(*wanted.dpi);
    Q_EMIT exportWanted(wanted);
    accept();
}

} // namespace neurograft
