// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/role.h"

#include <QString>

#include <variant>

namespace neurograft {

/// What can be selected (ux.md 7.4). Layers and neurons count from 0, data rows from 1. Modules go
/// by their full name ("up_proj").
struct CellItem {
    QString module;
    int student = 0;
    int teacher = 0;
};
struct LayerItem {
    Role role = Role::Student;
    int layer = 0;
};
/// An FFN neuron has module "down_proj" ("up_proj" and "gate_proj" mean the same one), an attention
/// neuron "o_proj" (column) or "v_proj" (row).
struct NeuronItem {
    Role role = Role::Student;
    int layer = 0;
    QString module;
    int index = 0;
};
struct RowItem {
    QString data; ///< name of the data set: "gsm_align"
    int row = 1;
};
/// A point of a curve over layers.
struct PointItem {
    QString series;
    int layer = 0;
};

using SelectionItem =
    std::variant<std::monostate, CellItem, LayerItem, NeuronItem, RowItem, PointItem>;

bool operator==(const CellItem& a, const CellItem& b);
bool operator==(const LayerItem& a, const LayerItem& b);
bool operator==(const NeuronItem& a, const NeuronItem& b);
bool operator==(const RowItem& a, const RowItem& b);
bool operator==(const PointItem& a, const PointItem& b);

inline bool isNothing(const SelectionItem& item)
{
    return std::holds_alternative<std::monostate>(item);
}

/// Its go-to string (ux.md section 1): "up S L17 x T L21", "S L17", "T L17 down 4213", "S L2 o 12",
/// "item gsm_align 12"; a point is called by its layer, "point <series> L2". Empty for nothing.
QString goToText(const SelectionItem& item);
/// "cell", "layer", "neuron", "row", "point"; empty for nothing.
QString kindWord(const SelectionItem& item);
/// "up" for "up_proj"; names without that ending are returned as they are.
QString shortModuleName(const QString& module);

/// The layer of that role the item lies in, if it names one: a cell has both, a point the
/// student's.
/// @return -1 when it names none
int layerOf(const SelectionItem& item, Role role);

} // namespace neurograft
