// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/preferences_dialog.h"

#include "widgets/dialogs/cache_settings.h"
#include "widgets/figures/figure_spec.h"
#include "widgets/settings/app_settings.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

PreferencesDialog::PreferencesDialog(AppSettings* settings, QuickLane* lane, QWidget* parent)
    : QDialog(parent), m_settings(settings)
{
    setObjectName(QStringLiteral("preferencesDialog"));
    setWindowTitle(tr("Preferences"));
    auto* form = new QFormLayout;

    auto* theme = new QComboBox(this);
    theme->addItem(tr("As the desktop"), static_cast<int>(Theme::System));
    theme->addItem(tr("Light"), static_cast<int>(Theme::Light));
    theme->addItem(tr("Dark"), static_cast<int>(Theme::Dark));
    theme->setCurrentIndex(theme->findData(static_cast<int>(settings->theme())));
    connect(theme, &QComboBox::currentIndexChanged, this, [this, theme] {
        m_settings->setTheme(static_cast<Theme>(theme->currentData().toInt()));
    });
    addField(form, tr("&Theme"), "theme", theme);

    auto* size = new QSpinBox(this);
    size->setRange(kSmallestInterface, kLargestInterface);
    size->setSingleStep(kInterfaceStep);
    size->setSuffix(tr(" %"));
    size->setValue(settings->interfaceSize());
    size->setToolTip(tr("Text and controls of the window; figures stay as they are"));
    connect(size, &QSpinBox::valueChanged, settings, &AppSettings::setInterfaceSize);
    connect(settings, &AppSettings::interfaceSizeChanged, size, &QSpinBox::setValue);
    addField(form, tr("&Interface size"), "interfaceSize", size);

    auto* preset = new QComboBox(this);
    for (const VenuePreset& venue : venuePresets()) {
        const QString id = QString::fromLatin1(venue.id);
        preset->addItem(tr("%1 (%2 mm)").arg(id, QString::number(venue.widthMm)), id);
    }
    preset->setCurrentIndex(std::max(0, preset->findData(settings->exportPreset())));
    connect(preset, &QComboBox::currentIndexChanged, this,
            [this, preset] { m_settings->setExportPreset(preset->currentData().toString()); });
    addField(form, tr("&Preset of new figures"), "preset", preset);

    auto* threads = new QSpinBox(this);
    threads->setRange(0, std::max(1, QThread::idealThreadCount()));
    threads->setSpecialValueText(tr("as many as cores"));
    threads->setValue(settings->threads());
    threads->setToolTip(tr("CPU threads inside one operation, from the next start on; the choice "
                           "changes speed, never a result's meaning"));
    connect(threads, &QSpinBox::valueChanged, settings, &AppSettings::setThreads);
    addField(form, tr("T&hreads (next start)"), "threads", threads);

    auto* note =
        new QLabel(tr("Everything that can change a number is kept in the study, not here."), this);
    note->setWordWrap(true);
    note->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(new CacheSettings(settings, lane, this));
    layout->addWidget(note);
    layout->addWidget(buttons);
}

void PreferencesDialog::addField(QFormLayout* form, const QString& label, const char* name,
                                 QWidget* field)
{
    field->setObjectName(QStringLiteral("preferencesDialog.") + QLatin1String(name));
    form->addRow(label, field); // the form makes the buddy
}

} // namespace neurograft
