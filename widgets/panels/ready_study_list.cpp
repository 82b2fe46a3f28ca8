// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/ready_study_list.h"

#include "widgets/models/path_text.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <utility>

namespace neurograft {

namespace {

constexpr int kReadyNameRole = Qt::UserRole;
constexpr int kReadyFileRole = Qt::UserRole + 1;
constexpr int kReadyShowsRole = Qt::UserRole + 2;
constexpr int kReadyMargin = 5;

/// A row without a file.
bool isHeading(const QModelIndex& index)
{
    return index.data(kReadyFileRole).toString().isEmpty();
}

/// The title, and dimmed below it what is reproduced; a heading.
class ReadyStudyDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        QStyleOptionViewItem ground = option;
        initStyleOption(&ground, index);
        ground.text.clear();
        ground.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter,
                                            ground.widget);
        if (isHeading(index)) {
            painter->save();
            painter->fillRect(option.rect, option.palette.color(QPalette::Active, QPalette::Base));
            painter->setFont(headingFont(option));
            painter->setPen(option.palette.color(QPalette::Active, QPalette::Text));
            painter->drawText(
                option.rect.adjusted(kReadyMargin, kReadyMargin, -kReadyMargin, -kReadyMargin),
                Qt::AlignLeft | Qt::AlignBottom, index.data().toString());
            painter->restore();
            return;
        }
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        QColor ink = option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
        const QRect place =
            option.rect.adjusted(kReadyMargin, kReadyMargin, -kReadyMargin, -kReadyMargin);
        painter->save();
        painter->setPen(ink);
        QRect title;
        painter->drawText(place, Qt::TextWordWrap, index.data().toString(), &title);
        ink.setAlphaF(0.7F);
        painter->setPen(ink);
        painter->drawText(place.adjusted(0, title.height(), 0, 0), Qt::TextWordWrap,
                          index.data(kReadyShowsRole).toString());
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
        const int width = view->viewport()->width();
        if (isHeading(index)) {
            return {width, QFontMetrics(headingFont(option)).height() + 3 * kReadyMargin};
        }
        const QRect room(0, 0, width - 2 * kReadyMargin, 1 << 14);
        int height = 2 * kReadyMargin;
        for (const int role : {static_cast<int>(Qt::DisplayRole), kReadyShowsRole}) {
            height +=
                option.fontMetrics.boundingRect(room, Qt::TextWordWrap, index.data(role).toString())
                    .height();
        }
        return {width, height};
    }

private:
    static QFont headingFont(const QStyleOptionViewItem& option)
    {
        QFont font = option.font;
        font.setBold(true);
        return font;
    }
};

} // namespace

ReadyStudyList::ReadyStudyList(QWidget* parent)
    : QWidget(parent), m_search(new QLineEdit(this)), m_list(new QListWidget(this)),
      m_nothing(new QLabel(this))
{
    setObjectName(QStringLiteral("readyStudies"));
    m_search->setObjectName(QStringLiteral("readyStudies.search"));
    m_search->setPlaceholderText(tr("search: table 1, figure, demo…"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search the studies"));
    m_list->setObjectName(QStringLiteral("readyStudies.list"));
    m_list->setAccessibleName(tr("Your studies, and those that come with the program"));
    m_list->setItemDelegate(new ReadyStudyDelegate(m_list));
    m_list->setResizeMode(QListView::Adjust);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // rows are laid out for its room
    m_list->setAlternatingRowColors(true);
    m_nothing->setObjectName(QStringLiteral("readyStudies.nothing"));
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_nothing->setMargin(kReadyMargin);
    m_nothing->setText(
        tr("No study has these words.\n\nThey are looked for in the names of studies, their titles "
           "and what they show. A study of yours that is saved with the number of a table in "
           "“shows” is found by it, as “table 3”."));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_nothing, 1);
    m_nothing->hide();
    connect(m_search, &QLineEdit::textChanged, this, &ReadyStudyList::filter);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item != nullptr) {
            const QString file = item->data(kReadyFileRole).toString();
            m_file = file; // may be another before all have heard
            Q_EMIT chosen(item->data(kReadyNameRole).toString(), file);
        }
    });
}

void ReadyStudyList::setStudies(std::vector<ReadyStudy> studies)
{
    m_studies = std::move(studies);
    filter();
}

void ReadyStudyList::setOwnStudies(std::vector<ReadyStudy> studies)
{
    m_own = std::move(studies);
    filter();
}

void ReadyStudyList::setCurrentFile(const QString& file)
{
    m_file = file;
    const QSignalBlocker quiet(m_list);
    int row = m_list->count() - 1;
    while (row >= 0 && m_list->item(row)->data(kReadyFileRole).toString() != file) {
        --row;
    }
    m_list->setCurrentRow(file.isEmpty() ? -1 : row);
}

void ReadyStudyList::addHeading(const QString& text)
{
    auto* item = new QListWidgetItem(text, m_list);
    item->setFlags(Qt::NoItemFlags);
}

void ReadyStudyList::addStudy(const ReadyStudy& ready, const QString& detail)
{
    auto* item = new QListWidgetItem(QString::fromStdString(ready.study.title), m_list);
    item->setData(kReadyShowsRole, detail);
    item->setData(kReadyNameRole, QString::fromStdString(ready.name));
    item->setData(kReadyFileRole, fromPath(ready.file));
    item->setToolTip(QStringLiteral("<p>%1</p><p>%2</p>") // of rich text, lines are broken
                         .arg(QString::fromStdString(ready.name).toHtmlEscaped(),
                              QString::fromStdString(ready.study.note).toHtmlEscaped()));
}

void ReadyStudyList::filter()
{
    const std::string words = m_search->text().toStdString();
    const QSignalBlocker quiet(m_list); // the one that is current stays so, seen or not
    m_list->clear();
    const auto addThose = [&](const std::vector<ReadyStudy>& studies, const QString& heading,
                              const auto& detailOf) {
        bool isFirst = !m_own.empty(); // with one kind there is nothing to tell apart
        for (const ReadyStudy& ready : studies) {
            if (isStudyLike(ready, words)) {
                if (std::exchange(isFirst, false)) {
                    addHeading(heading);
                }
                addStudy(ready, detailOf(ready));
            }
        }
    };
    addThose(m_own, tr("Yours"), [](const ReadyStudy& ready) { // copies are told apart by it
        const QString shows = QString::fromStdString(ready.study.shows);
        return fromPath(ready.file.filename())
            + (shows.isEmpty() ? QString() : QStringLiteral(" – ")) + shows;
    });
    addThose(m_studies, tr("With the program"),
             [](const ReadyStudy& ready) { return QString::fromStdString(ready.study.shows); });
    const bool isNothing = m_list->count() == 0 && !words.empty();
    m_list->setVisible(!isNothing);
    m_nothing->setVisible(isNothing);
    setCurrentFile(m_file);
}

} // namespace neurograft
