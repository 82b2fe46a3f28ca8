// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/transfer_rows.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/study_document.h"
#include "widgets/plots/number_text.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace neurograft {

namespace {

using RowSourceKind = RowSource::Kind;

std::size_t indexOf(RowPart part)
{
    return static_cast<std::size_t>(part);
}

std::filesystem::path& pathOf(TransferStudy& study, RowPart part)
{
    switch (part) {
    case RowPart::Extract:
        return study.extract;
    case RowPart::Align:
        return study.align;
    case RowPart::Train:
        return study.train;
    case RowPart::Validation:
        break;
    }
    return study.validation;
}

/// "<stem>.train.jsonl".
std::filesystem::path rowsPath(std::filesystem::path stem, RowPart part)
{
    return stem += "." + rowPartWord(part).toStdString() + ".jsonl";
}

QString kindWord(RowSourceKind kind)
{
    switch (kind) {
    case RowSourceKind::Split:
        return QStringLiteral("split");
    case RowSourceKind::Data:
        return QStringLiteral("data");
    case RowSourceKind::File:
        return QStringLiteral("file");
    case RowSourceKind::None:
        break;
    }
    return QStringLiteral("none");
}

} // namespace

QString rowPartWord(RowPart part)
{
    switch (part) {
    case RowPart::Extract:
        return QStringLiteral("extract");
    case RowPart::Align:
        return QStringLiteral("align");
    case RowPart::Train:
        return QStringLiteral("train");
    case RowPart::Validation:
        break;
    }
    return QStringLiteral("validation");
}

TransferRows::TransferRows(PairModel* pair, StudyDocument* study, QObject* parent)
    : QObject(parent), m_pair(pair), m_study(study)
{
    connect(pair, &PairModel::dataChanged, this, &TransferRows::changed);
    connect(study, &StudyDocument::studyChanged, this, &TransferRows::changed);
    connect(study, &StudyDocument::opened, this, &TransferRows::changed);
    connect(study, &StudyDocument::closed, this, [this] {
        m_chosen = {};
        Q_EMIT changed();
    });
}

std::vector<std::int64_t> TransferRows::splitRows(RowPart part) const
{
    const auto& splits = m_study->study().splits;
    const auto split = splits.find(rowPartWord(part).toStdString());
    const DataSlot& data = m_pair->data();
    if (split == splits.end() || split->second.empty() || !data.file) {
        return {};
    }
    std::vector<std::int64_t> rows;
    try {
        rows = parseRowList(split->second); // people and studies count from 1
    } catch (const Error&) {
        return {};
    }
    for (std::int64_t& row : rows) {
        --row;
    }
    const bool isInFile = !rows.empty() && rows.front() >= 0 && rows.back() < data.rows();
    rows.erase(std::remove_if(
                   rows.begin(), rows.end(),
                   [&](std::int64_t row) { return isInFile && !data.file->facts(row).isUsable; }),
               rows.end());
    return isInFile ? rows : std::vector<std::int64_t>();
}

QString TransferRows::fileBeside(RowPart part) const
{
    const QString data = m_pair->data().path;
    if (data.isEmpty() || m_pair->data().isActivations) {
        return {};
    }
    const QDir folder = QFileInfo(data).dir();
    QStringList names{rowPartWord(part) + QStringLiteral(".jsonl")};
    if (part == RowPart::Validation) {
        names << QStringLiteral("test.jsonl");
    }
    for (const QString& name : names) {
        if (QFileInfo(folder.filePath(name)).isFile()) {
            return folder.filePath(name);
        }
    }
    return {};
}

RowSource TransferRows::standard(RowPart part) const
{
    if (!splitRows(part).empty()) {
        return {RowSourceKind::Split, {}};
    }
    const QString file = fileBeside(part);
    if (!file.isEmpty()) {
        return {RowSourceKind::File, file};
    }
    const bool isData = m_pair->data().file && part != RowPart::Validation;
    return {isData ? RowSourceKind::Data : RowSourceKind::None, {}};
}

RowSource TransferRows::source(RowPart part) const
{
    return m_chosen[indexOf(part)].value_or(standard(part));
}

void TransferRows::setSource(RowPart part, const std::optional<RowSource>& source)
{
    if (source != m_chosen[indexOf(part)]) {
        m_chosen[indexOf(part)] = source;
        Q_EMIT changed();
    }
}

