// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/pair_places.h"

#include "app/commands/common_options.h"

#include <CLI/CLI.hpp>

namespace neurograft {

PairPlaces PairPlaces::filled(const CommonOptions& common) const
{
    PairPlaces all;
    all.teacherDevice = teacherDevice.empty() ? common.device : teacherDevice;
    all.studentDevice = studentDevice.empty() ? common.device : studentDevice;
    all.teacherDtype = teacherDtype.empty() ? common.dtype : teacherDtype;
    all.studentDtype = studentDtype.empty() ? common.dtype : studentDtype;
    checkDevice("--teacher-device", all.teacherDevice);
    checkDevice("--student-device", all.studentDevice);
    checkDtype("--teacher-dtype", all.teacherDtype);
    checkDtype("--student-dtype", all.studentDtype);
    return all;
}

void addPairPlaces(CLI::App& parser, PairPlaces& places)
{
    parser.add_option("--teacher-device", places.teacherDevice, "Default: --device")
        ->type_name("DEVICE");
    parser.add_option("--student-device", places.studentDevice, "Default: --device")
        ->type_name("DEVICE");
    parser.add_option("--teacher-dtype", places.teacherDtype, "Default: --dtype")
        ->type_name("DTYPE");
    parser.add_option("--student-dtype", places.studentDtype, "Default: --dtype")
        ->type_name("DTYPE");
}

} // namespace neurograft
