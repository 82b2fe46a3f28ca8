// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/heatmap_figure.h"

#include "core/study/layer_mask.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <limits>

namespace neurograft {

const HeatmapData* findPanel(const HeatmapFigure& figure, const QString& module)
{
    const auto found =
        std::find_if(figure.panels.begin(), figure.panels.end(),
                     [&](const HeatmapData& panel) { return panel.module == module; });
    return found == figure.panels.end() ? nullptr : &*found;
}

void applyMask(HeatmapData& data, const QString& mask)
{
    if (mask == QLatin1String("none")) {
        data.visible.clear();
        return;
    }
    data.visible = layerMask(mask.toStdString(), data.students, data.teachers);
}

void applyMask(HeatmapFigure& figure, const QString& mask)
{
    for (HeatmapData& panel : figure.panels) {
        applyMask(panel, mask);
    }
    figure.mask = mask;
}

QString footerLine(const HeatmapData& data, const QString& dataName, std::int64_t seed)
{
    QStringList parts;
    parts << (data.estimator.isEmpty()
                  ? measureTitle(data.measure)
                  : measureTitle(data.measure) + QStringLiteral(", ") + data.estimator);
    const bool dropsFirst =
        data.unit == QLatin1String("token") || data.unit == QLatin1String("mean-token");
    if (!data.unit.isEmpty()) {
        parts << unitTitle(data.unit)
                + (!dropsFirst                 ? QString()
                       : data.positionZeroKept ? QStringLiteral(", position 0 kept")
                                               : QStringLiteral(", position 0 excluded"));
    }
    if (data.n > 0) {
        parts << QStringLiteral("n = ") + countText(data.n);
    }
    if (!dataName.isEmpty()) {
        parts << dataName;
    }
    if (seed >= 0) {
        parts << QStringLiteral("seed %1").arg(seed);
    }
    const HeatmapStatistics all = heatmapStatistics(data, false);
    if (all.pending > 0) {
        parts << QStringLiteral("partial: %1 cells not computed").arg(all.pending);
    }
    if (!passesSelfCheck(data).value_or(true)) {
        parts << QStringLiteral("self-check failed");
    }
    return parts.join(QStringLiteral(" | "));
}

std::vector<std::pair<const char*, const std::vector<double>*>>
intervalColumns(const HeatmapData& data)
{
    std::vector<std::pair<const char*, const std::vector<double>*>> columns;
    if (data.intervals) {
        const HeatmapIntervals& known = *data.intervals;
        for (const auto& column :
             {std::pair("_low", &known.low), std::pair("_high", &known.high),
              std::pair("_null95", &known.null95), std::pair("_null_mean", &known.nullMean),
              std::pair("_random_teacher", &known.random),
              std::pair("_aligned_teacher", &known.aligned)}) {
            if (!column.second->empty()) {
                columns.emplace_back(column);
            }
        }
    }
    return columns;
}

namespace {

/// "student_layer,teacher_layer"; of a model beside itself "student_layer,student_layer_2".
std::string layerColumns(const HeatmapFigure& figure)
{
    const HeatmapData axes = figure.panels.empty() ? HeatmapData() : figure.panels.front();
    const auto column = [](const HeatmapAxis& axis) {
        return QString(axis.title).replace(u' ', u'_').toStdString();
    };
    const bool isSelf = axes.rows == axes.columns;
    return column(axes.rows) + ',' + column(axes.columns) + (isSelf ? "_2" : "");
}

} // namespace

std::string heatmapCsv(const HeatmapFigure& figure)
{
    const bool isDifference = !figure.panels.empty() && figure.panels.front().difference != nullptr;
    std::vector<const char*> further; // columns that some panel has
    for (const HeatmapData& data : figure.panels) {
        for (const auto& [suffix, values] : intervalColumns(data)) {
            if (std::find(further.begin(), further.end(), suffix) == further.end()) {
                further.push_back(suffix);
            }
        }
    }
    std::string csv = "module,measure," + layerColumns(figure) + ",value,reason,visible";
    csv += isDifference ? ",a,b" : "";
    for (const char* suffix : further) {
        csv += std::string(",") + (suffix + 1);
    }
    csv += figure.pairs.empty() ? "\n" : ",pair\n";
    for (const HeatmapData& data : figure.panels) {
        const std::string head = data.module.toStdString() + ',' + data.measure.toStdString() + ',';
        const auto columns = intervalColumns(data);
        for (int student = 0; student < data.students; ++student) {
            for (int teacher = 0; teacher < data.teachers; ++teacher) {
                const HeatmapCell cell{student, teacher};
                const std::size_t at = data.offset(cell);
                const std::uint8_t reason = data.reason(cell);
                const double value =
                    reason == 0 ? data.value(cell) : std::numeric_limits<double>::quiet_NaN();
                csv += head + std::to_string(student) + ',' + std::to_string(teacher) + ','
                    + fileNumber(value) + ',' + std::to_string(reason) + ','
                    + (data.isVisible(cell) ? '1' : '0');
                if (data.difference) {
                    csv += ',' + fileNumber(data.difference->a[at]) + ','
                        + fileNumber(data.difference->b[at]);
                }
                for (const char* suffix : further) {
                    const auto found =
                        std::find_if(columns.begin(), columns.end(),
                                     [&](const auto& column) { return column.first == suffix; });
                    csv += ',' + (found != columns.end() ? fileNumber((*found->second)[at]) : "");
                }
                if (!figure.pairs.empty()) {
                    const bool isPair = std::find(figure.pairs.begin(), figure.pairs.end(), cell)
                        != figure.pairs.end();
                    csv += isPair ? ",1" : ",0";
                }
                csv += '\n';
            }
        }
    }
    return csv;
}

QString heatmapTsv(const HeatmapData& data)
{
    QString text = data.module + QStringLiteral(" ") + data.measure
        + QStringLiteral(" (%1 down, %2 across)").arg(data.rows.title, data.columns.title);
    for (int teacher = 0; teacher < data.teachers; ++teacher) {
        text += u'\t' + data.columns.place(teacher);
    }
    text += u'\n';
    for (int student = 0; student < data.students; ++student) {
        text += data.rows.place(student);
        for (int teacher = 0; teacher < data.teachers; ++teacher) {
            const HeatmapCell cell{student, teacher};
            text += u'\t';
            if (data.isDefined(cell)) {
                text += QString::fromStdString(fileNumber(data.value(cell)));
            }
        }
        text += u'\n';
    }
    return text;
}

} // namespace neurograft
