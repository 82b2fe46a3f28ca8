// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/export_dialog.h"

#include "core/support/sha256.h"
#include "widgets/dialogs/export_form.h"
#include "widgets/dialogs/screen_size.h"
#include "widgets/figures/figure_clipboard.h"
#include "widgets/figures/figure_command.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/figure_file_checks.h"
#include "widgets/figures/latex_snippet.h"
#include "widgets/figures/write_problem.h"
#include "widgets/models/path_text.h"
#include "widgets/panels/figure_check_list.h"
#include "widgets/panels/figure_preview.h"
#include "widgets/panels/primary_button.h"
#include "widgets/settings/app_settings.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

const QString kPreviewChannel = QStringLiteral("export.preview");
const QString kCheckChannel = QStringLiteral("export.checks");
const QString kWriteChannel = QStringLiteral("export.write");
const QString kCopyChannel = QStringLiteral("export.copy");

QString named(const char* name)
{
    return QStringLiteral("exportDialog.") + QLatin1String(name);
}

} // namespace

ExportDialog::ExportDialog(std::shared_ptr<const Figure> figure, const FigureSpec& spec,
                           ExportPlace place, QuickLane* lane, AppSettings* settings,
                           QWidget* parent)
    : QDialog(parent), m_figure(std::move(figure)), m_place(std::move(place)), m_lane(lane),
      m_settings(settings)
{
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export figure"));
    m_form = new ExportForm(spec, viewText(spec, m_figure->recipe(spec).selection.mask), this);
    if (!m_place.isKept) {
        m_form->recall(*settings);
    }
    QWidget* choices = makeChoices();
    m_preview = new FigurePreview(named("preview"), this); // Tab comes to it behind the choices
    auto* columns = new QHBoxLayout;
    columns->setSpacing(fontMetrics().averageCharWidth() * 2);
    columns->addWidget(choices);
    columns->addWidget(m_preview, 1);

    m_problem = new QLabel(this);
    m_problem->setObjectName(named("problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->hide();
    m_elsewhere = new QPushButton(tr("Sa&ve elsewhere…"), this);
    m_elsewhere->setObjectName(named("saveElsewhere"));
    m_elsewhere->setAutoDefault(false);
    m_elsewhere->hide();
    connect(m_elsewhere, &QPushButton::clicked, this, &ExportDialog::saveElsewhere);
    auto* problemLine = new QHBoxLayout;
    problemLine->addWidget(m_problem, 1);
    problemLine->addWidget(m_elsewhere);

    auto* layout = new QVBoxLayout(this);
    layout->addLayout(columns, 1);
    layout->addLayout(problemLine);
    layout->addLayout(makeButtons());
    connect(m_form, &ExportForm::changed, this, &ExportDialog::choose);
    connect(m_preview, &FigurePreview::pageWanted, this, &ExportDialog::refreshPicture);
    const QFontMetrics metrics = fontMetrics();
    resizeToScreen(this, {metrics.averageCharWidth() * 160, metrics.height() * 40});
    choose();
}

QWidget* ExportDialog::makeChoices()
{
    auto* panel = new QWidget(this);
    m_contentLine = new QWidget(panel);
    m_content = new QComboBox(m_contentLine);
    m_content->setObjectName(named("contentCombo"));
    auto* contentLabel = new QLabel(tr("S&hown"), m_contentLine);
    contentLabel->setBuddy(m_content);
    auto* contentRow = new QHBoxLayout(m_contentLine);
    contentRow->setContentsMargins(0, 0, 0, 0);
    contentRow->addWidget(contentLabel);
    contentRow->addWidget(m_content, 1);
    m_contentLine->hide();
    connect(m_content, &QComboBox::activated, this, &ExportDialog::chooseContent);
    m_path = new QLineEdit(panel);
    m_path->setObjectName(named("path"));
    const QString folder = m_place.folder.isEmpty() ? m_settings->exportFolder() : m_place.folder;
    const QString name = m_place.name.isEmpty() ? m_figure->baseName() : m_place.name;
    m_path->setText(QDir::toNativeSeparators(
        QDir(folder).filePath(name + QLatin1Char('.') + formatName(m_form->spec().format))));
    auto* browseButton = new QPushButton(tr("Bro&wse…"), panel);
    browseButton->setAutoDefault(false);
    connect(browseButton, &QPushButton::clicked, this, &ExportDialog::browse);
    auto* pathLabel = new QLabel(tr("Fil&e"), panel);
    pathLabel->setBuddy(m_path);
    auto* pathLine = new QHBoxLayout;
    pathLine->addWidget(pathLabel);
    pathLine->addWidget(m_path, 1);
    pathLine->addWidget(browseButton);

    m_checks = new FigureCheckList(panel);
    m_checks->setObjectName(named("checks"));
    m_checks->setMinimumHeight(fontMetrics().height() * 5);
    auto* checksLabel = new QLabel(tr("Chec&ks"), panel);
    checksLabel->setBuddy(m_checks);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_contentLine);
    layout->addWidget(m_form);
    layout->addLayout(pathLine);
    layout->addWidget(checksLabel);
    layout->addWidget(m_checks, 1);
    // Low screens scroll the choices; they are never cut on the right.
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(named("choices"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(panel);
    scroll->setFixedWidth(
        std::max(fontMetrics().averageCharWidth() * 60, panel->minimumSizeHint().width())
        + style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    return scroll;
}

QPushButton* ExportDialog::makeCopy(const char* name, const QString& text, const QString& tip,
                                    void (ExportDialog::*copy)())
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(named(name));
    button->setToolTip(tip);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, copy);
    return button;
}

QLayout* ExportDialog::makeButtons()
{
    auto* line = new QHBoxLayout;
    line->addWidget(makeCopy("copyFigure", tr("Copy fi&gure"),
                             tr("Bitmap, SVG and table, for other programs"),
                             &ExportDialog::copyFigure));
    QPushButton* command =
        makeCopy("copyCommand", tr("Copy as comma&nd"),
                 tr("The command line that writes the same figure"), &ExportDialog::copyCommand);
    command->setEnabled(!m_place.runs.empty());
    line->addWidget(command);
    line->addWidget(makeCopy("copyLatex", tr("Cop&y LaTeX"),
                             tr("\\includegraphics with a caption stub"),
                             &ExportDialog::copyLatex));
    m_remark = new QLabel(this);
    m_remark->setObjectName(named("remark"));
    m_remark->setWordWrap(true);
    line->addWidget(m_remark, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_export = new PrimaryButton(tr("E&xport"), this);
    m_export->setObjectName(named("export"));
    m_export->setDefault(true);
    buttons->addButton(m_export, QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::write);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    line->addWidget(buttons);
    return line;
}

void ExportDialog::addContent(const QString& title, std::shared_ptr<const Figure> figure)
{
    m_content->addItem(title, title);
    m_contents.push_back(std::move(figure));
    m_contentLine->setVisible(m_contents.size() > 1);
}

void ExportDialog::chooseContent(int index)
{
    const QFileInfo file(QDir::fromNativeSeparators(m_path->text()));
    const bool isOwnName = file.completeBaseName() == m_figure->baseName();
    m_figure = m_contents[static_cast<std::size_t>(index)];
    if (isOwnName) {
        m_path->setText(QDir::toNativeSeparators(file.path() + QLatin1Char('/')
                                                 + m_figure->baseName() + QLatin1Char('.')
                                                 + file.suffix()));
    }
    refresh();
}

FigureSpec ExportDialog::spec() const
{
    return m_form->spec();
}

void ExportDialog::choose()
{
    const QString suffix = formatName(spec().format);
    // The file keeps its name and follows the format.
    const QFileInfo file(QDir::fromNativeSeparators(m_path->text()));
    if (formatFromName(file.suffix()) && file.suffix().compare(suffix, Qt::CaseInsensitive) != 0) {
        m_path->setText(QDir::toNativeSeparators(
            file.path() + QLatin1Char('/') + file.completeBaseName() + QLatin1Char('.') + suffix));
    }
    refresh();
}

void ExportDialog::refreshPicture()
{
    m_lane->ask(
        kPreviewChannel, this,
        [this, figure = m_figure, wanted = spec(),
         dpi = m_preview->wantedDpi()](const RunContext&) -> QuickLane::Answer {
            auto scene = std::make_shared<const FigureScene>(figure->scene(wanted));
            const QImage image = FigureExporter::renderImage(*figure, wanted, dpi);
            return [this, image, scene] { m_preview->setPage(image, scene); };
        },
        [this](const JobOutcome& outcome) {
            m_preview->setMessage(outcome.message + QLatin1Char(' ') + outcome.advice);
        });
}

void ExportDialog::refresh()
{
    refreshPicture();
    m_lane->ask(
        kCheckChannel, this,
        [this, figure = m_figure, wanted = spec()](const RunContext& context) -> QuickLane::Answer {
            std::vector<FigureCheck> checks = figureChecks(*figure, wanted);
            context.throwIfStopped();
            const bool isDrawn =
                checks.size() != 1 || checks[0].state == FigureCheck::State::Passed;
            if (isDrawn) {
                const std::vector<FigureCheck> more = fileChecks(*figure, wanted);
                checks.insert(checks.end(), more.begin(), more.end());
            }
            return [this, checks, isDrawn] {
                m_checks->setChecks(checks);
                m_export->setEnabled(isDrawn);
            };
        });
}

void ExportDialog::browse()
{
    const QString suffix = formatName(spec().format);
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export figure"), m_path->text(),
        QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix), nullptr,
        QFileDialog::DontConfirmOverwrite); // asked when it is written
    if (!path.isEmpty()) {
        m_path->setText(QDir::toNativeSeparators(path));
    }
}

QString ExportDialog::targetPath() const
{
    const QString text = QDir::fromNativeSeparators(m_path->text().trimmed());
    const QString suffix = formatName(spec().format);
    return QFileInfo(text).suffix().compare(suffix, Qt::CaseInsensitive) == 0
        ? text
        : QString(text + QLatin1Char('.') + suffix);
}

void ExportDialog::write()
{
    if (!m_export->isEnabled()) {
        return;
    }
    const QString path = targetPath();
    const bool isThere = QFileInfo::exists(path);
    if (!isThere) {
        writeTo(path, false);
        return;
    }
    auto* box = new QMessageBox(QMessageBox::Question, tr("Replace the file?"),
                                tr("%1 exists. Replace it and the files beside it?").arg(path),
                                QMessageBox::Yes | QMessageBox::No, this);
    box->setObjectName(named("replace"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box->button(QMessageBox::Yes), &QAbstractButton::clicked, this,
            [this, path] { writeTo(path, true); });
    box->open();
}

void ExportDialog::writeTo(const QString& path, bool isThere)
{
    m_form->remember(*m_settings);
    if (m_place.folder.isEmpty()) {
        m_settings->setExportFolder(QFileInfo(path).absolutePath());
    }
    m_export->setEnabled(false);
    m_problem->hide();
    m_elsewhere->hide();
    m_lane->ask(
        kWriteChannel, this,
        [this, figure = m_figure, wanted = spec(), path,
         isThere](const RunContext&) -> QuickLane::Answer {
            try {
                FigureExporter::write(*figure, wanted, toPath(path), isThere);
            } catch (const Error& error) {
                return [this, reason = writeProblemText(path, error)] {
                    m_export->setEnabled(true);
                    showProblem(reason);
                };
            }
            const QString csvSha256 = QString::fromStdString(sha256Hex(figure->csv()));
            return [this, path, recipe = figure->recipe(wanted), csvSha256] {
                Q_EMIT written(path, recipe, csvSha256);
                accept();
            };
        },
        [this](const JobOutcome& outcome) {
            m_export->setEnabled(true);
            showProblem(outcome);
        });
}

void ExportDialog::saveElsewhere()
{
    browse();
    m_problem->hide();
    m_elsewhere->hide();
}

void ExportDialog::copyFigure()
{
    m_lane->ask(
        kCopyChannel, this,
        [this, figure = m_figure, wanted = spec()](const RunContext&) -> QuickLane::Answer {
            const FigureCopy copy = figureCopy(*figure, wanted);
            return [this, copy] {
                putOnClipboard(copy);
                say(tr("Copied as bitmap, SVG and table."));
            };
        },
        [this](const JobOutcome& outcome) { showProblem(outcome); });
}

void ExportDialog::copyCommand()
{
    m_lane->ask(
        kCopyChannel, this,
        [this, runs = m_place.runs, recipe = m_figure->recipe(spec()),
         target = toPath(targetPath())](const RunContext&) -> QuickLane::Answer {
            const CommandWithRecipe command = commandWithRecipe(runs, recipe, target);
            return [this, command] {
                QGuiApplication::clipboard()->setText(QString::fromStdString(command.line));
                say(copiedCommandText(command));
            };
        },
        [this](const JobOutcome& outcome) { showProblem(outcome); });
}

void ExportDialog::copyLatex()
{
    // As a paper beside the study's figures would call it.
    const QFileInfo file(targetPath());
    const QDir folder(m_place.folder);
    const bool isInStudy =
        !m_place.folder.isEmpty() && QDir(file.absolutePath()) == QDir(folder.absolutePath());
    const QString name =
        isInStudy ? folder.dirName() + QLatin1Char('/') + file.fileName() : file.fileName();
    QGuiApplication::clipboard()->setText(latexSnippet(*m_figure, spec(), name));
    say(tr("LaTeX copied."));
}

void ExportDialog::say(const QString& text)
{
    m_remark->setText(text);
}

void ExportDialog::showProblem(const QString& reason)
{
    m_problem->setText(QStringLiteral("<b>%1</b> %2 %3")
                           .arg(tr("The figure was not written."), reason.toHtmlEscaped(),
                                tr("Choose another folder.")));
    m_problem->show();
    m_elsewhere->show();
    m_elsewhere->setFocus();
}

void ExportDialog::showProblem(const JobOutcome& outcome)
{
    m_problem->setText(QStringLiteral("<b>%1</b> %2 %3")
                           .arg(tr("That did not work."), outcome.message.toHtmlEscaped(),
                                outcome.advice.toHtmlEscaped()));
    m_problem->show();
}

} // namespace neurograft
