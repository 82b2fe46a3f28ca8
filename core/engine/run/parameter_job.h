// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/parameter_inputs.h"
#include "core/engine/run/parameter_tables.h"
#include "core/engine/similarity/weight_change.h"
#include "core/run/run_parameters.h"
#include "core/store/result_file.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// One run over parameters: matrix by matrix, every adapter while a weight is at hand.
class ParameterJob {
public:
    ParameterJob(ParameterInputs inputs, std::filesystem::path out,
                 std::chrono::steady_clock::time_point start, const RunContext& context);

    /// @throws Canceled, Error family; the file is valid and partial then
    ParameterOutcome run();

private:
    using Spectra = std::map<Module, std::vector<at::Tensor>>; ///< [layers], undefined = none

    void lookAtMatrix(MatrixPlace place);
    void addCurves(const AdapterInput& input, const WeightChange& change, MatrixPlace place,
                   const at::Tensor& weight);
    void addSubspaces(const AdapterInput& input, const ChangeFactors& factors, MatrixPlace place,
                      const at::Tensor& weight);
    void addCosines(const std::map<const AdapterInput*, WeightChange>& changes, MatrixPlace place);
    void addSpectra(const std::string& role, const Checkpoint& checkpoint, Spectra& spectra,
                    LayerTables& tables);
    void addDistances(const Spectra& student, const Spectra& teacher);
    void step(const std::string& phase);
    void store(const std::string& status);

    ParameterInputs m_inputs;
    std::filesystem::path m_out;
    const RunContext& m_context;
    std::chrono::steady_clock::time_point m_start;
    std::string m_createdUtc;
    LayerTables m_tables; ///< of the model's layers
    LayerTables m_teacherTables;
    std::vector<Table> m_further;
    std::int64_t m_done = 0;
    std::int64_t m_total = 0;
};

/// Matrices that some adapter changes, in the order of layers.
std::vector<MatrixPlace> changedMatrices(const ParameterInputs& inputs);

} // namespace neurograft
