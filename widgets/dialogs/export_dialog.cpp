// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/export_dialog.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/path_text.h"
#include "widgets/panels/primary_button.h"
#include "widgets/settings/app_settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QScreen>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

namespace neurograft {

namespace {

const QString kPreviewChannel = QStringLiteral("export.preview");
const QString kWriteChannel = QStringLiteral("export.write");

QString plainName(const QString& name)
{
    QString plain = name;
    return plain.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9._-]+")),
                         QStringLiteral("_"));
}

QCheckBox* makeCheck(const QString& text, bool isOn, QWidget* parent)
{
    auto* check = new QCheckBox(text, parent);
    check->setChecked(isOn);
    return check;
}

} // namespace

QString figureBaseName(const HeatmapFigure& figure)
{
    QStringList parts{QStringLiteral("similarity")};
    if (!figure.panels.empty()) {
        parts << figure.panels.front().measure;
    }
    for (const QString& name : {figure.studentName, figure.teacherName}) {
        if (!name.isEmpty()) {
            parts << name;
        }
    }
    return plainName(parts.join(QLatin1Char('-')));
}

ExportDialog::ExportDialog(HeatmapFigure figure, const FigureSpec& spec, QuickLane* lane,
                           AppSettings* settings, QWidget* parent)
    : QDialog(parent), m_figure(std::make_shared<const HeatmapFigure>(std::move(figure))),
      m_base(spec), m_lane(lane), m_settings(settings)
{
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export figure"));
    auto* columns = new QHBoxLayout;
    columns->addWidget(makeChoices());
    columns->addWidget(makePreview(), 1);

    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("exportDialog.problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_export = new PrimaryButton(tr("&Export"), this);
    m_export->setObjectName(QStringLiteral("exportDialog.export"));
    m_export->setDefault(true);
    buttons->addButton(m_export, QDialogButtonBox::AcceptRole);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(columns, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::write);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    const QFontMetrics metrics = fontMetrics();
    resize(metrics.averageCharWidth() * 150, metrics.height() * 36);
    choose();
}

QWidget* ExportDialog::makeChoices()
{
    auto* panel = new QWidget(this);
    m_preset = new QComboBox(panel);
    m_preset->setObjectName(QStringLiteral("exportDialog.presetCombo"));
    for (const VenuePreset& preset : venuePresets()) {
        const QString id = QString::fromLatin1(preset.id);
        m_preset->addItem(tr("%1 (%2 mm)").arg(id, QString::number(preset.widthMm)), id);
        m_preset->setItemData(m_preset->count() - 1, QString::fromUtf8(preset.title),
                              Qt::ToolTipRole);
    }
    m_preset->setCurrentIndex(std::max(0, m_preset->findData(m_settings->exportPreset())));
    m_format = new QComboBox(panel);
    m_format->setObjectName(QStringLiteral("exportDialog.formatCombo"));
    for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Png}) {
        m_format->addItem(formatName(format).toUpper(), formatName(format));
    }
    m_format->setCurrentIndex(std::max(0, m_format->findData(m_settings->exportFormat())));
    m_dpi = new QSpinBox(panel);
    m_dpi->setObjectName(QStringLiteral("exportDialog.dpiSpin"));
    m_dpi->setRange(72, 1200);
    m_dpi->setSingleStep(100);
    m_dpi->setValue(m_settings->exportDpi());
    m_dpi->setSuffix(tr(" dpi"));
    m_colorMap = new QComboBox(panel);
    m_colorMap->setObjectName(QStringLiteral("exportDialog.colorMapCombo"));
    for (const ColorMapId id : ColorMap::all()) {
        if (!ColorMap::of(id).isDiverging()) {
            m_colorMap->addItem(ColorMap::name(id), static_cast<int>(id));
        }
    }
    m_colorMap->setCurrentIndex(m_colorMap->findData(static_cast<int>(m_base.colorMap)));
    m_letters = makeCheck(tr("Panel letters"), m_base.showLetters, panel);
    m_box = makeCheck(tr("Mean and standard deviation"), m_base.showBox, panel);
    m_footer =
        makeCheck(tr("Footer: measure, sample unit, n, data, seed"), m_base.showFooter, panel);
    m_path = new QLineEdit(panel);
    m_path->setObjectName(QStringLiteral("exportDialog.path"));
    m_path->setText(
        QDir::toNativeSeparators(QDir(m_settings->exportFolder())
                                     .filePath(figureBaseName(*m_figure) + QLatin1Char('.')
                                               + m_format->currentData().toString())));
    m_path->setCursorPosition(static_cast<int>(m_path->text().size()));
    auto* browseButton = new QPushButton(tr("Browse…"), panel);
    browseButton->setAutoDefault(false);
    m_checks = new QListWidget(panel);
    m_checks->setObjectName(QStringLiteral("exportDialog.checks"));
    m_checks->setAccessibleName(tr("Checks of the figure"));
    m_checks->setWordWrap(true);
    m_checks->setSelectionMode(QAbstractItemView::NoSelection);

    auto* form = new QFormLayout;
    form->addRow(tr("&Preset"), m_preset);
    form->addRow(tr("&Format"), m_format);
    form->addRow(tr("&Resolution"), m_dpi);
    form->addRow(tr("&Colours"), m_colorMap);
    form->addRow(QString(), m_letters);
    form->addRow(QString(), m_box);
    form->addRow(QString(), m_footer);
    auto* pathLine = new QHBoxLayout;
    pathLine->addWidget(m_path, 1);
    pathLine->addWidget(browseButton);
    auto* pathLabel = new QLabel(tr("F&ile"), panel);
    pathLabel->setBuddy(m_path);
    form->addRow(pathLabel, pathLine);
    auto* checksLabel = new QLabel(tr("Chec&ks"), panel);
    checksLabel->setBuddy(m_checks);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(form);
    layout->addWidget(checksLabel);
    layout->addWidget(m_checks, 1);
    panel->setFixedWidth(fontMetrics().averageCharWidth() * 62);

    for (QComboBox* combo : {m_preset, m_format, m_colorMap}) {
        connect(combo, &QComboBox::currentIndexChanged, this, &ExportDialog::choose);
    }
    connect(m_dpi, &QSpinBox::valueChanged, this, &ExportDialog::choose);
    for (QCheckBox* check : {m_letters, m_box, m_footer}) {
        connect(check, &QCheckBox::toggled, this, &ExportDialog::choose);
    }
    connect(browseButton, &QPushButton::clicked, this, &ExportDialog::browse);
    return panel;
}

