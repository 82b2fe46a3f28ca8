// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "core/study/parameter_study.h"
#include "widgets/plots/curve_data.h"
#include "widgets/plots/heatmap_data.h"

#include <QString>
#include <QStringList>

#include <filesystem>
#include <optional>

namespace neurograft {

/// A stored result of `parameters` as the window looks at it: curves by layer of what adapters did
/// to the weights, singular values of one layer, and a table of means (similarity.md section 7).
/// Plain values behind it; share it as std::shared_ptr<const ParameterRun>.
class ParameterRun {
public:
    /// @throws StoreError, FormatError, StudyError as readResult() and parseParameterStudy()
    explicit ParameterRun(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }
    const ParameterStudy& study() const { return m_study; }
    bool isPartial() const { return m_result.manifest.status != "complete"; }
    std::string command() const { return m_result.manifest.command; }
    int layers() const { return m_layers; } ///< of the student
    QStringList adapters() const { return m_adapters; } ///< in the order they were named
    QStringList modules() const { return m_modules; } ///< that an adapter changes, published order
    bool hasSpectra() const { return m_hasSpectra; }

    /// What can be drawn by layer: "" for the two cosines with the weights, then names of tables
    /// ("norm_ratio", "effective_rank", "cosine_<adapter>", …).
    QStringList tables() const { return m_tables; }

    /// Series of a module over the layers: of every adapter LoRA vs original and vs remaining, or
    /// the one table.
    CurveData curves(const QString& module, const QString& table) const;
    /// Singular values of a module in a layer, from index 1: of the weight and of the teacher's
    /// layer at the same relative depth, where the run has them, and of each adapter's change.
    CurveData spectrum(const QString& module, int layer) const;
    /// The same tables as maps of modules × layers, one per adapter and table.
    std::vector<HeatmapData> maps(const QString& table) const;
    /// How far the spectra of student and teacher layers lie apart, a map per module; none where
    /// the run had no teacher.
    std::vector<HeatmapData> distances() const;
    /// NaN where there is none.
    double value(const QString& adapter, const QString& module, const QString& table,
                 int layer) const;
    /// How many singular values of the change are above 0: r of the adapter in that layer.
    int rank(const QString& adapter, const QString& module, int layer) const;
    /// "S L2 down_proj, pissa: vs original 0.153, vs remaining 0.000, norm ratio 0.15, effective
    /// rank 6.3 of 8": what the spectrum stands beside.
    QStringList facts(const QString& module, int layer) const;

    /// Means and standard deviations over the layers: a row per adapter and module.
    QString meansTsv() const;
    /// The same for a paper: booktabs, mean ± sd.
    QString meansLatex() const;

private:
    struct Mean {
        double mean = 0.0;
        double deviation = 0.0;
    };
    const std::vector<double>* find(const QString& path, std::int64_t* width = nullptr) const;
    std::optional<Mean> meanOf(const QString& adapter, const QString& module,
                               const char* table) const;
    void addRow(CurveData& data, const QString& path, const QString& name, const QString& title,
                int layer) const;

    std::filesystem::path m_path;
    ResultFile m_result;
    ParameterStudy m_study;
    QStringList m_adapters;
    QStringList m_modules;
    QStringList m_tables;
    int m_layers = 0;
    bool m_hasSpectra = false;
};

/// "LoRA vs original and remaining" for "", "norm of change / norm of weight", …
QString parameterTableTitle(const QString& table);
/// Cosines: values on both sides of 0.
bool isParameterTableSigned(const QString& table);

} // namespace neurograft
