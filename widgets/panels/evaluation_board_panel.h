// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QTableView;

namespace neurograft {

class EvaluationBoardModel;
class FigurePreview;
class QuickLane;

/// The board of all evaluations of the study: models and methods by tasks, as a table and as bars
/// with intervals on a whole axis. Read and drawn only while it is seen. Object name
/// "evaluationBoard"; parts "boardTable", "boardRemark", "boardPublished", "boardStudy",
/// "boardFigure.page".
class EvaluationBoardPanel : public QWidget {
    Q_OBJECT

public:
    /// Both outlive the panel.
    EvaluationBoardPanel(EvaluationBoardModel* model, QuickLane* lane, QWidget* parent = nullptr);

    EvaluationBoardModel* model() const { return m_model; }

Q_SIGNALS:
    /// A result file of the board is to be looked at.
    void runWanted(const QString& path);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makePublished();
    void showTable();
    void showStudies();
    void choosePublished();
    void drawFigure();

    EvaluationBoardModel* m_model;
    QuickLane* m_lane;
    QTableView* m_table;
    QLabel* m_remark;
    QCheckBox* m_published;
    QComboBox* m_studies;
    FigurePreview* m_preview;
};

} // namespace neurograft
