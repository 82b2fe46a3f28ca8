// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/neuron_footer.h"

#include "core/store/kept_layers.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/figures/table_attributes.h"
#include "widgets/plots/number_text.h"

#include <QStringList>

#include <algorithm>
#include <optional>

namespace neurograft {

namespace {

QString words(QString hyphenated)
{
    return hyphenated.replace(u'-', u' ');
}

/// "n = 32 (2 skipped)".
QString rowsText(double rows, double skipped)
{
    QString text = QStringLiteral("n = ") + countText(static_cast<std::int64_t>(rows));
    if (skipped > 0.0) {
        text += QStringLiteral(" (%1 skipped)").arg(static_cast<std::int64_t>(skipped));
    }
    return text;
}

} // namespace

QString neuronFooter(const ResultFile& result, const std::vector<ScoredModel>& models)
{
    QStringList parts;
    QString coefficient;
    QString target;
    QString mode;
    QString measure = QStringLiteral("log p increase");
    double rows = 0.0;
    double skipped = 0.0;
    double evaluated = 1.0;
    QString preview;
    QString approximation;
    std::optional<double> rate;
    bool isGlobal = false;
    for (const ScoredModel& model : models) {
        const std::string folder = "attribution/" + model.role.toStdString() + '/';
        for (const char* name : {"layer_ffn", "layer_attn", "ffn", "attn"}) {
            const Table* table = result.find(folder + name);
            if (table == nullptr) {
                continue;
            }
            const auto take = [&](QString& text, const char* key) {
                text = text.isEmpty() ? textAttribute(*table, key) : text;
            };
            take(mode, "mode");
            take(target, "target_policy");
            take(coefficient, "coefficient");
            take(preview, "preview");
            take(approximation, "approximation");
            rows = std::max(rows, numberAttribute(*table, "rows").value_or(0.0));
            skipped = std::max(skipped, numberAttribute(*table, "skipped").value_or(0.0));
            evaluated =
                std::min(evaluated, numberAttribute(*table, "evaluated_fraction").value_or(1.0));
        }
        for (const auto& map : model.maps) {
            measure = map->score == QLatin1String("attribution") ? measure : words(map->score);
            rate = map->rate ? map->rate : rate;
            isGlobal = isGlobal || map->isGlobalBudget;
        }
    }
    parts << (mode.isEmpty() ? measure : measure + QStringLiteral(", ") + mode);
    QStringList how;
    if (!target.isEmpty()) {
        how << words(target);
    }
    if (!coefficient.isEmpty()) {
        how << QStringLiteral("coefficient ") + words(coefficient);
    }
    if (!how.isEmpty()) {
        parts << how.join(QStringLiteral(", "));
    }
    if (rows > 0.0) {
        parts << rowsText(rows, skipped);
    }
    if (const QString data = dataName(result.manifest); !data.isEmpty()) {
        parts << data;
    }
    parts << QStringLiteral("seed %1").arg(result.manifest.seed);
    if (rate) {
        parts << QStringLiteral("located: %1 % of %2")
                     .arg(QString::number(*rate * 100.0, 'g', 3),
                          isGlobal ? QStringLiteral("all neurons") : QStringLiteral("each layer"));
    }
    if (evaluated < 1.0) {
        parts << QStringLiteral("exact top k, %1 % evaluated")
                     .arg(QString::number(evaluated * 100.0, 'g', 3));
    }
    if (!preview.isEmpty()) {
        parts << QStringLiteral("preview: ") + words(preview);
    }
    if (!approximation.isEmpty()) {
        parts << QStringLiteral("scores: ") + approximation;
    }
    if (result.manifest.status == "partial") {
        parts << QStringLiteral("partial");
    }
    return parts.join(QStringLiteral(" | "));
}

QString sensitivityFooter(const ResultFile& result)
{
    QStringList parts{QStringLiteral("sensitivity")};
    const Table* sums = result.find("sensitivity/layer");
    if (sums == nullptr) {
        return parts.front();
    }
    parts << rowsText(numberAttribute(*sums, "rows").value_or(0.0),
                      numberAttribute(*sums, "skipped").value_or(0.0));
    if (const QString data = dataName(result.manifest); !data.isEmpty()) {
        parts << data;
    }
    parts << QStringLiteral("seed %1").arg(result.manifest.seed);
    parts << QStringLiteral("%1 of %2 layers kept")
                 .arg(keptLayersOf(result.tables).size())
                 .arg(sums->size());
    return parts.join(QStringLiteral(" | "));
}

} // namespace neurograft
