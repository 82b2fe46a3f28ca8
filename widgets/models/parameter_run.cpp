// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/parameter_run.h"

#include "core/study/layer_mask.h"
#include "widgets/figures/module_order.h"
#include "widgets/figures/parameter_figure.h"
#include "widgets/figures/parameter_map.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

struct ParameterRunTexts {
    Q_DECLARE_TR_FUNCTIONS(ParameterRun)
};

const QString kVsOriginalTable = QStringLiteral("lora_vs_original");
const QString kVsRemainingTable = QStringLiteral("lora_vs_remaining");
const QString kAdapterFolder = QStringLiteral("parameters/");

/// Columns of the table of means.
constexpr std::array<const char*, 4> kMeanTables{"lora_vs_original", "lora_vs_remaining",
                                                 "norm_ratio", "effective_rank"};

QString adapterTablePath(const QString& adapter, const QString& module, const QString& table)
{
    return kAdapterFolder + adapter + u'/' + module + u'/' + table;
}

void addAbsent(QStringList& list, const QString& word)
{
    if (!list.contains(word)) {
        list << word;
    }
}

/// Tables behind what is drawn: both cosines for "".
QStringList tableNames(const QString& table)
{
    return table.isEmpty() ? QStringList{kVsRemainingTable, kVsOriginalTable} : QStringList{table};
}

} // namespace

QString parameterTableTitle(const QString& table)
{
    const auto tr = [](const char* text) { return ParameterRunTexts::tr(text); };
    const std::array<std::pair<const char*, QString>, 10> titles{
        {{"", tr("cosine with the weights")},
         {"lora_vs_original", tr("LoRA vs Original")},
         {"lora_vs_remaining", tr("LoRA vs Remaining")},
         {"norm_ratio", tr("norm of change / norm of weight")},
         {"effective_rank", tr("effective rank")},
         {"stable_rank", tr("stable rank")},
         {"overlap_left", tr("overlap of left directions")},
         {"overlap_right", tr("overlap of right directions")},
         {"grassmann_left", tr("angle of left directions")},
         {"grassmann_right", tr("angle of right directions")}}};
    for (const auto& [word, title] : titles) {
        if (table == QLatin1String(word)) {
            return title;
        }
    }
    return table.startsWith(QLatin1String("cosine_"))
        ? tr("cosine with %1").arg(table.mid(static_cast<int>(qstrlen("cosine_"))))
        : QString(table).replace(u'_', u' ');
}

bool isParameterTableSigned(const QString& table)
{
    return table.isEmpty() || isSignedParameterTable(table);
}

ParameterRun::ParameterRun(const std::filesystem::path& path)
    : m_path(path), m_result(readResult(path)),
      m_study(parseParameterStudy(m_result.manifest.study, path.filename().string()))
{
    for (const std::string& name : adapterNames(m_study)) {
        m_adapters << QString::fromStdString(name);
    }
    QStringList further;
    for (const Table& table : m_result.tables) {
        const QStringList parts = QString::fromStdString(table.path).split(u'/');
        if (parts.value(0) == QLatin1String("spectra") && parts.value(1) == QLatin1String("student")
            && parts.size() == 4) {
            m_hasSpectra = true;
            m_layers = static_cast<int>(table.shape.empty() ? 0 : table.shape.front());
        }
        if (parts.value(0) != QLatin1String("parameters") || parts.size() != 4
            || table.shape.empty()) {
            continue;
        }
        m_layers = static_cast<int>(table.shape.front());
        addAbsent(m_modules, parts[2]);
        if (table.shape.size() == 1) {
            addAbsent(further, parts[3]);
        }
    }
    std::stable_sort(m_modules.begin(), m_modules.end(), isModuleBefore);
    if (further.contains(kVsOriginalTable)) {
        m_tables << QString();
    }
    for (const char* known : {"norm_ratio", "effective_rank", "stable_rank"}) {
        if (further.contains(QLatin1String(known))) {
            m_tables << QString::fromLatin1(known);
        }
    }
    std::sort(further.begin(), further.end());
    for (const QString& table : std::as_const(further)) {
        if (table != kVsOriginalTable && table != kVsRemainingTable) {
            addAbsent(m_tables, table);
        }
    }
}

