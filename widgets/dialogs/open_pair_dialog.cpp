// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/open_pair_dialog.h"

#include "core/run/model_report.h"
#include "core/study/similarity_study.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/dialogs/device_choice.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <memory>

namespace neurograft {

OpenPairDialog::OpenPairDialog(AppSettings* settings, QuickLane* lane, const MachineModel* machine,
                               const SimilarityStudy& study, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_lane(lane)
{
    const auto deviceBox = [this, machine](const char* name, const std::string& device) {
        return makeDeviceBox(machine, QStringLiteral("openPairDialog.") + QLatin1String(name),
                             device, this);
    };
    const auto typeBox = [this](const char* name, const std::string& dtype) {
        return makeTypeBox(QStringLiteral("openPairDialog.") + QLatin1String(name), dtype, this);
    };
    setObjectName(QStringLiteral("openPairDialog"));
    setWindowTitle(tr("Open pair"));
    auto* form = new QFormLayout;
    m_teacher = addField(form, tr("&Teacher folder"), QStringLiteral("teacher"), true);
    addFacts(form, QStringLiteral("teacherFacts"), m_teacher);
    m_teacherDevice = deviceBox("teacherDevice", study.teacherDevice);
    form->addRow(tr("T&eacher on"), m_teacherDevice);
    m_teacherType = typeBox("teacherDtype", study.teacherDtype);
    form->addRow(tr("Te&acher in"), m_teacherType);
    m_student = addField(form, tr("&Student folder"), QStringLiteral("student"), true);
    addFacts(form, QStringLiteral("studentFacts"), m_student);
    m_studentDevice = deviceBox("studentDevice", study.studentDevice);
    form->addRow(tr("St&udent on"), m_studentDevice);
    m_studentType = typeBox("studentDtype", study.studentDtype);
    form->addRow(tr("Stude&nt in"), m_studentType);
    m_data = addField(form, tr("&Data (may follow later)"), QStringLiteral("data"), false);
    auto* words = new QLabel(tr("A Hugging Face folder with config.json and *.safetensors. "
                                "Weights are not read yet."),
                             this);
    words->setForegroundRole(QPalette::PlaceholderText);
    words->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_open = buttons->addButton(tr("&Open"), QDialogButtonBox::AcceptRole);
    m_open->setObjectName(QStringLiteral("openPairDialog.open"));
    m_open->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(words);
    layout->addLayout(form);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    setMinimumWidth(fontMetrics().averageCharWidth() * 90);
    update();
}

QLineEdit* OpenPairDialog::addField(QFormLayout* form, const QString& label, const QString& name,
                                    bool isFolder)
{
    auto* edit = new QLineEdit(this);
    edit->setObjectName(QStringLiteral("openPairDialog.") + name);
    auto* browse = new QPushButton(tr("Browse…"), this);
    browse->setAutoDefault(false);
    browse->setAccessibleName(tr("Browse for %1").arg(name));
    auto* line = new QHBoxLayout;
    line->addWidget(edit, 1);
    line->addWidget(browse);
    auto* caption = new QLabel(label, this);
    caption->setBuddy(edit);
    form->addRow(caption, line);
    connect(edit, &QLineEdit::textChanged, this, &OpenPairDialog::update);
    connect(browse, &QPushButton::clicked, this, [this, edit, isFolder] {
        const QString path =
            isFolder ? chooseModelFolder(m_settings, this) : chooseDataFile(m_settings, this);
        if (!path.isEmpty()) {
            edit->setText(path);
        }
    });
    return edit;
}

void OpenPairDialog::addFacts(QFormLayout* form, const QString& name, const QLineEdit* folder)
{
    auto* facts = new QLabel(this);
    facts->setObjectName(QStringLiteral("openPairDialog.") + name);
    facts->setForegroundRole(QPalette::PlaceholderText);
    facts->setWordWrap(true);
    facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(QString(), facts);
    connect(folder, &QLineEdit::textChanged, this, [this, folder, facts] { peek(folder, facts); });
}

/// Headers only, off the GUI thread.
void OpenPairDialog::peek(const QLineEdit* folder, QLabel* facts)
{
    const QString channel = facts->objectName();
    const QString path = folder->text().trimmed();
    facts->clear();
    if (!QFileInfo(path).isDir()) {
        m_lane->forget(channel);
        return;
    }
    m_lane->ask(
        channel, this,
        [facts, path](const RunContext&) -> QuickLane::Answer {
            ModelSlot slot;
            slot.state = SlotState::Ready;
            slot.folder = path;
            slot.report = std::make_shared<const ModelReport>(inspectModel(toPath(path)));
            return [facts, slot] {
                facts->setText(
                    slot.report->problem.empty()
                        ? tr("%1; weights need %2").arg(slot.facts(), weightsText(*slot.report))
                        : QString::fromStdString(slot.report->problem));
            };
        },
        [facts](const JobOutcome& outcome) { facts->setText(outcome.message); });
}

void OpenPairDialog::applyTo(SimilarityStudy& study) const
{
    study.teacherDevice = chosenWord(m_teacherDevice);
    study.studentDevice = chosenWord(m_studentDevice);
    study.teacherDtype = chosenWord(m_teacherType);
    study.studentDtype = chosenWord(m_studentType);
}

void OpenPairDialog::setPaths(const QString& teacher, const QString& student, const QString& data)
{
    m_teacher->setText(teacher);
    m_student->setText(student);
    m_data->setText(data);
}

QString OpenPairDialog::teacher() const
{
    return m_teacher->text().trimmed();
}

QString OpenPairDialog::student() const
{
    return m_student->text().trimmed();
}

QString OpenPairDialog::data() const
{
    return m_data->text().trimmed();
}

void OpenPairDialog::update()
{
    const bool isReady = QFileInfo(teacher()).isDir() && QFileInfo(student()).isDir()
        && (data().isEmpty() || QFileInfo(data()).isFile());
    m_open->setEnabled(isReady);
    m_open->setToolTip(isReady ? QString() : tr("Name two folders that exist."));
}

} // namespace neurograft
