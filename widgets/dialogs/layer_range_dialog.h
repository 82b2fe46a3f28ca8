// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/role.h"

#include <QDialog>

#include <cstdint>
#include <utility>

class QComboBox;
class QLabel;
class QSpinBox;

namespace neurograft {

class PairModel;

/// Which layers of which model are to be kept in memory, and what they take. Object name
/// "layerRangeDialog"; fields "layerRangeDialog.role", ".first", ".last", ".bytes".
class LayerRangeDialog : public QDialog {
    Q_OBJECT

public:
    /// @param pair has at least one model that is ready; outlives the dialog
    explicit LayerRangeDialog(const PairModel* pair, QWidget* parent = nullptr);

    Role role() const;
    std::pair<std::int64_t, std::int64_t> layers() const;

private:
    void showRole();
    void showBytes();

    const PairModel* m_pair;
    QComboBox* m_role;
    QSpinBox* m_first;
    QSpinBox* m_last;
    QLabel* m_bytes;
};

} // namespace neurograft