const std::vector<double>* ParameterRun::find(const QString& path, std::int64_t* width) const
{
    const Table* table = m_result.find(path.toStdString());
    if (table == nullptr || table->shape.empty()
        || !std::holds_alternative<std::vector<double>>(table->values)) {
        return nullptr;
    }
    if (width != nullptr) {
        *width = table->shape.size() > 1 ? table->shape[1] : 1;
    }
    return &table->as<double>();
}

CurveData ParameterRun::curves(const QString& module, const QString& table) const
{
    CurveData data;
    data.stepTitle = ParameterRunTexts::tr("layer");
    data.valueTitle =
        table.isEmpty() ? ParameterRunTexts::tr("cosine") : parameterTableTitle(table);
    for (const QString& adapter : m_adapters) {
        for (const QString& name : tableNames(table)) {
            const std::vector<double>* values = find(adapterTablePath(adapter, module, name));
            if (values == nullptr) {
                continue;
            }
            QStringList title;
            if (m_adapters.size() > 1 || !table.isEmpty()) {
                title << adapter;
            }
            if (table.isEmpty()) {
                title << parameterTableTitle(name);
            }
            const std::optional<Mean> mean = meanOf(adapter, module, name.toLatin1().constData());
            QString text = title.join(QStringLiteral(": "));
            if (mean) {
                text += ParameterRunTexts::tr(" (mean %1)").arg(numberText(mean->mean, 3));
            }
            data.curves.push_back(layerCurve(adapter + u'/' + name, text, *values));
        }
    }
    return data;
}

std::vector<HeatmapData> ParameterRun::maps(const QString& table) const
{
    std::vector<Table> sources;
    for (const QString& adapter : m_adapters) {
        for (const QString& name : tableNames(table)) {
            for (const QString& module : m_modules) {
                const Table* found =
                    m_result.find(adapterTablePath(adapter, module, name).toStdString());
                if (found != nullptr && found->shape.size() == 1) {
                    sources.push_back(*found);
                }
            }
        }
    }
    return parameterMaps(sources, m_modules);
}

std::vector<HeatmapData> ParameterRun::distances() const
{
    return spectrumDistances(m_result);
}

void ParameterRun::addRow(CurveData& data, const QString& path, const QString& name,
                          const QString& title, int layer) const
{
    std::int64_t width = 0;
    const std::vector<double>* values = find(path, &width);
    const auto first = static_cast<std::size_t>(layer) * static_cast<std::size_t>(width);
    if (values == nullptr || layer < 0
        || first + static_cast<std::size_t>(width) > values->size()) {
        return;
    }
    Curve curve;
    curve.name = name;
    curve.title = title;
    for (std::int64_t i = 0; i < width; ++i) {
        const double value = (*values)[first + static_cast<std::size_t>(i)];
        if (value > 0.0) { // also not NaN
            curve.steps.push_back(static_cast<double>(i + 1));
            curve.values.push_back(value);
        }
    }
    if (!curve.values.empty()) {
        data.curves.push_back(std::move(curve));
    }
}

CurveData ParameterRun::spectrum(const QString& module, int layer) const
{
    CurveData data;
    data.stepTitle = ParameterRunTexts::tr("index");
    data.valueTitle = ParameterRunTexts::tr("singular value");
    addRow(data, QStringLiteral("spectra/student/%1/values").arg(module), QStringLiteral("student"),
           ParameterRunTexts::tr("student's weight"), layer);
    const QString teacher = QStringLiteral("spectra/teacher/%1/values").arg(module);
    const Table* table = m_result.find(teacher.toStdString());
    if (table != nullptr && !table->shape.empty() && m_layers > 0) {
        const int matched = static_cast<int>(
            depthProportionalLayer(layer, m_layers, static_cast<int>(table->shape.front())));
        addRow(data, teacher, QStringLiteral("teacher"),
               ParameterRunTexts::tr("teacher's weight, T L%1").arg(matched), matched);
    }
    for (const QString& adapter : m_adapters) {
        addRow(data, adapterTablePath(adapter, module, QStringLiteral("spectrum")), adapter,
               ParameterRunTexts::tr("change by %1").arg(adapter), layer);
    }
    return data;
}

