// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/kernel_vector.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// One layer × layer map while its layers arrive in any order: cells are computed once both of
/// their layers are there.
class SimilarityMap {
public:
    using Vector = std::shared_ptr<const KernelVector>;

    SimilarityMap(std::int64_t students, std::int64_t teachers);

    void setStudent(std::int64_t layer, Vector vector);
    void setTeacher(std::int64_t layer, Vector vector);
    /// Computes the cells of the layers that came since the last call.
    void update(const RunContext& context);
    /// The last update(): cells that came in parts are computed once more as one product, so that
    /// their last bits do not depend on the order in which layers arrived.
    void finish(const RunContext& context);

    std::int64_t students() const { return static_cast<std::int64_t>(m_students.size()); }
    std::int64_t teachers() const { return static_cast<std::int64_t>(m_teachers.size()); }
    /// [students, teachers] row-major, NaN where undefined.
    const std::vector<double>& values() const { return m_values; }
    /// Reason codes of the same cells (UndefinedReason).
    const std::vector<std::uint8_t>& reasons() const { return m_reasons; }
    /// Largest |CKA(X,X) - 1| over the defined layers seen so far (D53); 0 before the first.
    double selfCheck() const { return m_selfCheck; }
    const Vector& student(std::int64_t layer) const
    {
        return m_students[static_cast<std::size_t>(layer)];
    }
    const Vector& teacher(std::int64_t layer) const
    {
        return m_teachers[static_cast<std::size_t>(layer)];
    }

private:
    void fillBlock(const std::vector<std::size_t>& students,
                   const std::vector<std::size_t>& teachers, const RunContext& context);
    void checkNews(const RunContext& context);

    std::vector<Vector> m_students;
    std::vector<Vector> m_teachers;
    std::vector<std::size_t> m_newStudents;
    std::vector<std::size_t> m_newTeachers;
    std::vector<double> m_values;
    std::vector<std::uint8_t> m_reasons;
    double m_selfCheck = 0.0;
    int m_updates = 0; ///< that computed something
};

} // namespace neurograft
