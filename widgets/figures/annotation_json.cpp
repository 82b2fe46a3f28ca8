// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/annotation_json.h"

#include "core/run/error.h"
#include "widgets/figures/object_reader.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace neurograft {

namespace {

using Json = nlohmann::json;

constexpr double kFarthest = 1e5; ///< layers or pages away: no such figure

Json pointJson(const QPointF& point)
{
    return Json::array({point.x(), point.y()});
}

QPointF pointFromJson(ObjectReader& reader, const char* key)
{
    const Json* json = reader.find(key);
    const auto isNumber = [](const Json& one) {
        return one.is_number() && std::abs(one.get<double>()) <= kFarthest;
    };
    const bool isFine = json != nullptr && json->is_array() && json->size() == 2
        && isNumber((*json)[0]) && isNumber((*json)[1]);
    reader.require(isFine, key, "a point [x, y]", json != nullptr ? *json : Json());
    return {(*json)[0].get<double>(), (*json)[1].get<double>()};
}

Annotation annotationFromJson(const Json& json, const std::string& path)
{
    ObjectReader reader(json, path);
    Annotation annotation;
    const Json* kind = reader.find("kind");
    const auto known = kind != nullptr && kind->is_string()
        ? annotationKindFromWord(QString::fromStdString(kind->get<std::string>()))
        : std::nullopt;
    reader.require(known.has_value(), "kind", "box, arrow or text",
                   kind != nullptr ? *kind : Json());
    annotation.kind = *known;
    reader.read("panel", annotation.panel);
    annotation.from = pointFromJson(reader, "from");
    if (annotation.kind == Annotation::Kind::Text) {
        reader.read("text", annotation.text);
        reader.require(!annotation.text.trimmed().isEmpty(), "text", "a text that is not empty",
                       annotation.text.toStdString());
    } else {
        annotation.to = pointFromJson(reader, "to");
    }
    reader.finish();
    return annotation;
}

} // namespace

Json toJson(const std::vector<Annotation>& annotations)
{
    Json list = Json::array();
    for (const Annotation& one : annotations) {
        Json json = {{"kind", annotationWord(one.kind).toStdString()},
                     {"panel", one.panel.toStdString()},
                     {"from", pointJson(one.from)}};
        if (one.kind == Annotation::Kind::Text) {
            json["text"] = one.text.toStdString();
        } else {
            json["to"] = pointJson(one.to);
        }
        list.push_back(std::move(json));
    }
    return list;
}

std::vector<Annotation> annotationsFromJson(const Json& json, const std::string& path)
{
    if (!json.is_array()) {
        throw StudyError(path, "a list of annotations", json.dump());
    }
    std::vector<Annotation> annotations;
    for (const Json& one : json) {
        annotations.push_back(
            annotationFromJson(one, path + '/' + std::to_string(annotations.size())));
    }
    return annotations;
}

} // namespace neurograft