QWidget* ExportDialog::makePreview()
{
    auto* panel = new QWidget(this);
    m_preview = new QLabel(panel);
    m_preview->setObjectName(QStringLiteral("exportDialog.preview"));
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setAccessibleName(tr("Preview at true size"));
    auto* scroll = new QScrollArea(panel);
    scroll->setWidget(m_preview);
    scroll->setWidgetResizable(true);
    scroll->setBackgroundRole(QPalette::Mid);
    m_size = new QLabel(panel);
    m_size->setObjectName(QStringLiteral("exportDialog.size"));
    m_size->setForegroundRole(QPalette::PlaceholderText);
    m_size->setAlignment(Qt::AlignHCenter);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_size);
    return panel;
}

FigureSpec ExportDialog::spec() const
{
    FigureSpec spec = m_base;
    spec.applyPreset(m_preset->currentData().toString());
    spec.format = formatFromName(m_format->currentData().toString()).value_or(FigureFormat::Pdf);
    spec.dpi = m_dpi->value();
    spec.colorMap = static_cast<ColorMapId>(m_colorMap->currentData().toInt());
    spec.showLetters = m_letters->isChecked();
    spec.showBox = m_box->isChecked();
    spec.showFooter = m_footer->isChecked();
    return spec;
}

void ExportDialog::choose()
{
    const QString suffix = m_format->currentData().toString();
    m_dpi->setEnabled(suffix == formatName(FigureFormat::Png));
    // The file keeps its name and follows the format.
    const QFileInfo file(m_path->text());
    if (formatFromName(file.suffix().toLower())
        && file.suffix().compare(suffix, Qt::CaseInsensitive) != 0) {
        m_path->setText(QDir::toNativeSeparators(
            file.path() + QLatin1Char('/') + file.completeBaseName() + QLatin1Char('.') + suffix));
    }
    refresh();
}

