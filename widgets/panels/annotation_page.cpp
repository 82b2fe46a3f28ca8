// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/annotation_page.h"

#include "widgets/figures/figure_scene.h"
#include "widgets/figures/scene_painter.h"

#include <QAccessible>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

using AnnotationKind = Annotation::Kind;

constexpr double kReach = 5.0; ///< pixels around a line that hit it
constexpr double kHandle = 7.0; ///< pixels, side of the square at a chosen one's end
constexpr double kShortest = 1.5; ///< mm; a shorter way is a click
constexpr QPointF kBoxHalf{8.0, 5.0}; ///< mm, of a box on the page made by a click
constexpr QPointF kArrowTail{10.0, -10.0}; ///< mm from the tip of an arrow made by a click

} // namespace

AnnotationPage::AnnotationPage(QWidget* parent) : QLabel(parent) { }

void AnnotationPage::setEditable(bool isEditable)
{
    m_isEditable = isEditable;
    setFocusPolicy(isEditable ? Qt::StrongFocus : Qt::NoFocus);
    setMouseTracking(isEditable);
    if (!isEditable) {
        endEdit(false);
        stopPlacing();
    }
}

void AnnotationPage::setScene(std::shared_ptr<const FigureScene> scene)
{
    m_scene = std::move(scene);
    update();
}

void AnnotationPage::setAnnotations(const std::vector<Annotation>& annotations, double pt)
{
    m_pt = pt;
    if (annotations != m_annotations) {
        m_annotations = annotations;
        m_drag.reset();
        endEdit(false);
        select(m_selected < static_cast<int>(annotations.size()) ? m_selected : -1);
    }
}

void AnnotationPage::start(AnnotationKind kind)
{
    select(-1);
    m_tool = kind;
    setCursor(Qt::CrossCursor);
    setFocus(Qt::OtherFocusReason);
    showHint();
}

void AnnotationPage::stopPlacing()
{
    m_tool.reset();
    m_drag.reset();
    unsetCursor();
    showHint();
    update();
}

QString AnnotationPage::wordsOf(int index) const
{
    static const FigureScene nothing;
    return annotationText(m_annotations[static_cast<std::size_t>(index)],
                          m_scene != nullptr ? *m_scene : nothing);
}

void AnnotationPage::select(int index)
{
    m_selected = index;
    showHint();
    update();
    if (isChosen() && QAccessible::isActive()) {
        QAccessibleValueChangeEvent chosen(this, wordsOf(index));
        QAccessible::updateAccessibility(&chosen);
    }
}

QString annotationKindText(AnnotationKind kind)
{
    return kind == AnnotationKind::Box  ? AnnotationPage::tr("box")
        : kind == AnnotationKind::Arrow ? AnnotationPage::tr("arrow")
                                        : AnnotationPage::tr("text");
}

void AnnotationPage::showHint()
{
    if (!m_isEditable) {
        return;
    }
    QString hint;
    if (m_tool) {
        hint = *m_tool == AnnotationKind::Text
            ? tr("Click where the text should begin, or press Enter to put it in the middle. Esc "
                 "leaves.")
            : tr("Drag the %1 over the page, or press Enter to put it in the middle. Esc leaves.")
                  .arg(annotationKindText(*m_tool));
    } else if (isChosen()) {
        const Annotation& one = m_annotations[static_cast<std::size_t>(m_selected)];
        hint = wordsOf(m_selected) + QStringLiteral(". ")
            + (one.kind == AnnotationKind::Text
                   ? tr("Arrows move it (Ctrl finer), Enter edits it, Delete removes it, Tab goes "
                        "on.")
                   : tr("Arrows move it (Ctrl finer, Shift its end), Delete removes it, Tab goes "
                        "on."));
    }
    Q_EMIT hintChanged(hint);
}

