// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/similarity_variant.h"

#include <QCryptographicHash>

namespace neurograft {

namespace {

/// Short name of a list of rows for file names.
QString rowsHash(const std::vector<std::int64_t>& rows)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const std::int64_t row : rows) {
        hash.addData(QByteArray::number(static_cast<qlonglong>(row)) + ',');
    }
    return QString::fromLatin1(hash.result().toHex().left(8));
}

} // namespace

QString SimilarityOptions::tableName() const
{
    return estimator == QLatin1String("unbiased") ? measure : measure + u'-' + estimator;
}

QString SimilarityVariant::key() const
{
    QString text = table;
    if (!unit.isEmpty()) {
        text += u'-' + unit;
    }
    if (rows) {
        text += rows->empty()
            ? QStringLiteral("-all-rows")
            : QStringLiteral("-%1-rows-%2").arg(rows->size()).arg(rowsHash(*rows));
    }
    return text;
}

QString estimatorOf(const QString& table)
{
    for (const QString& other : {QStringLiteral("biased"), QStringLiteral("minibatch")}) {
        if (table.endsWith(u'-' + other)) {
            return other;
        }
    }
    return QStringLiteral("unbiased");
}

bool areSameRows(const RowSelection& a, const RowSelection& b)
{
    const bool areDrawn = a.sample > 0 || b.sample > 0;
    return a.limit == b.limit && a.rows == b.rows && a.sample == b.sample
        && (!areDrawn || a.seed == b.seed);
}

} // namespace neurograft
