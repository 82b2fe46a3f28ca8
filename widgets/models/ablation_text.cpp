// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/ablation_text.h"

#include "widgets/models/text_diff.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace neurograft {

namespace {

struct AblationTexts {
    Q_DECLARE_TR_FUNCTIONS(AblationSession)
};

constexpr double kLeastPlain = 0.00005; ///< four decimals show it

/// In one cell of a table.
QString cell(const std::string& text)
{
    QString line = QString::fromStdString(text);
    for (const QChar control : {u'\t', u'\n', u'\r'}) {
        line.replace(control, u' ');
    }
    return line;
}

QString numberCell(double value)
{
    return QString::fromStdString(fileNumber(value));
}

} // namespace

QString ablationTitle(const AblationRequest& request)
{
    const QString subject = request.count() == 1
        ? request.name
        : AblationTexts::tr("%1: %2 neurons").arg(request.name, countText(request.count()));
    return request.factor == 0.0
        ? AblationTexts::tr("%1 switched off").arg(subject)
        : AblationTexts::tr("%1 scaled by %2")
              .arg(subject, QString::fromStdString(fileNumber(request.factor)));
}

QString ablationRowName(const AblatedModel& model, std::size_t row)
{
    const QString name = QString(roleLetter(model.role)) + u' ' + model.name;
    return model.rows.size() == 1
        ? name
        : AblationTexts::tr("%1 row %2").arg(name).arg(model.rows[row].line + 1);
}

QString shownProbability(double probability)
{
    if (probability >= kLeastPlain || probability == 0.0) {
        return numberText(probability, 4);
    }
    QString text = QString::number(probability, 'e', 1);
    return text.replace(u'-', QChar(0x2212));
}

QString ablationHtml(const AblationResult& result, bool isDark)
{
    QString html;
    int place = 0;
    for (const AblatedModel& model : result.models) {
        for (std::size_t i = 0; i < model.rows.size(); ++i) {
            const AblatedRow& row = model.rows[i];
            const std::vector<DiffPart> parts = wordDiff(QString::fromStdString(row.textBefore),
                                                         QString::fromStdString(row.textAfter));
            html += QStringLiteral("<p><a name=\"r%1\"></a><b>%2</b> (%3)<br>%4</p>")
                        .arg(place++)
                        .arg(ablationRowName(model, i).toHtmlEscaped(), diffSentence(parts),
                             diffHtml(parts, isDark));
        }
    }
    return html;
}

QString ablationTsv(const AblationResult& result)
{
    QStringList lines{QStringLiteral("model\tneurons\tfactor\trow\ttarget\tp_before\tp_after\t"
                                     "p_random\tbefore\tafter")};
    for (const AblatedModel& model : result.models) {
        for (const AblatedRow& row : model.rows) {
            lines << QStringList{model.name,
                                 QString::number(model.neurons),
                                 numberCell(result.request.factor),
                                 QString::number(row.line + 1),
                                 cell(row.target),
                                 numberCell(row.before),
                                 numberCell(row.after),
                                 numberCell(row.random),
                                 cell(row.textBefore),
                                 cell(row.textAfter)}
                         .join(u'\t');
        }
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace neurograft
