// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/model_loading.h"
#include "core/engine/run/aligned_teacher.h"
#include "core/engine/similarity/activation_samples.h"
#include "core/run/error.h"
#include "core/run/export_activations.h"
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"
#include "core/study/study_io.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_pinv.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kAlignedData = NEUROGRAFT_TEST_DATA;

/// Columns of the pseudoinverse of the unembedding, length one: [d,V].
at::Tensor directionsOf(const fs::path& folder)
{
    LoadOptions options;
    options.dtype = "float32";
    const at::Tensor weight = loadModel(Checkpoint::open(folder), options)->unembedding();
    const at::Tensor inverse = at::linalg_pinv(weight.to(at::kDouble)); // [d,V]
    return inverse / at::linalg_vector_norm(inverse, 2, {0}, true);
}

/// Biased linear CKA by its definition, of samples [n,p] and [n,q].
double directCka(const at::Tensor& x, const at::Tensor& y)
{
    const at::Tensor a = x - x.mean(0, true);
    const at::Tensor b = y - y.mean(0, true);
    const auto size = [](const at::Tensor& m) {
        return at::linalg_vector_norm(m, 2).item<double>();
    };
    const double cross = size(at::matmul(a.t(), b));
    return cross * cross / (size(at::matmul(a.t(), a)) * size(at::matmul(b.t(), b)));
}

SimilarityStudy alignedStudy()
{
    SimilarityStudy study = readSimilarityStudy(kAlignedData / "demo.study.json");
    study.modules = {"up_proj", "o_proj", "layer_output"};
    study.measures = {"cka-biased", "mutual-knn"};
    study.baselines = {"aligned-teacher"};
    study.rows.limit = 24;
    study.tokens = 200;
    study.isDeterministic = true;
    return study;
}

} // namespace

/// The student beside the teacher in the student's word directions (SemAlign, figures 4 and 5).
class TstAlignedTeacher : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    /// Against activations mapped by the dense product of both pseudoinverses.
    void cellsAreThoseOfMappedActivations()
    {
        const SimilarityStudy study = alignedStudy();
        runSimilarity(study, path("r.h5"), false, RunContext());
        SimilarityStudy exported = study;
        exported.baselines.clear();
        exportActivations(exported, path("a.npz"), false, RunContext());
        const ActivationSamples activations(path("a.npz"), {});
        const at::Tensor map =
            at::matmul(directionsOf(study.student), directionsOf(study.teacher).t()); // [d_s,d_t]
        for (const Module module : {Module::OProj, Module::LayerOutput}) {
            const auto teacher = activations.read("teacher", module);
            const auto student = activations.read("student", module);
            const Table table = readTable(path("r.h5"),
                                          std::string("similarity/") + moduleName(module)
                                              + "/cka-biased_aligned_teacher");
            QCOMPARE(table.shape,
                     (std::vector<std::int64_t>{static_cast<std::int64_t>(student.size()),
                                                static_cast<std::int64_t>(teacher.size())}));
            std::size_t cell = 0;
            for (const at::Tensor& s : student) {
                for (const at::Tensor& t : teacher) {
                    const at::Tensor h = t.to(at::kDouble);
                    const at::Tensor seen =
                        at::matmul(h / at::linalg_vector_norm(h, 2, {1}, true), map.t());
                    const double expected = directCka(s.to(at::kDouble), seen);
                    QVERIFY(std::abs(table.as<double>()[cell++] - expected) < 1e-5);
                }
            }
        }
    }

    void onlyTheResidualStreamIsAligned()
    {
        SimilarityStudy study = alignedStudy();
        runSimilarity(study, path("r.h5"), false, RunContext());
        const ResultFile result = readResult(path("r.h5"));
        QVERIFY(result.find("similarity/up_proj/cka-biased") != nullptr);
        QVERIFY(result.find("similarity/up_proj/cka-biased_aligned_teacher") == nullptr);
        QVERIFY(result.find("similarity/o_proj/mutual-knn_aligned_teacher") != nullptr);
        study.modules = {"up_proj"};
        QVERIFY_EXCEPTION_THROWN(runSimilarity(study, path("u.h5"), false, RunContext()),
                                 UsageError);
        QVERIFY(!planSimilarity(study).problems.empty());
    }

    void theCacheKnowsAlignedTeachers()
    {
        SimilarityStudy study = alignedStudy();
        study.measures = {"cka-biased"};
        study.baselines.clear();
        runSimilarity(study, path("plain.h5"), false, RunContext());
        study.baselines = {"aligned-teacher"};
        runSimilarity(study, path("a.h5"), false, RunContext());
        QVERIFY(runSimilarity(study, path("b.h5"), false, RunContext()).usedCachedGrams);
        const std::string name = "similarity/o_proj/cka-biased";
        for (const std::string ending : {"", "_aligned_teacher"}) {
            QCOMPARE(readTable(path("a.h5"), name + ending).as<double>(),
                     readTable(path("b.h5"), name + ending).as<double>());
        }
        // Its matrices are not taken for the teacher's own, nor the other way round.
        QCOMPARE(readTable(path("a.h5"), name).as<double>(),
                 readTable(path("plain.h5"), name).as<double>());
        QVERIFY(readTable(path("a.h5"), name + "_aligned_teacher").as<double>()
                != readTable(path("a.h5"), name).as<double>());
        QVERIFY(planSimilarity(study).flops > 0.0);
    }
};

QTEST_GUILESS_MAIN(TstAlignedTeacher)
#include "tst_aligned_teacher.moc"
