// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QObject>
#include <QString>

#include <vector>

namespace neurograft {

class QuickLane;
class SimilaritySession;
struct JobOutcome;

/// Each model's layers among themselves (similarity.md section 5), of the run, measure and modules
/// that a session shows; read while they are looked at. Knows no widget. GUI thread only.
class SelfMaps : public QObject {
    Q_OBJECT

public:
    /// Both outlive this object.
    SelfMaps(SimilaritySession* session, QuickLane* lane, QObject* parent = nullptr);

    /// Nothing is read while nobody looks.
    void setActive(bool isActive);
    const std::vector<HeatmapData>& student() const { return m_student; }
    const std::vector<HeatmapData>& teacher() const { return m_teacher; }
    bool isEmpty() const { return m_student.empty() && m_teacher.empty(); }
    QString path() const { return m_path; } ///< result file they are from
    QString measure() const { return m_measure; }

Q_SIGNALS:
    void changed();
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void read();
    void take(const QString& path, const QString& measure, std::vector<HeatmapData> student,
              std::vector<HeatmapData> teacher);

    SimilaritySession* m_session;
    QuickLane* m_lane;
    std::vector<HeatmapData> m_student;
    std::vector<HeatmapData> m_teacher;
    QString m_path;
    QString m_measure;
    bool m_isActive = false;
};

} // namespace neurograft
