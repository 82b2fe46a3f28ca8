// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <initializer_list>
#include <utility>

class QComboBox;
class QWidget;

namespace neurograft {

/// A choice of words: each entry has its translated text and, as data, its word in studies and on
/// the command line.
QComboBox* makeWordCombo(const QString& objectName, const QString& accessible, const QString& tip,
                         std::initializer_list<std::pair<QString, const char*>> entries,
                         QWidget* parent);

/// Shows the entry of a word; none for a word that is none of them.
void showWord(QComboBox* combo, const QString& word);

} // namespace neurograft
