// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/choose_neurons_dialog.h"

#include "widgets/plots/number_text.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace neurograft {

ChooseNeuronsDialog::ChooseNeuronsDialog(const QString& name, const QString& title, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(name);
    setWindowTitle(title);
}

ChooseNeuronsDialog* ChooseNeuronsDialog::top(int shown, int suggestion, QWidget* parent)
{
    auto* dialog = new ChooseNeuronsDialog(QStringLiteral("topDialog"), tr("Top k"), parent);
    auto* field = new QSpinBox(dialog);
    field->setRange(1, std::max(1, shown));
    field->setValue(suggestion);
    field->selectAll();
    dialog->m_count = field;
    dialog->fill(
        field, tr("&How many"),
        tr("The best by score of the %1 neurons that the table shows; equal scores by layer, "
           "then index.")
            .arg(countText(shown)));
    return dialog;
}

ChooseNeuronsDialog* ChooseNeuronsDialog::threshold(int shown, double lowest, double highest,
                                                    QWidget* parent)
{
    auto* dialog =
        new ChooseNeuronsDialog(QStringLiteral("thresholdDialog"), tr("Threshold"), parent);
    auto* field = new QDoubleSpinBox(dialog);
    field->setDecimals(6);
    field->setRange(-1e9, 1e9);
    field->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    // A round number in the upper half of what is there.
    const double middle = (lowest + highest) / 2.0;
    const double size = std::pow(10.0, std::floor(std::log10(std::max(std::abs(middle), 1e-6))));
    field->setValue(std::ceil(middle / size) * size);
    field->selectAll();
    dialog->m_score = field;
    dialog->fill(field, tr("&Score from"),
                 tr("Of the %1 neurons that the table shows; their scores lie between %2 and %3.")
                     .arg(countText(shown), numberText(lowest, 4), numberText(highest, 4)));
    return dialog;
}

void ChooseNeuronsDialog::fill(QWidget* field, const QString& label, const QString& remark)
{
    field->setObjectName(objectName() + QStringLiteral(".field"));
    auto* text = new QLabel(remark, this);
    text->setWordWrap(true);
    text->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    text->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* form = new QFormLayout(this);
    form->addRow(label, field);
    form->addRow(text);
    form->addRow(buttons);
}

int ChooseNeuronsDialog::count() const
{
    return m_count != nullptr ? m_count->value() : 0;
}

double ChooseNeuronsDialog::score() const
{
    return m_score != nullptr ? m_score->value() : 0.0;
}

} // namespace neurograft
