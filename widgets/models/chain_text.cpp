// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/chain_text.h"

#include "core/run/error.h"
#include "core/studies/json_edit.h"
#include "core/studies/json_place.h"
#include "core/studies/ready_studies.h"
#include "widgets/models/path_text.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace neurograft {

ChainProblem chainProblem(const QString& text, const std::string& where, const std::string& message)
{
    // "a.study.json: /steps/2 (laten)": the pointer stands behind the name and ends before a space.
    const std::size_t begin = where.find(": /");
    const std::string rest = begin == std::string::npos ? std::string() : where.substr(begin + 2);
    const std::string pointer = rest.substr(0, rest.find_first_of(" :"));
    return {static_cast<int>(lineOfPlace(text.toStdString(), pointer)),
            QString::fromStdString(message), QString::fromStdString(pointer)};
}

ParsedChain parsedChain(const QString& text, const QString& file)
{
    const std::string bytes = text.toStdString();
    ParsedChain parsed;
    try {
        parsed.json =
            std::make_shared<const nlohmann::ordered_json>(nlohmann::ordered_json::parse(bytes));
    } catch (const nlohmann::json::parse_error& error) {
        const std::size_t byte = error.byte > 0 ? error.byte - 1 : 0;
        parsed.problem = ChainProblem{
            static_cast<int>(lineOfByte(bytes, byte)), QString::fromUtf8(error.what()), {}};
        return parsed;
    } catch (const nlohmann::json::exception& error) { // a number that no type holds
        parsed.problem = ChainProblem{1, QString::fromUtf8(error.what()), {}};
        return parsed;
    }
    try {
        parsed.study = chainStudyOf(bytes, toPath(file));
    } catch (const Error& error) {
        parsed.problem = chainProblem(text, error.where(), error.what());
    }
    return parsed;
}

QString pointerOf(const ChainStep& step)
{
    const std::size_t begin = step.path.find(": /"); // behind the study's name
    return begin == std::string::npos ? QString()
                                      : QString::fromStdString(step.path.substr(begin + 2));
}

QString withValue(const QString& text, const QString& pointer, const QString& value)
{
    using Json = nlohmann::json;
    const std::string bytes = text.toStdString();
    const bool isValue = value.isEmpty() || Json::accept(value.toStdString());
    if (!isValue || !Json::parse(bytes, nullptr, false).is_object()) {
        return text;
    }
    try {
        return QString::fromStdString(
            withJsonValue(bytes, pointer.toStdString(), value.toStdString()));
    } catch (const Json::exception&) {
        return text; // a pointer that is none
    }
}

} // namespace neurograft
