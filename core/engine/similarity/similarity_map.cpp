// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/similarity_map.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

using Vector = SimilarityMap::Vector;

/// Layers that are there and not among @p left out.
std::vector<std::size_t> present(const std::vector<Vector>& layers,
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

std::vector<const KernelVector*> pointers(const std::vector<Vector>& layers,
                                          const std::vector<std::size_t>& places)
{
    std::vector<const KernelVector*> chosen;
    for (const std::size_t place : places) {
        chosen.push_back(layers[place].get());
    }
    return chosen;
}

} // namespace

SimilarityMap::SimilarityMap(std::int64_t students, std::int64_t teachers)
    : m_students(static_cast<std::size_t>(students)),
      m_teachers(static_cast<std::size_t>(teachers)),
      m_values(m_students.size() * m_teachers.size(), std::numeric_limits<double>::quiet_NaN()),
      m_reasons(m_values.size(), static_cast<std::uint8_t>(UndefinedReason::NotComputed))
{
}

void SimilarityMap::setStudent(std::int64_t layer, Vector vector)
{
    m_students[static_cast<std::size_t>(layer)] = std::move(vector);
    m_newStudents.push_back(static_cast<std::size_t>(layer));
}

void SimilarityMap::setTeacher(std::int64_t layer, Vector vector)
{
    m_teachers[static_cast<std::size_t>(layer)] = std::move(vector);
    m_newTeachers.push_back(static_cast<std::size_t>(layer));
}

void SimilarityMap::finish(const RunContext& context)
{
    update(context);
    if (m_updates > 1) {
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
    const std::vector<double> products =
        pairProducts(pointers(m_students, students), pointers(m_teachers, teachers), context);
    for (std::size_t i = 0; i < students.size(); ++i) {
        for (std::size_t j = 0; j < teachers.size(); ++j) {
            const std::size_t cell = students[i] * m_teachers.size() + teachers[j];
            m_values[cell] = products[i * teachers.size() + j];
            m_reasons[cell] = static_cast<std::uint8_t>(
                firstReason(m_students[students[i]]->reason(), m_teachers[teachers[j]]->reason()));
        }
    }
}

void SimilarityMap::checkNews(const RunContext& context)
{
    std::vector<const KernelVector*> vectors = pointers(m_students, m_newStudents);
    for (const KernelVector* teacher : pointers(m_teachers, m_newTeachers)) {
        // A model against itself shares its vectors: they are checked once.
        if (std::find(vectors.begin(), vectors.end(), teacher) == vectors.end()) {
            vectors.push_back(teacher);
        }
    }
    for (const double self : selfProducts(vectors, context)) {
        if (!std::isnan(self)) {
            m_selfCheck = std::max(m_selfCheck, std::abs(self - 1.0));
        }
    }
}

} // namespace neurograft
