// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/similarity_measure.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// One layer × layer map while its layers arrive in any order: cells are computed once both of
/// their layers are there.
class SimilarityMap {
public:
    using Layer = PreparedLayer::Pointer;

    SimilarityMap(std::shared_ptr<const SimilarityMeasure> measure, std::int64_t students,
                  std::int64_t teachers);

    /// @p prepared by measure()
    void setStudent(std::int64_t layer, Layer prepared);
    void setTeacher(std::int64_t layer, Layer prepared);
    /// Computes the cells of the layers that came since the last call.
    void update(const RunContext& context);
    /// The last update(): cells that came in parts of a common product are computed once more as
    /// one, so that their last bits do not depend on the order in which layers arrived.
    void finish(const RunContext& context);

    std::int64_t students() const { return static_cast<std::int64_t>(m_students.size()); }
    std::int64_t teachers() const { return static_cast<std::int64_t>(m_teachers.size()); }
    /// [students, teachers] row-major, NaN where undefined.
    const std::vector<double>& values() const { return m_values; }
    /// Reason codes of the same cells (UndefinedReason).
    const std::vector<std::uint8_t>& reasons() const { return m_reasons; }
    /// Largest distance of a layer's similarity to itself from what it must be, over the defined
    /// layers seen so far (D53); 0 before the first.
    double selfCheck() const { return m_selfCheck; }
    const SimilarityMeasure& measure() const { return *m_measure; }
    const std::vector<Layer>& studentLayers() const { return m_students; }
    const std::vector<Layer>& teacherLayers() const { return m_teachers; }

private:
    void fillBlock(const std::vector<std::size_t>& students,
                   const std::vector<std::size_t>& teachers, const RunContext& context);
    void checkNews(const RunContext& context);

    std::shared_ptr<const SimilarityMeasure> m_measure;
    std::vector<Layer> m_students;
    std::vector<Layer> m_teachers;
    std::vector<std::size_t> m_newStudents;
    std::vector<std::size_t> m_newTeachers;
    std::vector<double> m_values;
    std::vector<std::uint8_t> m_reasons;
    double m_selfCheck = 0.0;
    int m_updates = 0; ///< that computed something
};

} // namespace neurograft
