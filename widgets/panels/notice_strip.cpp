// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/notice_strip.h"

#include "widgets/frame/title_button.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

namespace {

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
    auto* row = new QFrame(this);
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

    auto* buttons = new QHBoxLayout;
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

    auto* line = new QHBoxLayout;
    line->addWidget(icon);
    line->addWidget(text, 1);
    line->addLayout(buttons);
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
