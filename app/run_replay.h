// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace neurograft {

class RunListView;
struct JobRequest;
struct LocateStudy;
struct ParameterStudy;
struct RunInfo;
struct SimilarityStudy;
struct TransferStudy;

/// File ▸ Replay run…: the selected run's own study again, with another seed if wanted, as a new
/// run beside it; a partial run is gone on with in its own file. Models and data are those of the
/// pair at work, which may lie elsewhere than when the run was made.
class RunReplay : public QObject {
    Q_OBJECT

public:
    /// @param list outlives this object
    RunReplay(const WindowParts& parts, const RunListView* list, QObject* parent);

    /// Starts the run of that file with @p seed.
    void start(const QString& file, std::uint64_t seed);
    /// Goes on with the partial run of that file.
    void resume(const QString& file);

private:
    /// Calls @p then on the GUI thread with the study the run was made from.
    template <class S>
    void withStudy(const RunInfo& run, const QString& headline,
                   S (*parse)(std::string_view, const std::string&),
                   std::function<void(const S&)> then);
    /// A replay as the next run of @p kind, named after @p run.
    void startAs(const RunInfo& run, const QString& kind, std::uint64_t seed,
                 const QString& headline,
                 const std::function<JobRequest(const std::filesystem::path&)>& makeJob);
    void startTransfer(const RunInfo& run, const TransferStudy& stored, std::uint64_t seed,
                       const QString& headline);
    void replayParameters(const RunInfo& run, std::uint64_t seed, const QString& headline);
    void replayEvaluation(const RunInfo& run, std::uint64_t seed, const QString& headline);
    void resumeEvaluation(const RunInfo& run, const QString& headline);
    void startLocate(const RunInfo& run, const LocateStudy& stored, std::uint64_t seed,
                     const QString& headline);
    /// Says so.
    bool isAtWork(const RunInfo& run) const;
    void ask();
    void updateAction();
    QString selectedFile() const;
    WindowParts m_parts;
    const RunListView* m_list;
};

} // namespace neurograft
