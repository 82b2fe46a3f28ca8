// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace neurograft {

/// What can be explained about one thing the window measures or offers.
struct MeasureHelp {
    QString id; ///< "cka", "unbiased", "last-token", "mask", "box", "self-check", …
    QString group; ///< heading it stands under in the list of all
    QString title; ///< "Linear CKA"
    QString sentence; ///< what it says and which way to read it
    /// Formula in the mark-up of formulaHtml(): rich text with <sub>, <sup>, and {above|below} for
    /// a fraction. Empty where there is none.
    QString formula;
    QString where; ///< what the letters mean, rich text
    QString invariance; ///< what does not change it, and what does
    QString caution; ///< when not to trust it
    QString reference; ///< rich text
};

/// Every measure, estimator, sample unit, mask and check that is offered, in reading order.
const QList<MeasureHelp>& measureHelp();
/// The one with this id, or nullptr. Table names of result files ("cka-biased") and words of masks
/// ("upper", "band:3") are understood too.
const MeasureHelp* findMeasureHelp(const QString& id);
/// What explains the numbers of a table of results: the measure, and its form where that has a text
/// of its own.
QStringList helpIdsOfTable(const QString& table);

} // namespace neurograft
