// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/ready_studies.h"

#include <QWidget>

#include <vector>

class QLineEdit;
class QListWidget;

namespace neurograft {

/// The studies that come with the program, found by words and by the number of a table or figure.
/// Object name "readyStudies".
class ReadyStudyList : public QWidget {
    Q_OBJECT

public:
    explicit ReadyStudyList(QWidget* parent = nullptr);

    void setStudies(std::vector<ReadyStudy> studies);
    QLineEdit* search() const { return m_search; }

Q_SIGNALS:
    /// Another study is current.
    void chosen(const QString& name, const QString& file);

private:
    void filter(const QString& text);

    QLineEdit* m_search;
    QListWidget* m_list;
    std::vector<ReadyStudy> m_studies;
};

} // namespace neurograft
