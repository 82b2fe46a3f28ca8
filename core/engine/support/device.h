// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <optional>
#include <string>

namespace neurograft {

/// "auto" | "cpu" | "cuda" | "cuda:N" as a device that exists. "auto" is the first GPU with at
/// least @p bytesNeeded free, else the CPU.
/// @throws StudyError for another word, or a GPU that is not there (the reason is told)
at::Device resolveDevice(const std::string& name, std::uint64_t bytesNeeded = 0);

/// "auto" | "float32" | "bfloat16" | "float16" as compute type. "auto" is float32 on the CPU and @p
/// stored on a GPU. A half type that the processor has no arithmetic for is float32: nothing is
/// ever computed in a half type it would have to emulate.
/// @throws StudyError for another word
at::ScalarType resolveComputeType(const std::string& name, at::Device device,
                                  at::ScalarType stored);

/// Whether numbers of this type are multiplied by the device itself: always for float32 and on a
/// GPU; bfloat16 and float16 on a processor that says so.
bool hasArithmetic(at::Device device, at::ScalarType type);
/// The same of a processor by the text of its /proc/cpuinfo.
bool cpuHasArithmetic(const std::string& cpuinfo, at::ScalarType type);

/// One sentence when resolveComputeType() gives another type than @p name asks for; else empty.
std::string wideningNotice(const std::string& name, at::Device device);

/// "float32", "bfloat16", "float16", …
std::string computeTypeName(at::ScalarType type);

/// Free bytes of a GPU; nothing for the CPU or when the driver does not tell.
std::optional<std::uint64_t> freeDeviceMemory(at::Device device);

/// Memory of the machine, in bytes; 0 when unknown.
std::uint64_t totalHostMemory();

/// Memory a program can still take without swapping, in bytes (MemAvailable); 0 when unknown.
std::uint64_t availableHostMemory();

/// Gives memory that was freed back to the system. Large blocks come and go between small ones that
/// stay, which the allocator would otherwise keep.
void releaseFreeMemory();

/// Largest resident size of this process so far, in bytes.
std::uint64_t peakResidentMemory();

} // namespace neurograft
