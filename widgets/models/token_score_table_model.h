// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/predict.h"

#include <QAbstractTableModel>
#include <QString>

#include <vector>

namespace neurograft {

/// Tokens with their logits, in the order given.
class TokenScoreTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit TokenScoreTableModel(QObject* parent = nullptr) : QAbstractTableModel(parent) { }

    void setTitle(const QString& title); ///< of the first column
    void setTokens(std::vector<TokenScore> tokens);
    const std::vector<TokenScore>& tokens() const { return m_tokens; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    /// Columns token, id, logit, parted by tabs, under a heading; all rows when none is named.
    QString tsv(const std::vector<int>& rows = {}) const;

private:
    QString m_title = tr("token");
    std::vector<TokenScore> m_tokens;
};

} // namespace neurograft
