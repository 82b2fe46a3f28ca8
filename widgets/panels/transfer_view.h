// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/transfer_bar.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace neurograft {

class DeltaInspection;
class DeltaPanel;
class LossPlot;
class PairingView;
class SimilaritySession;
class TransferForm;
class TransferSession;
class TransferTableModel;
class TransferTablePanel;

/// Workspace Transfer (ux.md 7.2): method and buttons above the form, the pairing over the
/// similarity map and the training curves; below them the dry run, the runs and what a run did to
/// the weights. Object name "transferView".
class TransferView : public QWidget {
    Q_OBJECT

public:
    /// All outlive the view.
    struct Models {
        TransferSession* session = nullptr;
        SimilaritySession* similarity = nullptr;
        TransferTableModel* runs = nullptr;
        DeltaInspection* delta = nullptr;
    };
    TransferView(const Models& models, const TransferBar::Actions& actions,
                 QWidget* parent = nullptr);

    TransferForm* form() const { return m_form; }
    PairingView* pairing() const { return m_pairing; }
    LossPlot* plot() const { return m_plot; }
    TransferTablePanel* runs() const { return m_runs; }
    DeltaPanel* delta() const { return m_delta; }
    /// Brings the tab of the delta inspector to the front.
    void showDelta();
    /// The chart that is shown, by the title of its values.
    QString chart() const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void shareMiddle();
    QWidget* makeCurves();
    void showResult();
    void showChart();

    TransferSession* m_session;
    TransferForm* m_form;
    PairingView* m_pairing;
    QComboBox* m_charts;
    LossPlot* m_plot;
    QLabel* m_caption;
    QSplitter* m_middle; ///< pairing and curves, side by side where there is room
    QTabWidget* m_tabs;
    TransferTablePanel* m_runs;
    DeltaPanel* m_delta;
};

} // namespace neurograft
