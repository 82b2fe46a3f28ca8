// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/export_form.h"

#include "core/study/layer_mask.h"
#include "widgets/plots/number_text.h"
#include "widgets/settings/app_settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>

#include <algorithm>

namespace neurograft {

namespace {

QString formNamed(const char* name)
{
    return QStringLiteral("exportDialog.") + QLatin1String(name);
}

QCheckBox* makeCheck(const char* name, const QString& text, const QString& tip, bool isOn,
                     QWidget* parent)
{
    auto* check = new QCheckBox(text, parent);
    check->setObjectName(formNamed(name));
    check->setToolTip(tip);
    check->setChecked(isOn);
    return check;
}

QDoubleSpinBox* makeLength(const char* name, double low, QWidget* parent)
{
    auto* spin = new QDoubleSpinBox(parent);
    spin->setObjectName(formNamed(name));
    spin->setLocale(QLocale::c());
    spin->setDecimals(1);
    spin->setRange(low, 2000.0);
    spin->setSingleStep(5.0);
    spin->setSuffix(QStringLiteral(" mm"));
    spin->setKeyboardTracking(false);
    return spin;
}

} // namespace

QString viewText(const FigureSpec& spec, const QString& mask)
{
    QStringList parts;
    parts << (mask == QLatin1String("none") ? ExportForm::tr("no mask")
                                            : ExportForm::tr("mask %1").arg(QString::fromStdString(
                                                maskWord(mask.toStdString()))));
    parts << (spec.isLocked ? ExportForm::tr("one colour scale")
                            : ExportForm::tr("a colour scale per panel"));
    if (spec.range) {
        parts << ExportForm::tr("range %1 … %2")
                     .arg(numberText(spec.range->low, 2), numberText(spec.range->high, 2));
    }
    if (spec.rangeMode == RangeMode::Percentile) {
        parts << ExportForm::tr("range from %1 to %2 % of the values")
                     .arg(numberText(spec.lowPercent, 0), numberText(spec.highPercent, 0));
    } else if (spec.rangeMode == RangeMode::Symmetric) {
        parts << ExportForm::tr("range symmetric around 0");
    }
    if (spec.isTransposed) {
        parts << ExportForm::tr("transposed");
    }
    return parts.join(QStringLiteral(", "));
}

ExportForm::ExportForm(const FigureSpec& spec, const QString& viewText, QWidget* parent)
    : QWidget(parent), m_base(spec), m_rows(new QGridLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setColumnStretch(1, 1);
    makeSizes();
    makeLook();
    auto* view = new QLabel(viewText, this);
    view->setObjectName(formNamed("view"));
    view->setWordWrap(true);
    view->setToolTip(tr("Change it in the view, then export again"));
    addRow(tr("As in the view"), view);
    makeParts();
    update();
}

void ExportForm::addRow(const QString& text, QWidget* field)
{
    const int row = m_rows->rowCount();
    auto* label = new QLabel(text, this);
    label->setBuddy(field);
    m_rows->addWidget(label, row, 0);
    m_rows->addWidget(field, row, 1);
}

void ExportForm::makeSizes()
{
    m_preset = new QComboBox(this);
    m_preset->setObjectName(formNamed("presetCombo"));
    m_preset->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const VenuePreset& preset : venuePresets()) {
        const QString id = QString::fromLatin1(preset.id);
        m_preset->addItem(
            tr("%1: %2 mm, text from %3 pt")
                .arg(id, QString::number(preset.widthMm), QString::number(preset.smallestTextPt)),
            id);
        m_preset->setItemData(m_preset->count() - 1, QString::fromUtf8(preset.title),
                              Qt::ToolTipRole);
    }
    m_preset->addItem(tr("Typed size"), QString());
    const int known = m_preset->findData(m_base.preset);
    m_preset->setCurrentIndex(known >= 0 ? known : 0);
    addRow(tr("&Preset"), m_preset);

