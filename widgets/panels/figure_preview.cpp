// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/figure_preview.h"

#include "widgets/figures/figure_scene.h"
#include "widgets/panels/annotation_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QResizeEvent>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kMmPerInch = 25.4;
constexpr double kFit = 0.0; ///< zoom of "fit"

} // namespace

FigurePreview::FigurePreview(const QString& name, QWidget* parent) : QWidget(parent)
{
    m_page = new AnnotationPage(this);
    m_page->setObjectName(name);
    m_page->setAlignment(Qt::AlignCenter);
    m_page->setAccessibleName(tr("Preview of the figure"));
    m_page->setWordWrap(true);
    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(name + QStringLiteral(".scroll"));
    m_scroll->setWidget(m_page);
    m_scroll->setWidgetResizable(true);
    m_scroll->setBackgroundRole(QPalette::Mid);
    m_scroll->setAccessibleName(tr("Page"));

    m_zoom = new QComboBox(this);
    m_zoom->setObjectName(name + QStringLiteral(".zoom"));
    m_zoom->addItem(tr("100 % (true size)"), 1.0);
    m_zoom->addItem(tr("200 %"), 2.0);
    m_zoom->addItem(tr("Fit"), kFit);
    m_zoom->setAccessibleName(tr("Zoom of the preview"));
    m_vision = new QComboBox(this);
    m_vision->setObjectName(name + QStringLiteral(".vision"));
    for (const ColorVision vision : colorVisions()) {
        m_vision->addItem(colorVisionTitle(vision), static_cast<int>(vision));
    }
    m_vision->setAccessibleName(tr("Seen as"));
    m_vision->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_vision->setMinimumContentsLength(10);
    m_vision->setToolTip(
        tr("How the figure looks to other eyes or in grey; the file stays as it is"));
    m_size = new QLabel(this);
    m_size->setObjectName(name.section(u'.', 0, 0) + QStringLiteral(".size"));

    auto* zoomLabel = new QLabel(tr("&Zoom"), this);
    zoomLabel->setBuddy(m_zoom);
    auto* visionLabel = new QLabel(tr("&Seen as"), this);
    visionLabel->setBuddy(m_vision);
    auto* line = new QHBoxLayout;
    line->addWidget(zoomLabel);
    line->addWidget(m_zoom);
    line->addSpacing(fontMetrics().averageCharWidth() * 2);
    line->addWidget(visionLabel);
    line->addWidget(m_vision);
    line->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(line);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_size, 0, Qt::AlignRight);
    connect(m_zoom, &QComboBox::currentIndexChanged, this, &FigurePreview::pageWanted);
    connect(m_vision, &QComboBox::currentIndexChanged, this, &FigurePreview::showPage);
}

double FigurePreview::screenDpi() const
{
    // Some screens state no size or a wrong one; then the desktop's resolution has to do.
    constexpr double kLowest = 60.0;
    constexpr double kHighest = 500.0;
    const QScreen* shown = screen();
    if (shown == nullptr) {
        return 96.0;
    }
    const double physical = shown->physicalDotsPerInch();
    return physical >= kLowest && physical <= kHighest ? physical : shown->logicalDotsPerInch();
}

double FigurePreview::wantedDpi() const
{
    const double zoom = m_zoom->currentData().toDouble();
    const double dpi = screenDpi() * devicePixelRatioF();
    if (zoom != kFit || m_sizeMm.isEmpty()) {
        return dpi * (zoom == kFit ? 1.0 : zoom);
    }
    const QSize room = m_scroll->maximumViewportSize() * devicePixelRatioF(); // bars or no bars
    return std::max(10.0,
                    std::min(room.width() / m_sizeMm.width(), room.height() / m_sizeMm.height())
                        * kMmPerInch);
}

void FigurePreview::setPage(const QImage& image, std::shared_ptr<const FigureScene> scene)
{
    const QSizeF sizeMm = scene->sizeMm;
    const bool isOtherSize = sizeMm != m_sizeMm;
    m_image = image;
    m_image.setDevicePixelRatio(devicePixelRatioF());
    m_sizeMm = sizeMm;
    m_page->setAccessibleDescription(scene->description);
    m_size->setText(tr("True size: %1 × %2 mm")
                        .arg(QString::number(sizeMm.width(), 'f', 1),
                             QString::number(sizeMm.height(), 'f', 1)));
    m_page->setScene(std::move(scene));
    showPage();
    if (isOtherSize && m_zoom->currentData().toDouble() == kFit) {
        Q_EMIT pageWanted();
    }
}

void FigurePreview::setMessage(const QString& text)
{
    m_image = QImage();
    m_page->setScene(nullptr);
    m_page->setPixmap(QPixmap());
    m_page->setText(text);
    m_page->setAccessibleDescription(text);
    m_size->clear();
}

void FigurePreview::showPage()
{
    if (!m_image.isNull()) {
        const auto vision = static_cast<ColorVision>(m_vision->currentData().toInt());
        m_page->setPixmap(QPixmap::fromImage(seenImage(m_image, vision)));
    }
}

void FigurePreview::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_zoom->currentData().toDouble() == kFit && !m_image.isNull()) {
        Q_EMIT pageWanted();
    }
}

} // namespace neurograft
