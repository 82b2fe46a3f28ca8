// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/neuron_result.h"
#include "widgets/jobs/job_outcome.h"
#include "widgets/models/neuron_set.h"
#include "widgets/models/role.h"
#include "widgets/models/selection_item.h"
#include "widgets/plots/color_settings.h"
#include "widgets/plots/neuron_map_marks.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

class QuickLane;
class SelectionModel;

/// Rows of neurons as items of the selection, best first (decisions.md D18).
std::vector<SelectionItem> neuronItems(const NeuronSet& set, const NeuronRows& rows);
/// The neurons of a selection that the rows have; items of other kinds are left out.
NeuronSet neuronSetOf(const std::vector<SelectionItem>& items, const NeuronRows& rows);

/// The located neurons at work: reads what a locate run stored on the quick lane, publishes it as
/// immutable maps, bars and rows, and makes sets of neurons that become the set of the selection,
/// undoable as all its changes. Knows no widget. GUI thread only.
class NeuronSession : public QObject {
    Q_OBJECT

public:
    /// Both outlive this object.
    NeuronSession(QuickLane* lane, SelectionModel* selection, QObject* parent = nullptr);

    /// Reads a result file; what is shown stays until the new one is there.
    void openResult(const QString& path);
    /// The file was written again by its job.
    void reload() { openResult(m_wantedPath); }
    void clear();
    /// Slot that a run of one model (`locate --model`) belongs to; the student's at first.
    void setLoneRole(Role role);

    bool isReading() const { return m_isReading; }
    /// File of what is shown; empty when nothing is.
    QString resultPath() const { return m_path; }
    /// Null before a result is there.
    std::shared_ptr<const NeuronResult> result() const { return m_result; }
    /// Null when the run scored none of that family.
    std::shared_ptr<const NeuronMapData> map(Role role, NeuronFamily family) const;
    LayerBarsData bars() const;
    /// Where a neuron lies in the map of a family: its own place, or that of its head. Nothing when
    /// that map does not show it.
    std::optional<NeuronPlace> placeOf(const NeuronItem& neuron, NeuronFamily family) const;
    /// The neuron at a place of a map; of heads their best column.
    NeuronItem itemAt(Role role, NeuronFamily family, const NeuronPlace& place) const;
    /// Feed-forward and attention neurons of both models: the neuron table and all sets. Never
    /// null.
    std::shared_ptr<const NeuronRows> rows() const { return m_rows; }
    /// One colour range for both models' maps of a family.
    ColorRange sharedRange(NeuronFamily family, const ColorSettings& colors) const;

    /// The set of the selection, as far as it holds neurons of this result.
    const NeuronSet& set() const { return m_set; }
    /// What a map marks: the set, the pinned neuron, the layer of the primary item. With a set the
    /// rest fades when @p isRestDimmed.
    NeuronMarks marks(Role role, NeuronFamily family, bool isRestDimmed) const;

    /// The @p count best of @p among become the set, named where a name is given.
    void selectTop(int count, const NeuronSet& among, const QString& name = {});
    /// Those of @p among from a score on.
    void selectFrom(double threshold, const NeuronSet& among, const QString& name = {});
    /// A part of a map (a brush); of heads all their columns.
    void selectBlock(Role role, NeuronFamily family, const NeuronView& block);
    /// The present set with, within and without another.
    void unite(const NeuronSet& other);
    void intersect(const NeuronSet& other);
    void subtract(const NeuronSet& other);
    void select(const NeuronSet& set, const QString& name = {});

Q_SIGNALS:
    void resultChanged();
    void setChanged(); ///< also with another result
    void stateChanged(); ///< reading began or ended
    /// The file was not read; what was shown stays.
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void show(const QString& path, std::shared_ptr<const NeuronResult> result,
              std::shared_ptr<const NeuronRows> rows);
    void followSelection();
    int headSize(Role role) const;

    QuickLane* m_lane;
    SelectionModel* m_selection;
    Role m_loneRole = Role::Student;
    QString m_wantedPath;
    QString m_path;
    bool m_isReading = false;
    std::shared_ptr<const NeuronResult> m_result;
    std::shared_ptr<const NeuronRows> m_rows;
    NeuronSet m_set;
};

} // namespace neurograft
