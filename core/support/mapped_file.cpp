// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/mapped_file.h"

#include "core/run/error.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace neurograft {

MappedFile::MappedFile(const std::filesystem::path& path) : m_path(path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        throw FormatError(path.string(), "a readable file", std::strerror(errno));
    }
    struct stat status { };
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        throw FormatError(path.string(), "a regular file", "something else");
    }
    m_size = static_cast<std::uint64_t>(status.st_size);
    if (m_size > 0) {
        void* address = ::mmap(nullptr, m_size, PROT_READ, MAP_SHARED, descriptor, 0);
        const int reason = errno;
        ::close(descriptor);
        if (address == MAP_FAILED) {
            throw FormatError(path.string(), "a file that can be mapped", std::strerror(reason));
        }
        m_data = static_cast<const std::byte*>(address);
    } else {
        ::close(descriptor);
    }
}

void MappedFile::releasePages() const
{
    if (m_data != nullptr) {
        ::madvise(const_cast<std::byte*>(m_data), m_size, MADV_DONTNEED);
    }
}

MappedFile::~MappedFile()
{
    if (m_data != nullptr) {
        ::munmap(const_cast<std::byte*>(m_data), m_size);
    }
}

} // namespace neurograft
