// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/selection_item.h"

#include <QCoreApplication>

namespace neurograft {

namespace {

QString layerText(Role role, int layer)
{
    return QStringLiteral("%1 L%2").arg(roleLetter(role)).arg(layer);
}

struct GoToText {
    QString operator()(const std::monostate&) const { return {}; }
    QString operator()(const CellItem& cell) const
    {
        return QStringLiteral("%1 %2 x %3")
            .arg(shortModuleName(cell.module), layerText(Role::Student, cell.student),
                 layerText(Role::Teacher, cell.teacher));
    }
    QString operator()(const LayerItem& item) const { return layerText(item.role, item.layer); }
    QString operator()(const NeuronItem& item) const
    {
        return QStringLiteral("%1 %2 %3")
            .arg(layerText(item.role, item.layer), shortModuleName(item.module))
            .arg(item.index);
    }
    QString operator()(const RowItem& item) const
    {
        return QStringLiteral("item %1 %2").arg(item.data).arg(item.row);
    }
    QString operator()(const PointItem& item) const
    {
        return QStringLiteral("point %1 L%2").arg(item.series).arg(item.layer);
    }
};

struct KindWord {
    QString operator()(const std::monostate&) const { return {}; }
    QString operator()(const CellItem&) const { return word(QT_TRANSLATE_NOOP("Kind", "cell")); }
    QString operator()(const LayerItem&) const { return word(QT_TRANSLATE_NOOP("Kind", "layer")); }
    QString operator()(const NeuronItem&) const
    {
        return word(QT_TRANSLATE_NOOP("Kind", "neuron"));
    }
    QString operator()(const RowItem&) const { return word(QT_TRANSLATE_NOOP("Kind", "row")); }
    QString operator()(const PointItem&) const { return word(QT_TRANSLATE_NOOP("Kind", "point")); }

    static QString word(const char* text) { return QCoreApplication::translate("Kind", text); }
};

struct LayerOf {
    Role role;
    int operator()(const std::monostate&) const { return -1; }
    int operator()(const CellItem& cell) const
    {
        return role == Role::Student ? cell.student : cell.teacher;
    }
    int operator()(const LayerItem& item) const { return item.role == role ? item.layer : -1; }
    int operator()(const NeuronItem& item) const { return item.role == role ? item.layer : -1; }
    int operator()(const RowItem&) const { return -1; }
    int operator()(const PointItem& item) const { return role == Role::Student ? item.layer : -1; }
};

} // namespace

bool operator==(const CellItem& a, const CellItem& b)
{
    return a.module == b.module && a.student == b.student && a.teacher == b.teacher;
}

bool operator==(const LayerItem& a, const LayerItem& b)
{
    return a.role == b.role && a.layer == b.layer;
}

bool operator==(const NeuronItem& a, const NeuronItem& b)
{
    return a.role == b.role && a.layer == b.layer && a.module == b.module && a.index == b.index;
}

bool operator==(const RowItem& a, const RowItem& b)
{
    return a.data == b.data && a.row == b.row;
}

bool operator==(const PointItem& a, const PointItem& b)
{
    return a.series == b.series && a.layer == b.layer;
}

QString goToText(const SelectionItem& item)
{
    return std::visit(GoToText(), item);
}

QString kindWord(const SelectionItem& item)
{
    return std::visit(KindWord(), item);
}

QString shortModuleName(const QString& module)
{
    const QLatin1String ending("_proj");
    return module.endsWith(ending) ? module.left(module.size() - ending.size()) : module;
}

int layerOf(const SelectionItem& item, Role role)
{
    return std::visit(LayerOf{role}, item);
}

} // namespace neurograft
