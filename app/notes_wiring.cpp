// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notes_wiring.h"

#include "widgets/jobs/job_outcome.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/example_set.h"
#include "widgets/models/example_slices.h"
#include "widgets/models/study_document.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScopedValueRollback>

namespace neurograft {

namespace {

const QString kBookmarks = QStringLiteral("bookmarks");
const QString kExamples = QStringLiteral("examples");
const QString kList = QStringLiteral("list");
const QString kData = QStringLiteral("data");
const QString kCutOff = QStringLiteral("cut_off");

QJsonDocument documentOf(const std::string& text)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(text));
}

std::string textOf(const QJsonDocument& document)
{
    return document.toJson(QJsonDocument::Compact).toStdString();
}

} // namespace

NotesWiring::NotesWiring(const WindowParts& parts, StudyDocument* study, QObject* parent)
    : QObject(parent), m_parts(parts), m_study(study)
{
    connect(parts.bookmarks, &BookmarkModel::changed, this, &NotesWiring::storeBookmarks);
    connect(parts.slices, &ExampleSlices::changed, this, &NotesWiring::storeExamples);
    connect(parts.examples, &ExampleSet::cutOffChanged, this, &NotesWiring::storeExamples);
    connect(study, &StudyDocument::opened, this, &NotesWiring::restore);
    connect(study, &StudyDocument::forgotten, this, &NotesWiring::forget);
}

void NotesWiring::storeBookmarks()
{
    if (!m_isRestoring) {
        const QJsonDocument list = documentOf(m_parts.bookmarks->toJson());
        m_study->setViewSection(kBookmarks, QJsonObject{{kList, list.array()}});
    }
}

void NotesWiring::storeExamples()
{
    if (!m_isRestoring) {
        const QJsonDocument slices = documentOf(m_parts.slices->toJson());
        m_study->setViewSection(kExamples,
                                {{kData, slices.object()}, {kCutOff, m_parts.examples->cutOff()}});
    }
}

void NotesWiring::restore()
{
    const QScopedValueRollback<bool> restoring(m_isRestoring, true);
    const QJsonObject bookmarks = m_study->viewSection(kBookmarks);
    const QJsonObject examples = m_study->viewSection(kExamples);
    const JobOutcome outcome = outcomeOf([&] {
        m_parts.bookmarks->fromJson(textOf(QJsonDocument(bookmarks.value(kList).toArray())),
                                    "view.json, bookmarks");
        m_parts.slices->fromJson(textOf(QJsonDocument(examples.value(kData).toObject())),
                                 "view.json, examples");
    });
    if (outcome.isFailed()) {
        m_parts.showProblem(QStringLiteral("notes"), tr("Some notes of the study were not read."),
                            outcome);
    }
    const QJsonValue cutOff = examples.value(kCutOff);
    m_parts.examples->setCutOff(
        cutOff.isDouble() && cutOff.toInt() >= 0 ? cutOff.toInt() : ExampleSet::kDefaultCutOff);
}

void NotesWiring::forget()
{
    const QScopedValueRollback<bool> restoring(m_isRestoring, true);
    m_parts.bookmarks->fromJson("[]", "notes");
    m_parts.slices->fromJson("{}", "notes");
    m_parts.examples->setCutOff(ExampleSet::kDefaultCutOff);
}

} // namespace neurograft
