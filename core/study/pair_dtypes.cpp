// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/pair_dtypes.h"

#include "core/run/error.h"
#include "core/study/command_line_text.h"
#include "core/study/study_reader.h"

namespace neurograft {

namespace {

const char* const kStandard = "auto";

void takeDtype(StudyReader& reader, const std::string& key, std::string& dtype)
{
    if (!reader.has(key)) {
        return;
    }
    reader.take(key, dtype);
    for (const char* known : {kStandard, "float32", "bfloat16", "float16"}) {
        if (dtype == known) {
            return;
        }
    }
    throw StudyError(reader.path(key), "auto, float32, bfloat16 or float16", "\"" + dtype + "\"");
}

} // namespace

void takeDtypes(StudyReader& reader, std::string& teacher, std::string& student)
{
    if (reader.has("dtype")) {
        takeDtype(reader, "dtype", teacher);
        student = teacher;
    }
    takeDtype(reader, "teacher_dtype", teacher);
    takeDtype(reader, "student_dtype", student);
}

void putDtypes(nlohmann::ordered_json& study, const std::string& teacher,
               const std::string& student)
{
    if (teacher == student) {
        study["dtype"] = teacher;
        return;
    }
    study["teacher_dtype"] = teacher;
    study["student_dtype"] = student;
}

void addDtypes(CommandLineText& line, const std::string& teacher, const std::string& student)
{
    if (teacher == student) {
        line.addUnless(kStandard, "--dtype", teacher);
        return;
    }
    line.addUnless(kStandard, "--teacher-dtype", teacher);
    line.addUnless(kStandard, "--student-dtype", student);
}

} // namespace neurograft
