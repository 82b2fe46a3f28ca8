// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>
#include <QPointer>

namespace neurograft {

class ExplainPopup;

/// F1 and the list of measures: says in words what is looked at, with formula and reference.
class ExplainWiring : public QObject {
    Q_OBJECT

public:
    ExplainWiring(const WindowParts& parts, QObject* parent);

private:
    void explain();
    void connectPane(SimilarityView* pane);
    ExplainPopup* popup();
    WindowParts m_parts;
    QPointer<ExplainPopup> m_popup;
};

} // namespace neurograft
