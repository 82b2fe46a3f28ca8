// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/option_pairs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

using OrderedJson = nlohmann::ordered_json;
using Values = std::vector<std::pair<std::string, std::string>>;

std::string valueText(const OrderedJson& value)
{
    if (value.is_array()) {
        std::string words;
        for (const OrderedJson& word : value) {
            words += (words.empty() ? "" : ", ") + valueText(word);
        }
        return words;
    }
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void unfold(const OrderedJson& value, const std::string& path, Values& values)
{
    if (!value.is_object()) {
        values.emplace_back(path, valueText(value));
        return;
    }
    for (const auto& [key, inner] : value.items()) {
        unfold(inner, path.empty() ? key : path + '/' + key, values);
    }
}

std::string take(Values& values, const std::string& key)
{
    const auto found =
        std::find_if(values.begin(), values.end(),
                     [&key](const Values::value_type& value) { return value.first == key; });
    if (found == values.end()) {
        return {};
    }
    std::string text = std::move(found->second);
    values.erase(found);
    return text;
}

} // namespace

std::vector<OptionPair> optionPairs(const OrderedJson& a, const OrderedJson& b)
{
    Values left;
    Values right;
    unfold(a, {}, left);
    unfold(b, {}, right);
    std::vector<OptionPair> pairs;
    for (const auto& [key, text] : left) {
        pairs.push_back({key, text, take(right, key)});
    }
    for (const auto& [key, text] : right) {
        pairs.push_back({key, {}, text});
    }
    return pairs;
}

} // namespace neurograft
