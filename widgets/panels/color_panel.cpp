// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/color_panel.h"

#include "widgets/figures/color_vision.h"
#include "widgets/models/color_model.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/plots/color_histogram.h"
#include "widgets/plots/heatmap_image.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>

namespace neurograft {

namespace {

QDoubleSpinBox* makeSpin(const QString& name, const QString& accessible, double low, double high,
                         int decimals, double step, QWidget* parent)
{
    auto* spin = new QDoubleSpinBox(parent);
    spin->setObjectName(name);
    spin->setAccessibleName(accessible);
    spin->setLocale(QLocale::c()); // a decimal point, as on the maps
    spin->setRange(low, high);
    spin->setDecimals(decimals);
    spin->setSingleStep(step);
    spin->setKeyboardTracking(false); // the range changes when the number is finished
    return spin;
}

/// A strip of the map's colours beside its name.
QIcon mapIcon(ColorMapId id, const QSize& size)
{
    QImage strip(ColorMap::kSize, 1, QImage::Format_RGB32);
    for (int x = 0; x < ColorMap::kSize; ++x) {
        strip.setPixel(x, 0, ColorMap::of(id).at(x));
    }
    return QPixmap::fromImage(strip.scaled(size));
}

/// A row whose label leads to the first of its widgets.
void addLine(QFormLayout* form, const QString& text, QHBoxLayout* line, QWidget* first)
{
    auto* label = new QLabel(text);
    label->setBuddy(first);
    form->addRow(label, line);
}

QHBoxLayout* pairOf(QWidget* first, const QString& between, QWidget* second)
{
    auto* line = new QHBoxLayout;
    line->addWidget(first, 1);
    line->addWidget(new QLabel(between));
    line->addWidget(second, 1);
    return line;
}

} // namespace

ColorPanel::ColorPanel(HeatmapGrid* grid, QAction* lock, QWidget* parent)
    : QWidget(parent), m_grid(grid), m_histogram(new ColorHistogram(this)),
      m_map(new QComboBox(this))
{
    setObjectName(QStringLiteral("colorPanel"));
    m_map->setObjectName(QStringLiteral("colorPanel.mapCombo"));
    const QSize strip(fontMetrics().height() * 4, fontMetrics().height());
    m_map->setIconSize(strip);
    for (const ColorMapId id : ColorMap::all()) {
        m_map->addItem(mapIcon(id, strip), ColorMap::name(id), static_cast<int>(id));
    }
    auto* form = new QFormLayout;
    form->addRow(tr("&Map"), m_map);
    buildRange(form);
    buildUndefined(form);
    buildGroup(form);
    buildVision(form);
    auto* buttons = new QHBoxLayout;
    if (lock != nullptr) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(lock);
        button->setObjectName(QStringLiteral("colorPanel.lock"));
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::StrongFocus);
        buttons->addWidget(button);
    }
    auto* reset = new QPushButton(tr("&House style"), this);
    reset->setObjectName(QStringLiteral("colorPanel.resetButton"));
    reset->setToolTip(tr("Map and range as the figures of this field have them"));
    buttons->addStretch(1);
    buttons->addWidget(reset);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_histogram);
    layout->addLayout(form);
    layout->addWidget(m_seen, 0, Qt::AlignHCenter);
    layout->addLayout(buttons);
    layout->addStretch(1);

    connect(reset, &QPushButton::clicked, this, [this] { colors()->reset(); });
    connect(m_map, &QComboBox::activated, this, [this] {
        ColorSettings settings = colors()->settings();
        settings.map = static_cast<ColorMapId>(m_map->currentData().toInt());
        change(settings, tr("Colour map %1").arg(ColorMap::name(settings.map)));
    });
    connect(m_histogram, &ColorHistogram::rangeDragged, this,
            [this](const ColorRange& range, bool isContinued) {
                ColorSettings settings = colors()->settings();
                settings.mode = RangeMode::Typed;
                settings.typed = range;
                change(settings, tr("Colour range"), isContinued);
            });
    connect(grid, &HeatmapGrid::shownChanged, this, &ColorPanel::refresh);
    refresh();
}

void ColorPanel::setGrid(HeatmapGrid* grid)
{
    disconnect(m_grid, nullptr, this, nullptr);
    m_grid = grid;
    connect(grid, &HeatmapGrid::shownChanged, this, &ColorPanel::refresh);
    refresh();
}

