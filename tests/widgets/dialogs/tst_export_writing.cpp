// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/atomic_file.h"
#include "support/watched_application.h"
#include "tests/widgets/dialogs/export_fixture.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/settings/app_settings.h"

#include <nlohmann/json.hpp>

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>

#include <csignal>

#include <sys/resource.h>

using namespace neurograft;
using namespace neurograft::testing;

/// What the export dialog writes, copies and asks about (ux.md 5, 7.7).
class TestExportWriting : public QObject, protected ExportFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { prepare(); }
    void cleanup() { end(); }
    void choicesReachTheFile();
    void enterExports();
    void formatRenamesTheFile();
    void existingFileIsAskedAbout();
    void fullDiskKeepsTheOldFile();
    void notWritableOffersAnotherPlace();
    void commandSaysFlagsOrRecipe();
    void latexNamesTheFileInTheStudy();
    void figureGoesToTheClipboard();
};

void TestExportWriting::choicesReachTheFile()
{
    FigureSpec view;
    view.isTransposed = true;
    view.isLocked = false;
    open(view);
    QCOMPARE(part<QLabel>("view")->text(),
             QStringLiteral("mask upper, a colour scale per panel, transposed"));
    choose("presetCombo", QStringLiteral("icml-full"));
    choose("formatCombo", QStringLiteral("svg"));
    choose("colorMapCombo", static_cast<int>(ColorMapId::Viridis));
    choose("fontCombo", static_cast<int>(FigureFont::Sans));
    part<QLineEdit>("titleEdit")->setText(QStringLiteral("Layers that resemble each other"));
    part<QCheckBox>("lettersCheck")->setChecked(false);
    part<QCheckBox>("boxCheck")->setChecked(false);
    part<QCheckBox>("footerCheck")->setChecked(false);
    part<QCheckBox>("bordersCheck")->setChecked(true);
    part<QLineEdit>("path")->setText(at("chosen.svg"));
    QTRY_VERIFY(!m_lane->isBusy());
    QSignalSpy written(m_dialog.get(), &ExportDialog::written);
    QTest::mouseClick(part<QPushButton>("export"), Qt::LeftButton);
    QTRY_COMPARE(written.count(), 1);
    QCOMPARE(written[0][0].toString(), at("chosen.svg"));
    const auto manifest = nlohmann::json::parse(readFile(at("chosen.svg.json").toStdString()));
    const auto& spec = manifest.at("recipe").at("spec");
    QCOMPARE(spec.at("preset").get<std::string>(), std::string("icml-full"));
    QCOMPARE(spec.at("color_map").get<std::string>(), std::string("viridis"));
    QCOMPARE(spec.at("font").get<std::string>(), std::string("sans"));
    QVERIFY(spec.at("transposed").get<bool>() && !spec.at("locked").get<bool>());
    QVERIFY(spec.at("cell_borders").get<bool>() && !spec.at("letters").get<bool>());
    QCOMPARE(manifest.at("csv_sha256").get<std::string>(), written[0][2].toString().toStdString());
    const std::string svg = readFile(at("chosen.svg").toStdString());
    QVERIFY(svg.find("Layers that resemble each other") != std::string::npos);
    QVERIFY(svg.find("seed 42</text>") == std::string::npos);
    QCOMPARE(m_settings->exportPreset(), QStringLiteral("icml-full"));
}

void TestExportWriting::enterExports()
{
    open();
    part<QLineEdit>("path")->setText(at("enter.pdf"));
    part<QComboBox>("presetCombo")->setFocus();
    QTest::keyClick(part<QComboBox>("presetCombo"), Qt::Key_Return);
    QTRY_VERIFY(QFile::exists(at("enter.pdf")));
    QTRY_VERIFY(!m_dialog->isVisible());
}

void TestExportWriting::formatRenamesTheFile()
{
    open({}, {{}, at("figures"), QStringLiteral("fig2"), false});
    QCOMPARE(part<QLineEdit>("path")->text(), at("figures/fig2.pdf"));
    choose("formatCombo", QStringLiteral("png"));
    QCOMPARE(part<QLineEdit>("path")->text(), at("figures/fig2.png"));
    part<QLineEdit>("path")->setText(at("figures/other"));
    QTest::mouseClick(part<QPushButton>("export"), Qt::LeftButton);
    QTRY_VERIFY(QFile::exists(at("figures/other.png")));
    QCOMPARE(m_settings->exportFolder(), m_folder->path()); // the study's folder is no habit
}

