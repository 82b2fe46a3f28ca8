// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"

#include <string>

namespace CLI {
class App;
}

namespace neurograft {

/// Where and in which number type each of two models computes; what is empty follows --device and
/// --dtype.
struct PairPlaces {
    std::string teacherDevice;
    std::string studentDevice;
    std::string teacherDtype;
    std::string studentDtype;

    /// Into a study of two models. @throws UsageError when a device or type cannot be meant
    template <class Study> void applyTo(Study& study, const CommonOptions& common) const
    {
        const PairPlaces all = filled(common);
        study.teacherDevice = all.teacherDevice;
        study.studentDevice = all.studentDevice;
        study.teacherDtype = all.teacherDtype;
        study.studentDtype = all.studentDtype;
    }

private:
    PairPlaces filled(const CommonOptions& common) const;
};

/// Adds --teacher-device, --student-device, --teacher-dtype and --student-dtype.
void addPairPlaces(CLI::App& parser, PairPlaces& places);

} // namespace neurograft
