// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/ready_studies.h"

#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;

namespace neurograft {

/// One's own studies and those that come with the program, found by words and by the number of a
/// table or figure. Object name "readyStudies".
class ReadyStudyList : public QWidget {
    Q_OBJECT

public:
    explicit ReadyStudyList(QWidget* parent = nullptr);

    void setStudies(std::vector<ReadyStudy> studies);
    /// Shown above them; with none there are no headings.
    void setOwnStudies(std::vector<ReadyStudy> studies);
    /// The study that is open; nothing is told. One that is not in the list leaves none current.
    void setCurrentFile(const QString& file);
    QLineEdit* search() const { return m_search; }

Q_SIGNALS:
    /// Another study is current.
    void chosen(const QString& name, const QString& file);

private:
    void filter();
    void addHeading(const QString& text);
    void addStudy(const ReadyStudy& ready, const QString& detail);

    QLineEdit* m_search;
    QListWidget* m_list;
    QLabel* m_nothing;
    std::vector<ReadyStudy> m_studies;
    std::vector<ReadyStudy> m_own;
    QString m_file; ///< of the current study, seen or not
};

} // namespace neurograft