QRectF AnnotationPage::pageRect() const
{
    const QPixmap picture = pixmap();
    const QSize size = (QSizeF(picture.size()) / picture.devicePixelRatio()).toSize();
    return QStyle::alignedRect(Qt::LeftToRight, alignment(), size, contentsRect());
}

double AnnotationPage::pixelsPerMm() const
{
    return m_scene == nullptr || m_scene->sizeMm.width() <= 0.0
        ? 1.0
        : std::max(1e-6, pageRect().width() / m_scene->sizeMm.width());
}

QPointF AnnotationPage::mmAt(const QPointF& position) const
{
    return (position - pageRect().topLeft()) / pixelsPerMm();
}

QPointF AnnotationPage::seenAt(const QPointF& mm) const
{
    return pageRect().topLeft() + mm * pixelsPerMm();
}

QPointF AnnotationPage::insidePage(const QPointF& mm) const
{
    return {std::clamp(mm.x(), 0.0, m_scene->sizeMm.width()),
            std::clamp(mm.y(), 0.0, m_scene->sizeMm.height())};
}

QLineF AnnotationPage::lineOfClick(AnnotationKind kind, const QPointF& mm) const
{
    if (kind == AnnotationKind::Arrow) {
        return {insidePage(mm + kArrowTail), mm};
    }
    const bool isOnPanel =
        std::any_of(m_scene->panels.begin(), m_scene->panels.end(),
                    [&mm](const ScenePanel& panel) { return panel.rect.contains(mm); });
    return kind == AnnotationKind::Text || isOnPanel // one cell
        ? QLineF(mm, mm)
        : QLineF(insidePage(mm - kBoxHalf), insidePage(mm + kBoxHalf));
}

QLineF AnnotationPage::lineOfDrag() const
{
    const QLineF way(m_drag->fromMm, m_drag->toMm);
    return way.length() < kShortest || *m_tool == AnnotationKind::Text
        ? lineOfClick(*m_tool, way.p2())
        : way;
}

Annotation AnnotationPage::dragged() const
{
    return m_drag->isNew ? annotationAt(*m_tool, lineOfDrag(), {}, *m_scene)
                         : movedAnnotation(m_annotations[static_cast<std::size_t>(m_selected)],
                                           m_drag->toMm - m_drag->fromMm, m_drag->end, *m_scene);
}

QRectF AnnotationPage::frameOf(int index) const
{
    const Annotation& one = m_annotations[static_cast<std::size_t>(index)];
    const std::optional<QLineF> line = annotationOnPage(one, *m_scene);
    if (!line) {
        return {};
    }
    QRectF mm = QRectF(line->p1(), line->p2()).normalized();
    if (one.kind == AnnotationKind::Text) {
        FigureScene alone; // as it is drawn
        alone.font = m_scene->font;
        alone.sizeMm = m_scene->sizeMm;
        alone.panels = m_scene->panels;
        addAnnotations(alone, {one}, m_pt);
        mm = alone.texts().front()->bounds;
    }
    return {seenAt(mm.topLeft()), seenAt(mm.bottomRight())};
}

