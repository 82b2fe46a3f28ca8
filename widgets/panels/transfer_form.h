// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/transfer_fields.h"
#include "widgets/models/transfer_rows.h"

#include <QHash>
#include <QWidget>

#include <vector>

class QComboBox;
class QGridLayout;
class QLabel;
class QScrollArea;
class QToolButton;

namespace neurograft {

class ToggleButton;
class TransferFieldEditor;
class TransferSession;

/// The options of the next transfer with their paper defaults (ux.md 7.2, E1): those changed most
/// often, the rows it reads, then all others under a button. What differs from the default is bold,
/// says what it was and can be put back. Object name "transferForm".
class TransferForm : public QWidget {
    Q_OBJECT

public:
    explicit TransferForm(TransferSession* session, QWidget* parent = nullptr);

    /// Unfolds what is rarely changed.
    void showAll();

Q_SIGNALS:
    /// "File…" was chosen for the rows of a part.
    void fileWanted(neurograft::RowPart part);

private:
    struct Line {
        TransferField field;
        QLabel* label = nullptr;
        TransferFieldEditor* editor = nullptr;
        QToolButton* reset = nullptr;
    };
    struct RowsLine {
        RowPart part;
        QLabel* label = nullptr;
        QComboBox* combo = nullptr;
    };
    QString shape() const;
    void rebuild();
    void addFields(QGridLayout* grid, bool areMain);
    void addRows(QGridLayout* grid);
    void showSession();
    void showRows(const RowsLine& line);
    void chooseRows(const RowsLine& line, int index);

    TransferSession* m_session;
    QScrollArea* m_scroll;
    ToggleButton* m_more = nullptr;
    QString m_shape; ///< shape() of the lines there are
    std::vector<Line> m_lines;
    std::vector<RowsLine> m_rows;
    bool m_isUnfolded = false;
};

} // namespace neurograft