void TestExportWriting::existingFileIsAskedAbout()
{
    writeFileAtomically(at("old.pdf").toStdString(), "mine", true);
    open();
    part<QLineEdit>("path")->setText(at("old.pdf"));
    QTest::mouseClick(part<QPushButton>("export"), Qt::LeftButton);
    answer("exportDialog.replace", QMessageBox::No);
    QTRY_VERIFY(m_dialog->findChild<QMessageBox*>() == nullptr);
    QCOMPARE(readFile(at("old.pdf").toStdString()), std::string("mine"));
    QTest::mouseClick(part<QPushButton>("export"), Qt::LeftButton);
    answer("exportDialog.replace", QMessageBox::Yes);
    QTRY_VERIFY(!m_dialog->isVisible());
    QVERIFY(readFile(at("old.pdf").toStdString()).compare(0, 5, "%PDF-") == 0);
}

/// A limit on the size of files stands for a full disk: the same path, the same words.
void TestExportWriting::fullDiskKeepsTheOldFile()
{
    writeFileAtomically(at("fig2.pdf").toStdString(), "mine", true);
    open();
    part<QLineEdit>("path")->setText(at("fig2.pdf"));
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{4096, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    QTest::mouseClick(part<QPushButton>("export"), Qt::LeftButton);
    answer("exportDialog.replace", QMessageBox::Yes);
    const bool isTold = QTest::qWaitFor([this] { return part<QLabel>("problem")->isVisible(); });
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(isTold);
    QCOMPARE(part<QLabel>("problem")->text(),
             QStringLiteral("<b>The figure was not written.</b> No space left for “fig2.pdf”; the "
                            "old file is unchanged. Choose another folder."));
    QVERIFY(part<QPushButton>("saveElsewhere")->isVisible());
    QCOMPARE(readFile(at("fig2.pdf").toStdString()), std::string("mine"));
    QCOMPARE(
        QDir(m_folder->path()).entryList({QStringLiteral(".*tmp*")}, QDir::Files | QDir::Hidden),
        QStringList());
    QVERIFY(m_dialog->isVisible() && part<QPushButton>("export")->isEnabled());
}

void TestExportWriting::notWritableOffersAnotherPlace()
{
    writeFileAtomically(at("file").toStdString(), "a file where a folder should be", true);
    open();
    part<QLineEdit>("path")->setText(at("file/fig.pdf"));
    QTest::mouseClick(part<QPushButton>("export"), Qt::LeftButton);
    QTRY_VERIFY(part<QLabel>("problem")->isVisible());
    QVERIFY2(part<QLabel>("problem")->text().contains(QStringLiteral("nothing was written")),
             qPrintable(part<QLabel>("problem")->text()));
    QVERIFY(part<QPushButton>("saveElsewhere")->hasFocus());
}

void TestExportWriting::commandSaysFlagsOrRecipe()
{
    open();
    choose("presetCombo", QStringLiteral("acl-column"));
    part<QLineEdit>("path")->setText(at("fig.pdf"));
    QTest::mouseClick(part<QPushButton>("copyCommand"), Qt::LeftButton);
    QTRY_COMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("neurograft figure %1 --kind similarity --modules "
                                "up_proj,down_proj,v_proj,o_proj --measure cka --mask upper "
                                "--preset acl-column --format pdf --out %2")
                     .arg(at("run.h5"), at("fig.pdf")));
    part<QCheckBox>("footerCheck")->setChecked(false);
    QTest::mouseClick(part<QPushButton>("copyCommand"), Qt::LeftButton);
    QTRY_COMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("neurograft figure %1 --recipe %2 --out %3")
                     .arg(at("run.h5"), at("fig.recipe.json"), at("fig.pdf")));
    const FigureRecipe recipe = readRecipe(at("fig.recipe.json").toStdString());
    QVERIFY(!recipe.spec.showFooter);
    QCOMPARE(recipe.selection.mask, QStringLiteral("upper"));
}

void TestExportWriting::latexNamesTheFileInTheStudy()
{
    open({}, {{}, at("figures"), QStringLiteral("fig2"), false});
    QTest::mouseClick(part<QPushButton>("copyLatex"), Qt::LeftButton);
    const QString latex = QApplication::clipboard()->text();
    QVERIFY2(latex.contains(QStringLiteral("\\includegraphics[width=85mm]{figures/fig2.pdf}")),
             qPrintable(latex));
    QVERIFY(latex.contains(QStringLiteral("\\label{fig:fig2}")));
    QVERIFY(latex.contains(QStringLiteral("linear CKA, unbiased; tokens, position 0 excluded; "
                                          "n = 4\\,096; gsm\\_align; seed 42.")));
}

void TestExportWriting::figureGoesToTheClipboard()
{
    open();
    QTest::mouseClick(part<QPushButton>("copyFigure"), Qt::LeftButton);
    QTRY_VERIFY(QApplication::clipboard()->mimeData()->hasImage());
    QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("image/svg+xml")));
    QCOMPARE(part<QLabel>("remark")->text(), QStringLiteral("Copied as bitmap, SVG and table."));
}

NEUROGRAFT_WATCHED_MAIN(TestExportWriting)
#include "tst_export_writing.moc"
