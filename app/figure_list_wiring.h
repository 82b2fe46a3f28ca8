// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/jobs/job_controller.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <vector>

namespace neurograft {

class FigureListModel;
class FiguresView;
struct BatchFile;
struct BatchOptions;
struct FigureEntry;

/// Workspace Figures: the list kept in the study, written as a whole, refreshed, checked.
class FigureListWiring : public QObject {
    Q_OBJECT

public:
    FigureListWiring(const WindowParts& parts, QObject* parent);

    FigureListModel* model() const { return m_model; }
    FiguresView* view() const { return m_view; }
    /// Shows a kept figure in its workspace.
    void open(int row);
    /// "figures" of the study, or beside the "runs" the result shown lies in; empty when neither is
    /// known.
    QString figuresFolder() const;
    /// Keeps a figure and shows it.
    void show(const FigureEntry& entry);
    /// Puts a figure on the board that is chosen, else on the last one; on a new one when there is
    /// none or @p isNew.
    void addToBoard(const FigureEntry& figure, bool isNew);

private:
    void connectStudy();
    void exportAll();
    void startBatch(const BatchOptions& options);
    void batchEnded(JobId id, const JobOutcome& outcome);
    void refreshStale();
    void updateActions();

    struct Batch {
        std::vector<quint64> ids; ///< of the entries handed over
        std::shared_ptr<std::vector<BatchFile>> files; ///< filled in by the job
        QString folder;
    };
    WindowParts m_parts;
    FigureListModel* m_model;
    FiguresView* m_view;
    QHash<JobId, Batch> m_batches;
};

} // namespace neurograft
