// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/overlay_report.h"

#include "core/checkpoint/adapter_file.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/delta_file.h"
#include "core/checkpoint/module_path.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// "up_proj" of "model.layers.3.mlp.up_proj.weight".
std::string lastName(const std::string& weight)
{
    const std::string path = weight.substr(0, weight.rfind('.'));
    return path.substr(path.rfind('.') + 1);
}

/// Place of a module in a layer: q, k, v, o, gate, up, down; others last.
std::size_t placeOf(const std::string& name)
{
    const auto module = moduleFromName(name);
    return module ? static_cast<std::size_t>(*module) : allModules().size();
}

/// Keeps the list in the order of a layer, each module once.
void addModule(const std::string& weight, std::vector<std::string>& modules)
{
    std::string name = lastName(weight);
    const auto isLess = [](const std::string& a, const std::string& b) {
        return std::pair(placeOf(a), a) < std::pair(placeOf(b), b);
    };
    const auto at = std::lower_bound(modules.begin(), modules.end(), name, isLess);
    if (at == modules.end() || *at != name) {
        modules.insert(at, std::move(name));
    }
}

std::string methodOf(const AdapterConfig& config)
{
    const std::string& word = config.initialization();
    for (const auto& [start, method] :
         {std::pair("pissa", "PiSSA"), std::pair("olora", "OLoRA"), std::pair("corda", "CorDA")}) {
        if (word.rfind(start, 0) == 0) {
            return method;
        }
    }
    return "LoRA";
}

void describeAdapter(const Checkpoint& checkpoint, OverlayReport& report)
{
    const AdapterFile adapter(report.path, checkpoint.config());
    const AdapterConfig& config = adapter.config();
    report.method = methodOf(config);
    report.rank = config.rank();
    report.alpha = config.alpha();
    report.needsModifiedBase = config.needsModifiedBase();
    report.hasInitialFactors = hasInitialFactors(report.path);
    report.canRebuildBase = report.hasInitialFactors || config.isPissa();
    for (const AdapterFactors& factors : adapter.factors()) {
        addModule(factors.weight, report.modules);
        report.parameters += factors.a.elementCount() + factors.b.elementCount();
    }
    if (report.hasInitialFactors) {
        const AdapterFile initial(initialFolder(report.path), checkpoint.config()); // it fits, too
    }
}

void describeDelta(const Checkpoint& checkpoint, OverlayReport& report)
{
    const DeltaFile delta(report.path, checkpoint.config());
    report.isDelta = true;
    report.method = "delta";
    for (const DeltaPart& part : delta.parts()) {
        addModule(part.weight, report.modules);
        report.parameters += part.delta.elementCount();
        report.neurons += part.index ? part.index->elementCount() : 0;
    }
    if (!delta.studentSha256().empty() && delta.studentSha256() != checkpoint.sha256()) {
        report.remark = "The delta was made for other weights than these.";
    }
}

} // namespace

OverlayReport inspectOverlay(const fs::path& path, const fs::path& model)
{
    const auto checkpoint = Checkpoint::open(model);
    OverlayReport report;
    report.path = path;
    if (fs::is_directory(path)) {
        describeAdapter(*checkpoint, report);
    } else {
        describeDelta(*checkpoint, report);
    }
    return report;
}

bool isAdapterFolder(const fs::path& path)
{
    std::error_code error;
    return fs::is_regular_file(path / "adapter_config.json", error);
}

bool isDeltaFile(const fs::path& path)
{
    std::error_code error;
    return path.extension() == ".safetensors" && fs::is_regular_file(path, error);
}

} // namespace neurograft
