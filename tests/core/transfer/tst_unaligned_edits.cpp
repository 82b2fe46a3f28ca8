// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/delta_file.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/transfer/adapter_start.h"
#include "core/engine/transfer/change_norm.h"
#include "core/engine/transfer/neuron_delta.h"
#include "core/engine/transfer/unaligned_edits.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

Table windows()
{
    Table made;
    made.path = "sensitivity/up_proj/window";
    made.shape = {4, 3};
    made.axes = {"student layer", "place"};
    made.values = std::vector<std::int32_t>{1, 0, 0, 2, 7, 3, 4, 80, 32, 5, 11, 20};
    return made;
}

FamilyAttribution family(ScoreFamily which, const std::vector<std::int64_t>& layers,
                         const std::vector<std::vector<std::int64_t>>& neurons)
{
    FamilyAttribution found;
    found.family = which;
    found.layers = layers;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        auto& best = found.best.emplace_back();
        for (const std::int64_t neuron : neurons[i]) {
            best.push_back({layers[i], neuron});
        }
    }
    return found;
}

} // namespace

/// Unaligned injection (transfer.md 5): every variant against its definition.
class TstUnalignedEdits : public QObject {
    Q_OBJECT

    std::shared_ptr<const Checkpoint> m_teacher = Checkpoint::open(kData / "tiny-T"); // 96 wide
    std::shared_ptr<const Checkpoint> m_student = Checkpoint::open(kData / "tiny-S"); // 64 wide

    at::Tensor weight(const std::shared_ptr<const Checkpoint>& checkpoint, int layer,
                      Module module) const
    {
        return mappedTensor(checkpoint, checkpoint->entry(weightName(layer, module)))
            .to(at::kFloat);
    }
    SourceMatrices windowsOfTheTeacher() const
    {
        return {SourceKind::Selected, 42, m_student, m_teacher, {windows()}};
    }
    /// Two layers of each model, three neurons a layer.
    LocatedNeurons teacherNeurons() const
    {
        LocatedNeurons located{m_teacher, {}};
        located.found.families = {family(ScoreFamily::Ffn, {1, 5}, {{7, 200, 3}, {0, 9, 255}}),
                                  family(ScoreFamily::Attention, {0, 4}, {{95, 1, 2}, {4, 8, 6}}),
                                  family(ScoreFamily::Value, {0, 4}, {{47, 0, 5}, {1, 2, 3}})};
        return located;
    }
    LocatedNeurons studentNeurons() const
    {
        LocatedNeurons located{m_student, {}};
        located.found.families = {family(ScoreFamily::Ffn, {0, 3}, {{175, 2, 11}, {5, 4, 90}}),
                                  family(ScoreFamily::Attention, {1, 2}, {{63, 0, 9}, {7, 8, 1}}),
                                  family(ScoreFamily::Value, {1, 2}, {{31, 0, 9}, {7, 8, 1}})};
        return located;
    }
    /// What a variant makes of @p module's weight in a layer.
    at::Tensor changed(const ModelEdits& edits, int layer, Module module) const
    {
        const at::Tensor before = weight(m_student, layer, module);
        return before + edits.sum(weightName(layer, module), before.sizes());
    }

private Q_SLOTS:
    void factorsAreTheRankPartOfTheWindow()
    {
        AdapterStartOptions options;
        options.kind = AdapterStartOptions::Kind::Left;
        options.rank = 4;
        options.alpha = 8.0; // s = 2
        const SourceMatrices source = windowsOfTheTeacher();
        const auto targets = adapterTargets(m_student->config(), {"up_proj"});
        const AdapterStart start = startAdapter(targets, options, &source, at::kCPU, {});
        const ModelEdits edits = lowRankInjection(start.adapter.parts(), 0.1);
        const at::Tensor window = source.matrix(targets[2]); // [176,64]
        const at::Tensor change = edits.sum(targets[2].weight, window.sizes());
        // Eckart and Young: what is left of E holds the other singular values.
        const at::Tensor values = at::linalg_svdvals(window.to(at::kDouble));
        const double rest = std::sqrt(values.narrow(0, 4, 60).square().sum().item<double>());
        QVERIFY(std::abs(frobeniusNorm(window - change * 10.0) - rest) < 1e-4);
        QVERIFY(
            std::abs(editNorm(edits.edits().at(targets[2].weight).front()) - frobeniusNorm(change))
            < 1e-5);
    }

