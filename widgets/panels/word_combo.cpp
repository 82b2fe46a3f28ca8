// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/word_combo.h"

#include <QComboBox>

namespace neurograft {

QComboBox* makeWordCombo(const QString& objectName, const QString& accessible, const QString& tip,
                         std::initializer_list<std::pair<QString, const char*>> entries,
                         QWidget* parent)
{
    auto* combo = new QComboBox(parent);
    combo->setObjectName(objectName);
    combo->setAccessibleName(accessible);
    combo->setToolTip(tip);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const auto& [text, word] : entries) {
        combo->addItem(text, QString::fromLatin1(word));
    }
    return combo;
}

void showWord(QComboBox* combo, const QString& word)
{
    combo->setCurrentIndex(combo->findData(word));
}

} // namespace neurograft
