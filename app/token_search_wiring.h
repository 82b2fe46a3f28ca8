// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/models/selection_item.h"

#include <QObject>

#include <vector>

namespace neurograft {

class TokenSearch;

/// "token:Paris" in the go-to box: the neurons of both models that promote it become the set.
class TokenSearchWiring : public QObject {
    Q_OBJECT

public:
    TokenSearchWiring(const WindowParts& parts, QObject* parent);

private:
    void search(const QString& token);
    void show(const QString& token, const std::vector<SelectionItem>& neurons);
    void updateAction();

    WindowParts m_parts;
    TokenSearch* m_search;
};

} // namespace neurograft
