// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/overlay_hash.h"

#include "core/checkpoint/adapter_config.h"
#include "core/run/error.h"
#include "core/support/mapped_file.h"
#include "core/support/sha256.h"

namespace neurograft {

namespace fs = std::filesystem;

namespace {

void addFile(const fs::path& path, const std::string& kind, Sha256& hash)
{
    const MappedFile file(path);
    hash.update(kind + " " + std::to_string(file.size()) + "\n");
    hash.update(file.data(), file.size());
    file.releasePages();
}

void addAdapter(const fs::path& folder, const std::string& kind, Sha256& hash)
{
    addFile(folder / "adapter_config.json", kind, hash);
    bool hasWeights = false;
    for (const char* name : {"adapter_model.safetensors", "adapter_model.bin"}) {
        std::error_code error;
        if (!hasWeights && fs::exists(folder / name, error)) {
            addFile(folder / name, kind, hash);
            hasWeights = true;
        }
    }
    if (!hasWeights) {
        throw FormatError(folder.string(), "adapter_model.safetensors or adapter_model.bin",
                          "neither of them");
    }
}

} // namespace

std::string overlaySha256(const ModelOverlay& overlay)
{
    if (overlay.isEmpty()) {
        return {};
    }
    Sha256 hash;
    for (const fs::path& folder : overlay.adapters) {
        addAdapter(folder, "adapter", hash);
    }
    for (const fs::path& folder : overlay.residualAdapters) {
        addAdapter(folder, "residual", hash);
        if (hasInitialFactors(folder)) {
            addAdapter(initialFolder(folder), "initial", hash);
        }
    }
    for (const fs::path& file : overlay.deltas) {
        addFile(file, "delta", hash);
    }
    return hash.hexDigest();
}

} // namespace neurograft
