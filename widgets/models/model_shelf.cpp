// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/model_shelf.h"

#include "core/run/model_report.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"

#include <algorithm>
#include <charconv>

namespace neurograft {

namespace {

constexpr int kLookMs = 2000;
const QString kModelShelfChannel = QStringLiteral("shelf.memory");

bool isSame(const OpenModelOptions& a, const OpenModelOptions& b)
{
    return a.device == b.device && a.dtype == b.dtype && a.layers == b.layers;
}

std::int64_t widthOf(const std::string& dtype)
{
    const std::pair<const char*, std::int64_t> widths[] = {{"F64", 8},  {"F32", 4}, {"F16", 2},
                                                           {"BF16", 2}, {"I64", 8}, {"I32", 4}};
    for (const auto& [name, width] : widths) {
        if (dtype == name) {
            return width;
        }
    }
    return 1;
}

/// 3 of "model.layers.3.mlp.up_proj.weight"; none for tensors of no layer.
std::optional<std::int64_t> layerOf(const std::string& name)
{
    const std::string mark = "layers.";
    const std::size_t at = name.find(mark);
    std::int64_t layer = 0;
    if (at == std::string::npos) {
        return std::nullopt;
    }
    const char* const end = name.data() + name.size();
    const auto [next, code] = std::from_chars(name.data() + at + mark.size(), end, layer);
    return code == std::errc() && next != end ? std::optional(layer) : std::nullopt;
}

} // namespace

std::int64_t storedBytes(const ModelReport& report, std::int64_t first, std::int64_t last)
{
    std::int64_t bytes = 0;
    for (const TensorReport& tensor : report.tensors) {
        const std::optional<std::int64_t> layer = layerOf(tensor.name);
        if (layer && (*layer < first || *layer > last)) {
            continue;
        }
        std::int64_t count = widthOf(tensor.dtype);
        for (const std::int64_t size : tensor.shape) {
            count *= size;
        }
        bytes += count;
    }
    return bytes;
}

ModelShelf::ModelShelf(PairModel* pair, JobController* jobs, QuickLane* lane, QObject* parent)
    : QObject(parent), m_pair(pair), m_jobs(jobs), m_lane(lane)
{
    m_look.setInterval(kLookMs);
    connect(&m_look, &QTimer::timeout, this, &ModelShelf::refresh);
    connect(pair, &PairModel::modelChanged, this, &ModelShelf::follow);
    connect(jobs, &JobController::ended, this, [this](JobId id, const JobOutcome& outcome) {
        for (const Role role : {Role::Teacher, Role::Student}) {
            Place& place = m_places[index(role)];
            if (place.job != id) {
                continue;
            }
            place.job = 0;
            Q_EMIT changed(role);
            refresh();
            if (outcome.isFailed()) {
                Q_EMIT failed(role == Role::Teacher ? tr("The teacher was not loaded.")
                                                    : tr("The student was not loaded."),
                              outcome);
            }
        }
    });
    follow(Role::Teacher);
    follow(Role::Student);
}

OpenModelOptions ModelShelf::optionsOf(Role role, const Layers& layers) const
{
    return {m_devices[index(role)], m_dtypes[index(role)], layers};
}

void ModelShelf::setPlace(Role role, const std::string& device, const std::string& dtype)
{
    m_devices[index(role)] = device;
    m_dtypes[index(role)] = dtype;
    const Place& place = m_places[index(role)];
    const Layers kept = layers(role);
    if (place.kept && !isSame(place.kept->options(), optionsOf(role, kept))) {
        renew(role, kept);
    }
}

void ModelShelf::follow(Role role)
{
    const ModelSlot& slot = m_pair->model(role);
    const bool isReady = slot.state == SlotState::Ready && slot.report->isRunnable;
    const std::filesystem::path wanted = isReady ? toPath(slot.folder) : std::filesystem::path();
    Place& place = m_places[index(role)];
    if (isReady && place.kept && place.kept->folder() == wanted) {
        return;
    }
    // After swapping roles the other place holds what belongs here.
    const Role otherRole = role == Role::Teacher ? Role::Student : Role::Teacher;
    Place& other = m_places[index(otherRole)];
    const bool isSwapped = isReady && other.kept && other.kept->folder() == wanted
        && toPath(m_pair->model(otherRole).folder) != wanted;
    if (isSwapped && isSame(other.kept->options(), optionsOf(role, layers(otherRole)))) {
        std::swap(place, other);
        Q_EMIT changed(otherRole);
        Q_EMIT changed(role);
        return;
    }
    if (isReady || place.kept) {
        renew(role, {});
    }
}

void ModelShelf::renew(Role role, const Layers& layers)
{
    Place& place = m_places[index(role)];
    if (place.kept) {
        Q_EMIT unloading(role);
        m_jobs->cancel(place.job);
    }
    const ModelSlot& slot = m_pair->model(role);
    place = Place();
    if (slot.state == SlotState::Ready && slot.report->isRunnable) {
        place.kept = std::make_shared<KeptModel>(toPath(slot.folder), optionsOf(role, layers));
    }
    Q_EMIT changed(role);
}

void ModelShelf::load(Role role, const Layers& wanted)
{
    if (m_places[index(role)].kept && layers(role) != wanted) {
        renew(role, wanted);
    }
    Place& place = m_places[index(role)];
    if (!place.kept || place.job != 0) {
        return;
    }
    JobRequest request;
    const QString name = m_pair->model(role).name();
    request.title = wanted
        ? tr("Load layers %1 to %2 of %3").arg(wanted->first).arg(wanted->second).arg(name)
        : tr("Load weights of %1").arg(name);
    request.work = [kept = place.kept](const RunContext& context) {
        kept->get({}, context)->readWeights(context);
    };
    place.job = m_jobs->start(std::move(request));
    Q_EMIT changed(role);
    m_look.start();
}

void ModelShelf::unload(Role role)
{
    renew(role, {});
}

bool ModelShelf::isOpen(Role role) const
{
    const auto& kept = m_places[index(role)].kept;
    return kept && kept->ifOpen() != nullptr;
}

ModelShelf::Layers ModelShelf::layers(Role role) const
{
    const auto& kept = m_places[index(role)].kept;
    return kept ? kept->options().layers : Layers();
}

void ModelShelf::refresh()
{
    std::array<std::shared_ptr<const OpenModel>, 2> models;
    for (const Role role : {Role::Teacher, Role::Student}) {
        Place& place = m_places[index(role)];
        models[index(role)] = place.kept ? place.kept->ifOpen() : nullptr;
        const bool isNowOpen = models[index(role)] != nullptr;
        if (isNowOpen != place.isToldOpen) { // opened at first use, on another thread
            place.isToldOpen = isNowOpen;
            Q_EMIT changed(role);
        }
    }
    const bool isAnyOpen = models[0] || models[1];
    if (!isAnyOpen) {
        if (!isLoading(Role::Teacher) && !isLoading(Role::Student)) {
            m_look.stop();
        }
        return;
    }
    m_look.start();
    m_lane->ask(kModelShelfChannel, this, [this, models](const RunContext&) -> QuickLane::Answer {
        std::array<ModelMemory, 2> memory;
        for (std::size_t i = 0; i < models.size(); ++i) {
            memory[i] = models[i] ? models[i]->memory() : ModelMemory();
        }
        return [this, models, memory] { takeMemory(models, memory); };
    });
}

void ModelShelf::takeMemory(const std::array<std::shared_ptr<const OpenModel>, 2>& models,
                            const std::array<ModelMemory, 2>& memory)
{
    for (const Role role : {Role::Teacher, Role::Student}) {
        Place& place = m_places[index(role)];
        const std::size_t at = index(role);
        const bool isStill = place.kept && models[at] && place.kept->ifOpen() == models[at];
        if (isStill
            && (place.memory.hostBytes != memory[at].hostBytes
                || place.memory.deviceBytes != memory[at].deviceBytes)) {
            place.memory = memory[at];
            Q_EMIT changed(role);
        }
    }
}

void ModelShelf::setInUse(Role role, const QString& user, bool isInUse)
{
    QStringList& users = m_places[index(role)].users;
    users.removeAll(user);
    if (isInUse) {
        users << user;
    }
}

QStringList ModelShelf::users(Role role) const
{
    QStringList all = m_places[index(role)].users;
    if (isLoading(role)) {
        all << tr("Its weights are being read.");
    }
    return all;
}

} // namespace neurograft
