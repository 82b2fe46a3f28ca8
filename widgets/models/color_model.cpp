// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/color_model.h"

#include <QUndoStack>

namespace neurograft {

namespace {

constexpr int kColorModelMergeId = 0xc0107;

} // namespace

class ColorModel::Change : public QUndoCommand {
public:
    Change(ColorModel* model, bool isDifference, const ColorSettings& before,
           const ColorSettings& after, const QString& text, bool isDragging)
        : QUndoCommand(text), m_model(model), m_isDifference(isDifference), m_before(before),
          m_after(after), m_isDragging(isDragging)
    {
    }
    void undo() override { m_model->apply(m_isDifference, m_before); }
    void redo() override { m_model->apply(m_isDifference, m_after); }
    int id() const override { return kColorModelMergeId; }
    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* next = static_cast<const Change*>(other);
        if (!next->m_isDragging || next->m_model != m_model
            || next->m_isDifference != m_isDifference || next->text() != text()) {
            return false;
        }
        m_after = next->m_after;
        return true;
    }

private:
    ColorModel* m_model;
    bool m_isDifference;
    ColorSettings m_before;
    ColorSettings m_after;
    bool m_isDragging;
};

ColorModel::ColorModel(QUndoStack* undo, QObject* parent) : QObject(parent), m_undo(undo) { }

void ColorModel::set(const ColorSettings& settings, const QString& text, bool isDragging)
{
    if (settings == this->settings()) {
        return;
    }
    if (m_undo != nullptr) {
        m_undo->push(
            new Change(this, m_isDifference, this->settings(), settings, text, isDragging));
    } else {
        apply(m_isDifference, settings);
    }
}

void ColorModel::setDifference(bool isDifference)
{
    if (m_isDifference != isDifference) {
        m_isDifference = isDifference;
        Q_EMIT changed();
    }
}

void ColorModel::take(const ColorSettings& plain, const ColorSettings& ofDifferences)
{
    const bool isNew = plain != m_plain || ofDifferences != m_difference;
    m_plain = plain;
    m_difference = ofDifferences;
    if (isNew) {
        Q_EMIT changed();
    }
}

void ColorModel::reset()
{
    set(m_isDifference ? differenceColors() : ColorSettings(), tr("Reset colours"));
}

void ColorModel::apply(bool isDifference, const ColorSettings& settings)
{
    (isDifference ? m_difference : m_plain) = settings;
    Q_EMIT changed(); // of those not shown, too: other panes may show them
}

} // namespace neurograft
