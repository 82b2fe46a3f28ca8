// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/playground_wiring.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "widgets/frame/dock.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/playground_model.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/next_token_table.h"
#include "widgets/panels/playground_panel.h"

#include <QAction>
#include <QJsonObject>
#include <QMainWindow>

namespace neurograft {

namespace {

const QString kPlaygroundSection = QStringLiteral("playground");
const QString kPrompt = QStringLiteral("prompt");
const QString kTemplate = QStringLiteral("template");

} // namespace

PlaygroundWiring::PlaygroundWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts),
      m_model(new PlaygroundModel(parts.pair, parts.shelf, parts.overlays, this)),
      m_panel(new PlaygroundPanel(m_model, parts.actions->find("model.openPair"),
                                  parts.docks->playground()))
{
    Dock* dock = parts.docks->playground();
    dock->setContent(m_panel);
    parts.actions->addViewKeys(m_panel->table()); // Space is before and after here, too
    m_panel->setCopyCommandKey(parts.actions->find("edit.copyCommand")->shortcut());
    connect(m_panel, &PlaygroundPanel::copyWanted, this,
            [this](const QString& text, const QString& toast) { m_parts.copyText(text, toast); });
    parts.actions->on("analyse.playground", this, [this] { open(); });
    const auto updateAction = [this] {
        m_parts.actions->setObstacle(
            "analyse.playground",
            m_model->hasModel() ? QString() : tr("Open a teacher or a student first."));
    };
    connect(m_model, &PlaygroundModel::modelsChanged, this, updateAction);
    updateAction();
    connect(parts.study, &StudyDocument::aboutToSave, this, &PlaygroundWiring::store);
    connect(parts.study, &StudyDocument::opened, this, &PlaygroundWiring::restore);
}

/// With room for prompt, table and texts beside each other; a place chosen by hand stays.
void PlaygroundWiring::open()
{
    Dock* dock = m_parts.docks->playground();
    const bool wasHidden = dock->isHidden(); // else behind another tab, or seen
    m_parts.docks->reveal(dock);
    if (wasHidden && !dock->isFloating()) {
        const QFontMetrics metrics = m_parts.window->fontMetrics();
        m_parts.window->resizeDocks({dock}, {metrics.averageCharWidth() * 120}, Qt::Horizontal);
        m_parts.window->resizeDocks({dock}, {metrics.height() * 18}, Qt::Vertical);
    }
    m_panel->focusPrompt();
}

void PlaygroundWiring::store()
{
    QJsonObject section = m_parts.study->viewSection(kPlaygroundSection);
    section.insert(kPrompt, m_model->prompt());
    section.insert(kTemplate, m_model->usesTemplate());
    m_parts.study->setViewSection(kPlaygroundSection,
                                  m_model->prompt().isEmpty() ? QJsonObject() : section);
}

void PlaygroundWiring::restore()
{
    const QJsonObject section = m_parts.study->viewSection(kPlaygroundSection);
    m_panel->setPrompt(section.value(kPrompt).toString(), section.value(kTemplate).toBool(true));
}

} // namespace neurograft
