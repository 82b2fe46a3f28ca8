// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"
#include "core/run/model_report.h"
#include "widgets/jobs/job_outcome.h"
#include "widgets/models/role.h"

#include <QObject>
#include <QString>

#include <array>
#include <memory>

namespace neurograft {

class QuickLane;

enum class SlotState { Empty, Reading, Ready, Failed };

/// A model of the pair. Its weights are not read: everything comes from config and file headers.
struct ModelSlot {
    SlotState state = SlotState::Empty;
    QString folder; ///< absolute; empty when the slot is
    std::shared_ptr<const ModelReport> report; ///< set when ready
    JobOutcome problem; ///< set when failed

    /// Last part of the folder: "tiny-T".
    QString name() const;
    /// "6 L, 96, bf16, 1.3 MB"; empty unless ready.
    QString facts() const;
};

/// What both models read: JSON Lines, or activations captured elsewhere (.npz).
struct DataSlot {
    SlotState state = SlotState::Empty;
    QString path;
    bool isActivations = false;
    std::shared_ptr<const DataFile> file; ///< of JSON Lines, when ready
    bool skipsBroken = false; ///< rows that cannot be used are left out, as the person said
    JobOutcome problem;

    qint64 rows() const { return file ? file->rows() : 0; }

    QString name() const;
    /// "48 rows", "49 rows, 1 edited", "activations".
    QString facts() const;
};

/// The pair at work: teacher, student and data, looked at on the quick lane, with the pre-flight of
/// the three. Everything here is known from headers; GUI thread only.
class PairModel : public QObject {
    Q_OBJECT

public:
    /// @param lane outlives this object
    explicit PairModel(QuickLane* lane, QObject* parent = nullptr);

    /// Opens a model folder in a slot; what was there is replaced, also when the new one fails.
    void openModel(Role role, const QString& folder);
    /// Opens a JSON Lines file, or activations when it ends in .npz. A table (.csv, .tsv) or plain
    /// text (.txt) has to be mapped first: only tableOffered() is emitted.
    void openData(const QString& path);
    /// Whether openData() takes such a file; by its name only.
    static bool isDataFile(const QString& path);
    /// Rows of the data file that cannot be used are left out of what is run.
    void skipBrokenRows();
    /// The rows (from 0) that can be used; empty when all can.
    std::vector<std::int64_t> usableRows() const;
    void swapRoles();
    void close();
    /// Whether anything is open or was tried.
    bool isEmpty() const;

    const ModelSlot& model(Role role) const { return m_models[index(role)]; }
    const DataSlot& data() const { return m_data; }
    /// Differences of the pair; null until both models are ready and compared.
    std::shared_ptr<const PreflightReport> preflight() const { return m_preflight; }
    /// Why the comparison failed, when it did.
    const JobOutcome& preflightProblem() const { return m_preflightProblem; }
    /// Why a similarity run cannot start now, one sentence; empty when it can.
    QString obstacle() const;

Q_SIGNALS:
    void modelChanged(neurograft::Role role);
    void dataChanged();
    void tableOffered(const QString& path);
    void preflightChanged();

private:
    static std::size_t index(Role role) { return role == Role::Teacher ? 0 : 1; }
    void comparePair();

    QuickLane* m_lane;
    std::array<ModelSlot, 2> m_models;
    DataSlot m_data;
    std::shared_ptr<const PreflightReport> m_preflight;
    JobOutcome m_preflightProblem;
};

/// "bf16", "fp32", … for the names of stored types; others are returned as they are.
QString shortTypeName(const std::string& dtype);
/// Number type that "auto" leads to on a device ("cpu", "cuda:0"): cli.md, `--dtype`.
std::string automaticType(const QString& device, const ModelReport& report);
/// "1.3 MB", "26.0 GB": decimal units, C locale.
QString byteText(double bytes);

} // namespace neurograft
