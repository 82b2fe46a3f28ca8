// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

enum class RowPart;
struct TransferStudy;

/// Workspace Transfer in the window: methods, dry run, start, pause and what comes out, which is
/// offered as an overlay over the student for before and after.
class TransferWiring : public QObject {
    Q_OBJECT

public:
    TransferWiring(const WindowParts& parts, QObject* parent);

private:
    void connectMethods();
    void connectRun();
    void connectView();
    void chooseMethod(const char* method);
    void chooseRows(RowPart part);
    void start();
    void showFinished(const QString& folder);
    void saveTable();
    void openModelsOf(const TransferStudy& study);
    void updateActions();
    WindowParts m_parts;
};

} // namespace neurograft
