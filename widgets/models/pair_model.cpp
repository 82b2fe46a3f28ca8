// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/pair_model.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/path_text.h"
#include "widgets/plots/number_text.h"

#include <QDir>
#include <QFileInfo>

#include <utility>

namespace neurograft {

namespace {

const QString kPreflightChannel = QStringLiteral("preflight");
const QStringList kTables{QStringLiteral("csv"), QStringLiteral("tsv"), QStringLiteral("txt")};
const QString kDataChannel = QStringLiteral("data");

QString channelOf(Role role)
{
    return role == Role::Teacher ? QStringLiteral("teacher") : QStringLiteral("student");
}

/// A file in which nothing can be used is an error of its own: the first row says why.
void requireUsableRow(const DataFile& file)
{
    if (static_cast<std::int64_t>(file.problems().size()) == file.rows()) {
        file.row(0);
    }
}

} // namespace

QString shortTypeName(const std::string& dtype)
{
    static const std::pair<const char*, const char*> kNames[] = {
        {"bfloat16", "bf16"}, {"float16", "fp16"}, {"float32", "fp32"}, {"float64", "fp64"}};
    for (const auto& [name, shorter] : kNames) {
        if (dtype == name) {
            return QString::fromLatin1(shorter);
        }
    }
    return QString::fromStdString(dtype);
}

std::string automaticType(const QString& device, const ModelReport& report)
{
    return device == QLatin1String("cpu") ? "float32" : report.dtype;
}

QString byteText(double bytes)
{
    static const char* const kUnits[] = {"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < std::size(kUnits)) {
        bytes /= 1000.0;
        ++unit;
    }
    const int decimals = unit == 0 || bytes >= 99.95 ? 0 : 1;
    return QStringLiteral("%1 %2").arg(bytes, 0, 'f', decimals).arg(QLatin1String(kUnits[unit]));
}

QString ModelSlot::name() const
{
    return QDir(folder).dirName();
}

QString ModelSlot::facts() const
{
    if (state != SlotState::Ready || !report) {
        return {};
    }
    return QStringLiteral("%1 L, %2, %3, %4")
        .arg(report->layers)
        .arg(report->hiddenSize)
        .arg(shortTypeName(report->dtype), byteText(static_cast<double>(report->bytes)));
}

QString DataSlot::name() const
{
    return QFileInfo(path).fileName();
}

QString DataSlot::facts() const
{
    if (state != SlotState::Ready) {
        return {};
    }
    if (isActivations) {
        return PairModel::tr("activations");
    }
    const QString count =
        PairModel::tr("%1 rows", nullptr, static_cast<int>(rows())).arg(countText(rows()));
    return file && file->copies() > 0
        ? PairModel::tr("%1, %2 edited").arg(count, countText(file->copies()))
        : count;
}

PairModel::PairModel(QuickLane* lane, QObject* parent) : QObject(parent), m_lane(lane) { }

void PairModel::openModel(Role role, const QString& folder)
{
    ModelSlot& slot = m_models[index(role)];
    slot = ModelSlot();
    slot.state = SlotState::Reading;
    slot.folder = QDir(folder).absolutePath();
    Q_EMIT modelChanged(role);
    comparePair();
    m_lane->ask(
        channelOf(role), this,
        [this, role, path = toPath(slot.folder)](const RunContext&) -> QuickLane::Answer {
            auto report = std::make_shared<const ModelReport>(inspectModel(path));
            return [this, role, report] {
                ModelSlot& target = m_models[index(role)];
                target.report = report;
                target.state = report->problem.empty() ? SlotState::Ready : SlotState::Failed;
                if (!report->problem.empty()) {
                    target.problem = JobOutcome::failed(QString::fromStdString(report->problem),
                                                        tr("Copy or download it again."));
                }
                Q_EMIT modelChanged(role);
                comparePair();
            };
        },
        [this, role](const JobOutcome& outcome) {
            ModelSlot& target = m_models[index(role)];
            target.state = SlotState::Failed;
            target.problem = outcome;
            Q_EMIT modelChanged(role);
        });
}

void PairModel::openData(const QString& path)
{
    if (kTables.contains(QFileInfo(path).suffix().toLower())) {
        Q_EMIT tableOffered(QFileInfo(path).absoluteFilePath());
        return;
    }
    m_data = DataSlot();
    m_data.path = QFileInfo(path).absoluteFilePath();
    static const QStringList kArrays{QStringLiteral("npz"), QStringLiteral("h5"),
                                     QStringLiteral("hdf5"), QStringLiteral("safetensors")};
    m_data.isActivations = kArrays.contains(QFileInfo(path).suffix().toLower());
    m_data.state = SlotState::Reading;
    Q_EMIT dataChanged();
    m_lane->ask(
        kDataChannel, this,
        [this, file = toPath(m_data.path),
         isActivations = m_data.isActivations](const RunContext& context) -> QuickLane::Answer {
            // The arrays of activations are checked when they are used: reading them here would load
            // all.
            std::shared_ptr<const DataFile> opened;
            if (!isActivations) {
                opened = DataFile::open(file, context);
                requireUsableRow(*opened);
            }
            return [this, opened] {
                m_data.file = opened;
                m_data.state = SlotState::Ready;
                Q_EMIT dataChanged();
            };
        },
        [this](const JobOutcome& outcome) {
            m_data.state = SlotState::Failed;
            m_data.problem = outcome;
            Q_EMIT dataChanged();
        });
}

bool PairModel::isDataFile(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix == QLatin1String("jsonl") || suffix == QLatin1String("json")
        || suffix == QLatin1String("npz") || kTables.contains(suffix);
}

void PairModel::skipBrokenRows()
{
    if (m_data.file && !m_data.file->problems().empty() && !m_data.skipsBroken) {
        m_data.skipsBroken = true;
        Q_EMIT dataChanged();
    }
}

std::vector<std::int64_t> PairModel::usableRows() const
{
    std::vector<std::int64_t> rows;
    if (m_data.file && !m_data.file->problems().empty()) {
        for (std::int64_t row = 0; row < m_data.file->rows(); ++row) {
            if (m_data.file->facts(row).isUsable) {
                rows.push_back(row);
            }
        }
    }
    return rows;
}

void PairModel::swapRoles()
{
    if (m_models[0].state == SlotState::Reading || m_models[1].state == SlotState::Reading) {
        return;
    }
    std::swap(m_models[0], m_models[1]);
    Q_EMIT modelChanged(Role::Teacher);
    Q_EMIT modelChanged(Role::Student);
    comparePair();
}

void PairModel::close()
{
    for (const Role role : {Role::Teacher, Role::Student}) {
        m_lane->forget(channelOf(role));
        m_models[index(role)] = ModelSlot();
        Q_EMIT modelChanged(role);
    }
    m_lane->forget(kDataChannel);
    m_data = DataSlot();
    Q_EMIT dataChanged();
    comparePair();
}

bool PairModel::isEmpty() const
{
    return m_models[0].state == SlotState::Empty && m_models[1].state == SlotState::Empty
        && m_data.state == SlotState::Empty;
}

void PairModel::comparePair()
{
    m_lane->forget(kPreflightChannel);
    m_preflight.reset();
    m_preflightProblem = JobOutcome();
    Q_EMIT preflightChanged();
    if (m_models[0].state != SlotState::Ready || m_models[1].state != SlotState::Ready) {
        return;
    }
    m_lane->ask(
        kPreflightChannel, this,
        [this, teacher = toPath(m_models[0].folder),
         student = toPath(m_models[1].folder)](const RunContext&) -> QuickLane::Answer {
            auto report = std::make_shared<const PreflightReport>(preflightPair(teacher, student));
            return [this, report] {
                m_preflight = report;
                Q_EMIT preflightChanged();
            };
        },
        [this](const JobOutcome& outcome) {
            m_preflightProblem = outcome;
            Q_EMIT preflightChanged();
        });
}

QString PairModel::obstacle() const
{
    if (m_data.state == SlotState::Ready && m_data.isActivations) {
        return {};
    }
    for (const Role role : {Role::Teacher, Role::Student}) {
        switch (model(role).state) {
        case SlotState::Empty:
            return tr("Open a %1 first.").arg(roleWord(role));
        case SlotState::Reading:
            return tr("The %1 is being read.").arg(roleWord(role));
        case SlotState::Failed:
            return tr("The %1 was not opened.").arg(roleWord(role));
        case SlotState::Ready:
            break;
        }
    }
    switch (m_data.state) {
    case SlotState::Empty:
        return tr("Similarity needs texts that both models read.");
    case SlotState::Reading:
        return tr("The data file is being read.");
    case SlotState::Failed:
        return tr("The data file was not read.");
    case SlotState::Ready:
        break;
    }
    if (m_data.file && !m_data.file->problems().empty() && !m_data.skipsBroken) {
        return m_data.file->problems().size() == 1
            ? tr("A row of the data was not read: skip it or mend the file.")
            : tr("Rows of the data were not read: skip them or mend the file.");
    }
    return {};
}

} // namespace neurograft
