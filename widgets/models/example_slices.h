// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>

#include <set>
#include <string>
#include <vector>

class QUndoStack;

namespace neurograft {

/// Stars and slices (named parts) of every data set of a study, by the data's name in go-to
/// strings. Changes are undoable. Rows count from 0 here, from 1 in the text that is kept. GUI
/// thread only.
class ExampleSlices : public QObject {
    Q_OBJECT

public:
    /// @param undo takes the changes; outlives this object
    explicit ExampleSlices(QUndoStack* undo, QObject* parent = nullptr);

    bool isStarred(const QString& data, int row) const;
    /// Ascending.
    std::vector<int> starred(const QString& data) const;
    void toggleStar(const QString& data, int row);

    QStringList slices(const QString& data) const; ///< names, sorted
    bool hasSlice(const QString& data, const QString& name) const;
    /// Rows of a slice, ascending; empty for an unknown one.
    std::vector<int> rows(const QString& data, const QString& name) const;
    /// Makes a slice, or gives one other rows. @pre rows ascend
    void setSlice(const QString& data, const QString& name, const std::vector<int>& rows);
    void renameSlice(const QString& data, const QString& from, const QString& to);
    void removeSlice(const QString& data, const QString& name);
    /// A row of the data is gone: what is known of it goes, later rows count one less.
    void dropRow(const QString& data, int row);

    /// As view.json keeps it: {"demo": {"stars": "3,5", "slices": {"capitals": "1-8"}}}.
    std::string toJson() const;
    /// Replaces everything, without a way back. @throws FormatError naming @p where
    void fromJson(const std::string& text, const std::string& where);

Q_SIGNALS:
    void changed();

private:
    struct Parts {
        std::set<int> stars;
        QMap<QString, std::vector<int>> slices;
        bool operator==(const Parts& other) const
        {
            return stars == other.stars && slices == other.slices;
        }
    };
    using State = QMap<QString, Parts>;
    class Change;
    void change(const State& state, const QString& text);

    QUndoStack* m_undo;
    State m_state;
};

} // namespace neurograft