void ExportDialog::refresh()
{
    const double ratio = devicePixelRatioF();
    const double dpi = (screen() != nullptr ? screen()->logicalDotsPerInch() : 96.0) * ratio;
    m_lane->ask(
        kPreviewChannel, this,
        [this, figure = m_figure, wanted = spec(), dpi,
         ratio](const RunContext&) -> QuickLane::Answer {
            QImage image = FigureExporter::renderImage(*figure, wanted, dpi);
            image.setDevicePixelRatio(ratio);
            const QSizeF size = FigureExporter::sizeMm(*figure, wanted);
            const std::vector<FigureCheck> checks = figureChecks(*figure, wanted);
            return [this, image, size, checks] {
                m_preview->setPixmap(QPixmap::fromImage(image));
                m_size->setText(tr("True size: %1 × %2 mm")
                                    .arg(size.width(), 0, 'f', 1)
                                    .arg(size.height(), 0, 'f', 1));
                showChecks(checks);
            };
        },
        [this](const JobOutcome& outcome) { showProblem(outcome); });
}

void ExportDialog::showChecks(const std::vector<FigureCheck>& checks)
{
    m_checks->clear();
    for (const FigureCheck& check : checks) {
        const QString sign = check.state == FigureCheck::State::Passed ? QStringLiteral("✓ ")
            : check.state == FigureCheck::State::Warning               ? QStringLiteral("! ")
                                                                       : QStringLiteral("✕ ");
        QString text = sign + check.name;
        if (!check.detail.isEmpty()) {
            text += QStringLiteral(": ") + check.detail;
        }
        m_checks->addItem(text);
    }
}

void ExportDialog::browse()
{
    const QString suffix = m_format->currentData().toString();
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export figure"), m_path->text(),
        QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix), nullptr,
        QFileDialog::DontConfirmOverwrite); // asked when it is written
    if (!path.isEmpty()) {
        m_path->setText(QDir::toNativeSeparators(path));
    }
}

QString ExportDialog::targetPath() const
{
    const QString text = QDir::fromNativeSeparators(m_path->text().trimmed());
    const QString suffix = m_format->currentData().toString();
    return QFileInfo(text).suffix().compare(suffix, Qt::CaseInsensitive) == 0
        ? text
        : QString(text + QLatin1Char('.') + suffix);
}

void ExportDialog::write()
{
    const QString path = targetPath();
    const bool isThere = QFileInfo::exists(path);
    if (isThere
        && QMessageBox::question(this, tr("Replace the file?"),
                                 tr("%1 exists. Replace it and the files beside it?").arg(path))
            != QMessageBox::Yes) {
        return;
    }
    m_settings->setExportPreset(m_preset->currentData().toString());
    m_settings->setExportFormat(m_format->currentData().toString());
    m_settings->setExportDpi(m_dpi->value());
    m_settings->setExportFolder(QFileInfo(path).absolutePath());
    m_export->setEnabled(false);
    m_problem->hide();
    m_lane->ask(
        kWriteChannel, this,
        [this, figure = m_figure, wanted = spec(), path,
         isThere](const RunContext&) -> QuickLane::Answer {
            FigureExporter::write(*figure, wanted, toPath(path), isThere);
            return [this, path] {
                Q_EMIT written(path);
                accept();
            };
        },
        [this](const JobOutcome& outcome) {
            m_export->setEnabled(true);
            showProblem(outcome);
        });
}

void ExportDialog::showProblem(const JobOutcome& outcome)
{
    m_problem->setText(tr("<b>The figure was not written.</b> %1 %2")
                           .arg(outcome.message.toHtmlEscaped(), outcome.advice.toHtmlEscaped()));
    m_problem->show();
}

} // namespace neurograft
