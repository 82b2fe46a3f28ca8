// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/neurons_view.h"

#include "widgets/frame/empty_page.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/neuron_session.h"
#include "widgets/panels/locate_bar.h"
#include "widgets/panels/neuron_maps.h"

#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace neurograft {

NeuronsView::NeuronsView(LocateSession* locate, NeuronSession* session, SelectionModel* selection,
                         QAction* run, QAction* cancel, QWidget* parent)
    : QWidget(parent), m_locate(locate), m_session(session),
      m_bar(new LocateBar(locate, run, cancel, this)), m_pages(new QStackedWidget(this)),
      m_maps(new NeuronMaps(session, selection, m_pages)), m_footer(new QLabel(this))
{
    setObjectName(QStringLiteral("neuronsView"));
    m_pages->addWidget(new EmptyPage(QStringLiteral("neuronsEmpty"),
                                     tr("Which neurons hold this, and do both models have them?"),
                                     tr("Pick an example, check the target token, locate."), run,
                                     tr("Locate &neurons"), m_pages));
    m_pages->addWidget(m_maps);
    m_footer->setObjectName(QStringLiteral("neuronsView.footer"));
    m_footer->setForegroundRole(QPalette::PlaceholderText);
    m_footer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_footer->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_bar);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_footer);
    connect(session, &NeuronSession::resultChanged, this, &NeuronsView::showState);
    connect(locate, &LocateSession::stateChanged, this, &NeuronsView::showState);
    showState();
}

void NeuronsView::showState()
{
    const auto result = m_session->result();
    m_pages->setCurrentIndex(result || m_locate->isRunning() ? 1 : 0);
    QStringList parts;
    if (result) {
        parts << m_locate->resultName() << result->footer;
    }
    if (result && result->isPartial && m_locate->isRunning()) {
        parts << tr("first results; the exact ones follow");
    }
    parts.removeAll(QString());
    m_footer->setText(parts.join(QStringLiteral("   ")));
    m_footer->setVisible(!parts.isEmpty());
}

} // namespace neurograft
