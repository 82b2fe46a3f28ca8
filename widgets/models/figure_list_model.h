// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_entry.h"

#include <QAbstractListModel>
#include <QJsonObject>

#include <optional>
#include <vector>

class QUndoStack;

namespace neurograft {

/// Figures kept in the study (ux.md 7.2, Figures), in the order of the paper: names, recipes, what
/// they look like, whether their run has changed since (stale). Adding, renaming, duplicating and
/// removing are undoable. Looks are worked out elsewhere and handed in. GUI thread only.
class FigureListModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Roles {
        IdRole = Qt::UserRole, ///< stays with a figure as long as the study is open
        FactsRole, ///< QStringList: size and preset, run, checks or what is wrong
        StaleRole
    };

    /// @param undo takes the changes; outlives this object; null: nothing to undo
    explicit FigureListModel(QUndoStack* undo, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    /// Section "figures" of the study's view; paths inside @p folder are relative to it.
    QJsonObject toJson(const QString& folder) const;
    /// Replaces everything without a way back: another study. @return sentences on figures that
    /// were left out because they cannot be understood
    QStringList read(const QJsonObject& section, const QString& folder);
    /// The study has moved to @p folder: runs that were brought along are taken from its "runs".
    void moveTo(const QString& folder);

    const FigureEntry& entry(int row) const;
    std::vector<FigureEntry> entries() const;
    quint64 idOf(int row) const;
    int rowOf(quint64 id) const; ///< -1 when it is gone
    /// "Figure 3": the first such name nobody has. @param pattern with %1, "Figure %1" when empty
    QString freeName(const QString& pattern = {}) const;

    /// An entry of that name is replaced, else it is added at the end.
    /// @param what  of the change, for undo; empty: "Keep …" or "Change …"
    /// @param kind  changes of one kind of one figure that follow each other are one; empty: never
    /// @return its row
    int keep(const FigureEntry& entry, const QString& what = {}, const QString& kind = {});
    void remove(int row);
    int duplicate(int row); ///< @return row of the copy
    /// Where it was written last and which numbers it stood for; not undoable, files do not undo.
    void setExported(quint64 id, const std::filesystem::path& file, const std::string& csvSha256);
    /// What the run gives now. The first look of a figure decides which numbers it stands for.
    void setLook(quint64 id, const FigureLook& look);
    /// Null before it was looked at.
    const FigureLook* look(int row) const;
    bool isStale(int row) const;
    /// Rows whose run has changed.
    std::vector<int> staleRows() const;

Q_SIGNALS:
    /// Something the study keeps has changed.
    void changed();

private:
    struct Row {
        quint64 id = 0;
        FigureEntry entry;
        std::optional<FigureLook> look;
    };
    class Change;
    void change(std::vector<Row> rows, const QString& text, const QString& kind = {});
    void apply(const std::vector<Row>& rows);
    QStringList facts(const Row& row) const;

    QUndoStack* m_undo;
    std::vector<Row> m_rows;
    quint64 m_lastId = 0;
};

} // namespace neurograft
