// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/token_strip.h"

#include "widgets/plots/color_map.h"
#include "widgets/plots/number_text.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace neurograft {

namespace {

constexpr int kTokenStripDark = 140; ///< grey level below which letters are white
constexpr int kEdge = 4; ///< kept around the cursor when it is scrolled to

} // namespace

QString tokenDescription(const RowPreview& preview, int token)
{
    const PreviewToken& shown = preview.tokens[static_cast<std::size_t>(token)];
    QString text = TokenStrip::tr("Position %1 of 0 to %2: %3, id %4")
                       .arg(token)
                       .arg(preview.tokens.size() - 1)
                       .arg(tokenGlyphs(shown))
                       .arg(shown.id);
    if (shown.isTrainingOnly) {
        text += TokenStrip::tr(", end mark that training and perplexity append");
    } else if (shown.span.begin == shown.span.end) {
        text += TokenStrip::tr(", added by the tokenizer");
    } else {
        text += TokenStrip::tr(", characters %1 to %2").arg(shown.span.begin).arg(shown.span.end);
    }
    if (shown.isSpecial) {
        text += TokenStrip::tr(", special");
    }
    if (shown.carriesLoss) {
        text += TokenStrip::tr(", carries the loss");
    }
    if (shown.isCut) {
        text += TokenStrip::tr(", beyond the cut-off");
    }
    if (shown.isLeftOut) {
        text += TokenStrip::tr(", left out of similarity over tokens");
    }
    return text + QLatin1Char('.');
}

QString previewSummary(const RowPreview& preview)
{
    const auto cut = std::count_if(preview.tokens.begin(), preview.tokens.end(),
                                   [](const PreviewToken& token) { return token.isCut; });
    return TokenStrip::tr("%1 tokens, %2 carry the loss, %3 truncated.")
        .arg(countText(preview.textTokens), countText(preview.lossTokens), countText(cut));
}

TokenStrip::TokenStrip(QWidget* parent) : QAbstractScrollArea(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Tokens of the row"));
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    describe();
}

void TokenStrip::setPreview(std::shared_ptr<const RowPreview> preview)
{
    const bool isSameRow = m_preview && preview && m_preview->line == preview->line
        && m_preview->tokens.size() == preview->tokens.size();
    m_preview = std::move(preview);
    m_values.clear();
    if (!isSameRow) {
        m_cursor = m_preview && !m_preview->tokens.empty() ? 0 : -1;
        verticalScrollBar()->setValue(0);
    }
    arrange();
    describe();
    Q_EMIT cursorChanged();
}

void TokenStrip::setLossShown(bool isShown)
{
    m_isLossShown = isShown;
    viewport()->update();
}

void TokenStrip::setValues(std::vector<double> values, const QString& name)
{
    m_values = std::move(values);
    m_valueName = name;
    m_reach = 0.0;
    for (const double value : m_values) {
        m_reach = std::max(m_reach, std::abs(value));
    }
    m_reach = m_reach > 0.0 ? m_reach : 1.0;
    viewport()->update();
    describe();
}

QString TokenStrip::description(int token) const
{
    const QString text = tokenDescription(*m_preview, token);
    const auto at = static_cast<std::size_t>(token);
    return at < m_values.size()
        ? tr("%1 %2 %3").arg(text, m_valueName, signedNumberText(m_values[at], 4))
        : text;
}

void TokenStrip::setCursorToken(int token)
{
    if (token < 0 || token >= count()) {
        return;
    }
    m_cursor = token;
    const QRect& rect = m_layout.boxes[static_cast<std::size_t>(token)].rect;
    QScrollBar* bar = verticalScrollBar();
    bar->setValue(std::max(bar->value(), rect.bottom() - viewport()->height() + kEdge));
    bar->setValue(std::min(bar->value(), std::max(rect.top() - kEdge, 0)));
    viewport()->update();
    describe();
    Q_EMIT cursorChanged();
}

void TokenStrip::arrange()
{
    m_layout = m_preview ? layoutTokens(m_preview->tokens, viewport()->width(), fontMetrics())
                         : TokenLayout();
    const int page = viewport()->height();
    verticalScrollBar()->setRange(0, std::max(0, m_layout.height - page));
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setSingleStep(fontMetrics().height());
    viewport()->update();
}

