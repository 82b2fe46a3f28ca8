// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/similarity_map.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

using Layer = SimilarityMap::Layer;

/// Layers that are there and not among @p left out.
std::vector<std::size_t> present(const std::vector<Layer>& layers,
                                 const std::vector<std::size_t>& leftOut)
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i] && std::find(leftOut.begin(), leftOut.end(), i) == leftOut.end()) {
            places.push_back(i);
        }
    }
    return places;
}

SimilarityMeasure::Layers pointers(const std::vector<Layer>& layers,
                                   const std::vector<std::size_t>& places)
{
    SimilarityMeasure::Layers chosen;
    for (const std::size_t place : places) {
        chosen.push_back(layers[place].get());
    }
    return chosen;
}

} // namespace

SimilarityMap::SimilarityMap(std::shared_ptr<const SimilarityMeasure> measure,
                             std::int64_t students, std::int64_t teachers)
    : m_measure(std::move(measure)), m_students(static_cast<std::size_t>(students)),
      m_teachers(static_cast<std::size_t>(teachers)),
      m_values(m_students.size() * m_teachers.size(), std::numeric_limits<double>::quiet_NaN()),
      m_reasons(m_values.size(), static_cast<std::uint8_t>(UndefinedReason::NotComputed))
{
}

void SimilarityMap::setStudent(std::int64_t layer, Layer prepared)
{
    m_students[static_cast<std::size_t>(layer)] = std::move(prepared);
    m_newStudents.push_back(static_cast<std::size_t>(layer));
}

void SimilarityMap::setTeacher(std::int64_t layer, Layer prepared)
{
    m_teachers[static_cast<std::size_t>(layer)] = std::move(prepared);
    m_newTeachers.push_back(static_cast<std::size_t>(layer));
}

void SimilarityMap::finish(const RunContext& context)
{
    update(context);
    if (m_updates > 1 && m_measure->areCellsComputedTogether()) {
        fillBlock(present(m_students, {}), present(m_teachers, {}), context);
    }
}

void SimilarityMap::update(const RunContext& context)
{
    if (m_newStudents.empty() && m_newTeachers.empty()) {
        return;
    }
    ++m_updates;
    fillBlock(m_newStudents, present(m_teachers, {}), context);
    fillBlock(present(m_students, m_newStudents), m_newTeachers, context);
    checkNews(context);
    m_newStudents.clear();
    m_newTeachers.clear();
}

void SimilarityMap::fillBlock(const std::vector<std::size_t>& students,
                              const std::vector<std::size_t>& teachers, const RunContext& context)
{
    const std::vector<Similarity> cells =
        m_measure->pairs(pointers(m_students, students), pointers(m_teachers, teachers), context);
    for (std::size_t i = 0; i < students.size(); ++i) {
        for (std::size_t j = 0; j < teachers.size(); ++j) {
            const std::size_t cell = students[i] * m_teachers.size() + teachers[j];
            m_values[cell] = cells[i * teachers.size() + j].value;
            m_reasons[cell] = static_cast<std::uint8_t>(cells[i * teachers.size() + j].reason);
        }
    }
}

void SimilarityMap::checkNews(const RunContext& context)
{
    SimilarityMeasure::Layers layers = pointers(m_students, m_newStudents);
    for (const PreparedLayer* teacher : pointers(m_teachers, m_newTeachers)) {
        // A model against itself shares its layers: they are checked once.
        if (std::find(layers.begin(), layers.end(), teacher) == layers.end()) {
            layers.push_back(teacher);
        }
    }
    for (const Similarity& self : m_measure->selfValues(layers, context)) {
        if (self.reason == UndefinedReason::Defined) {
            m_selfCheck = std::max(m_selfCheck, std::abs(self.value - m_measure->selfIdeal()));
        }
    }
}

} // namespace neurograft
