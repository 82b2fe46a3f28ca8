// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/bookmark_text.h"

#include "core/run/error.h"
#include "core/store/table_text.h"
#include "widgets/models/selection_json.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <nlohmann/json.hpp>

namespace neurograft {

namespace {

using Json = nlohmann::json;

constexpr const char* kHeading = "model,layer,module,index,score,rank,note\n";

struct BookmarkTexts {
    Q_DECLARE_TR_FUNCTIONS(BookmarkModel)
};

/// model, layer, module and index of an item.
struct Place {
    QStringList operator()(const std::monostate&) const { return {{}, {}, {}, {}}; }
    QStringList operator()(const CellItem& cell) const
    {
        return {QStringLiteral("pair"),
                QStringLiteral("S%1 x T%2").arg(cell.student).arg(cell.teacher),
                cell.module,
                {}};
    }
    QStringList operator()(const LayerItem& item) const
    {
        return {roleWord(item.role), QString::number(item.layer), {}, {}};
    }
    QStringList operator()(const NeuronItem& item) const
    {
        return {roleWord(item.role), QString::number(item.layer), item.module,
                QString::number(item.index)};
    }
    QStringList operator()(const RowItem& item) const
    {
        return {item.data, {}, {}, QString::number(item.row)};
    }
    QStringList operator()(const PointItem& item) const
    {
        return {QStringLiteral("student"), QString::number(item.layer), item.series, {}};
    }
};

std::string lines(const ItemSet& items, const QString& note)
{
    std::string text;
    for (const SelectionItem& item : items) {
        for (const QString& part : std::visit(Place(), item)) {
            text += csvField(part.toStdString()) + ',';
        }
        text += ",," + csvField(note.toStdString()) + '\n'; // no score, no rank
    }
    return text;
}

QString textAt(const Json& object, const char* key, const std::string& where)
{
    const Json value = object.value(key, Json(""));
    if (!value.is_string()) {
        throw FormatError(where + "/" + key, "a text", value.type_name());
    }
    return QString::fromStdString(value.get<std::string>());
}

Bookmark bookmarkFrom(const Json& object, const std::string& where)
{
    if (!object.is_object()) {
        throw FormatError(where, "a bookmark as a JSON object", object.type_name());
    }
    Bookmark bookmark;
    bookmark.name = textAt(object, "name", where);
    bookmark.note = textAt(object, "note", where);
    bookmark.tag = textAt(object, "tag", where);
    bookmark.color = textAt(object, "color", where);
    bookmark.time = QDateTime::fromString(textAt(object, "time", where), Qt::ISODate).toUTC();
    bookmark.isSet = object.contains("set");
    if (bookmark.isSet) {
        const Json& items = object["set"];
        if (!items.is_array() || bookmark.name.isEmpty()) {
            throw FormatError(where, "a set with a name and a list of items", object.dump());
        }
        ItemSet set;
        for (std::size_t i = 0; i < items.size(); ++i) {
            set.push_back(selectionFromJson(items[i], where + "/set/" + std::to_string(i)));
        }
        bookmark.kept = std::make_shared<const ItemSet>(std::move(set));
        return bookmark;
    }
    const SelectionItem item = selectionFromJson(object.value("item", Json()), where + "/item");
    if (isNothing(item)) {
        throw FormatError(where, "an item or a set", "neither");
    }
    bookmark.name = goToText(item);
    bookmark.kept = std::make_shared<const ItemSet>(ItemSet{item});
    return bookmark;
}

} // namespace

std::string bookmarksJson(const std::vector<Bookmark>& bookmarks)
{
    Json list = Json::array();
    for (const Bookmark& one : bookmarks) {
        Json object = {{"name", one.name.toStdString()},
                       {"note", one.note.toStdString()},
                       {"tag", one.tag.toStdString()},
                       {"color", one.color.toStdString()},
                       {"time", one.time.toString(Qt::ISODate).toStdString()}};
        if (one.isSet) {
            Json items = Json::array();
            for (const SelectionItem& item : one.items()) {
                items.push_back(selectionJson(item));
            }
            object["set"] = items;
        } else {
            object["item"] = selectionJson(one.items().front());
        }
        list.push_back(object);
    }
    return list.dump();
}

std::vector<Bookmark> bookmarksFromJson(const std::string& text, const std::string& where)
{
    const Json list = Json::parse(text, nullptr, false);
    if (!list.is_array()) {
        throw FormatError(where, "a list of bookmarks",
                          list.is_discarded() ? "no JSON" : list.type_name());
    }
    std::vector<Bookmark> bookmarks;
    for (std::size_t i = 0; i < list.size(); ++i) {
        bookmarks.push_back(bookmarkFrom(list[i], where + "/" + std::to_string(i)));
    }
    return bookmarks;
}

std::string bookmarksCsv(const std::vector<Bookmark>& bookmarks)
{
    std::string text = kHeading;
    for (const Bookmark& one : bookmarks) {
        QStringList notes;
        if (one.isSet) {
            notes << QStringLiteral("set ") + one.name;
        }
        if (!one.note.isEmpty()) {
            notes << one.note;
        }
        text += lines(one.items(), notes.join(QStringLiteral(": ")));
    }
    return text;
}

std::string itemsCsv(const ItemSet& items, const QString& note)
{
    return kHeading + lines(items, note);
}

QString bookmarkSize(const Bookmark& bookmark)
{
    const auto count = bookmark.items().size();
    const QString kind =
        bookmark.items().empty() ? BookmarkTexts::tr("item") : kindWord(bookmark.items().front());
    return count == 1 ? BookmarkTexts::tr("1 %1").arg(kind)
                      : BookmarkTexts::tr("%1 %2s", "9 cells")
                            .arg(countText(static_cast<std::int64_t>(count)), kind);
}

QString bookmarkSentence(const Bookmark& bookmark)
{
    QString text = bookmark.isSet
        ? BookmarkTexts::tr("Set %1, %2").arg(bookmark.name, bookmarkSize(bookmark))
        : bookmark.name;
    if (!bookmark.note.isEmpty()) {
        text += QStringLiteral(": ") + bookmark.note;
    }
    if (!bookmark.tag.isEmpty()) {
        text += BookmarkTexts::tr(", tag %1").arg(bookmark.tag);
    }
    if (!bookmark.color.isEmpty()) {
        text += BookmarkTexts::tr(", %1").arg(bookmark.color);
    }
    return text + QStringLiteral(" (")
        + QLocale().toString(bookmark.time.toLocalTime(), QLocale::ShortFormat) + QLatin1Char(')');
}

} // namespace neurograft