    void matrixReplacesTheWeight()
    {
        const SourceMatrices source = windowsOfTheTeacher();
        const auto targets = adapterTargets(m_student->config(), {"up_proj"});
        const ModelEdits whole = matrixInjection(targets, source, m_student, 1.0, {});
        const ModelEdits half = matrixInjection(targets, source, m_student, 0.5, {});
        const at::Tensor window = source.matrix(targets[3]);
        const at::Tensor before = weight(m_student, 3, Module::UpProj);
        QVERIFY(at::allclose(changed(whole, 3, Module::UpProj), window, 0.0, 1e-7));
        QVERIFY(at::allclose(changed(half, 3, Module::UpProj), (window + before) / 2, 0.0, 1e-7));
    }

    void neuronsAreCutToTheStudentsWidth()
    {
        const std::vector<Module> modules{Module::UpProj, Module::DownProj, Module::VProj,
                                          Module::OProj};
        NeuronInjectionOptions options;
        options.lambda = 0.25;
        const ModelEdits edits =
            neuronInjection(teacherNeurons(), studentNeurons(), modules, options);
        QCOMPARE(edits.edits().size(), std::size_t{8}); // four modules in two layers
        // Rank 1 of the second pair of layers.
        at::Tensor expected = weight(m_student, 3, Module::UpProj).clone();
        expected[4] += weight(m_teacher, 5, Module::UpProj)[9].narrow(0, 0, 64) * 0.25;
        expected[5] += weight(m_teacher, 5, Module::UpProj)[0].narrow(0, 0, 64) * 0.25;
        expected[90] += weight(m_teacher, 5, Module::UpProj)[255].narrow(0, 0, 64) * 0.25;
        QVERIFY(at::allclose(changed(edits, 3, Module::UpProj), expected, 0.0, 1e-7));
        // Columns of down_proj by the same list, of o_proj by that of attention.
        const at::Tensor down = changed(edits, 0, Module::DownProj)
            - weight(m_student, 0, Module::DownProj); // [64,176]
        QVERIFY(at::allclose(down.select(1, 175),
                             weight(m_teacher, 1, Module::DownProj).select(1, 7).narrow(0, 0, 64)
                                 * 0.25,
                             0.0, 1e-7));
        QCOMPARE(down.abs().sum(0).count_nonzero().item<std::int64_t>(), std::int64_t{3});
        const at::Tensor out =
            changed(edits, 1, Module::OProj) - weight(m_student, 1, Module::OProj);
        QVERIFY(at::allclose(
            out.select(1, 0),
            weight(m_teacher, 0, Module::OProj).select(1, 1).narrow(0, 0, 64) * 0.25, 0.0, 1e-7));
        QVERIFY(!edits.has(weightName(1, Module::UpProj)));
    }

    void substitutedNeuronsAreTheTeachers()
    {
        NeuronInjectionOptions options;
        options.substitutes = true;
        const ModelEdits edits =
            neuronInjection(teacherNeurons(), studentNeurons(), {Module::VProj}, options);
        const at::Tensor after = changed(edits, 2, Module::VProj);
        QVERIFY(at::allclose(after[8], weight(m_teacher, 4, Module::VProj)[2].narrow(0, 0, 64), 0.0,
                             1e-7));
        QVERIFY(after[9].equal(weight(m_student, 2, Module::VProj)[9]));
    }

    void projectionIsOrthonormalAndDrawnBySeed()
    {
        const at::Tensor q = orthonormalProjection(96, 64, 7).to(at::kDouble);
        QVERIFY(at::allclose(at::matmul(q.t(), q), at::eye(64, at::kDouble), 0.0, 1e-6));
        QVERIFY(orthonormalProjection(96, 64, 7).equal(orthonormalProjection(96, 64, 7)));
        QVERIFY(!orthonormalProjection(96, 64, 7).equal(orthonormalProjection(96, 64, 8)));
        // Uniform directions: no coordinate of the teacher is favoured.
        const double mean = q.mean().item<double>();
        QVERIFY2(std::abs(mean) < 5.0 / (96.0 * 8.0), qPrintable(QString::number(mean)));
    }