std::vector<RowSource> TransferRows::choices(RowPart part) const
{
    std::vector<RowSource> all;
    const auto add = [&all](const RowSource& source) {
        if (std::find(all.begin(), all.end(), source) == all.end()) {
            all.push_back(source);
        }
    };
    if (!splitRows(part).empty()) {
        add({RowSourceKind::Split, {}});
    }
    if (const QString file = fileBeside(part); !file.isEmpty()) {
        add({RowSourceKind::File, file});
    }
    if (m_pair->data().file) {
        add({RowSourceKind::Data, {}});
    }
    if (part == RowPart::Validation || part == RowPart::Align) {
        add({RowSourceKind::None, {}});
    }
    add(source(part));
    return all;
}

QString TransferRows::text(const RowSource& source, RowPart part) const
{
    switch (source.kind) {
    case RowSourceKind::Split:
        return tr("split %1, %2 rows")
            .arg(rowPartWord(part), countText(static_cast<std::int64_t>(splitRows(part).size())));
    case RowSourceKind::Data:
        return tr("all %1 rows of %2").arg(countText(m_pair->data().rows()), m_pair->data().name());
    case RowSourceKind::File:
        return QFileInfo(source.file).fileName();
    case RowSourceKind::None:
        break;
    }
    return tr("none");
}

QString TransferRows::problem(const RowSource& source, RowPart part) const
{
    switch (source.kind) {
    case RowSourceKind::Split:
        return splitRows(part).empty()
            ? tr("The split %1 has no rows of the data at hand.").arg(rowPartWord(part))
            : QString();
    case RowSourceKind::Data:
        return m_pair->data().file ? QString() : tr("Open data first.");
    case RowSourceKind::File:
        return QFileInfo(source.file).isFile() ? QString()
                                               : tr("There is no file %1.").arg(source.file);
    case RowSourceKind::None:
        break;
    }
    return {};
}

bool TransferRows::isUsed(RowPart part, const TransferStudy& study)
{
    const bool isLaten = study.method == "laten";
    const bool isAdapter = trainsAdapter(study) && !isLaten;
    switch (part) {
    case RowPart::Extract:
        return isLaten || needsSensitivity(study) || needsNeurons(study);
    case RowPart::Align:
        return isLaten || study.method == "unaligned";
    case RowPart::Train:
        return isLaten || (isAdapter && study.isTrained);
    case RowPart::Validation:
        break;
    }
    return (isLaten || isAdapter) && study.isTrained;
}

void TransferRows::place(TransferStudy& study, const std::filesystem::path& stem) const
{
    for (const RowPart part : kRowParts) {
        std::filesystem::path& path = pathOf(study, part);
        const RowSource from = isUsed(part, study) ? source(part) : RowSource();
        path.clear();
        if (from.kind == RowSourceKind::File) {
            path = toPath(from.file);
        } else if (from.kind == RowSourceKind::Data) {
            path = toPath(m_pair->data().path);
            if (part == RowPart::Train) {
                study.rows.rows = m_pair->usableRows();
            }
        } else if (from.kind == RowSourceKind::Split) {
            std::string lines;
            for (const std::int64_t row : splitRows(part)) {
                lines += std::string(m_pair->data().file->line(row)) + "\n";
            }
            path = rowsPath(stem, part);
            writeFileAtomically(path, lines, true);
        }
    }
}

QJsonObject TransferRows::toJson() const
{
    QJsonObject json;
    for (const RowPart part : kRowParts) {
        if (const std::optional<RowSource>& chosen = m_chosen[indexOf(part)]) {
            json.insert(rowPartWord(part),
                        QJsonObject{{QStringLiteral("from"), kindWord(chosen->kind)},
                                    {QStringLiteral("file"), chosen->file}});
        }
    }
    return json;
}

void TransferRows::fromJson(const QJsonObject& json)
{
    m_chosen = {};
    for (const RowPart part : kRowParts) {
        const QJsonObject own = json.value(rowPartWord(part)).toObject();
        const QString from = own.value(QStringLiteral("from")).toString();
        for (const RowSourceKind kind : {RowSourceKind::None, RowSourceKind::Split,
                                         RowSourceKind::Data, RowSourceKind::File}) {
            if (from == kindWord(kind)) {
                m_chosen[indexOf(part)] =
                    RowSource{kind, own.value(QStringLiteral("file")).toString()};
            }
        }
    }
    Q_EMIT changed();
}

void copyRows(TransferStudy& study, const std::filesystem::path& runs,
              const std::filesystem::path& stem)
{
    for (const RowPart part : kRowParts) {
        std::filesystem::path& path = pathOf(study, part);
        if (!path.empty() && path.parent_path() == runs) {
            const std::filesystem::path copy = rowsPath(stem, part);
            writeFileAtomically(copy, readFile(path), true);
            path = copy;
        }
    }
}

} // namespace neurograft
