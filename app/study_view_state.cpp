// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/study_view_state.h"

#include "app/window_docks.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/go_to_target.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/similarity_panes.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QUndoStack>

namespace neurograft {

namespace {

const QString kWindow = QStringLiteral("window");
const QString kSelection = QStringLiteral("selection");
const QString kPrimary = QStringLiteral("primary");
const QString kCompare = QStringLiteral("compare");
const QString kStudyViewStateRun = QStringLiteral("run");
const QString kWorkspace = QStringLiteral("workspace");
const QString kDocks = QStringLiteral("docks");

/// Looks of the copies of the first pane, which is written beside them.
const QString kPanes = QStringLiteral("panes");
const QString kColorGroup = QStringLiteral("colorGroup");
const QString kAllViews = QStringLiteral("all");

/// The models are not read yet, so any layer and neuron is taken; a row names its data itself.
GoToSizes sizesFor(const QString& text)
{
    GoToSizes sizes;
    if (text.startsWith(QLatin1String("item "))) {
        sizes.data = text.section(QLatin1Char(' '), 1, 1);
    }
    return sizes;
}

} // namespace

StudyViewState::StudyViewState(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_neurons(parts), m_transfer(parts), m_evaluate(parts)
{
    connect(parts.study, &StudyDocument::aboutToSave, this, &StudyViewState::store);
}

QString StudyViewState::run() const
{
    return m_parts.study->viewSection(kCompare).value(kStudyViewStateRun).toString();
}

void StudyViewState::store()
{
    StudyDocument* study = m_parts.study;
    QJsonObject window = study->viewSection(kWindow);
    window.insert(kWorkspace, workspaceWord(m_parts.pages->current()));
    window.insert(
        kDocks, QString::fromLatin1(m_parts.docks->placesOf(m_parts.pages->current()).toBase64()));
    study->setViewSection(kWindow, window);

    QJsonObject compare = study->viewSection(kCompare);
    const QString shown = m_parts.session->resultPath();
    const QString file = shown.isEmpty() || m_parts.runs->folder().isEmpty()
        ? QString()
        : QDir(m_parts.runs->folder()).relativeFilePath(shown);
    if (file.isEmpty() || file.startsWith(QLatin1String(".."))) {
        compare.remove(kStudyViewStateRun);
    } else {
        compare.insert(kStudyViewStateRun, file);
    }
    storePanes(compare);
    study->setViewSection(kCompare, compare);

    m_neurons.store();
    m_transfer.store();
    m_evaluate.store();
    QJsonObject selection = study->viewSection(kSelection);
    selection.insert(kPrimary, goToText(m_parts.selection->primary()));
    study->setViewSection(kSelection, selection);
}

void StudyViewState::storePanes(QJsonObject& compare) const
{
    const SimilarityPanes* panes = m_parts.similarity;
    const QJsonObject first = toJson(panes->first()->look());
    for (auto entry = first.begin(); entry != first.end(); ++entry) {
        compare.insert(entry.key(), entry.value());
    }
    QJsonArray copies;
    for (const SimilarityLook& look : panes->copies()) {
        copies.append(toJson(look));
    }
    compare.insert(kPanes, copies);
    compare.insert(kColorGroup, panes->areColorsShared() ? kAllViews : QString());
}

void StudyViewState::restorePanes(const QJsonObject& compare)
{
    SimilarityPanes* panes = m_parts.similarity;
    panes->setCopies({});
    SimilarityLook before = panes->first()->look();
    before.isLinked = true;
    SimilarityLook look = lookFromJson(compare, before);
    look.options = panes->first()->session()->options(); // the study says what is measured
    look.zoom.reset();
    panes->first()->setLook(look);
    std::vector<SimilarityLook> copies;
    for (const QJsonValue& copy : compare.value(kPanes).toArray()) {
        SimilarityLook standard;
        standard.options = look.options;
        copies.push_back(lookFromJson(copy.toObject(), standard));
    }
    panes->setColorsShared(compare.value(kColorGroup).toString() == kAllViews);
    panes->setCopies(copies);
}

void StudyViewState::restore()
{
    const QJsonObject window = m_parts.study->viewSection(kWindow);
    for (const Workspace workspace : kWorkspaces) {
        if (workspaceWord(workspace) == window.value(kWorkspace).toString()) {
            m_parts.pages->setCurrent(workspace);
        }
    }
    const QByteArray docks = QByteArray::fromBase64(window.value(kDocks).toString().toLatin1());
    if (!docks.isEmpty()) {
        m_parts.docks->setPlacesOf(m_parts.pages->current(), docks);
    }

    const QJsonObject compare = m_parts.study->viewSection(kCompare);
    restorePanes(compare);
    m_neurons.restore();
    m_transfer.restore();
    m_evaluate.restore();

    m_parts.selection->reset();
    const QString primary = m_parts.study->viewSection(kSelection).value(kPrimary).toString();
    const std::optional<GoToTarget> target = parseGoTo(primary, sizesFor(primary));
    if (target && std::holds_alternative<SelectionItem>(*target)) {
        m_parts.selection->select(std::get<SelectionItem>(*target));
    }
    m_parts.undo->clear(); // where the study was left is where undo begins
}

} // namespace neurograft