    auto* sizes = new QWidget(this);
    m_width = makeLength("widthSpin", 10.0, sizes);
    m_width->setAccessibleName(tr("Width"));
    m_width->setValue(m_base.widthMm);
    m_height = makeLength("heightSpin", 0.0, sizes);
    m_height->setAccessibleName(tr("Height"));
    m_height->setSpecialValueText(tr("as needed"));
    m_height->setValue(m_base.heightMm);
    auto* line = new QHBoxLayout(sizes);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_width, 1);
    line->addWidget(new QLabel(QStringLiteral("×"), sizes));
    line->addWidget(m_height, 1);
    sizes->setFocusProxy(m_width);
    addRow(tr("S&ize"), sizes);

    auto* format = new QWidget(this);
    m_format = new QComboBox(format);
    m_format->setObjectName(formNamed("formatCombo"));
    m_format->setAccessibleName(tr("Format"));
    for (const FigureFormat one : {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Png}) {
        m_format->addItem(formatName(one).toUpper(), formatName(one));
    }
    m_format->setCurrentIndex(m_format->findData(formatName(m_base.format)));
    m_dpi = new QComboBox(format);
    m_dpi->setObjectName(formNamed("dpiCombo"));
    m_dpi->setAccessibleName(tr("Resolution of a PNG"));
    for (const int dpi : {300, 600, 1200}) {
        m_dpi->addItem(tr("%1 dpi").arg(dpi), dpi);
    }
    if (m_dpi->findData(m_base.dpi) < 0) {
        m_dpi->addItem(tr("%1 dpi").arg(m_base.dpi), m_base.dpi);
    }
    m_dpi->setCurrentIndex(m_dpi->findData(m_base.dpi));
    auto* formatLine = new QHBoxLayout(format);
    formatLine->setContentsMargins(0, 0, 0, 0);
    formatLine->addWidget(m_format, 1);
    formatLine->addWidget(m_dpi, 1);
    format->setFocusProxy(m_format);
    addRow(tr("&Format"), format);

    connect(m_preset, &QComboBox::currentIndexChanged, this, [this] {
        usePreset();
        update();
    });
    connect(m_width, &QDoubleSpinBox::valueChanged, this, [this] {
        if (!m_isSetting) {
            const QScopedValueRollback setting(m_isSetting, true);
            m_preset->setCurrentIndex(m_preset->count() - 1); // a typed size
        }
        update();
    });
    connect(m_height, &QDoubleSpinBox::valueChanged, this, &ExportForm::update);
    for (QComboBox* combo : {m_format, m_dpi}) {
        connect(combo, &QComboBox::currentIndexChanged, this, &ExportForm::update);
    }
}

void ExportForm::makeLook()
{
    auto* text = new QWidget(this);
    m_font = new QComboBox(text);
    m_font->setObjectName(formNamed("fontCombo"));
    m_font->setAccessibleName(tr("Font"));
    m_font->addItem(tr("Sans"), static_cast<int>(FigureFont::Sans));
    m_font->addItem(tr("Serif (Times)"), static_cast<int>(FigureFont::Serif));
    m_font->setCurrentIndex(m_font->findData(static_cast<int>(m_base.font)));
    m_text = new QDoubleSpinBox(text);
    m_text->setObjectName(formNamed("textSpin"));
    m_text->setAccessibleName(tr("Size of ticks, box and footer; labels are 1 pt larger"));
    m_text->setToolTip(m_text->accessibleName());
    m_text->setLocale(QLocale::c());
    m_text->setDecimals(1);
    m_text->setRange(4.0, 24.0);
    m_text->setSingleStep(0.5);
    m_text->setSuffix(QStringLiteral(" pt"));
    m_text->setValue(m_base.tickPt);
    auto* line = new QHBoxLayout(text);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_font, 1);
    line->addWidget(m_text, 1);
    text->setFocusProxy(m_font);
    addRow(tr("&Text"), text);

    m_colorMap = new QComboBox(this);
    m_colorMap->setObjectName(formNamed("colorMapCombo"));
    const bool isDiverging = ColorMap::of(m_base.colorMap).isDiverging();
    for (const ColorMapId id : ColorMap::all()) {
        if (ColorMap::of(id).isDiverging() == isDiverging) {
            m_colorMap->addItem(ColorMap::name(id), static_cast<int>(id));
        }
    }
    m_colorMap->setCurrentIndex(m_colorMap->findData(static_cast<int>(m_base.colorMap)));
    addRow(tr("Colo&urs"), m_colorMap);

    m_title = new QLineEdit(m_base.title, this);
    m_title->setObjectName(formNamed("titleEdit"));
    m_title->setPlaceholderText(tr("none: papers have captions"));
    addRow(tr("Tit&le"), m_title);

    connect(m_text, &QDoubleSpinBox::valueChanged, this, &ExportForm::update);
    for (QComboBox* combo : {m_font, m_colorMap}) {
        connect(combo, &QComboBox::currentIndexChanged, this, &ExportForm::update);
    }
    connect(m_title, &QLineEdit::textChanged, this, &ExportForm::update);
}

