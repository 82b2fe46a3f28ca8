// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/watched_application.h"
#include "support/window_driver.h"
#include "tests/widgets/sample_result.h"
#include "widgets/dialogs/export_all_dialog.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/dialogs/provenance_dialog.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/settings/app_settings.h"

#include <QComboBox>
#include <QListWidget>
#include <QMessageBox>
#include <QSettings>

namespace neurograft::testing {

/// An export dialog of a sample figure, with a lane, settings and a folder of its own.
class ExportFixture {
protected:
    template <class T> T* part(const char* name) const
    {
        return m_dialog->findChild<T*>(QStringLiteral("exportDialog.") + QLatin1String(name));
    }
    QString at(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    static std::shared_ptr<const Figure> figure()
    {
        return std::make_shared<const HeatmapFigure>(
            heatmapFigureFromResult(sampleResult(), "run.h5", {{}, {}, QStringLiteral("upper")}));
    }
    void open(const FigureSpec& spec = {}, ExportPlace place = {})
    {
        place.runs = {at("run.h5").toStdString()};
        m_dialog =
            std::make_unique<ExportDialog>(figure(), spec, place, m_lane.get(), m_settings.get());
        m_dialog->resize(1120, 680); // the offscreen screen is small
        m_dialog->show();
        QApplication::setActiveWindow(m_dialog.get());
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
        QTRY_VERIFY(!m_lane->isBusy());
        QTRY_VERIFY(part<QListWidget>("checks")->count() > 0);
    }
    void choose(const char* combo, const QVariant& word)
    {
        auto* box = part<QComboBox>(combo);
        QVERIFY(box->findData(word) >= 0);
        box->setCurrentIndex(box->findData(word));
    }
    QString checkText() const
    {
        QStringList lines;
        for (int row = 0; row < part<QListWidget>("checks")->count(); ++row) {
            lines << part<QListWidget>("checks")->item(row)->text();
        }
        return lines.join(u'\n');
    }
    /// Dialogs of this area, by the words of their test rows.
    std::unique_ptr<QDialog> make(const QString& which) const
    {
        if (which == QLatin1String("all")) {
            return std::make_unique<ExportAllDialog>(std::vector<FigureEntry>(2), at("figures"),
                                                     m_settings.get());
        }
        if (which == QLatin1String("provenance")) {
            return std::make_unique<ProvenanceDialog>(
                QStringLiteral("fig1"), FigureExporter::manifest(*figure(), FigureSpec()));
        }
        ExportPlace place;
        place.runs = {at("run.h5").toStdString()};
        return std::make_unique<ExportDialog>(figure(), FigureSpec(), place, m_lane.get(),
                                              m_settings.get());
    }
    void answer(const char* box, QMessageBox::StandardButton button)
    {
        QMessageBox* question = nullptr;
        QTRY_VERIFY((question = m_dialog->findChild<QMessageBox*>(QString::fromLatin1(box)))
                    != nullptr);
        question->button(button)->click();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AppSettings> m_settings;
    std::unique_ptr<QuickLane> m_lane;
    std::unique_ptr<ExportDialog> m_dialog;

    void prepare()
    {
        failOnWarnings();
        m_folder = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, at("config"));
        m_settings = std::make_unique<AppSettings>();
        m_settings->setExportFolder(m_folder->path());
        m_lane = std::make_unique<QuickLane>();
        writeResult(at("run.h5").toStdString(), sampleResult(), true);
        figure()->scene({}); // loads the fonts on the GUI thread, as the window does
        WatchedApplication::instance()->resetStalls();
    }

    void end()
    {
        m_dialog.reset();
        m_lane.reset();
        const QString stalls = WatchedApplication::instance()->report();
        QVERIFY2(stalls.isEmpty(), qPrintable(stalls));
    }
};

} // namespace neurograft::testing
