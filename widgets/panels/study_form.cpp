// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/study_form.h"

#include "widgets/models/chain_session.h"
#include "widgets/panels/study_step_tree.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kOptionsInSight = 14;

/// A tip whose long lines are broken.
QString brokenTip(const QString& text)
{
    return text.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(text.toHtmlEscaped());
}

} // namespace

StudyForm::StudyForm(ChainSession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_title(new QLabel(this)),
      m_steps(new StudyStepTree(session, this)), m_about(new QLabel(this)),
      m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("studyForm"));
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(QStringLiteral("studyForm.title"));
    m_about->setObjectName(QStringLiteral("studyForm.about"));
    for (QLabel* label : {m_title, m_about}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_steps);
    m_layout->addWidget(m_about);
    m_layout->addStretch(1);
    connect(session, &ChainSession::studyChanged, this, &StudyForm::refresh);
    connect(session, &ChainSession::pathsChanged, this, &StudyForm::refresh);
    connect(m_steps, &StudyStepTree::placeChosen, this, [this](const QString& pointer) {
        refresh();
        if (!pointer.isEmpty()) {
            Q_EMIT stepChosen(pointer);
        }
    });
    refresh();
}

void StudyForm::refresh()
{
    if (!m_session->study()) {
        if (m_session->file().isEmpty()) {
            m_title->setText(tr("Choose a study on the left, or open one of your own."));
        } else if (m_file != m_session->file() && !m_session->isReading()) {
            clear();
            m_title->setText(tr("This study has an error, see its text."));
        }
        return; // what was understood last stays
    }
    if (m_file != m_session->file() || !(fields() == m_fields)) {
        build();
    }
    const ChainStudy& study = *m_session->study();
    m_title->setText(QString::fromStdString(study.title));
    const ChainStep* chosen = step();
    QStringList about;
    for (const std::string& line : chosen != nullptr
             ? std::vector<std::string>{chosen->note}
             : std::vector<std::string>{study.shows, study.note, expectedText(study)}) {
        if (!line.empty()) {
            about << QString::fromStdString(line);
        }
    }
    m_about->setText(about.join(QLatin1Char('\n')));
    m_about->setVisible(!about.isEmpty());
    fillValues();
}

void StudyForm::fillValues()
{
    for (auto field = m_paths.cbegin(); field != m_paths.cend(); ++field) {
        if (!field.value()->hasFocus()) {
            field.value()->setText(m_session->pathOf(field.key()));
        }
    }
    for (auto field = m_values.cbegin(); field != m_values.cend(); ++field) {
        if (!field.value()->hasFocus()) {
            field.value()->setText(fieldText(m_session->json().get(), field.key()));
            field.value()->setCursorPosition(0); // the beginning of a long list is seen
        }
    }
}

const ChainStep* StudyForm::step() const
{
    return chainStepAt(m_session->study()->steps, m_steps->place());
}

std::vector<StudyField> StudyForm::fields() const
{
    const ChainStep* chosen = step();
    return chosen == nullptr ? fieldsOfStudy(*m_session->study())
                             : fieldsOfStep(*chosen, m_session->optionHelp(chosen->command));
}

void StudyForm::clear()
{
    m_file = m_session->file();
    m_about->clear();
    m_fields.clear();
    m_paths.clear();
    m_values.clear();
    delete m_rows;
    m_rows = nullptr;
    m_choiceRow = -1;
}

/// The field that had the focus has it again.
void StudyForm::build()
{
    const auto isAtWork = [](const QLineEdit* edit) { return edit->hasFocus(); };
    const auto atWork = std::find_if(m_values.cbegin(), m_values.cend(), isAtWork);
    const bool isOne = m_file == m_session->file() && atWork != m_values.cend();
    const QString pointer = isOne ? atWork.key() : QString();
    const QString typed = isOne ? atWork.value()->text() : QString();
    clear();
    m_fields = fields();
    m_rows = new QWidget(this);
    m_form = new QFormLayout(m_rows);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    for (const StudyField& field : m_fields) {
        if (field.role.isEmpty()) {
            addValue(field);
        } else {
            addPath(field);
        }
    }
    if (const ChainStep* chosen = step()) {
        addChoice(*chosen);
    }
    m_layout->insertWidget(m_layout->count() - 1, m_rows);
    if (QLineEdit* edit = m_values.value(pointer)) {
        edit->setText(typed);
        edit->setFocus();
    }
}

