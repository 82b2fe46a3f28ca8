// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/atomic_file.h"
#include "support/watched_application.h"
#include "tests/widgets/dialogs/export_fixture.h"
#include "widgets/dialogs/export_all_dialog.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/dialogs/provenance_dialog.h"
#include "widgets/figures/color_vision.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/settings/app_settings.h"

#include <nlohmann/json.hpp>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QTreeWidget>

using namespace neurograft;
using namespace neurograft::testing;

/// The export dialogs by their object names (ux.md 5, 7.7).
class TestExportDialog : public QObject, protected ExportFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { prepare(); }
    void cleanup() { end(); }
    void previewHasTrueSizeAndZooms();
    void visionChangesThePreviewOnly();
    void checksAreLiveAndInWords();
    void tooSmallAPageCannotBeExported();
    void typedSizeLeavesThePreset();
    void keptSpecIsShownAsItIs();
    void allFiguresAsksWhatIsWanted();
    void allFiguresAsksBeforeReplacing();
    void provenanceIsReadable();
    void everyPartHasAKeyOfItsOwn();
    void tabFollowsTheReading();
    void smallScreensCutNothing_data();
    void smallScreensCutNothing();
};

void TestExportDialog::previewHasTrueSizeAndZooms()
{
    open();
    QTRY_COMPARE(part<QLabel>("size")->text().left(17), QStringLiteral("True size: 85.0 ×"));
    const auto width = [this] { return part<QLabel>("preview")->pixmap().width(); };
    const int once = width();
    const double dpi = m_dialog->screen()->physicalDotsPerInch();
    if (dpi > 60.0 && dpi < 500.0) {
        QVERIFY(std::abs(once - 85.0 / 25.4 * dpi * m_dialog->devicePixelRatioF()) <= 1.0);
    }
    choose("preview.zoom", 2.0);
    QTRY_VERIFY(std::abs(width() - 2 * once) <= 2);
    choose("preview.zoom", 0.0);
    QTRY_VERIFY(std::abs(width() - once) > 2 && std::abs(width() - 2 * once) > 2);
    const QSize room = part<QScrollArea>("preview.scroll")->viewport()->size();
    const QSize page = part<QLabel>("preview")->pixmap().size() / m_dialog->devicePixelRatioF();
    QVERIFY(page.width() <= room.width() + 1 && page.height() <= room.height() + 1);
    QVERIFY(page.width() >= room.width() - 2 || page.height() >= room.height() - 2);
}

void TestExportDialog::visionChangesThePreviewOnly()
{
    open();
    const QImage typical = part<QLabel>("preview")->pixmap().toImage();
    choose("preview.vision", static_cast<int>(ColorVision::GreyScale));
    const QImage grey = part<QLabel>("preview")->pixmap().toImage();
    QVERIFY(grey != typical);
    QCOMPARE(grey.size(), typical.size());
    for (int x = 0; x < grey.width(); x += 7) {
        const QColor color = grey.pixelColor(x, grey.height() / 3);
        QCOMPARE(color.saturation(), 0);
    }
    part<QLineEdit>("path")->setText(at("grey.png"));
    choose("formatCombo", QStringLiteral("png"));
    m_dialog->findChild<QPushButton*>(QStringLiteral("exportDialog.export"))->click();
    QTRY_VERIFY(QFile::exists(at("grey.png")));
    QVERIFY(!QImage(at("grey.png")).allGray());
}