void TokenStrip::describe()
{
    setAccessibleDescription(m_preview && m_cursor >= 0 ? previewSummary(*m_preview)
                                     + QLatin1Char(' ') + description(m_cursor)
                                                        : tr("No row is shown."));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void TokenStrip::paintToken(QPainter& painter, std::size_t index) const
{
    const PreviewToken& token = m_preview->tokens[index];
    const TokenBox& box = m_layout.boxes[index];
    const QPalette& colors = palette();
    const QRectF frame = QRectF(box.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    QPen edge(colors.color(QPalette::Mid), 1.0);
    if (token.isLeftOut) {
        edge = QPen(colors.color(QPalette::Text), 1.0, Qt::DashLine);
    }
    painter.setPen(edge);
    QColor fill = colors.color(token.isSpecial ? QPalette::Midlight : QPalette::Base);
    QColor ink = colors.color(token.isCut ? QPalette::PlaceholderText : QPalette::Text);
    if (index < m_values.size()) {
        const ColorMap& map = ColorMap::of(ColorMapId::Vik);
        fill = QColor::fromRgb(map.color(m_values[index], {-m_reach, m_reach}));
        ink = qGray(fill.rgb()) < kTokenStripDark ? Qt::white : Qt::black;
    }
    painter.setBrush(fill);
    painter.drawRoundedRect(frame, 2.0, 2.0);

    QFont letters = font();
    letters.setStrikeOut(token.isCut);
    letters.setItalic(token.isTrainingOnly);
    painter.setFont(letters);
    painter.setPen(ink);
    const QString text = fontMetrics().elidedText(box.text, Qt::ElideRight, box.rect.width() - 2);
    painter.drawText(box.rect, Qt::AlignCenter, text);

    if (token.carriesLoss && m_isLossShown) {
        const int thick = std::max(2, fontMetrics().height() / 7);
        painter.fillRect(
            QRect(box.rect.left() + 1, box.rect.bottom() - thick, box.rect.width() - 2, thick),
            colors.color(QPalette::Link));
    }
}

void TokenStrip::paintEvent(QPaintEvent* event)
{
    if (!m_preview) {
        return;
    }
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const int scrolled = verticalScrollBar()->value();
    painter.translate(0, -scrolled);
    const QRect wanted = event->rect().translated(0, scrolled);
    for (std::size_t i = 0; i < m_layout.boxes.size(); ++i) {
        if (m_layout.boxes[i].rect.intersects(wanted)) {
            paintToken(painter, i);
        }
    }
    if (hasFocus() && m_cursor >= 0) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        const QRect& rect = m_layout.boxes[static_cast<std::size_t>(m_cursor)].rect;
        painter.drawRoundedRect(QRectF(rect).adjusted(-1, -1, 1, 1), 3.0, 3.0);
    }
}

void TokenStrip::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
}

void TokenStrip::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        arrange();
    }
}

void TokenStrip::keyPressEvent(QKeyEvent* event)
{
    if (m_cursor < 0 || event->modifiers().testFlag(Qt::AltModifier)) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        setCursorToken(m_cursor - 1);
        break;
    case Qt::Key_Right:
        setCursorToken(m_cursor + 1);
        break;
    case Qt::Key_Up:
        setCursorToken(tokenInNextLine(m_layout, m_cursor, -1));
        break;
    case Qt::Key_Down:
        setCursorToken(tokenInNextLine(m_layout, m_cursor, 1));
        break;
    case Qt::Key_Home:
        setCursorToken(0);
        break;
    case Qt::Key_End:
        setCursorToken(count() - 1);
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void TokenStrip::mousePressEvent(QMouseEvent* event)
{
    setCursorToken(tokenAt(m_layout, toContents(event->pos())));
}

void TokenStrip::mouseReleaseEvent(QMouseEvent* event)
{
    event->accept(); // belongs to the press
}

void TokenStrip::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TokenStrip::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

QPoint TokenStrip::toContents(const QPoint& point) const
{
    return point + QPoint(0, verticalScrollBar()->value());
}

bool TokenStrip::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int token = tokenAt(m_layout, toContents(help->pos()));
        QToolTip::showText(help->globalPos(), token < 0 ? QString() : description(token),
                           viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TokenStrip::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_cursor < 0) {
        return;
    }
    if (event->reason() == QContextMenuEvent::Mouse) {
        setCursorToken(tokenAt(m_layout, toContents(event->pos())));
    }
    const auto copy = [](const QString& text) { QApplication::clipboard()->setText(text); };
    const PreviewToken& token = m_preview->tokens[static_cast<std::size_t>(m_cursor)];
    QMenu menu(this);
    menu.addAction(tr("Copy token"), this,
                   [copy, text = QString::fromStdString(token.text)] { copy(text); });
    menu.addAction(tr("Copy token id"), this, [copy, id = token.id] { copy(QString::number(id)); });
    menu.addSeparator();
    menu.addAction(tr("Copy text of the row"), this, [copy, preview = m_preview] {
        copy(QString::fromStdString(preview->prompt + preview->response));
    });
    menu.addAction(tr("Copy all ids"), this, [copy, preview = m_preview] {
        QStringList ids;
        for (const PreviewToken& one : preview->tokens) {
            if (!one.isTrainingOnly) {
                ids << QString::number(one.id);
            }
        }
        copy(ids.join(QLatin1Char(',')));
    });
    menu.exec(event->globalPos());
}

} // namespace neurograft
