// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace neurograft {

class CommandLineText;
class StudyReader;

/// Number types of the two models of a study. `dtype` is about both, `teacher_dtype` and
/// `student_dtype` about one of them, as --dtype, --teacher-dtype and --student-dtype are.

/// What is absent stays as it is. @throws StudyError for a wrong type or another word
void takeDtypes(StudyReader& reader, std::string& teacher, std::string& student);

/// `dtype` when both are the same (so that what differs in nothing new reads everywhere), else one
/// key for each model.
void putDtypes(nlohmann::ordered_json& study, const std::string& teacher,
               const std::string& student);

/// The flags of a command line, none for "auto".
void addDtypes(CommandLineText& line, const std::string& teacher, const std::string& student);

} // namespace neurograft