/// Options that a step does not state, to be stated.
void StudyForm::addChoice(const ChainStep& step)
{
    auto* options = new QComboBox(m_rows);
    options->setObjectName(QStringLiteral("studyForm.addOption"));
    options->setPlaceholderText(tr("state another option…"));
    options->setAccessibleName(tr("State another option"));
    options->setStyleSheet(
        QStringLiteral("QComboBox { combobox-popup: 0; }")); // a list that scrolls
    options->setMaxVisibleItems(kOptionsInSight);
    const std::map<std::string, std::string> help = m_session->optionHelp(step.command);
    for (const auto& [option, words] : help) {
        if (!step.options.contains(option)) {
            options->addItem(QString::fromStdString(option));
            options->setItemData(options->count() - 1, brokenTip(QString::fromStdString(words)),
                                 Qt::ToolTipRole);
        }
    }
    options->setCurrentIndex(-1);
    options->setVisible(options->count() > 0);
    m_choiceRow = m_form->rowCount();
    m_form->addRow(options);
    connect(options, &QComboBox::activated, this,
            [this, options, place = pointerOf(step), help](int row) {
                const QString name = options->itemText(row);
                options->removeItem(row);
                options->setCurrentIndex(-1);
                const QString pointer = place + QLatin1Char('/') + jsonPointerPart(name);
                addValue({{}, pointer, name, QString::fromStdString(help.at(name.toStdString()))});
                m_values.value(pointer)->setFocus();
            });
}

void StudyForm::addPath(const StudyField& field)
{
    auto* line = new QHBoxLayout;
    auto* edit = new QLineEdit(m_rows);
    edit->setObjectName(QStringLiteral("studyForm.path.") + field.role);
    edit->setPlaceholderText(field.hint);
    edit->setToolTip(brokenTip(field.hint));
    edit->setAccessibleName(field.hint);
    auto* choose = new QToolButton(m_rows);
    choose->setObjectName(QStringLiteral("studyForm.choose.") + field.role);
    choose->setText(QStringLiteral("…"));
    choose->setToolTip(tr("Choose the folder"));
    line->addWidget(edit, 1);
    line->addWidget(choose);
    m_form->addRow(field.caption, line);
    connect(edit, &QLineEdit::editingFinished, this,
            [this, role = field.role, edit] { Q_EMIT pathEdited(role, edit->text().trimmed()); });
    connect(choose, &QToolButton::clicked, this,
            [this, role = field.role] { Q_EMIT pathWanted(role); });
    m_paths.insert(field.role, edit);
}

void StudyForm::addValue(const StudyField& field)
{
    auto* edit = new QLineEdit(m_rows);
    edit->setObjectName(QStringLiteral("studyForm.value.") + field.pointer);
    edit->setToolTip(brokenTip(field.hint));
    edit->setAccessibleName(field.hint.isEmpty() ? field.caption
                                                 : tr("%1, %2").arg(field.caption, field.hint));
    m_form->insertRow(m_choiceRow, field.caption, edit);
    m_choiceRow += m_choiceRow < 0 ? 0 : 1;
    connect(edit, &QLineEdit::editingFinished, this, [this, pointer = field.pointer, edit] {
        if (edit->text() != fieldText(m_session->json().get(), pointer)) {
            Q_EMIT valueEdited(pointer, fieldJson(edit->text()));
        }
    });
    m_values.insert(field.pointer, edit);
}

} // namespace neurograft