void AnnotationPage::paintEvent(QPaintEvent* event)
{
    QLabel::paintEvent(event);
    if (!isReady()) {
        return;
    }
    QPainter painter(this);
    const QColor accent = palette().color(QPalette::Highlight);
    if (hasFocus()) {
        painter.setPen(QPen(accent, 2.0));
        painter.drawRect(pageRect().adjusted(1.0, 1.0, -1.0, -1.0));
    }
    if (m_drag && (m_drag->isNew ? *m_tool != AnnotationKind::Text : isChosen())) {
        FigureScene moving;
        moving.sizeMm = m_scene->sizeMm;
        moving.font = m_scene->font;
        moving.panels = m_scene->panels;
        addAnnotations(moving, {dragged()}, m_pt);
        painter.save();
        painter.translate(pageRect().topLeft());
        painter.scale(pixelsPerMm(), pixelsPerMm());
        paintScene(painter, moving, false);
        painter.restore();
        return;
    }
    if (!isChosen()) {
        return;
    }
    const QRectF frame = frameOf(m_selected);
    if (frame.isNull()) {
        return;
    }
    painter.setPen(QPen(accent, 2.0, Qt::DashLine));
    painter.drawRect(frame.adjusted(-kReach, -kReach, kReach, kReach));
    const Annotation& one = m_annotations[static_cast<std::size_t>(m_selected)];
    if (one.kind != AnnotationKind::Text) {
        const QPointF end = seenAt(annotationOnPage(one, *m_scene)->p2());
        painter.setPen(QPen(palette().color(QPalette::HighlightedText), 1.0));
        painter.setBrush(accent);
        painter.drawRect(QRectF(end - QPointF(kHandle, kHandle) / 2.0, QSizeF(kHandle, kHandle)));
    }
}

void AnnotationPage::mousePressEvent(QMouseEvent* event)
{
    if (!isReady() || event->button() != Qt::LeftButton) {
        QLabel::mousePressEvent(event);
        return;
    }
    endEdit(true);
    const QPointF mm = insidePage(mmAt(event->position()));
    if (m_tool) {
        m_drag = Drag{mm, mm, Annotation::End::To, true};
        update();
        return;
    }
    const int chosen = m_selected;
    const double reach = kReach / pixelsPerMm();
    // The handle of the chosen one lies over everything.
    const auto end = isChosen()
        ? annotationOnPage(m_annotations[static_cast<std::size_t>(chosen)], *m_scene)
        : std::nullopt;
    const bool isHandle = end
        && m_annotations[static_cast<std::size_t>(chosen)].kind != AnnotationKind::Text
        && QLineF(end->p2(), mm).length() <= kHandle / pixelsPerMm();
    select(isHandle ? chosen : annotationUnder(m_annotations, mm, reach, *m_scene));
    if (isChosen()) {
        m_drag = Drag{mm, mm, isHandle ? Annotation::End::To : Annotation::End::Both, false};
    }
}

void AnnotationPage::mouseMoveEvent(QMouseEvent* event)
{
    if (!isReady()) {
        QLabel::mouseMoveEvent(event);
        return;
    }
    const QPointF mm = insidePage(mmAt(event->position()));
    if (m_drag) {
        m_drag->toMm = mm;
        update();
    } else if (!m_tool) {
        const bool isOver =
            annotationUnder(m_annotations, mm, kReach / pixelsPerMm(), *m_scene) >= 0;
        setCursor(isOver ? Qt::SizeAllCursor : Qt::ArrowCursor);
    }
}

void AnnotationPage::mouseReleaseEvent(QMouseEvent* event)
{
    if (!isReady() || !m_drag || event->button() != Qt::LeftButton) {
        QLabel::mouseReleaseEvent(event);
        return;
    }
    m_drag->toMm = insidePage(mmAt(event->position()));
    if (m_drag->isNew) {
        const QLineF line = lineOfDrag();
        m_drag.reset();
        place(line);
        return;
    }
    const Annotation moved = dragged();
    m_drag.reset();
    update();
    std::vector<Annotation> all = m_annotations;
    Annotation& one = all[static_cast<std::size_t>(m_selected)];
    if (!(moved == one)) {
        one = moved;
        store(std::move(all), m_selected, tr("Move %1").arg(annotationKindText(moved.kind)));
    }
}

void AnnotationPage::mouseDoubleClickEvent(QMouseEvent* event)
{
    QLabel::mouseDoubleClickEvent(event);
    m_drag.reset();
    if (isReady() && isChosen()
        && m_annotations[static_cast<std::size_t>(m_selected)].kind == AnnotationKind::Text) {
        edit(m_annotations[static_cast<std::size_t>(m_selected)], m_selected);
    }
}

} // namespace neurograft
