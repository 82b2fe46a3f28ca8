// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/result_file.h"

#include "core/run/error.h"
#include "core/store/h5_attributes.h"
#include "core/store/h5_file.h"
#include "core/store/h5_handle.h"
#include "core/store/h5_table.h"
#include "core/support/atomic_file.h"

#include <hdf5.h>

#include <algorithm>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kAdviceOther = "Choose a result file written by Neurograft.";

void writeManifest(hid_t root, const std::string& where, const RunManifest& manifest)
{
    const Attributes attributes{
        {"format_version", manifest.formatVersion},
        {"program_version", manifest.programVersion},
        {"command", manifest.command},
        {"study", manifest.study},
        {"study_sha256", manifest.studySha256},
        {"status", manifest.status},
        {"created_utc", manifest.createdUtc},
        {"seed", manifest.seed},
        {"device", manifest.device},
        {"dtype", manifest.dtype},
        {"threads", manifest.threads},
        {"teacher", manifest.teacher},
        {"student", manifest.student},
        {"teacher_sha256", manifest.teacherSha256},
        {"student_sha256", manifest.studentSha256},
        {"data_sha256", manifest.dataSha256},
        {"wall_seconds", manifest.wallSeconds},
        {"peak_bytes", manifest.peakBytes},
    };
    for (const auto& [name, value] : attributes) {
        writeAttribute(root, where, name, value);
    }
}

/// Takes the manifest out of the root attributes; what is left are further attributes.
RunManifest takeManifest(Attributes& attributes, const std::string& where)
{
    if (attributes.count("format_version") == 0) {
        throw StoreError(where, "a result file with the attribute format_version",
                         "an HDF5 file without it", kAdviceOther);
    }
    RunManifest manifest;
    manifest.formatVersion = takeInteger(attributes, where, "format_version");
    if (manifest.formatVersion < 1 || manifest.formatVersion > kResultFormatVersion) {
        throw StoreError(where, "format_version 1 to " + std::to_string(kResultFormatVersion),
                         "format_version " + std::to_string(manifest.formatVersion),
                         "Open it with a newer Neurograft.");
    }
    manifest.programVersion = takeString(attributes, where, "program_version");
    manifest.command = takeString(attributes, where, "command");
    manifest.study = takeString(attributes, where, "study");
    manifest.studySha256 = takeString(attributes, where, "study_sha256");
    manifest.status = takeString(attributes, where, "status", "complete");
    manifest.createdUtc = takeString(attributes, where, "created_utc");
    manifest.seed = takeInteger(attributes, where, "seed");
    manifest.device = takeString(attributes, where, "device");
    manifest.dtype = takeString(attributes, where, "dtype");
    manifest.threads = takeInteger(attributes, where, "threads");
    manifest.teacher = takeString(attributes, where, "teacher");
    manifest.student = takeString(attributes, where, "student");
    manifest.teacherSha256 = takeString(attributes, where, "teacher_sha256");
    manifest.studentSha256 = takeString(attributes, where, "student_sha256");
    manifest.dataSha256 = takeString(attributes, where, "data_sha256");
    manifest.wallSeconds = takeNumber(attributes, where, "wall_seconds");
    manifest.peakBytes = takeNumber(attributes, where, "peak_bytes");
    return manifest;
}

H5Handle openForReading(const fs::path& path)
{
    return openHdf5File(path, "a result file", kAdviceOther);
}

Attributes rootAttributes(const H5Handle& file, const std::string& where)
{
    const H5Handle root(H5Gopen2(file.id(), "/", H5P_DEFAULT), where, "a root group");
    return readAttributes(root.id(), where);
}

} // namespace

const Table* ResultFile::find(const std::string& path) const
{
    const auto found = std::find_if(tables.begin(), tables.end(),
                                    [&path](const Table& table) { return table.path == path; });
    return found == tables.end() ? nullptr : &*found;
}

void writeResult(const fs::path& path, const ResultFile& result, bool overwrite)
{
    const std::string where = path.string();
    const Hdf5Session session;
    AtomicFile target(path, overwrite);
    {
        const H5Handle creation(H5Pcreate(H5P_FILE_CREATE), where, "a file that can be written");
        requireH5(H5Pset_obj_track_times(creation.id(), 0), where, "a file that can be written");
        const H5Handle file(
            H5Fcreate(target.temporaryPath().c_str(), H5F_ACC_TRUNC, creation.id(), H5P_DEFAULT),
            where, "a file that can be written");
        writeManifest(file.id(), where, result.manifest);
        for (const auto& [name, value] : result.extra) {
            writeAttribute(file.id(), where, name, value);
        }
        for (const Table& table : result.tables) {
            writeTable(file.id(), where, table);
        }
        for (const auto& [group, attributes] : result.groups) {
            writeGroupAttributes(file.id(), where, group, attributes);
        }
        requireH5(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), where, "room on the disk");
    }
    target.commit();
}

ResultFile readResult(const fs::path& path)
{
    const Hdf5Session session;
    const H5Handle file = openForReading(path);
    const std::string where = path.string();
    ResultFile result;
    result.extra = rootAttributes(file, where);
    result.manifest = takeManifest(result.extra, where);
    for (const std::string& name : tablePaths(file.id(), where)) {
        result.tables.push_back(readTableFrom(file.id(), where, name));
    }
    result.groups = readGroupAttributes(file.id(), where);
    return result;
}

RunManifest readManifest(const fs::path& path)
{
    const Hdf5Session session;
    const H5Handle file = openForReading(path);
    Attributes attributes = rootAttributes(file, path.string());
    return takeManifest(attributes, path.string());
}

Table readTable(const fs::path& path, const std::string& name)
{
    const Hdf5Session session;
    const H5Handle file = openForReading(path);
    return readTableFrom(file.id(), path.string(), name);
}

std::vector<std::string> listTables(const fs::path& path)
{
    const Hdf5Session session;
    const H5Handle file = openForReading(path);
    return tablePaths(file.id(), path.string());
}

} // namespace neurograft