void ColorPanel::setGroup(bool isOfAll)
{
    m_group->setCurrentIndex(m_group->findData(isOfAll));
}

void ColorPanel::buildGroup(QFormLayout* form)
{
    m_group = new QComboBox(this);
    m_group->setObjectName(QStringLiteral("colorPanel.groupCombo"));
    m_group->addItem(tr("this view"), false);
    m_group->addItem(tr("all views"), true);
    m_group->setToolTip(tr("Which panes share colours and, while they are locked, one range"));
    form->addRow(tr("Lock &group"), m_group);
    connect(m_group, &QComboBox::activated, this,
            [this] { Q_EMIT groupChosen(m_group->currentData().toBool()); });
}

void ColorPanel::buildRange(QFormLayout* form)
{
    m_mode = new QComboBox(this);
    m_mode->setObjectName(QStringLiteral("colorPanel.modeCombo"));
    const std::pair<QString, RangeMode> modes[]{
        {tr("linear, smallest … largest"), RangeMode::House},
        {tr("percentile"), RangeMode::Percentile},
        {tr("symmetric around 0"), RangeMode::Symmetric},
        {tr("typed"), RangeMode::Typed}};
    for (const auto& [text, mode] : modes) {
        m_mode->addItem(text, static_cast<int>(mode));
    }
    m_mode->setItemData(0, tr("0 … 1 for measures bounded by them"), Qt::ToolTipRole);
    m_low = makeSpin(QStringLiteral("colorPanel.lowSpin"), tr("Low end of the scale"), -1e6, 1e6, 3,
                     0.05, this);
    m_high = makeSpin(QStringLiteral("colorPanel.highSpin"), tr("High end of the scale"), -1e6, 1e6,
                      3, 0.05, this);
    m_lowPercent = makeSpin(QStringLiteral("colorPanel.lowPercentSpin"), tr("Lower percentile"),
                            0.0, 49.0, 1, 1.0, this);
    m_highPercent = makeSpin(QStringLiteral("colorPanel.highPercentSpin"), tr("Upper percentile"),
                             51.0, 100.0, 1, 1.0, this);
    form->addRow(tr("&Range"), m_mode);
    addLine(form, tr("&Ends"), pairOf(m_low, QStringLiteral("…"), m_high), m_low);
    addLine(form, tr("&Percentiles"), pairOf(m_lowPercent, QStringLiteral("…"), m_highPercent),
            m_lowPercent);
    connect(m_mode, &QComboBox::activated, this, [this] {
        ColorSettings settings = colors()->settings();
        settings.mode = static_cast<RangeMode>(m_mode->currentData().toInt());
        if (settings.mode == RangeMode::Typed) {
            settings.typed = m_shownRange; // starts from what is seen
        }
        change(settings, tr("Colour range %1").arg(m_mode->currentText()));
    });
    for (QDoubleSpinBox* spin : {m_low, m_high}) {
        connect(spin, &QDoubleSpinBox::valueChanged, this, &ColorPanel::typeRange);
    }
    for (QDoubleSpinBox* spin : {m_lowPercent, m_highPercent}) {
        connect(spin, &QDoubleSpinBox::valueChanged, this, &ColorPanel::typePercents);
    }
}