void TestExportDialog::checksAreLiveAndInWords()
{
    open();
    QTRY_VERIFY2(checkText().contains(QStringLiteral("manifest.json and data.csv inside")),
                 qPrintable(checkText()));
    QVERIFY2(!checkText().contains(u'✕') && !checkText().contains(u'!'), qPrintable(checkText()));
    QCOMPARE(part<QListWidget>("checks")->item(0)->data(Qt::AccessibleTextRole).toString().left(8),
             QStringLiteral("Passed: "));
    part<QDoubleSpinBox>("textSpin")->setValue(6.0);
    QTRY_VERIFY2(checkText().contains(QStringLiteral("! Smallest text 6.0 pt (limit 7.0 pt)")),
                 qPrintable(checkText()));
    choose("formatCombo", QStringLiteral("svg"));
    QTRY_VERIFY2(checkText().contains(QStringLiteral("✓ Text as real text")),
                 qPrintable(checkText()));
    part<QCheckBox>("outlinesCheck")->setChecked(true);
    QTRY_VERIFY2(checkText().contains(QStringLiteral("! Text as real text")),
                 qPrintable(checkText()));
    choose("formatCombo", QStringLiteral("png"));
    choose("dpiCombo", 600);
    QTRY_VERIFY2(checkText().contains(QStringLiteral("✓ Resolution stored: 600 dpi")),
                 qPrintable(checkText()));
}

void TestExportDialog::tooSmallAPageCannotBeExported()
{
    open();
    part<QDoubleSpinBox>("heightSpin")->setValue(8.0);
    QTRY_VERIFY2(checkText().startsWith(QStringLiteral("✕ The figure fits its page")),
                 qPrintable(checkText()));
    QVERIFY(!part<QPushButton>("export")->isEnabled());
    QVERIFY(part<QLabel>("preview")->text().contains(QStringLiteral("room for 4 panels")));
    part<QDoubleSpinBox>("heightSpin")->setValue(0.0);
    QTRY_VERIFY(part<QPushButton>("export")->isEnabled());
}

void TestExportDialog::typedSizeLeavesThePreset()
{
    open();
    choose("presetCombo", QStringLiteral("neurips"));
    QCOMPARE(m_dialog->spec().widthMm, 139.7);
    QVERIFY(m_dialog->spec().font == FigureFont::Serif);
    part<QDoubleSpinBox>("widthSpin")->setValue(120.0);
    QCOMPARE(m_dialog->spec().preset, QString());
    QCOMPARE(m_dialog->spec().widthMm, 120.0);
    part<QDoubleSpinBox>("heightSpin")->setValue(90.0);
    QTRY_COMPARE(part<QLabel>("size")->text(), QStringLiteral("True size: 120.0 × 90.0 mm"));
    choose("presetCombo", QStringLiteral("acl-column"));
    QCOMPARE(m_dialog->spec().widthMm, 77.0);
    QCOMPARE(m_dialog->spec().preset, QStringLiteral("acl-column"));
}

void TestExportDialog::keptSpecIsShownAsItIs()
{
    m_settings->setExportPreset(QStringLiteral("nature-full"));
    FigureSpec spec;
    spec.applyPreset(QStringLiteral("acl-column"));
    spec.font = FigureFont::Sans;
    spec.tickPt = 7.5;
    spec.labelPt = 9.0;
    spec.range = ColorRange{-0.2, 0.8};
    spec.format = FigureFormat::Svg;
    ExportPlace place;
    place.isKept = true;
    open(spec, place);
    QVERIFY(m_dialog->spec().preset == QStringLiteral("acl-column"));
    QVERIFY(m_dialog->spec().font == FigureFont::Sans);
    QCOMPARE(m_dialog->spec().labelPt, 9.0);
    QVERIFY(m_dialog->spec().range == spec.range);
    QVERIFY(m_dialog->spec().format == FigureFormat::Svg);
}

