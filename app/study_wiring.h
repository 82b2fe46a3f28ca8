// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "core/study/locate_study.h"
#include "core/study/similarity_study.h"

#include <QObject>

namespace neurograft {

class RecentWiring;
class RunWiring;
class StudyPair;
class StudyViewState;

/// What is open as a whole: a study folder, the demo, an unsaved pair or a stored result; making,
/// saving and closing it, what a crash left, and the title that names it.
class StudyWiring : public QObject {
    Q_OBJECT

public:
    StudyWiring(const WindowParts& parts, QObject* parent);

    /// Copies the bundled demo to the user's documents, opens it and starts similarity.
    void openDemo();
    /// Where openDemo() puts it; the documents folder at first.
    void setDocumentsFolder(const QString& folder) { m_documents = folder; }
    /// Opens the study the program was left with.
    void reopenLast();
    /// The window closes: the study is saved and opens again at the next start.
    void quit();
    /// The pair at work, which belongs to no study, goes on in this folder with the runs in it.
    void useRunsOf(const QString& unsaved);

private:
    void connectFiles();
    void newStudy();
    void save();
    void saveAs();
    void showOpened();
    void showRestored();
    void closeStudy();
    void clear();
    void startUnsaved();
    void runWhenReady();
    void openModelsOf(const LocateStudy& study);
    void openPairOf(const SimilarityStudy& study);
    void showState();

    WindowParts m_parts;
    RunWiring* m_runs;
    StudyPair* m_pair;
    StudyViewState* m_view;
    RecentWiring* m_recent;
    QString m_documents;
    QString m_unsaved; ///< folder of the runs of a pair that is no study
    bool m_isDemoWanted = false; ///< the study being opened is the demo
    bool m_isRunWanted = false; ///< start similarity as soon as the pair is ready
    bool m_isQuitting = false;
};

} // namespace neurograft
