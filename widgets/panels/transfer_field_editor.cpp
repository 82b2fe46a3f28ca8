// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/transfer_field_editor.h"

#include "widgets/panels/flow_layout.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QWheelEvent>

#include <limits>

namespace neurograft {

namespace {

using Json = nlohmann::json;

/// The wheel scrolls the form; it changes a number only where the focus is.
class FormSpinBox : public QSpinBox {
public:
    explicit FormSpinBox(QWidget* parent) : QSpinBox(parent) { setFocusPolicy(Qt::StrongFocus); }

protected:
    void wheelEvent(QWheelEvent* event) override
    {
        hasFocus() ? QSpinBox::wheelEvent(event) : event->ignore();
    }
};

class FormCombo : public QComboBox {
public:
    explicit FormCombo(QWidget* parent) : QComboBox(parent) { setFocusPolicy(Qt::StrongFocus); }

protected:
    void wheelEvent(QWheelEvent* event) override
    {
        hasFocus() ? QComboBox::wheelEvent(event) : event->ignore();
    }
};

bool isSteps(const TransferField& field)
{
    return field.key == "laten/steps" || field.key == "steps_limit";
}

} // namespace

TransferFieldEditor::TransferFieldEditor(const TransferField& field, QWidget* parent)
    : QWidget(parent)
{
    switch (field.kind) {
    case TransferField::Kind::Count:
        m_control = makeCount(field);
        break;
    case TransferField::Kind::Number:
        m_control = makeNumber(field);
        break;
    case TransferField::Kind::Word:
        m_control = makeWord(field);
        break;
    case TransferField::Kind::Flag:
        m_control = makeFlag(field);
        break;
    case TransferField::Kind::Modules:
        m_control = makeModules(field);
        break;
    case TransferField::Kind::Counts:
        m_control = makeCounts(field);
        break;
    }
    m_control->setObjectName(isSteps(field) ? QStringLiteral("stepsSpin")
                                            : QStringLiteral("transferForm.")
                                     + QString::fromStdString(field.key));
    m_control->setAccessibleName(field.label);
    m_control->setAccessibleDescription(field.tip);
    m_control->setToolTip(field.tip);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_control, 1);
    setFocusProxy(m_control);
}

void TransferFieldEditor::setValue(const Json& value)
{
    m_show(value);
}

QWidget* TransferFieldEditor::makeCount(const TransferField& field)
{
    auto* box = new FormSpinBox(this);
    box->setRange(static_cast<int>(field.least), std::numeric_limits<int>::max());
    box->setSpecialValueText(field.leastText);
    box->setKeyboardTracking(false);
    box->setLocale(QLocale::c());
    m_show = [box](const Json& value) {
        const QSignalBlocker blocker(box);
        box->setValue(value.is_number() ? value.get<int>() : 0);
    };
    connect(box, &QSpinBox::valueChanged, this, [this](int value) { Q_EMIT edited(value); });
    return box;
}

QWidget* TransferFieldEditor::makeNumber(const TransferField&)
{
    auto* line = new QLineEdit(this);
    m_show = [line](const Json& value) {
        line->setText(value.is_number() ? QString::number(value.get<double>(), 'g', 10)
                                        : QString());
    };
    connect(line, &QLineEdit::editingFinished, this, [this, line] {
        if (!line->isModified()) {
            return;
        }
        line->setModified(false);
        bool isNumber = false;
        const double value = QLocale::c().toDouble(line->text().trimmed(), &isNumber);
        // What is no number is handed on as it is, for the study to say what it expects.
        Q_EMIT edited(isNumber ? Json(value) : Json(line->text().toStdString()));
    });
    return line;
}

QWidget* TransferFieldEditor::makeWord(const TransferField& field)
{
    auto* combo = new FormCombo(this);
    for (const auto& [text, word] : field.words) {
        combo->addItem(text, QString::fromStdString(word));
    }
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    m_show = [combo](const Json& value) {
        const QSignalBlocker blocker(combo);
        const QString word =
            value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
        combo->setCurrentIndex(combo->findData(word));
    };
    connect(combo, &QComboBox::activated, this,
            [this, combo] { Q_EMIT edited(Json(combo->currentData().toString().toStdString())); });
    return combo;
}

QWidget* TransferFieldEditor::makeFlag(const TransferField&)
{
    auto* box = new QCheckBox(this);
    m_show = [box](const Json& value) {
        const QSignalBlocker blocker(box);
        box->setChecked(value.is_boolean() && value.get<bool>());
    };
    connect(box, &QCheckBox::toggled, this, [this](bool isOn) { Q_EMIT edited(isOn); });
    return box;
}

QWidget* TransferFieldEditor::makeModules(const TransferField& field)
{
    auto* place = new QWidget(this);
    auto* flow = new FlowLayout(place);
    flow->setContentsMargins(0, 0, 0, 0);
    QList<QCheckBox*> boxes;
    for (const auto& [text, word] : field.words) {
        auto* box = new QCheckBox(text, place);
        box->setObjectName(QStringLiteral("transferForm.modules.") + QString::fromStdString(word));
        flow->addWidget(box);
        boxes << box;
    }
    place->setFocusProxy(boxes.isEmpty() ? nullptr : boxes.constFirst());
    m_show = [boxes, words = field.words](const Json& value) {
        for (int i = 0; i < static_cast<int>(boxes.size()); ++i) {
            const QSignalBlocker blocker(boxes[i]);
            bool isTicked = false;
            for (const Json& each : value) {
                isTicked = isTicked || each == words[static_cast<std::size_t>(i)].second;
            }
            boxes[i]->setChecked(isTicked);
        }
    };
    const auto tell = [this, boxes, words = field.words] {
        Json ticked = Json::array();
        for (int i = 0; i < static_cast<int>(boxes.size()); ++i) {
            if (boxes[i]->isChecked()) {
                ticked.push_back(words[static_cast<std::size_t>(i)].second);
            }
        }
        Q_EMIT edited(ticked);
    };
    for (QCheckBox* box : boxes) {
        connect(box, &QCheckBox::toggled, this, tell);
    }
    return place;
}

QWidget* TransferFieldEditor::makeCounts(const TransferField&)
{
    auto* line = new QLineEdit(this);
    line->setPlaceholderText(tr("42, 43, 44"));
    line->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[0-9]{1,9}(\\s*,\\s*[0-9]{1,9})*|")), line));
    m_show = [line](const Json& value) {
        QStringList parts;
        for (const Json& each : value) {
            parts << QString::fromStdString(each.dump());
        }
        line->setText(parts.join(QStringLiteral(", ")));
    };
    connect(line, &QLineEdit::editingFinished, this, [this, line] {
        if (!line->isModified()) {
            return;
        }
        line->setModified(false);
        Json numbers = Json::array();
        for (const QString& part : line->text().split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            numbers.push_back(part.trimmed().toLongLong());
        }
        Q_EMIT edited(numbers);
    });
    return line;
}

} // namespace neurograft
