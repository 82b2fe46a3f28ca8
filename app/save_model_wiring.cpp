// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/save_model_wiring.h"

#include "app/window_actions.h"
#include "core/run/error.h"
#include "core/run/merge.h"
#include "core/run/overlay_report.h"
#include "core/support/atomic_file.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"

#include <QFileInfo>
#include <QMainWindow>

#include <array>
#include <optional>

namespace neurograft {

namespace {

namespace fs = std::filesystem;

const QString kSaveModelTopic = QStringLiteral("save.model");

/// The one thing that is saved by itself: of factors over a base without them the same change for
/// the untouched student, which other programs load.
std::optional<fs::path> loneOverlay(const ModelOverlay& overlay)
{
    if (overlay.adapters.size() + overlay.deltas.size() + overlay.residualAdapters.size() != 1) {
        return std::nullopt;
    }
    if (!overlay.residualAdapters.empty()) {
        const fs::path& folder = overlay.residualAdapters.front();
        std::error_code error;
        return fs::is_directory(folder / "converted", error) ? folder / "converted" : folder;
    }
    return overlay.adapters.empty() ? overlay.deltas.front() : overlay.adapters.front();
}

/// What makes an adapter: kept steps, curves and states of its run stay behind.
void copyAdapter(const fs::path& from, const fs::path& to)
{
    fs::create_directories(to);
    for (const char* name : {"adapter_config.json", "adapter_model.safetensors"}) {
        writeFileAtomically(to / name, readFile(from / name), false);
    }
    std::error_code error;
    if (fs::is_directory(from / "initial", error)) {
        copyAdapter(from / "initial", to / "initial");
    }
}

} // namespace

SaveModelWiring::SaveModelWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.actions->on("model.saveMerged", this, [this] { saveMerged(); });
    parts.actions->on("model.saveDelta", this, [this] { saveDelta(); });
    connect(parts.overlays, &OverlayModel::changed, this, &SaveModelWiring::updateActions);
    updateActions();
}

void SaveModelWiring::updateActions()
{
    const ModelOverlay overlay = m_parts.overlays->after();
    const QString none =
        overlay.isEmpty() ? tr("No adapter or delta lies over the student.") : QString();
    m_parts.actions->setObstacle("model.saveMerged", none);
    m_parts.actions->setObstacle("model.saveDelta",
                                 !none.isEmpty()            ? none
                                     : loneOverlay(overlay) ? QString()
                                                            : tr("Switch on the one to be saved."));
}

void SaveModelWiring::saveMerged()
{
    MergeOptions options;
    options.model = toPath(m_parts.pair->model(Role::Student).folder);
    options.overlay = m_parts.overlays->after();
    const QString name = m_parts.pair->model(Role::Student).name();
    const QString target = chooseTarget(m_parts.settings, m_parts.window, tr("Save merged model"),
                                        name + QStringLiteral("-merged"), {});
    if (target.isEmpty()) {
        return;
    }
    options.out = toPath(target);
    const auto edited = std::make_shared<std::size_t>(0);
    JobRequest request;
    request.title = tr("Merge of %1").arg(name);
    request.work = [options, edited](const RunContext& context) {
        *edited = mergeModel(options, context).edited.size();
    };
    const JobId id = m_parts.jobs->start(std::move(request));
    auto* waiting = new QObject(this);
    connect(m_parts.jobs, &JobController::ended, waiting,
            [this, waiting, id, edited, target](JobId ended, const JobOutcome& outcome) {
                if (ended != id) {
                    return;
                }
                waiting->deleteLater();
                if (outcome.isFailed()) {
                    m_parts.showProblem(kSaveModelTopic, tr("The merged model was not saved."),
                                        outcome);
                } else if (outcome.isFinished()) {
                    m_parts.toast(tr("%1 was written and read back ✓: %n tensors changed.", nullptr,
                                     static_cast<int>(*edited))
                                      .arg(QFileInfo(target).fileName()));
                }
            });
}

void SaveModelWiring::saveDelta()
{
    const std::optional<fs::path> overlay = loneOverlay(m_parts.overlays->after());
    if (!overlay) {
        return;
    }
    std::error_code error;
    const bool isFolder = fs::is_directory(*overlay, error);
    const QString target = chooseTarget(
        m_parts.settings, m_parts.window, isFolder ? tr("Save adapter") : tr("Save delta"),
        isFolder ? QStringLiteral("adapter") : QStringLiteral("delta.safetensors"), {});
    if (target.isEmpty()) {
        return;
    }
    m_parts.lane->ask(
        kSaveModelTopic, this,
        [this, overlay = *overlay, isFolder, target,
         student = toPath(m_parts.pair->model(Role::Student).folder)](
            const RunContext&) -> QuickLane::Answer {
            const fs::path path = toPath(target);
            std::error_code exists;
            if (isFolder && fs::exists(path, exists)) {
                throw StudyError(path.string(), "a new folder", "one that is there",
                                 "Choose another name.");
            }
            if (isFolder) {
                copyAdapter(overlay, path);
            } else {
                writeFileAtomically(path, readFile(overlay), true);
            }
            inspectOverlay(path, student); // throws when it does not fit
            return [this, target] {
                m_parts.toast(
                    tr("%1 was written and read back ✓.").arg(QFileInfo(target).fileName()));
            };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(kSaveModelTopic, tr("The adapter or delta was not saved."),
                                outcome);
        });
}

} // namespace neurograft
