// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/explain_popup.h"

#include "widgets/models/explain_text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

/// Widgets by name and what explains them.
struct WidgetHelp {
    const char* name;
    const char* ids;
};
constexpr WidgetHelp kWidgets[] = {{"measureCombo", "cka"},
                                   {"maskToggle", "mask"},
                                   {"lockToggle", "scale"},
                                   {"scaleBar", "scale"},
                                   {"status.selfCheck", "self-check"},
                                   {"exampleTable", "loss truncation"},
                                   {"tokenPreview", "loss"},
                                   {"lengthHistogram", "truncation"},
                                   {"cutOffSpin", "truncation"},
                                   {"splitsDialog", "overlap"},
                                   {"normToggle", "neuron-tokens"},
                                   {"promotedTable", "neuron-tokens"},
                                   {"suppressedTable", "neuron-tokens"},
                                   {"activationStrip", "coefficient"},
                                   {"topExampleList", "coefficient"},
                                   {"twinList", "twins"},
                                   {"matchPanel", "matching coefficient"},
                                   {"lensTable", "logit-lens"},
                                   {"neuronCard", "neuron-tokens coefficient twins"}};

constexpr int kLetters = 90;
constexpr int kExplainPopupMostLines = 36;

} // namespace

QStringList helpIdsFor(const QWidget* focus)
{
    for (const QWidget* widget = focus; widget != nullptr; widget = widget->parentWidget()) {
        const QString name = widget->objectName().section(u'#', 0, 0); // of copies, too
        if (name == QLatin1String("estimatorCombo") || name == QLatin1String("unitCombo")) {
            const auto* combo = qobject_cast<const QComboBox*>(widget);
            return combo == nullptr ? QStringList() : QStringList{combo->currentData().toString()};
        }
        for (const WidgetHelp& help : kWidgets) {
            if (name == QLatin1String(help.name)) {
                return QString::fromLatin1(help.ids).split(QLatin1Char(' '));
            }
        }
    }
    return {};
}

ExplainPopup::ExplainPopup(QWidget* parent) : QDialog(parent), m_text(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("explainPopup"));
    m_text->setObjectName(QStringLiteral("explainPopup.text"));
    m_text->setAccessibleName(tr("Explanation"));
    m_text->setOpenLinks(false);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByKeyboard);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_text, 1);
    layout->addWidget(buttons);
}

void ExplainPopup::explain(const QString& sentence, const QStringList& ids)
{
    m_sentence = sentence;
    m_ids = ids;
    m_isAll = false;
    show(tr("Explain this"));
}

void ExplainPopup::explainAll()
{
    m_isAll = true;
    show(tr("Measures and formulas"));
}

void ExplainPopup::show(const QString& title)
{
    setWindowTitle(title);
    render();
    // As high as the text needs, up to what a small screen has.
    const int width = fontMetrics().averageCharWidth() * kLetters;
    const int line = fontMetrics().height();
    m_text->document()->setTextWidth(width - 3 * line);
    const int height = static_cast<int>(m_text->document()->size().height()) + 5 * line;
    resize(width, std::min(height, kExplainPopupMostLines * line));
    m_text->setFocus();
    QDialog::show();
    raise();
    activateWindow();
}

void ExplainPopup::render()
{
    const QColor ink = palette().color(QPalette::Text);
    QString html;
    if (m_isAll) {
        html = allHelpHtml(ink);
    } else {
        if (!m_sentence.isEmpty()) {
            html = QStringLiteral("<p style=\"font-size:large\">%1</p>")
                       .arg(m_sentence.toHtmlEscaped());
        }
        for (const QString& id : m_ids) {
            if (const MeasureHelp* help = findMeasureHelp(id)) {
                html += helpHtml(*help, ink);
            }
        }
    }
    m_text->setHtml(html);
}

QString ExplainPopup::text() const
{
    return m_text->toPlainText();
}

void ExplainPopup::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible()) {
        render();
    }
}

} // namespace neurograft
