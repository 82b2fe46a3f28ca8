// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/next_tokens.h"
#include "widgets/models/playground_model.h"

#include <QAbstractTableModel>

#include <vector>

namespace neurograft {

/// Next tokens side by side: the token, then for each side that is shown its probability (drawn as
/// a bar) and logit, then student minus teacher. A difference of 0.05 or more, and another first
/// choice, are marked.
class NextTokenTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Roles {
        FractionRole = Qt::UserRole, ///< of a bar, 0 to 1; invalid for other columns
        SideRole, ///< PlaygroundSide as int, of the columns of a side
    };

    explicit NextTokenTableModel(QObject* parent = nullptr);

    /// @param sides those that have an answer, in the order of kPlaygroundSides
    void setRows(std::vector<NextTokenRow> rows, std::vector<PlaygroundSide> sides);
    const std::vector<NextTokenRow>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    /// What heads a column, on one line: "p teacher". The header has the words below each other.
    QString title(int column) const;
    /// The last column, when there are two models.
    bool isDifference(int column) const
    {
        return m_columns[static_cast<std::size_t>(column)].kind == Kind::Difference;
    }
    /// Header and rows, parted by tabs; all rows when none is named.
    QString tsv(const std::vector<int>& rows = {}) const;

private:
    enum class Kind { Token, Probability, Logit, Difference };
    struct Column {
        Kind kind = Kind::Token;
        PlaygroundSide side = PlaygroundSide::Teacher;
    };
    const std::optional<NextTokenScore>* score(int row, PlaygroundSide side) const;
    std::optional<double> difference(int row) const;
    bool isOtherFirst(int row) const;
    QString text(int row, const Column& column) const;
    QString differenceText(int row) const;
    QString describe(int row) const;
    bool hasSide(PlaygroundSide side) const;

    std::vector<NextTokenRow> m_rows;
    std::vector<PlaygroundSide> m_sides;
    std::vector<Column> m_columns;
};

/// "teacher", "student", "student before".
QString sideWord(PlaygroundSide side);
/// What a token writes with its white space made visible: "·France".
QString visibleToken(const std::string& token);

} // namespace neurograft
