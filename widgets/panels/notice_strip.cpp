// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/notice_strip.h"

#include "widgets/frame/title_button.h"
#include "widgets/panels/flow_layout.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

/// One notice: its buttons stand beside the text, or below it where the strip is narrow, so that
/// many buttons do not take the room of the docks.
class NoticeRow : public QFrame {
public:
    using QFrame::QFrame;

    /// @param line text and buttons, in this order
    void setLine(QBoxLayout* line, QLayout* buttons)
    {
        m_line = line;
        m_buttons = buttons;
    }
    QSize minimumSizeHint() const override
    {
        const int width = std::max(m_buttons->minimumSize().width(), textWidth());
        const QMargins margins = layout()->contentsMargins();
        return {width + margins.left() + margins.right(), QFrame::minimumSizeHint().height()};
    }

protected:
    void resizeEvent(QResizeEvent* event) override
    {
        const bool isWide = m_buttons->sizeHint().width() + textWidth() * 2 <= width();
        m_line->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
        QFrame::resizeEvent(event);
    }

private:
    int textWidth() const { return fontMetrics().averageCharWidth() * 30; }
    QBoxLayout* m_line = nullptr;
    QLayout* m_buttons = nullptr;
};

QLabel* makeText(QWidget* parent, const QString& html)
{
    auto* label = new QLabel(html, parent);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFocusPolicy(Qt::NoFocus);
    return label;
}

} // namespace

NoticeStrip::NoticeStrip(QWidget* parent) : QFrame(parent), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("noticeStrip"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(2);
    setVisible(false);
}

QWidget* NoticeStrip::makeRow(const QString& topic, const Notice& notice)
{
    auto* row = new NoticeRow(this);
    row->setObjectName(QStringLiteral("notice.") + topic);
    row->setFrameShape(QFrame::StyledPanel);
    row->setAutoFillBackground(true);
    row->setBackgroundRole(QPalette::AlternateBase);

    auto* icon = new QLabel(row);
    const QStyle::StandardPixmap pixmap = notice.weight == Notice::Weight::Problem
        ? QStyle::SP_MessageBoxWarning
        : QStyle::SP_MessageBoxInformation;
    const int side = style()->pixelMetric(QStyle::PM_ButtonIconSize, nullptr, this) * 5 / 4;
    icon->setPixmap(style()->standardIcon(pixmap).pixmap(side, side));
    icon->setAlignment(Qt::AlignTop);

    QStringList parts;
    for (const QString& part : {notice.reason, notice.advice}) {
        if (!part.isEmpty()) {
            parts << part.toHtmlEscaped();
        }
    }
    auto* text = makeText(row,
                          QStringLiteral("<b>%1</b> %2")
                              .arg(notice.headline.toHtmlEscaped(), parts.join(QLatin1Char(' '))));
    text->setObjectName(QStringLiteral("notice.%1.text").arg(topic));
    auto* details = makeText(
        row, notice.details.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    details->setObjectName(QStringLiteral("notice.%1.details").arg(topic));
    details->setVisible(false);

    auto* buttons = new FlowLayout; // in several lines where there is no room for one
    if (!notice.details.isEmpty()) {
        auto* more = new QToolButton(row);
        more->setText(notice.detailsText.isEmpty() ? tr("Details") : notice.detailsText);
        more->setCheckable(true);
        more->setAutoRaise(true);
        connect(more, &QToolButton::toggled, details, &QLabel::setVisible);
        buttons->addWidget(more);
    }
    for (const Notice::Action& action : notice.actions) {
        auto* button = new QPushButton(action.text, row);
        connect(button, &QPushButton::clicked, this, [trigger = action.trigger] { trigger(); });
        buttons->addWidget(button);
    }
    auto* close = new TitleButton(TitleButton::Sign::Close, tr("Hide this notice"), row);
    connect(close, &QToolButton::clicked, this, [this, topic] { clear(topic); });
    buttons->addWidget(close);

    auto* words = new QHBoxLayout;
    words->addWidget(icon);
    words->addWidget(text, 1);
    auto* line = new QBoxLayout(QBoxLayout::LeftToRight);
    line->addLayout(words, 1);
    line->addLayout(buttons);
    row->setLine(line, buttons);
    auto* column = new QVBoxLayout(row);
    const int pad = fontMetrics().height() / 3;
    column->setContentsMargins(pad * 2, pad, pad, pad);
    column->addLayout(line);
    column->addWidget(details);
    row->setAccessibleName(notice.headline);
    return row;
}

void NoticeStrip::show(const QString& topic, const Notice& notice)
{
    delete m_rows.take(topic);
    QWidget* row = makeRow(topic, notice);
    m_rows.insert(topic, row);
    m_texts.insert(
        topic, QStringList{notice.headline, notice.reason, notice.advice}.join(QLatin1Char(' ')));
    m_layout->addWidget(row);
    row->show();
    setVisible(true);
}

void NoticeStrip::clear(const QString& topic)
{
    m_texts.remove(topic);
    if (QWidget* row = m_rows.take(topic)) {
        row->hide();
        row->deleteLater(); // its own button may be calling
    }
    setVisible(!m_rows.isEmpty());
}

void NoticeStrip::clearAll()
{
    for (const QString& topic : topics()) {
        clear(topic);
    }
}

QString NoticeStrip::text(const QString& topic) const
{
    return m_texts.value(topic);
}

} // namespace neurograft
