// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/dock.h"

#include "widgets/frame/link_chip.h"
#include "widgets/frame/title_button.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>

#include <algorithm>

namespace neurograft {

namespace {

/// Lets a dock become smaller than what it holds would like: the rest is scrolled to, and the
/// window still fits on a small screen.
class ContentArea : public QScrollArea {
public:
    ContentArea(QWidget* content, QWidget* parent) : QScrollArea(parent)
    {
        setFrameShape(QFrame::NoFrame);
        setFocusPolicy(Qt::NoFocus);
        setWidgetResizable(true);
        setWidget(content);
        viewport()->setAutoFillBackground(false);
        content->setAutoFillBackground(false);
    }
    QSize sizeHint() const override { return widget()->sizeHint(); }
    QSize minimumSizeHint() const override
    {
        const QSize wanted = widget()->minimumSizeHint();
        return {std::min(wanted.width(), fontMetrics().averageCharWidth() * 40),
                std::min(wanted.height(), fontMetrics().height() * 4)};
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (watched == widget() && event->type() == QEvent::LayoutRequest) {
            updateGeometry(); // what it holds may have become wider
        }
        return QScrollArea::eventFilter(watched, event);
    }
};

} // namespace

Dock::Dock(const QString& name, const QString& title, const QString& translation, QWidget* parent)
    : QDockWidget(title, parent), m_title(title)
{
    setObjectName(name);
    setFeatures(DockWidgetClosable | DockWidgetMovable | DockWidgetFloatable);
    setTitleBarWidget(makeTitleBar(translation));
    hide();
}

QWidget* Dock::makeTitleBar(const QString& translation)
{
    auto* bar = new QWidget(this);
    bar->setObjectName(objectName() + QStringLiteral(".titleBar"));
    bar->setAutoFillBackground(true);
    bar->setBackgroundRole(QPalette::AlternateBase);
    m_label = new QLabel(m_title, bar);
    m_label->setObjectName(objectName() + QStringLiteral(".title"));
    QFont font = m_label->font();
    font.setBold(true);
    m_label->setFont(font);
    m_label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* layout = new QHBoxLayout(bar);
    const int pad = fontMetrics().height() / 4;
    layout->setContentsMargins(pad * 2, pad / 2, pad / 2, pad / 2);
    layout->setSpacing(0);
    layout->addWidget(m_label, 1);
    if (!translation.isEmpty()) {
        m_chip = new LinkChip(translation, bar);
        m_chip->setObjectName(objectName() + QStringLiteral(".chip"));
        connect(m_chip, &LinkChip::toggled, this, [this](bool isLit) {
            showTitle();
            Q_EMIT linkedChanged(isLit);
        });
        layout->addWidget(m_chip);
    }
    auto* floating =
        new TitleButton(TitleButton::Sign::Float, tr("Float or dock %1").arg(m_title), bar);
    connect(floating, &TitleButton::clicked, this, [this] { setFloating(!isFloating()); });
    layout->addWidget(floating);
    auto* hiding = new TitleButton(TitleButton::Sign::Close, tr("Hide %1").arg(m_title), bar);
    hiding->setObjectName(objectName() + QStringLiteral(".close"));
    connect(hiding, &TitleButton::clicked, this, &Dock::close);
    layout->addWidget(hiding);
    return bar;
}

void Dock::setContent(QWidget* content)
{
    delete widget();
    setWidget(new ContentArea(content, this));
    m_hasContent = true;
    Q_EMIT filled();
}

bool Dock::isLinked() const
{
    return m_chip == nullptr || m_chip->isLit();
}

void Dock::setFrozenOn(const QString& goTo)
{
    m_frozenOn = goTo;
    showTitle();
}

void Dock::showTitle()
{
    const bool isFrozen = !isLinked() && !m_frozenOn.isEmpty();
    m_label->setText(isFrozen ? tr("%1: %2").arg(m_title, m_frozenOn) : m_title);
}

} // namespace neurograft
