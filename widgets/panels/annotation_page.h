// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/annotation.h"

#include <QLabel>

#include <memory>
#include <optional>
#include <vector>

class QLineEdit;

namespace neurograft {

/// The picture of a figure in its preview. Where it may be annotated, boxes, arrows and texts are
/// placed, chosen, moved and removed on it, by pointer and by keys: Tab walks them, arrows move
/// (Ctrl finer, Shift only the end), Enter edits a text, Delete removes, Esc leaves. What it draws
/// itself is the frame of the chosen one and what is being dragged. The text's editor is called
/// "<name>.text".
class AnnotationPage : public QLabel {
    Q_OBJECT

public:
    explicit AnnotationPage(QWidget* parent = nullptr);

    /// Whether the page can be annotated and takes the focus; at first it cannot.
    void setEditable(bool isEditable);
    /// Layout of the picture shown; null while there is none.
    void setScene(std::shared_ptr<const FigureScene> scene);
    /// @param pt size of their texts
    void setAnnotations(const std::vector<Annotation>& annotations, double pt);
    const std::vector<Annotation>& annotations() const { return m_annotations; }

    /// The next press, or Enter, places one of this kind.
    void start(Annotation::Kind kind);
    bool isPlacing() const { return m_tool.has_value(); }
    /// Place in annotations(); −1: none is chosen.
    int selected() const { return m_selected; }
    void select(int index);
    /// Where a point of the page (mm) is seen.
    QPointF seenAt(const QPointF& mm) const;

Q_SIGNALS:
    /// What the page should hold from now on.
    /// @param what of the change, for undo: "Move box"
    /// @param kind changes of one kind that follow each other are one; empty: never
    void changed(const std::vector<neurograft::Annotation>& annotations, const QString& what,
                 const QString& kind);
    /// What the keys do now; empty when they do nothing.
    void hintChanged(const QString& hint);

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool isNext) override;

private:
    /// What the pointer holds since it was pressed.
    struct Drag {
        QPointF fromMm;
        QPointF toMm;
        Annotation::End end = Annotation::End::Both;
        bool isNew = false;
    };
    bool isReady() const { return m_isEditable && m_scene != nullptr; }
    bool isChosen() const { return m_selected >= 0; }
    bool takesKey(const QKeyEvent* event) const;
    QRectF pageRect() const;
    double pixelsPerMm() const;
    QPointF mmAt(const QPointF& position) const;
    QRectF frameOf(int index) const; ///< on the widget; empty when it is not drawn
    QPointF insidePage(const QPointF& mm) const;
    QLineF lineOfClick(Annotation::Kind kind, const QPointF& mm) const;
    QLineF lineOfDrag() const;
    Annotation dragged() const;

    void place(const QLineF& onPage);
    void stopPlacing();
    void nudge(const QKeyEvent* event);
    void remove();
    void edit(const Annotation& text, int index); ///< −1: a new one
    void endEdit(bool isTaken);
    void store(std::vector<Annotation> annotations, int selected, const QString& what,
               const QString& kind = {});
    void showHint();
    QString wordsOf(int index) const;

    bool m_isEditable = false;
    std::shared_ptr<const FigureScene> m_scene;
    std::vector<Annotation> m_annotations;
    double m_pt = 8.0;
    int m_selected = -1;
    std::optional<Annotation::Kind> m_tool;
    std::optional<Drag> m_drag;
    QLineEdit* m_editor = nullptr; ///< while a text is edited
    Annotation m_edited;
    int m_editedIndex = -1;
};

/// "box", "arrow", "text" for sentences.
QString annotationKindText(Annotation::Kind kind);

} // namespace neurograft