void ColorPanel::buildUndefined(QFormLayout* form)
{
    m_undefined = new QComboBox(this);
    m_undefined->setObjectName(QStringLiteral("colorPanel.undefinedCombo"));
    const std::pair<QString, QRgb> colors[]{{tr("white"), ColorMap::undefinedColor()},
                                            {tr("light grey"), 0xffd9d9d9},
                                            {tr("green"), 0xff00a087},
                                            {tr("black"), 0xff000000}};
    for (const auto& [text, color] : colors) {
        QPixmap field(fontMetrics().height(), fontMetrics().height());
        field.fill(QColor::fromRgb(color));
        QPainter(&field).drawRect(field.rect().adjusted(0, 0, -1, -1));
        m_undefined->addItem(QIcon(field), text, color);
    }
    m_hatch = new QCheckBox(tr("hatc&hed"), this);
    m_hatch->setObjectName(QStringLiteral("colorPanel.hatchCheck"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_undefined, 1);
    line->addWidget(m_hatch);
    addLine(form, tr("&Undefined"), line, m_undefined);
    m_undefined->setAccessibleName(tr("Colour of undefined cells"));
    connect(m_undefined, &QComboBox::activated, this, [this] {
        ColorSettings settings = this->colors()->settings();
        settings.undefinedColor = m_undefined->currentData().toUInt();
        change(settings, tr("Colour of undefined cells"));
    });
    connect(m_hatch, &QCheckBox::clicked, this, [this](bool isOn) {
        ColorSettings settings = this->colors()->settings();
        settings.isHatched = isOn;
        change(settings, tr("Hatch of undefined cells"));
    });
}

void ColorPanel::buildVision(QFormLayout* form)
{
    m_vision = new QComboBox(this);
    m_vision->setObjectName(QStringLiteral("colorPanel.visionCombo"));
    for (const ColorVision vision : colorVisions()) {
        m_vision->addItem(colorVisionTitle(vision), static_cast<int>(vision));
    }
    m_seen = new QLabel(this);
    m_seen->setObjectName(QStringLiteral("colorPanel.seen"));
    form->addRow(tr("&Seen with"), m_vision);
    connect(m_vision, &QComboBox::activated, this, &ColorPanel::showSeen);
}

void ColorPanel::showSeen()
{
    const std::vector<const HeatmapData*> panels = m_grid->shownPanels();
    if (panels.empty()) {
        m_seen->clear();
        return;
    }
    const ColorSettings& settings = colors()->settings();
    const ColorMap& map = ColorMap::of(settings.map);
    const int line = fontMetrics().height();
    const QSize size(line * 9, line * 8);
    const QImage cells =
        heatmapImage(*panels.front(), map, m_shownRange, false, settings.undefinedColor);
    QImage picture(size, QImage::Format_ARGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    painter.drawImage(QRect(0, 0, size.width(), line),
                      colorScaleImage(map).transformed(QTransform().rotate(90.0)));
    painter.drawImage(QRect(0, line + line / 2, size.width(), size.height() - line - line / 2),
                      cells);
    painter.end();
    const auto vision = static_cast<ColorVision>(m_vision->currentData().toInt());
    m_seen->setPixmap(QPixmap::fromImage(seenImage(picture, vision)));
    m_seen->setAccessibleName(
        tr("%1 as seen with %2").arg(panels.front()->module, colorVisionTitle(vision)));
}

ColorModel* ColorPanel::colors() const
{
    return m_grid->colors();
}

void ColorPanel::change(const ColorSettings& settings, const QString& text, bool isDragging)
{
    colors()->set(settings, text, isDragging);
    refresh();
}

void ColorPanel::typeRange()
{
    ColorSettings settings = colors()->settings();
    settings.mode = RangeMode::Typed;
    settings.typed = {m_low->value(), m_high->value()};
    if (settings.typed.low < settings.typed.high) {
        change(settings, tr("Colour range"));
    } else {
        refresh(); // an empty scale is not taken
    }
}

void ColorPanel::typePercents()
{
    ColorSettings settings = colors()->settings();
    settings.mode = RangeMode::Percentile;
    settings.lowPercent = m_lowPercent->value();
    settings.highPercent = m_highPercent->value();
    change(settings, tr("Percentiles"));
}

void ColorPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void ColorPanel::refresh()
{
    if (!isVisible()) {
        return;
    }
    const ColorSettings& settings = colors()->settings();
    const std::vector<const HeatmapData*> panels = m_grid->rangePanels();
    m_shownRange = m_grid->commonRange();
    m_histogram->setValues(shownValues(panels));
    m_histogram->setScale(settings.map, m_shownRange);
    const QSignalBlocker low(m_low);
    const QSignalBlocker high(m_high);
    const QSignalBlocker lowPercent(m_lowPercent);
    const QSignalBlocker highPercent(m_highPercent);
    m_map->setCurrentIndex(m_map->findData(static_cast<int>(settings.map)));
    m_mode->setCurrentIndex(m_mode->findData(static_cast<int>(settings.mode)));
    m_low->setValue(m_shownRange.low);
    m_high->setValue(m_shownRange.high);
    m_lowPercent->setValue(settings.lowPercent);
    m_highPercent->setValue(settings.highPercent);
    const bool arePercents = settings.mode == RangeMode::Percentile;
    m_lowPercent->setEnabled(arePercents);
    m_highPercent->setEnabled(arePercents);
    m_undefined->setCurrentIndex(m_undefined->findData(settings.undefinedColor));
    m_hatch->setChecked(settings.isHatched);
    showSeen();
}

} // namespace neurograft
