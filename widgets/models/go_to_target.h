// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_item.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace neurograft {

/// A run of the study, counted from 1.
struct RunTarget {
    int run = 1;
};
/// A named set.
struct SetTarget {
    QString name;
};
/// The neurons that promote a token.
struct TokenTarget {
    QString token;
};
/// An action, by words of its name.
struct ActionTarget {
    QString words;
};
/// Spelled like an id, but there is no such thing: one sentence that says what there is.
struct NoTarget {
    QString why;
};

/// What a go-to string names (ux.md section 1).
using GoToTarget =
    std::variant<SelectionItem, RunTarget, SetTarget, TokenTarget, ActionTarget, NoTarget>;

/// Sizes that ids are checked against; -1 = not known, then any number is taken. 0 layers: no such
/// model is open.
struct GoToSizes {
    struct Model {
        int layers = -1;
        int intermediate = -1; ///< FFN neurons of a layer
        int attention = -1; ///< columns of o_proj: heads x head size
        int keyValue = -1; ///< rows of v_proj: KV heads x head size
    };
    Model teacher;
    Model student;
    QStringList modules; ///< "up_proj" … that can be named in a cell; empty: the seven of a layer
    QString data; ///< name of the open data set; empty: none
    int rows = -1;
    int runs = -1;
    QStringList sets; ///< names of stored sets
};

/// Reads `T L17 down 4213`, `S L2 o 12`, `S L17`, `up S L17 x T L21`, `item gsm_align 12`, `run 7`,
/// `set gsm-top100`, `token:Paris`, `>action`. Case and blanks do not matter, "×" stands for x.
/// @return nothing when the text is not spelled like an id: then it is searched for
std::optional<GoToTarget> parseGoTo(const QString& text, const GoToSizes& sizes);

} // namespace neurograft
