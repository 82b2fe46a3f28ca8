// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

#include <functional>
#include <string>

namespace neurograft {

/// Texts and activations in the window: choosing and typing them, their splits,
/// and saying what is wrong with them.
class DataWiring : public QObject {
    Q_OBJECT

public:
    DataWiring(const WindowParts& parts, QObject* parent);

private:
    QString studyFolder() const; ///< empty while no study can be written
    void choose();
    void typePrompt();
    /// Writes rows as a data file of this study and opens it.
    void openRows(const std::string& stem, const std::function<std::string()>& rows);
    void offerTable(const QString& path);
    void mapBrokenRows();
    void editSplits();
    void showProblem();
    void showBrokenRows();
    void showRows(const std::vector<int>& rows);
    WindowParts m_parts;
};

} // namespace neurograft