void ExportForm::makeParts()
{
    m_letters = makeCheck("lettersCheck", tr("P&anel letters"),
                          tr("(a), (b), … in front of the names"), m_base.showLetters, this);
    m_box = makeCheck("boxCheck", tr("&Mean and deviation"),
                      tr("In the masked corner where it fits, else above the map"), m_base.showBox,
                      this);
    m_footer = makeCheck("footerCheck", tr("Foote&r"), tr("Measure, sample unit, n, data, seed"),
                         m_base.showFooter, this);
    m_borders = makeCheck("bordersCheck", tr("Cell &borders"), tr("Thin grey lines between cells"),
                          m_base.showCellBorders, this);
    m_outlines = makeCheck("outlinesCheck", tr("Text as &outlines"),
                           tr("SVG only: looks the same without the fonts, but cannot be edited"),
                           m_base.svgTextAsPaths, this);
    m_sideCars = makeCheck("sideCarsCheck", tr("Files besi&de it"),
                           tr("FILE.json says where it comes from, FILE.csv holds its numbers"),
                           m_base.writeSideCars, this);
    auto* parts = new QGridLayout;
    int place = 0;
    for (QCheckBox* check : {m_letters, m_box, m_footer, m_borders, m_outlines, m_sideCars}) {
        parts->addWidget(check, place / 2, place % 2);
        connect(check, &QCheckBox::toggled, this, &ExportForm::update);
        ++place;
    }
    m_rows->addLayout(parts, m_rows->rowCount(), 0, 1, 2);
}

void ExportForm::usePreset()
{
    const VenuePreset* preset = findPreset(m_preset->currentData().toString());
    if (preset == nullptr || m_isSetting) {
        return;
    }
    const QScopedValueRollback setting(m_isSetting, true);
    m_width->setValue(preset->widthMm);
    m_font->setCurrentIndex(m_font->findData(static_cast<int>(preset->font)));
}

void ExportForm::update()
{
    const QString format = m_format->currentData().toString();
    m_dpi->setEnabled(format == formatName(FigureFormat::Png));
    m_outlines->setEnabled(format == formatName(FigureFormat::Svg));
    if (!m_isSetting) {
        Q_EMIT changed();
    }
}

FigureSpec ExportForm::spec() const
{
    FigureSpec spec = m_base;
    const QString preset = m_preset->currentData().toString();
    if (preset.isEmpty()) {
        spec.preset.clear();
        spec.smallestTextPt = FigureSpec().smallestTextPt;
    } else {
        spec.applyPreset(preset);
    }
    spec.widthMm = m_width->value();
    spec.heightMm = m_height->value();
    spec.format = formatFromName(m_format->currentData().toString()).value_or(FigureFormat::Pdf);
    spec.dpi = m_dpi->currentData().toInt();
    spec.font = static_cast<FigureFont>(m_font->currentData().toInt());
    if (m_text->value() != m_base.tickPt) {
        spec.tickPt = m_text->value();
        spec.labelPt = spec.tickPt + 1.0;
        spec.letterPt = spec.tickPt + 2.0;
    }
    spec.colorMap = static_cast<ColorMapId>(m_colorMap->currentData().toInt());
    spec.title = m_title->text().trimmed();
    spec.showLetters = m_letters->isChecked();
    spec.showBox = m_box->isChecked();
    spec.showFooter = m_footer->isChecked();
    spec.showCellBorders = m_borders->isChecked();
    spec.svgTextAsPaths = m_outlines->isChecked();
    spec.writeSideCars = m_sideCars->isChecked();
    return spec;
}

void ExportForm::recall(const AppSettings& settings)
{
    m_preset->setCurrentIndex(std::max(0, m_preset->findData(settings.exportPreset())));
    m_format->setCurrentIndex(std::max(0, m_format->findData(settings.exportFormat())));
    m_dpi->setCurrentIndex(std::max(0, m_dpi->findData(settings.exportDpi())));
}

void ExportForm::remember(AppSettings& settings) const
{
    if (!m_preset->currentData().toString().isEmpty()) {
        settings.setExportPreset(m_preset->currentData().toString());
    }
    settings.setExportFormat(m_format->currentData().toString());
    settings.setExportDpi(m_dpi->currentData().toInt());
}

} // namespace neurograft
