// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <QDialog>

class QTreeWidget;

namespace neurograft {

/// The manifest of a figure, readable: run, command, study, seed, hashes, recipe, colour range.
/// Object names "provenanceDialog", "provenanceDialog.tree", "provenanceDialog.copy" (copies the
/// JSON).
class ProvenanceDialog : public QDialog {
    Q_OBJECT

public:
    ProvenanceDialog(const QString& figure, const nlohmann::json& manifest,
                     QWidget* parent = nullptr);

private:
    QTreeWidget* m_tree;
};

} // namespace neurograft
