// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QLabel;

namespace neurograft {

class TransferSession;
struct TransferPlan;
struct TransferStudy;

/// What the dry run of a transfer found (ux.md 7.2, E5): shapes, pairs, rows, time, memory and
/// disk in one sentence, or each problem in a line of its own. Hidden until one was made and when
/// options have changed since. Object name "dryRunReport", its text "dryRunReport.text".
class DryRunReport : public QWidget {
    Q_OBJECT

public:
    explicit DryRunReport(TransferSession* session, QWidget* parent = nullptr);

private:
    void showPlan();

    TransferSession* m_session;
    QLabel* m_text;
};

/// "16 matrices (up, down, v, o); 12 345 trained parameters; 20 rows; 5 steps; …"; where neurons
/// are moved "17 FFN neurons, 6 o columns, 3 v rows per layer (10 %); 4 layer pairs; …".
QString transferPlanText(const TransferPlan& plan, const TransferStudy& study);
/// "4 up 176 × 64, rank 16", a line each.
QString transferTargetsText(const TransferPlan& plan);

} // namespace neurograft
