// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/atomic_file.h"

#include "core/run/error.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

void syncToDisk(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

} // namespace

AtomicFile::AtomicFile(fs::path target, bool overwrite)
    : m_target(std::move(target))
{
    std::error_code error;
    if (!overwrite && fs::exists(m_target, error)) {
        throw StudyError(m_target.string(), "a name that is free", "an existing file",
                         "Choose another name or pass --force.");
    }
    const fs::path folder = m_target.has_parent_path() ? m_target.parent_path() : fs::path(".");
    fs::create_directories(folder, error);
    if (error) {
        throw StudyError(folder.string(), "a folder that can be made", error.message());
    }
    m_temporary
        = folder / ("." + m_target.filename().string() + ".tmp-" + std::to_string(::getpid()));
    fs::remove_all(m_temporary, error);
}

AtomicFile::~AtomicFile()
{
    if (!m_isCommitted) {
        std::error_code error;
        fs::remove_all(m_temporary, error);
    }
}

void AtomicFile::commit()
{
    std::error_code error;
    if (fs::is_directory(m_temporary, error) && fs::exists(m_target, error)) {
        fs::remove_all(m_target, error); // rename cannot replace a folder that is not empty
    } else {
        syncToDisk(m_temporary);
    }
    fs::rename(m_temporary, m_target, error);
    if (error) {
        throw StoreError(m_target.string(), "a complete file under this name", error.message());
    }
    m_isCommitted = true;
}

void writeFileAtomically(const fs::path& path, std::string_view bytes, bool overwrite)
{
    AtomicFile file(path, overwrite);
    std::ofstream stream(file.temporaryPath(), std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream) {
        throw StoreError(path.string(), "a file that can be written", std::strerror(errno));
    }
    file.commit();
}

std::string readFile(const fs::path& path)
{
    std::error_code error;
    if (fs::is_directory(path, error)) {
        throw FormatError(path.string(), "a file", "a folder");
    }
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream bytes;
    if (stream && stream.peek() != std::ifstream::traits_type::eof()) {
        bytes << stream.rdbuf();
    }
    if (!stream.is_open() || stream.bad()) {
        throw FormatError(path.string(), "a readable file", std::strerror(errno));
    }
    return bytes.str();
}

} // namespace neurograft