void TestExportDialog::allFiguresAsksWhatIsWanted()
{
    std::vector<FigureEntry> entries(12);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        entries[i].name = QStringLiteral("Figure %1").arg(i + 1);
    }
    ExportAllDialog dialog(entries, at("figures"), m_settings.get());
    const auto find = [&](const char* name) {
        return dialog.findChild<QWidget*>(QStringLiteral("exportAllDialog.") + QLatin1String(name));
    };
    dialog.show();
    QCOMPARE(qobject_cast<QLineEdit*>(find("folder"))->text(), at("figures"));
    auto* state = qobject_cast<QLabel*>(find("state"));
    QVERIFY2(state->text().startsWith(QStringLiteral("Figures: 12; files: 12")),
             qPrintable(state->text()));
    auto* preset = qobject_cast<QComboBox*>(find("presetCombo"));
    preset->setCurrentIndex(preset->findData(QStringLiteral("icml-column")));
    QVERIFY(!find("dpiCombo")->isEnabled());
    qobject_cast<QCheckBox*>(find("png"))->setChecked(true);
    QVERIFY(find("dpiCombo")->isEnabled());
    QVERIFY2(state->text().contains(QStringLiteral("files: 24")), qPrintable(state->text()));
    BatchOptions wanted;
    connect(&dialog, &ExportAllDialog::exportWanted, this,
            [&wanted](const BatchOptions& options) { wanted = options; });
    QTest::keyClick(find("folder"), Qt::Key_Return);
    QVERIFY(!dialog.isVisible());
    QVERIFY(wanted.preset == QStringLiteral("icml-column"));
    QCOMPARE(wanted.formats.size(), std::size_t{2});
    QCOMPARE(*wanted.dpi, 300);
    QVERIFY(!wanted.overwrite);
}

void TestExportDialog::allFiguresAsksBeforeReplacing()
{
    std::vector<FigureEntry> entries(1);
    entries[0].name = QStringLiteral("fig1");
    QDir(m_folder->path()).mkdir(QStringLiteral("figures"));
    writeFileAtomically(at("figures/fig1.pdf").toStdString(), "mine", true);
    ExportAllDialog dialog(entries, at("figures"), m_settings.get());
    dialog.show();
    bool isReplaced = false;
    connect(&dialog, &ExportAllDialog::exportWanted, this,
            [&](const BatchOptions& options) { isReplaced = options.overwrite; });
    auto* button = dialog.findChild<QPushButton*>(QStringLiteral("exportAllDialog.export"));
    button->click();
    QVERIFY(dialog.isVisible());
    auto* box = dialog.findChild<QMessageBox*>(QStringLiteral("exportAllDialog.replace"));
    QVERIFY(box != nullptr);
    box->button(QMessageBox::Yes)->click();
    QVERIFY(isReplaced);
    qobject_cast<QCheckBox*>(dialog.findChild<QWidget*>(QStringLiteral("exportAllDialog.pdf")))
        ->setChecked(false);
    QVERIFY(!button->isEnabled());
}

void TestExportDialog::provenanceIsReadable()
{
    const nlohmann::json manifest = FigureExporter::manifest(*figure(), {});
    ProvenanceDialog dialog(QStringLiteral("Figure 1"), manifest);
    auto* tree = dialog.findChild<QTreeWidget*>(QStringLiteral("provenanceDialog.tree"));
    const QList<QTreeWidgetItem*> run =
        tree->findItems(QStringLiteral("result file"), Qt::MatchExactly, 0);
    QCOMPARE(run.size(), 1);
    QCOMPARE(run[0]->text(1), QStringLiteral("run.h5"));
    QCOMPARE(tree->findItems(QStringLiteral("recipe"), Qt::MatchExactly, 0)[0]->childCount(), 4);
    dialog.findChild<QPushButton*>(QStringLiteral("provenanceDialog.copy"))->click();
    QVERIFY(nlohmann::json::parse(QApplication::clipboard()->text().toStdString()) == manifest);
}

