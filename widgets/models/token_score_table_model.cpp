// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/token_score_table_model.h"

#include "widgets/models/next_token_table_model.h"
#include "widgets/plots/number_text.h"

#include <numeric>
#include <utility>

namespace neurograft {

namespace {

/// "·Paris"; a token that writes nothing goes by its id.
QString tokenText(const TokenScore& token)
{
    return token.token.empty() ? QStringLiteral("#%1").arg(token.id) : visibleToken(token.token);
}

} // namespace

void TokenScoreTableModel::setTitle(const QString& title)
{
    m_title = title;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, 0);
}

void TokenScoreTableModel::setTokens(std::vector<TokenScore> tokens)
{
    beginResetModel();
    m_tokens = std::move(tokens);
    endResetModel();
}

int TokenScoreTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tokens.size());
}

int TokenScoreTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 2;
}

QVariant TokenScoreTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const TokenScore& token = m_tokens[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == 0 ? tokenText(token) : numberText(token.logit, 2);
    case Qt::ToolTipRole:
        return tr("“%1”, id %2, logit %3")
            .arg(tokenText(token))
            .arg(token.id)
            .arg(signedNumberText(token.logit, 6));
    case Qt::TextAlignmentRole:
        return index.column() == 0 ? QVariant() : QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant TokenScoreTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (orientation == Qt::Vertical) {
        return section + 1;
    }
    return section == 0 ? m_title : tr("logit");
}

QString TokenScoreTableModel::tsv(const std::vector<int>& rows) const
{
    std::vector<int> chosen = rows;
    if (chosen.empty()) {
        chosen.resize(m_tokens.size());
        std::iota(chosen.begin(), chosen.end(), 0);
    }
    QString text = QStringLiteral("token\tid\tlogit\n");
    for (const int row : chosen) {
        const TokenScore& token = m_tokens[static_cast<std::size_t>(row)];
        text += QStringLiteral("%1\t%2\t%3\n")
                    .arg(tokenText(token))
                    .arg(token.id)
                    .arg(QString::fromStdString(fileNumber(token.logit)));
    }
    return text;
}

} // namespace neurograft
