// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/heatmap_figure.h"

#include <QObject>

class QLabel;
class QStatusBar;
class QToolButton;

namespace neurograft {

class MachineModel;
class PairModel;
class ParityModel;

/// Fills a status bar (ux.md 8.2): read-out of the cell ("status.hover"), badges of self-check and
/// parity ("status.selfCheck", "status.parity"), memory of the program and of the machine
/// ("status.memory"), what multiplies matrices ("status.blas") and that it works offline
/// ("status.offline"). A click on one shows its detail.
class StatusReadout : public QObject {
    Q_OBJECT

public:
    /// All outlive the read-out.
    StatusReadout(QStatusBar* bar, PairModel* pair, MachineModel* machine, ParityModel* parity);

    void setHover(const QString& text);
    /// Shows the badge of a result; none hides it.
    void setFigure(const HeatmapFigure* figure);
    /// Shows the numbers of the self-check of the result in view; nothing without one.
    void showSelfCheck();

Q_SIGNALS:
    /// More about the machine is wanted.
    void diagnosticsWanted();

private:
    QToolButton* addBadge(QStatusBar* bar, const char* name);
    void setDetail(QToolButton* badge, const QString& text);
    void setAlarm(QToolButton* badge, bool isAlarming);
    void takeMachine();
    void showMemory();
    void showParity();

    PairModel* m_pair;
    MachineModel* m_machine;
    ParityModel* m_parityModel;
    QLabel* m_hover;
    QToolButton* m_selfCheck;
    QToolButton* m_parity;
    QToolButton* m_memory;
    QToolButton* m_blas;
    QStringList m_gpus; ///< "GPU0 NVIDIA H100"
    double m_totalBytes = 0.0; ///< of the machine; 0 = not known yet
};

/// "MKL" for "Intel(R) oneAPI Math Kernel Library Version 2024.2 …": a name short enough for the
/// status bar.
QString shortBlasName(const QString& blas);

} // namespace neurograft
