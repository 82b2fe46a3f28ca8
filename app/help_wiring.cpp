// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/help_wiring.h"

#include "app/help_pages.h"
#include "app/window_actions.h"
#include "core/run/gram_cache_setup.h"
#include "core/support/version.h"
#include "widgets/dialogs/diagnostics_dialog.h"
#include "widgets/dialogs/formats_dialog.h"
#include "widgets/dialogs/preferences_dialog.h"
#include "widgets/dialogs/shortcuts_dialog.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/status_readout.h"
#include "widgets/settings/app_settings.h"

#include <QMainWindow>
#include <QMessageBox>

namespace neurograft {

HelpWiring::HelpWiring(const WindowParts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    WindowActions* actions = parts.actions;
    actions->on("help.shortcuts", this, [this] {
        showDialog<ShortcutsDialog>("shortcutsDialog", m_parts.actions->groups());
    });
    actions->on("edit.preferences", this, [this] {
        showDialog<PreferencesDialog>("preferencesDialog", m_parts.settings, m_parts.lane);
    });
    // Before any dialog hears of it: it shows what holds then.
    connect(parts.settings, &AppSettings::cacheChanged, this, &HelpWiring::applyCache);
    applyCache();
    actions->on("help.diagnostics", this,
                [this] { showDialog<DiagnosticsDialog>("diagnosticsDialog", m_parts.lane); });
    actions->on("help.formats", this,
                [this] { showDialog<FormatsDialog>("formatsDialog", helpPages()); });
    actions->on("help.licences", this, [this] { showLicences(); });
    actions->on("help.about", this, [this] { showAbout(); });
    connect(parts.status, &StatusReadout::diagnosticsWanted, actions->find("help.diagnostics"),
            &QAction::trigger);
    actions->on("analyse.selfCheck", parts.status,
                [status = parts.status] { status->showSelfCheck(); });
    const auto offerSelfCheck = [this] {
        m_parts.actions->setObstacle("analyse.selfCheck",
                                     m_parts.session->figure() != nullptr
                                         ? QString()
                                         : tr("There is no result yet: run similarity."));
    };
    connect(parts.session, &SimilaritySession::figureChanged, this, offerSelfCheck);
    offerSelfCheck();
    connectFirstSteps();
}

void HelpWiring::applyCache()
{
    constexpr std::uint64_t kGigabyte = 1'000'000'000;
    const AppSettings* settings = m_parts.settings;
    GramCacheSetup setup;
    setup.folder = toPath(settings->cacheFolder());
    setup.diskBytes = static_cast<std::uint64_t>(settings->cacheGigabytes()) * kGigabyte;
    setup.memoryShare = settings->cacheMemory() / 100.0;
    applyGramCacheSetup(setup);
}

template <class Dialog, class... Arguments>
void HelpWiring::showDialog(const char* name, Arguments... arguments)
{
    auto* dialog = m_parts.window->findChild<Dialog*>(QString::fromLatin1(name));
    if (dialog == nullptr) {
        dialog = new Dialog(arguments..., m_parts.window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

void HelpWiring::connectFirstSteps()
{
    WindowActions* actions = m_parts.actions;
    AppSettings* settings = m_parts.settings;
    FirstStepsStrip* strip = m_parts.firstSteps;
    actions->on("help.firstSteps", this, [settings, strip] {
        settings->setFirstStepsClosed(false);
        strip->show();
    });
    connect(strip, &FirstStepsStrip::closed, this, [settings, strip] {
        settings->setFirstStepsClosed(true);
        strip->hide();
    });
    const auto lookAtHeatmap = [this] {
        const SimilaritySession* session = m_parts.session;
        if (!session->isRunning() && session->figure() != nullptr
            && session->partialText().isEmpty()) {
            m_parts.firstSteps->setDone(0);
        }
    };
    connect(m_parts.session, &SimilaritySession::stateChanged, this, lookAtHeatmap);
    connect(m_parts.session, &SimilaritySession::figureChanged, this, lookAtHeatmap);
}

void HelpWiring::showAbout()
{
    QMessageBox::about(
        m_parts.window, tr("About Neurograft"),
        tr("<h3>Neurograft %1</h3><p>Workbench for cross-scale parametric knowledge transfer "
           "between language models.</p><p>Runs offline; nothing leaves your computer.</p>"
           "<p>Licence: GPL-3.0-or-later. Built with Qt %2, LibTorch, HDF5 and QCustomPlot.</p>")
            .arg(QString::fromLatin1(kProgramVersion), QString::fromLatin1(qVersion())));
}

void HelpWiring::showLicences()
{
    QMessageBox box(
        QMessageBox::NoIcon, tr("Licences"),
        tr("<p>Neurograft is free software under the GNU General Public License, version 3 or "
           "later.</p>"
           "<table cellpadding=\"3\">"
           "<tr><td>Qt</td><td>LGPL-3.0</td></tr>"
           "<tr><td>QCustomPlot</td><td>GPL-3.0-or-later</td></tr>"
           "<tr><td>LibTorch</td><td>BSD-3-Clause</td></tr>"
           "<tr><td>HDF5</td><td>BSD-3-Clause</td></tr>"
           "<tr><td>nlohmann/json, CLI11</td><td>MIT, BSD-3-Clause</td></tr>"
           "<tr><td>PCRE2, utf8proc, SentencePiece</td><td>BSD-3-Clause, MIT, Apache-2.0</td></tr>"
           "<tr><td>Liberation fonts</td><td>SIL Open Font License 1.1</td></tr>"
           "</table>"),
        QMessageBox::Close, m_parts.window);
    box.setObjectName(QStringLiteral("licencesDialog"));
    box.exec();
}

} // namespace neurograft
