// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and texts of an annotated page.
#include "widgets/figures/figure_scene.h"
#include "widgets/panels/annotation_page.h"

#include <QFocusEvent>
#include <QKeyEvent>
#include <QLineEdit>

#include <algorithm>

namespace neurograft {

namespace {

using AnnotationKind = Annotation::Kind;

bool isEnter(int key)
{
    return key == Qt::Key_Return || key == Qt::Key_Enter;
}

bool isArrow(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

} // namespace

bool AnnotationPage::takesKey(const QKeyEvent* event) const
{
    const int key = event->key();
    const bool isPlain =
        !(event->modifiers() & ~(Qt::ShiftModifier | Qt::ControlModifier | Qt::KeypadModifier));
    if (!isReady() || !isPlain) {
        return false;
    }
    if (m_tool) {
        return isEnter(key) || key == Qt::Key_Escape;
    }
    return isChosen()
        && (isArrow(key) || isEnter(key) || key == Qt::Key_Delete || key == Qt::Key_Backspace
            || key == Qt::Key_Escape);
}

bool AnnotationPage::event(QEvent* event)
{
    // These keys are shortcuts elsewhere in the window.
    if (event->type() == QEvent::ShortcutOverride && takesKey(static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QLabel::event(event);
}

void AnnotationPage::keyPressEvent(QKeyEvent* event)
{
    if (!takesKey(event)) {
        QLabel::keyPressEvent(event);
        return;
    }
    const int key = event->key();
    if (m_tool && isEnter(key)) {
        const QPointF middle = m_scene->panels.empty() ? QRectF(QPointF(), m_scene->sizeMm).center()
                                                       : m_scene->panels.front().rect.center();
        place(lineOfClick(*m_tool, middle));
    } else if (m_tool) {
        stopPlacing();
    } else if (key == Qt::Key_Escape) {
        select(-1);
    } else if (isArrow(key)) {
        nudge(event);
    } else if (!isEnter(key)) {
        remove();
    } else if (m_annotations[static_cast<std::size_t>(m_selected)].kind == AnnotationKind::Text) {
        edit(m_annotations[static_cast<std::size_t>(m_selected)], m_selected);
    }
}

void AnnotationPage::nudge(const QKeyEvent* event)
{
    std::vector<Annotation> all = m_annotations;
    Annotation& one = all[static_cast<std::size_t>(m_selected)];
    const QPointF step =
        annotationStep(one, event->modifiers().testFlag(Qt::ControlModifier), *m_scene);
    const int key = event->key();
    const QPointF way(key == Qt::Key_Left        ? -step.x()
                          : key == Qt::Key_Right ? step.x()
                                                 : 0.0,
                      key == Qt::Key_Up         ? -step.y()
                          : key == Qt::Key_Down ? step.y()
                                                : 0.0);
    const Annotation moved =
        movedAnnotation(one, way,
                        event->modifiers().testFlag(Qt::ShiftModifier) ? Annotation::End::To
                                                                       : Annotation::End::Both,
                        *m_scene);
    if (!(moved == one)) {
        one = moved;
        store(std::move(all), m_selected, tr("Move %1").arg(annotationKindText(moved.kind)),
              QStringLiteral("move %1").arg(m_selected));
    }
}

void AnnotationPage::remove()
{
    std::vector<Annotation> all = m_annotations;
    const AnnotationKind kind = all[static_cast<std::size_t>(m_selected)].kind;
    all.erase(all.begin() + m_selected);
    const int next = std::min(m_selected, static_cast<int>(all.size()) - 1);
    store(std::move(all), next, tr("Remove %1").arg(annotationKindText(kind)));
}

void AnnotationPage::place(const QLineF& onPage)
{
    const Annotation made = annotationAt(*m_tool, onPage, {}, *m_scene);
    stopPlacing();
    if (made.kind == AnnotationKind::Text) {
        edit(made, -1); // it needs its words first
        return;
    }
    std::vector<Annotation> all = m_annotations;
    all.push_back(made);
    const int last = static_cast<int>(all.size()) - 1;
    store(std::move(all), last, tr("Add %1").arg(annotationKindText(made.kind)));
}

void AnnotationPage::edit(const Annotation& text, int index)
{
    endEdit(true);
    m_edited = text;
    m_editedIndex = index;
    m_editor = new QLineEdit(text.text, this);
    m_editor->setObjectName(objectName() + QStringLiteral(".text"));
    m_editor->setAccessibleName(tr("Text of the annotation"));
    m_editor->installEventFilter(this);
    const QSize size(fontMetrics().averageCharWidth() * 30, m_editor->sizeHint().height());
    const QPointF place = seenAt(annotationOnPage(text, *m_scene)->p1());
    const QPoint corner(
        std::clamp(static_cast<int>(place.x()), 0, std::max(0, width() - size.width())),
        std::clamp(static_cast<int>(place.y()) - size.height() / 2, 0,
                   std::max(0, height() - size.height())));
    m_editor->setGeometry(QRect(corner, size));
    m_editor->selectAll();
    m_editor->show();
    m_editor->setFocus();
    connect(m_editor, &QLineEdit::editingFinished, this, [this] { endEdit(true); });
}

void AnnotationPage::endEdit(bool isTaken)
{
    if (m_editor == nullptr) {
        return;
    }
    QLineEdit* editor = m_editor;
    m_editor = nullptr; // losing the focus ends it once more
    const QString words = editor->text().trimmed();
    const bool hadFocus = editor->hasFocus();
    editor->removeEventFilter(this);
    editor->hide();
    editor->deleteLater();
    if (hadFocus) {
        setFocus(Qt::OtherFocusReason);
    }
    if (!isTaken || words == m_edited.text) {
        return;
    }
    std::vector<Annotation> all = m_annotations;
    if (words.isEmpty()) {
        all.erase(all.begin() + m_editedIndex); // not a new one: its text was empty
        store(std::move(all), -1, tr("Remove %1").arg(annotationKindText(AnnotationKind::Text)));
        return;
    }
    m_edited.text = words;
    if (m_editedIndex < 0) {
        all.push_back(m_edited);
        const int last = static_cast<int>(all.size()) - 1;
        store(std::move(all), last, tr("Add %1").arg(annotationKindText(AnnotationKind::Text)));
    } else {
        all[static_cast<std::size_t>(m_editedIndex)] = m_edited;
        store(std::move(all), m_editedIndex,
              tr("Change %1").arg(annotationKindText(AnnotationKind::Text)));
    }
}

void AnnotationPage::store(std::vector<Annotation> annotations, int selected, const QString& what,
                           const QString& kind)
{
    m_annotations = std::move(annotations);
    select(selected);
    Q_EMIT changed(m_annotations, what, kind);
}

bool AnnotationPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_editor
        && (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress)) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape || isEnter(key)) {
            if (event->type() == QEvent::ShortcutOverride) {
                event->accept();
            } else {
                endEdit(isEnter(key));
            }
            return true;
        }
    }
    return QLabel::eventFilter(watched, event);
}

void AnnotationPage::focusInEvent(QFocusEvent* event)
{
    QLabel::focusInEvent(event);
    const auto last = static_cast<int>(m_annotations.size()) - 1;
    if (!m_tool && event->reason() == Qt::TabFocusReason) {
        select(std::min(0, last));
    } else if (!m_tool && event->reason() == Qt::BacktabFocusReason) {
        select(last);
    }
    update();
}

bool AnnotationPage::focusNextPrevChild(bool isNext)
{
    const int next = m_selected + (isNext ? 1 : -1);
    const bool isThere = next >= 0 && next < static_cast<int>(m_annotations.size());
    if (isReady() && !m_tool && m_editor == nullptr && isChosen() && isThere) {
        select(next);
        return true;
    }
    if (m_isEditable && !m_tool) {
        select(-1);
    }
    return QLabel::focusNextPrevChild(isNext);
}

} // namespace neurograft
