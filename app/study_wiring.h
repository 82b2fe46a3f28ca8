// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "core/study/similarity_study.h"

#include <QObject>

namespace neurograft {

/// What is open as a whole: the demo study, a stored result with its pair, closing, and the title
/// that names it.
class StudyWiring : public QObject {
    Q_OBJECT

public:
    StudyWiring(const WindowParts& parts, QObject* parent);

    /// Copies the bundled demo to the user's documents, opens it and starts similarity.
    void openDemo();
    /// Where openDemo() puts it; the documents folder at first.
    void setDocumentsFolder(const QString& folder) { m_documents = folder; }

private:
    void startDemo(const QString& folder);
    void runWhenReady();
    void openPairOf(const SimilarityStudy& study);
    void closeStudy();
    void showState();

    WindowParts m_parts;
    QString m_documents;
    QString m_name; ///< empty: an unsaved pair
    bool m_isRunWanted = false; ///< start similarity as soon as the pair is ready
};

} // namespace neurograft
