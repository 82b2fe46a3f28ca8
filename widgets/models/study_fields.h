// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/chain_study.h"

#include <QString>

#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// A line of a study's form.
struct StudyField {
    QString role; ///< of a place for models or data; empty for a value
    QString pointer; ///< of a value, in JSON
    QString caption;
    QString hint;

    bool operator==(const StudyField& other) const
    {
        return role == other.role && pointer == other.pointer && caption == other.caption
            && hint == other.hint;
    }
};

/// Places, options of all steps, values of sweeps.
std::vector<StudyField> fieldsOfStudy(const ChainStudy& study);

/// Values of its sweep, and the options it states.
/// @param help what options are for, by their names
std::vector<StudyField> fieldsOfStep(const ChainStep& step,
                                     const std::map<std::string, std::string>& help);

/// The step at a JSON pointer, in cells too; null when there is none.
const ChainStep* chainStepAt(const std::vector<ChainStep>& steps, const QString& pointer);

/// A key as a part of a JSON pointer.
QString jsonPointerPart(QString key);

/// Text of a field as JSON: what is no JSON is a text.
QString fieldJson(const QString& text);

/// A value as its field shows it: a text without quotes where that is none of JSON's other values;
/// empty when it is not there.
/// @param json may be null
QString fieldText(const nlohmann::ordered_json* json, const QString& pointer);

} // namespace neurograft
