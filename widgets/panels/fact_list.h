// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_facts.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace neurograft {

/// Facts as two columns, names and values that can be selected; labels are reused, so that walking
/// with the arrow keys builds nothing.
class FactList : public QWidget {
    Q_OBJECT

public:
    explicit FactList(QWidget* parent = nullptr);

    void setFacts(const std::vector<Fact>& facts);
    /// Value by name; empty when there is no such fact.
    QString value(const QString& name) const;

private:
    QGridLayout* m_layout;
    std::vector<std::pair<QLabel*, QLabel*>> m_lines;
    std::vector<Fact> m_facts;
};

} // namespace neurograft