void TestExportDialog::everyPartHasAKeyOfItsOwn()
{
    for (const char* which : {"export", "all", "provenance"}) {
        const auto dialog = make(QLatin1String(which));
        QStringList keys;
        const auto add = [&keys](const QString& text) {
            keys << QKeySequence::mnemonic(text).toString();
        };
        for (const auto* label : dialog->findChildren<QLabel*>()) {
            const QWidget* field = label->buddy();
            if (field != nullptr
                && (field->focusPolicy() != Qt::NoFocus || field->focusProxy() != nullptr)) {
                add(label->text());
            }
        }
        for (const auto* button : dialog->findChildren<QAbstractButton*>()) {
            // Cancel and Close have Esc, and what key their theme gives them.
            const bool isStandard = qobject_cast<QDialogButtonBox*>(button->parentWidget())
                && button->objectName().isEmpty();
            if (!button->text().isEmpty() && !isStandard) {
                add(button->text());
            }
        }
        QVERIFY(!keys.isEmpty());
        QStringList once = keys;
        once.removeDuplicates();
        QVERIFY2(once.size() == keys.size() && !keys.contains(QString())
                     && !keys.contains(QStringLiteral("Alt+C")),
                 qPrintable(QString::fromLatin1(which) + u' ' + keys.join(u' ')));
    }
}

void TestExportDialog::tabFollowsTheReading()
{
    const auto dialog = make(QStringLiteral("export"));
    dialog->show();
    QStringList names;
    QWidget* widget = dialog.get();
    do {
        widget = widget->nextInFocusChain();
        const QString name = widget->objectName().section(u'.', 1);
        if ((widget->focusPolicy() & Qt::TabFocus) != 0 && !name.isEmpty()
            && widget->isVisibleTo(dialog.get())) {
            names << name;
        }
    } while (widget != dialog.get());
    int last = -1;
    for (const char* name :
         {"presetCombo", "widthSpin", "formatCombo", "titleEdit", "sideCarsCheck", "path", "checks",
          "preview.zoom", "preview.vision", "copyFigure", "copyCommand", "copyLatex"}) {
        const auto place = static_cast<int>(names.indexOf(QLatin1String(name)));
        QVERIFY2(place > last, qPrintable(QString::fromLatin1(name) + u' ' + names.join(u' ')));
        last = place;
    }
    QVERIFY(names.contains(QStringLiteral("export")));
}

void TestExportDialog::smallScreensCutNothing_data()
{
    QTest::addColumn<QString>("which");
    QTest::addColumn<QSize>("screen");
    for (const char* which : {"export", "all", "provenance"}) {
        QTest::addRow("%s, 1280 x 720", which) << QString::fromLatin1(which) << QSize(1280, 720);
        QTest::addRow("%s, at 150 %%", which) << QString::fromLatin1(which) << QSize(853, 480);
    }
}

/// Room for the window's title is kept.
void TestExportDialog::smallScreensCutNothing()
{
    QFETCH(QString, which);
    QFETCH(QSize, screen);
    const auto dialog = make(which);
    const QSize room = screen - QSize(8, 40);
    dialog->resize(room);
    dialog->show();
    QVERIFY(QTest::qWaitForWindowExposed(dialog.get()));
    QTRY_VERIFY(!m_lane->isBusy());
    const QSize least = dialog->minimumSizeHint();
    QVERIFY2(least.width() <= room.width() && least.height() <= room.height(),
             qPrintable(QStringLiteral("%1 × %2").arg(least.width()).arg(least.height())));
    for (const auto* label : dialog->findChildren<QLabel*>()) {
        const bool isText = label->isVisible() && !label->text().isEmpty() && !label->wordWrap();
        QVERIFY2(!isText || label->width() >= label->minimumSizeHint().width(),
                 qPrintable(label->text()));
    }
    for (const auto* button : dialog->findChildren<QAbstractButton*>()) {
        const bool isText = button->isVisible() && !button->text().isEmpty();
        QVERIFY2(!isText || button->width() >= button->minimumSizeHint().width(),
                 qPrintable(button->text()));
    }
}

NEUROGRAFT_WATCHED_MAIN(TestExportDialog)
#include "tst_export_dialog.moc"
