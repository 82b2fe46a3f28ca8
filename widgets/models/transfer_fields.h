// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/transfer_options.h"

#include <QString>

#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// One option of a transfer as a form shows it.
struct TransferField {
    enum class Kind {
        Count, ///< whole number from `least`
        Number, ///< any number the study takes, "3e-05"
        Word, ///< one of `words`
        Flag,
        Modules, ///< some of `words`
        Counts ///< list of whole numbers, "42,43,44"
    };

    std::string key; ///< as in the study: "laten/steps"
    QString label;
    QString tip; ///< what it means, with its source
    Kind kind = Kind::Number;
    std::int64_t least = 0;
    QString leastText; ///< what the least value means: "all"
    std::vector<std::pair<QString, std::string>> words; ///< shown, in the study
    bool isMain = false; ///< always in sight; others unfold
};

/// The fields of these options in the order of the form, main ones first: those of the table that
/// the method uses, then what the study has beside them, under its own name.
std::vector<TransferField> transferFields(const TransferOptions& options);

/// A value as people write it: "0.0003", "up_proj, down_proj", "on".
QString transferValueText(const TransferField& field, const nlohmann::json& value);

/// "LaTen", "Seeking": a method's name for people.
QString transferMethodTitle(const std::string& method);
/// What a method does, one sentence.
QString transferMethodTip(const std::string& method);

} // namespace neurograft
