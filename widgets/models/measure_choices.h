// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace neurograft {

/// A form in which a measure is offered, and the table of results that holds its numbers.
struct MeasureVariant {
    QString word; ///< "unbiased", "teacher", "cosine"; empty where there is only one
    QString title;
    QString table; ///< `similarity/<module>/<table>`
};

/// A measure as the window offers it: one entry, its forms behind a second choice.
struct MeasureChoice {
    QString word; ///< "cka", "rsa": the table of its first form
    QString title; ///< as measureTitle() has it, for all forms
    /// It is made from Gram matrices, which the cache keeps: choosing it needs no forward pass.
    bool isFromGrams = true;
    std::vector<MeasureVariant> variants; ///< at least one, the default first

    /// The form of this word, else the first one.
    const MeasureVariant& variant(const QString& form) const;
    bool hasVariants() const { return variants.size() > 1; }
};

/// Which entry and which form of it a table is.
struct MeasureForm {
    QString measure;
    QString variant;
};

/// Every measure of similarity.md section 2 that is computed, in its order.
const std::vector<MeasureChoice>& measureChoices();
/// The entry of a word; the first one for a word that is none.
const MeasureChoice& measureChoice(const QString& word);
/// Linear CKA, unbiased, for a table that is none.
MeasureForm formOfTable(const QString& table);
/// "linear CKA, biased": measure and form of a table.
QString tableTitle(const QString& table);

} // namespace neurograft
