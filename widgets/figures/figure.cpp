// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure.h"

#include <QRegularExpression>

namespace neurograft {

FigureScene Figure::scene(const FigureSpec& spec) const
{
    FigureScene drawn = draw(spec);
    addAnnotations(drawn, spec.annotations, spec.labelPt);
    return drawn;
}

QString fileStem(const QStringList& parts)
{
    QStringList named;
    for (const QString& part : parts) {
        if (!part.isEmpty()) {
            named << part;
        }
    }
    static const QRegularExpression other(QStringLiteral("[^A-Za-z0-9._-]+"));
    return named.join(u'-').replace(other, QStringLiteral("_"));
}

} // namespace neurograft