double ParameterRun::value(const QString& adapter, const QString& module, const QString& table,
                           int layer) const
{
    const std::vector<double>* values = find(adapterTablePath(adapter, module, table));
    return values == nullptr || layer < 0 || layer >= static_cast<int>(values->size())
        ? std::numeric_limits<double>::quiet_NaN()
        : (*values)[static_cast<std::size_t>(layer)];
}

int ParameterRun::rank(const QString& adapter, const QString& module, int layer) const
{
    const CurveData all = spectrum(module, layer);
    for (const Curve& curve : all.curves) {
        if (curve.name == adapter) {
            return static_cast<int>(curve.values.size());
        }
    }
    return 0;
}

QStringList ParameterRun::facts(const QString& module, int layer) const
{
    QStringList lines;
    for (const QString& adapter : m_adapters) {
        const auto number = [&](const char* table, int decimals) {
            return numberText(value(adapter, module, QLatin1String(table), layer), decimals);
        };
        if (std::isnan(value(adapter, module, QStringLiteral("norm_ratio"), layer))) {
            continue;
        }
        lines << ParameterRunTexts::tr("%1: vs original %2, vs remaining %3, norm ratio %4, "
                                       "effective rank %5 of %6, stable rank %7")
                     .arg(adapter, number("lora_vs_original", 3), number("lora_vs_remaining", 3),
                          number("norm_ratio", 3), number("effective_rank", 1))
                     .arg(rank(adapter, module, layer))
                     .arg(number("stable_rank", 1));
    }
    return lines;
}

std::optional<ParameterRun::Mean>
ParameterRun::meanOf(const QString& adapter, const QString& module, const char* table) const
{
    const std::vector<double>* values =
        find(adapterTablePath(adapter, module, QLatin1String(table)));
    if (values == nullptr) {
        return std::nullopt;
    }
    double sum = 0.0;
    double squares = 0.0;
    int count = 0;
    for (const double value : *values) {
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    }
    if (count == 0) {
        return std::nullopt;
    }
    const double mean = sum / count;
    for (const double value : *values) {
        squares += std::isnan(value) ? 0.0 : (value - mean) * (value - mean);
    }
    return Mean{mean, std::sqrt(squares / count)};
}

QString ParameterRun::meansTsv() const
{
    QStringList head{QStringLiteral("adapter"), QStringLiteral("module")};
    for (const char* table : kMeanTables) {
        head << QString::fromLatin1(table) << QString::fromLatin1(table) + QStringLiteral("_sd");
    }
    QStringList lines{head.join(u'\t')};
    for (const QString& adapter : m_adapters) {
        for (const QString& module : m_modules) {
            QStringList cells{adapter, module};
            bool hasAny = false;
            for (const char* table : kMeanTables) {
                const std::optional<Mean> mean = meanOf(adapter, module, table);
                hasAny = hasAny || mean.has_value();
                cells << (mean ? numberText(mean->mean, 6) : QString())
                      << (mean ? numberText(mean->deviation, 6) : QString());
            }
            if (hasAny) {
                lines << cells.join(u'\t');
            }
        }
    }
    return lines.join(u'\n') + u'\n';
}

QString ParameterRun::meansLatex() const
{
    QString text = QStringLiteral("\\begin{tabular}{llrrrr}\n\\toprule\nAdapter & Module & vs "
                                  "original & vs remaining & norm ratio & effective rank "
                                  "\\\\\n\\midrule\n");
    const auto escaped = [](QString word) { return word.replace(u'_', QStringLiteral("\\_")); };
    for (const QString& adapter : m_adapters) {
        for (const QString& module : m_modules) {
            QStringList cells{escaped(adapter), escaped(module)};
            bool hasAny = false;
            for (const char* table : kMeanTables) {
                const std::optional<Mean> mean = meanOf(adapter, module, table);
                hasAny = hasAny || mean.has_value();
                cells << (mean ? QStringLiteral("$%1 \\pm %2$")
                                     .arg(QString::number(mean->mean, 'f', 3),
                                          QString::number(mean->deviation, 'f', 3))
                               : QStringLiteral("--"));
            }
            if (hasAny) {
                text += cells.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\\n");
            }
        }
    }
    return text
        + QStringLiteral("\\bottomrule\n\\end{tabular}\n%% mean and population standard deviation "
                         "over the layers\n")
              .replace(QStringLiteral("%%"), QStringLiteral("%"));
}

} // namespace neurograft
