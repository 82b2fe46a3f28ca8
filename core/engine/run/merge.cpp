// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/merge.h"

#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/model/edit_loading.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/run/merge_plan.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>

#include <nlohmann/json.hpp>

#include <cstring>
#include <functional>
#include <map>
#include <string_view>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

std::size_t hashOf(const void* data, std::uint64_t bytes)
{
    return std::hash<std::string_view>{}({static_cast<const char*>(data), bytes});
}

class Merger {
public:
    Merger(const MergeOptions& options, const RunContext& context)
        : m_options(options), m_context(context), m_checkpoint(Checkpoint::open(options.model))
    {
    }

    MergeReport run()
    {
        if (!m_checkpoint->hasWeights()) {
            throw FormatError(m_options.model.string(), "a folder with weights",
                              m_checkpoint->weightsProblem());
        }
        requireSafeTarget(m_options.model, m_options.out, m_options.overwrite);
        m_edits = readEdits(*m_checkpoint, m_options.overlay, at::kCPU, m_context);
        requireUntied(*m_checkpoint, editedNames());
        m_plan = planMerge(*m_checkpoint, editedNames(), m_options.dtype);
        requireDiskSpace(m_options.out, m_plan.bytes);
        AtomicFile folder(m_options.out, m_options.overwrite);
        fs::create_directory(folder.temporaryPath());
        writeFolder(folder.temporaryPath());
        check(folder.temporaryPath());
        folder.commit();
        return report();
    }

private:
    std::vector<std::string> editedNames() const
    {
        std::vector<std::string> names;
        for (const auto& item : m_edits->edits()) {
            names.push_back(item.first);
        }
        return names;
    }

    /// A tensor as it will stand in the new file: W + D in float32, rounded once.
    at::Tensor merged(const TensorEntry& entry, DType type) const
    {
        const at::NoGradGuard noGrad;
        at::Tensor values = mappedTensor(m_checkpoint, entry);
        if (m_edits->edits().count(entry.name) != 0) {
            values = m_edits->sum(entry.name, values.sizes()).add_(values.to(at::kFloat));
        }
        values = values.to(scalarTypeOf(type)).contiguous();
        if (values.is_floating_point() && !at::isfinite(values).all().item<bool>()) {
            throw DomainError("tensor " + entry.name, "finite merged weights",
                              "NaN or infinity as " + std::string(dtypeName(type)),
                              "The change is too large for the stored type: try --dtype float32.");
        }
        return values;
    }

    void writeWeights(const fs::path& folder, const MergedFile& file)
    {
        std::vector<TensorToWrite> tensors;
        for (const MergedTensor& tensor : file.tensors) {
            const TensorEntry& entry = m_checkpoint->entry(tensor.name);
            TensorToWrite written{tensor.name, tensor.dtype, entry.shape};
            if (!tensor.isChanged) {
                written.data = m_checkpoint->data(entry);
            } else {
                written.make = [this, &entry, &tensor] {
                    step();
                    const auto values =
                        std::make_shared<const at::Tensor>(merged(entry, tensor.dtype));
                    m_hashes[tensor.name] = hashOf(values->const_data_ptr(), values->nbytes());
                    return std::shared_ptr<const void>(values, values->const_data_ptr());
                };
            }
            tensors.push_back(std::move(written));
        }
        writeSafetensors(folder / file.name, std::move(tensors), {}, false);
    }

    void step()
    {
        m_context.checkpoint({"merging", 1, 2, m_done++, m_plan.changedTensors, "tensors"});
    }

    void writeFolder(const fs::path& folder)
    {
        for (const MergedFile& file : m_plan.rewritten) {
            writeWeights(folder, file);
        }
        for (const std::string& name : m_plan.copied) {
            m_context.throwIfStopped();
            std::error_code error;
            fs::copy_file(m_options.model / name, folder / name, error);
            if (error) {
                throw StoreError((m_options.out / name).string(), "a copy of the source",
                                 error.message());
            }
        }
        for (const auto& [name, text] : m_plan.texts) {
            writeFileAtomically(folder / name, text, false);
        }
    }

    /// Reads the new folder as any model and compares: edited tensors with what was written, all
    /// others with the source.
    void check(const fs::path& folder) const
    {
        const auto result = Checkpoint::open(folder);
        std::int64_t done = 0;
        const auto total = static_cast<std::int64_t>(result->tensors().size());
        for (const auto& [name, entry] : m_checkpoint->tensors()) {
            m_context.checkpoint({"checking", 2, 2, done++, total, "tensors"});
            const TensorEntry& read = result->entry(name);
            const std::uint64_t bytes = read.end - read.begin;
            const auto hash = m_hashes.find(name);
            const bool isEqual = hash != m_hashes.end()
                ? hashOf(result->data(read), bytes) == hash->second
                : bytes == entry.end - entry.begin
                    && std::memcmp(result->data(read), m_checkpoint->data(entry), bytes) == 0;
            if (!isEqual || read.shape != entry.shape) {
                throw StoreError((m_options.out / read.file).string() + ", tensor " + name,
                                 "the bytes that were written", "others when read back",
                                 "The disk may be failing; nothing was left under the new name.");
            }
        }
    }

    MergeReport report() const
    {
        MergeReport report;
        report.out = m_options.out;
        report.edited = editedNames();
        for (const MergedFile& file : m_plan.rewritten) {
            report.rewritten.push_back(file.name);
        }
        report.copied = m_plan.copied;
        report.left = m_plan.left;
        for (const auto& item : fs::directory_iterator(m_options.out)) {
            report.bytes += static_cast<std::int64_t>(item.file_size());
        }
        return report;
    }

    const MergeOptions& m_options;
    const RunContext& m_context;
    std::shared_ptr<const Checkpoint> m_checkpoint;
    std::shared_ptr<const ModelEdits> m_edits;
    MergePlan m_plan;
    std::map<std::string, std::size_t> m_hashes; ///< of changed tensors as written
    std::int64_t m_done = 0;
};

} // namespace

MergeReport mergeModel(const MergeOptions& options, const RunContext& context)
{
    return withTorchErrors(options.model.string(), [&] { return Merger(options, context).run(); });
}

} // namespace neurograft
