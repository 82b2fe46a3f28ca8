// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace neurograft {

/// Runs that a person looks for: every word of the filter occurs somewhere in the row, hidden runs
/// only when asked for. Sorts by RunListModel::SortRole.
class RunFilterModel : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit RunFilterModel(QObject* parent = nullptr);

    void setWords(const QString& text);
    bool showsHidden() const { return m_showsHidden; }
    void setShowsHidden(bool showsHidden);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
    bool m_showsHidden = false;
};

} // namespace neurograft
