// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace neurograft {

class AppSettings;

/// File dialogs that start where the last one ended and remember where they end. An empty string
/// means the person thought better of it.
QString chooseModelFolder(AppSettings* settings, QWidget* parent, const QString& title = {});
QString chooseDataFile(AppSettings* settings, QWidget* parent);
QString chooseActivations(AppSettings* settings, QWidget* parent);
/// A file of questions for a task ("gsm8k"; empty: any); of mmlu its folder, by one of its files.
QString chooseBenchmark(AppSettings* settings, QWidget* parent, const QString& task);
/// An adapter folder (by a file in it) or a delta file.
QString chooseOverlay(AppSettings* settings, QWidget* parent);
QString chooseResultFile(AppSettings* settings, QWidget* parent);
/// A study, a result, data or activations: what the window opens.
QString chooseAnyFile(AppSettings* settings, QWidget* parent);
QString chooseStudyFile(AppSettings* settings, QWidget* parent, const QString& title);
/// A folder to be made for a study; its name is that of the study.
QString chooseStudyFolder(AppSettings* settings, QWidget* parent, const QString& title);
/// A folder to keep computed matrices in, beginning at @p present.
QString chooseCacheFolder(const QString& present, QWidget* parent);
/// A file to write; asks before it names one that exists.
QString chooseTarget(AppSettings* settings, QWidget* parent, const QString& title,
                     const QString& suggestion, const QString& filter);

} // namespace neurograft
