// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/kept_file.h"

#include <string>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace neurograft {

namespace fs = std::filesystem;

KeptFile::KeptFile(fs::path target) : m_target(std::move(target))
{
    std::error_code error;
    m_existed = fs::exists(m_target, error);
    if (!m_existed) {
        return;
    }
    const fs::path link = m_target.parent_path()
        / ("." + m_target.filename().string() + ".kept-" + std::to_string(::getpid()));
    fs::remove(link, error);
    fs::create_hard_link(m_target, link, error);
    if (error) { // a file system without hard links
        fs::copy_file(m_target, link, error);
    }
    if (!error) {
        m_link = link;
    }
}

KeptFile::~KeptFile()
{
    if (!m_link.empty()) {
        std::error_code error;
        fs::remove(m_link, error);
    }
}

void KeptFile::restore() noexcept
{
    std::error_code error;
    if (!m_existed) {
        fs::remove(m_target, error);
    } else if (!m_link.empty()) {
        fs::rename(m_link, m_target, error); // of two links to one file, POSIX leaves both
    }
}

} // namespace neurograft
