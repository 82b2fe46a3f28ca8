// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure.h"

#include <QRegularExpression>

namespace neurograft {

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
