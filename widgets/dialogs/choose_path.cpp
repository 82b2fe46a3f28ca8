// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/choose_path.h"

#include "widgets/settings/app_settings.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

namespace neurograft {

namespace {

struct ChooseTexts {
    Q_DECLARE_TR_FUNCTIONS(ChoosePath)
};

QString chooseData(AppSettings* settings, QWidget* parent, const QString& title,
                   const QString& filter)
{
    const QString path =
        QFileDialog::getOpenFileName(parent, title, settings->dataFolder(), filter);
    if (!path.isEmpty()) {
        settings->setDataFolder(QFileInfo(path).absolutePath());
    }
    return path;
}

} // namespace

QString chooseModelFolder(AppSettings* settings, QWidget* parent, const QString& title)
{
    const QString path = QFileDialog::getExistingDirectory(
        parent, title.isEmpty() ? ChooseTexts::tr("Open model folder") : title,
        settings->modelFolder());
    if (!path.isEmpty()) {
        settings->setModelFolder(QFileInfo(path).absolutePath());
    }
    return path;
}

QString chooseDataFile(AppSettings* settings, QWidget* parent)
{
    return chooseData(settings, parent, ChooseTexts::tr("Open data"),
                      ChooseTexts::tr("Texts (*.jsonl *.json *.csv *.tsv *.txt);;All files (*)"));
}

QString chooseActivations(AppSettings* settings, QWidget* parent)
{
    return chooseData(settings, parent, ChooseTexts::tr("Import activations"),
                      ChooseTexts::tr("Activations (*.npz *.h5 *.hdf5 *.safetensors)"));
}

QString chooseBenchmark(AppSettings* settings, QWidget* parent, const QString& task)
{
    const QString csv = QStringLiteral("*_test.csv");
    const QString lines = QStringLiteral("*.jsonl *.jsonl.gz");
    const QString path = chooseData(
        settings, parent,
        task.isEmpty() ? ChooseTexts::tr("Choose a task") : ChooseTexts::tr("Open benchmark"),
        task.isEmpty()                      ? ChooseTexts::tr("Questions (%1 %2)").arg(lines, csv)
            : task == QLatin1String("mmlu") ? ChooseTexts::tr("Test files of MMLU (%1)").arg(csv)
                                            : ChooseTexts::tr("Questions (%1)").arg(lines));
    // "<folder>/test/<subject>_test.csv" stands for the folder with all subjects.
    return path.endsWith(QLatin1String("_test.csv"))
        ? QFileInfo(QFileInfo(path).absolutePath()).absolutePath()
        : path;
}

QString chooseOverlay(AppSettings* settings, QWidget* parent)
{
    const QString path = QFileDialog::getOpenFileName(
        parent, ChooseTexts::tr("Add adapter or delta"), settings->modelFolder(),
        ChooseTexts::tr("Adapters and deltas (adapter_config.json *.safetensors *.bin)"));
    if (path.isEmpty()) {
        return path;
    }
    const QFileInfo file(path);
    const QString folder = file.absolutePath();
    settings->setModelFolder(folder);
    const bool isPartOfAdapter = file.fileName() == QLatin1String("adapter_config.json")
        || file.completeBaseName() == QLatin1String("adapter_model");
    return isPartOfAdapter ? folder : path;
}

QString chooseResultFile(AppSettings* settings, QWidget* parent)
{
    return chooseData(settings, parent, ChooseTexts::tr("Add result file"),
                      ChooseTexts::tr("Results (*.h5 *.hdf5)"));
}

QString chooseAnyFile(AppSettings* settings, QWidget* parent)
{
    return chooseData(
        settings, parent, ChooseTexts::tr("Open"),
        ChooseTexts::tr(
            "Studies, results, data and figures (*.study.json *.h5 *.hdf5 *.jsonl *.npz "
            "*.pdf *.svg *.png);;All files (*)"));
}

QString chooseStudyFile(AppSettings* settings, QWidget* parent, const QString& title)
{
    const QString path = QFileDialog::getOpenFileName(parent, title, settings->studyFolder(),
                                                      ChooseTexts::tr("Studies (*.study.json)"));
    if (!path.isEmpty()) {
        settings->setStudyFolder(QFileInfo(QFileInfo(path).absolutePath()).absolutePath());
    }
    return path;
}

QString chooseStudyFolder(AppSettings* settings, QWidget* parent, const QString& title)
{
    QFileDialog dialog(parent, title, settings->studyFolder());
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setOption(QFileDialog::DontConfirmOverwrite); // a folder with a study is refused later
    dialog.setLabelText(QFileDialog::FileName, ChooseTexts::tr("Study name:"));
    if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty()) {
        return {};
    }
    const QString path = dialog.selectedFiles().constFirst();
    settings->setStudyFolder(QFileInfo(path).absolutePath());
    return path;
}

QString chooseTarget(AppSettings* settings, QWidget* parent, const QString& title,
                     const QString& suggestion, const QString& filter)
{
    const QString path = QFileDialog::getSaveFileName(
        parent, title, QDir(settings->exportFolder()).filePath(suggestion), filter);
    if (!path.isEmpty()) {
        settings->setExportFolder(QFileInfo(path).absolutePath());
    }
    return path;
}

QString chooseCacheFolder(const QString& present, QWidget* parent)
{
    return QFileDialog::getExistingDirectory(parent, ChooseTexts::tr("Choose cache folder"),
                                             present);
}

} // namespace neurograft