    void projectedNeuronsHaveTheLengthOfThoseTheyReplace()
    {
        NeuronInjectionOptions options;
        options.isProjected = true;
        options.substitutes = true;
        options.seed = 11;
        const ModelEdits edits =
            neuronInjection(teacherNeurons(), studentNeurons(), {Module::UpProj}, options);
        const at::Tensor q = orthonormalProjection(96, 64, 11);
        const at::Tensor after = changed(edits, 0, Module::UpProj)[2]; // rank 1
        const at::Tensor before = weight(m_student, 0, Module::UpProj)[2];
        const at::Tensor projected = at::matmul(weight(m_teacher, 1, Module::UpProj)[200], q);
        const double length = frobeniusNorm(before.unsqueeze(0));
        QVERIFY(std::abs(frobeniusNorm(after.unsqueeze(0)) - length) < 1e-5);
        const double cosine = (after * projected).sum().item<double>()
            / (length * frobeniusNorm(projected.unsqueeze(0)));
        QVERIFY2(std::abs(cosine - 1.0) < 1e-5, qPrintable(QString::number(cosine)));
    }

    void nothingSelectedChangesNothing()
    {
        LocatedNeurons teacher{m_teacher, {}};
        LocatedNeurons student{m_student, {}};
        teacher.found.families = {family(ScoreFamily::Ffn, {1, 5}, {{}, {}})};
        student.found.families = {family(ScoreFamily::Ffn, {0, 3}, {{}, {}})};
        QVERIFY(neuronInjection(teacher, student, {Module::UpProj}, {}).isEmpty());
    }

    void pairsThatDoNotFitAreRefused()
    {
        LocatedNeurons teacher = teacherNeurons();
        LocatedNeurons student = studentNeurons();
        QVERIFY_EXCEPTION_THROWN(neuronInjection(student, teacher, {Module::UpProj}, {}),
                                 ShapeError); // narrower
        student.found.families[0].best[1].pop_back();
        QVERIFY_EXCEPTION_THROWN(neuronInjection(teacher, student, {Module::UpProj}, {}),
                                 ShapeError);
        QVERIFY_EXCEPTION_THROWN(neuronInjection(teacher, student, {Module::GateProj}, {}),
                                 StudyError);
        teacher.found.families.pop_back();
        QVERIFY_EXCEPTION_THROWN(neuronInjection(teacher, student, {Module::VProj}, {}),
                                 StudyError);
    }

    /// decisions.md D70: neurons with their index, the rest whole, and what the file says of
    /// itself.
    void fileHoldsTheChange()
    {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "delta.safetensors";
        ModelEdits edits = neuronInjection(teacherNeurons(), studentNeurons(),
                                           {Module::UpProj, Module::OProj}, {});
        const at::Tensor a = at::tensor(std::vector<float>(128, 0.5F)).view({2, 64});
        const at::Tensor b = at::tensor(std::vector<float>(128, 0.25F)).view({64, 2});
        edits.add(weightName(3, Module::QProj), LowRankEdit{a, b, 2.0}); // 0.5 everywhere
        DeltaLabel label;
        label.method = "unaligned";
        label.rate = 0.1;
        label.seed = 7;
        label.studentSha256 = m_student->sha256();
        label.more = {{"variant", "d3"}};
        writeNeuronDelta(path, edits, label);

        const DeltaFile file(path, m_student->config());
        QCOMPARE(file.studentSha256(), m_student->sha256());
        QCOMPARE(file.parts().size(), std::size_t{5});
        const auto& metadata = file.file()->metadata();
        QCOMPARE(metadata.at("method"), std::string("unaligned"));
        QCOMPARE(metadata.at("rate"), std::string("0.1"));
        QCOMPARE(metadata.at("variant"), std::string("d3"));
        for (const DeltaPart& part : file.parts()) {
            const WeightEdit& edit = edits.edits().at(part.weight).front();
            const at::Tensor delta = mappedTensor(file.file(), part.delta);
            if (const auto* neurons = std::get_if<NeuronEdit>(&edit)) {
                QVERIFY(part.index.has_value());
                QCOMPARE(part.isColumns, neurons->isColumns);
                QVERIFY(delta.equal(neurons->delta));
                QVERIFY(mappedTensor(file.file(), *part.index).equal(neurons->index));
            } else {
                QVERIFY(!part.index.has_value());
                QVERIFY(at::allclose(delta, at::tensor(0.5F).expand({64, 64})));
            }
        }
        writeNeuronDelta(path, ModelEdits(), label); // nothing is a file, too
        QVERIFY(DeltaFile(path, m_student->config()).parts().empty());
        ModelEdits outside;
        outside.add(kFinalNormName, WholeEdit{at::tensor(std::vector<float>(64, 1.0F))});
        QVERIFY_EXCEPTION_THROWN(writeNeuronDelta(path, outside, label), StudyError);
    }
};

QTEST_GUILESS_MAIN(TstUnalignedEdits)
#include "tst_unaligned_edits.moc"
