// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

#include <functional>
#include <string>

namespace neurograft {

class ExamplesPanel;

/// Editing rows of the data: a row stays, its edited copy becomes the last row
/// (core/data/row_copies). Every edit writes a data file of its own into the study, so that stored
/// runs keep the data they were made from; undo goes back to the file before.
class RowEditWiring : public QObject {
    Q_OBJECT

public:
    RowEditWiring(const WindowParts& parts, ExamplesPanel* panel, QObject* parent);

private:
    void edit(int row);
    void remove(int row);
    /// Opens the file that @p make writes as the data; row @p row of it is looked at.
    /// @param dropped row whose star and slices go, -1 for none
    void write(const QString& text, const std::function<std::string()>& make, int row, int dropped);
    WindowParts m_parts;
};

} // namespace neurograft
