// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

struct EvaluationItem;

/// What is done with scores and items of workspace Evaluate: which flips are looked at, an item's
/// neurons are located, its prompt goes to the playground, tables are copied and exported.
class EvaluateItemWiring : public QObject {
    Q_OBJECT

public:
    EvaluateItemWiring(const WindowParts& parts, QObject* parent);

private:
    void connectFlips();
    void connectItem();
    void connectTables();
    /// The item chosen; null when there is none.
    const EvaluationItem* item() const;
    void locate();
    void ask();
    void followItem();
    void copyLatex();
    void exportResults();
    void updateActions();
    WindowParts m_parts;
};

} // namespace neurograft
