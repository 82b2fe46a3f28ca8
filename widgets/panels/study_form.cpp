// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/study_form.h"

#include "core/studies/chain_study.h"
#include "widgets/models/chain_session.h"
#include "widgets/panels/study_step_tree.h"

#include <nlohmann/json.hpp>

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

namespace {

/// Text of a field as JSON: what is no number, list or text in quotes is a text.
QString asJson(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty() || nlohmann::json::accept(trimmed.toStdString())) {
        return trimmed;
    }
    return QString::fromStdString(nlohmann::json(trimmed.toStdString()).dump());
}

/// A value of the text as a field shows it: texts without their quotes; empty when it is not there.
QString fieldText(const ChainSession& session, const QString& pointer)
{
    const nlohmann::ordered_json::json_pointer place(pointer.toStdString());
    if (!session.json() || !session.json()->contains(place)) {
        return {};
    }
    const nlohmann::ordered_json& value = session.json()->at(place);
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

/// A tip whose long lines are broken.
QString brokenTip(const QString& text)
{
    return text.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(text.toHtmlEscaped());
}

/// A key as a part of a JSON pointer.
QString pointerPart(QString key)
{
    return key.replace(QLatin1Char('~'), QStringLiteral("~0"))
        .replace(QLatin1Char('/'), QStringLiteral("~1"));
}

/// The step at a JSON pointer; null when there is none.
const ChainStep* stepAt(const std::vector<ChainStep>& steps, const QString& pointer)
{
    for (const ChainStep& step : steps) {
        const ChainStep* inner = stepAt(step.each, pointer);
        if (pointerOf(step) == pointer || inner != nullptr) {
            return inner == nullptr ? &step : inner;
        }
    }
    return nullptr;
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
        } else if (m_file != m_session->file()) {
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
    const ChainStep* step = stepAt(study.steps, m_steps->place());
    QStringList about;
    for (const std::string& line : step != nullptr
             ? std::vector<std::string>{step->note}
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
            field.value()->setText(fieldText(*m_session, field.key()));
            field.value()->setCursorPosition(0); // the beginning of a long list is seen
        }
    }
}

std::vector<StudyForm::Field> StudyForm::fields() const
{
    const ChainStep* step = stepAt(m_session->study()->steps, m_steps->place());
    return step == nullptr ? fieldsOfStudy() : fieldsOfStep(*step);
}

std::vector<StudyForm::Field> StudyForm::fieldsOfStudy() const
{
    std::vector<Field> fields;
    for (const auto& [role, path] : m_session->study()->paths) {
        fields.push_back({QString::fromStdString(role),
                          {},
                          QString::fromStdString(role),
                          QString::fromStdString(path.about)});
    }
    for (const std::string& option : chainCommonOptions()) {
        const QString name = QString::fromStdString(option);
        fields.push_back({{},
                          QStringLiteral("/common/") + name,
                          name,
                          tr("of all steps that do not state it; empty: the default")});
    }
    for (const ChainStep& step : m_session->study()->steps) {
        for (const SweepAxis& axis : step.sweep) {
            const QString name = QString::fromStdString(axis.name);
            fields.push_back({{},
                              pointerOf(step) + QStringLiteral("/sweep/") + name,
                              tr("%1: %2").arg(QString::fromStdString(step.name), name),
                              tr("values of the sweep, a list in JSON")});
        }
    }
    return fields;
}

std::vector<StudyForm::Field> StudyForm::fieldsOfStep(const ChainStep& step) const
{
    std::vector<Field> fields;
    for (const SweepAxis& axis : step.sweep) {
        const QString name = QString::fromStdString(axis.name);
        fields.push_back({{},
                          pointerOf(step) + QStringLiteral("/sweep/") + name,
                          tr("over %1").arg(name),
                          tr("values of the sweep, a list in JSON")});
    }
    std::map<std::string, std::string> help = m_session->optionHelp(step.command);
    for (const auto& [option, value] : step.options.items()) {
        const QString name = QString::fromStdString(option);
        fields.push_back({{},
                          pointerOf(step) + QLatin1Char('/') + pointerPart(name),
                          name,
                          QString::fromStdString(help[option])});
    }
    return fields;
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
}

void StudyForm::build()
{
    clear();
    m_fields = fields();
    m_rows = new QWidget(this);
    auto* rows = new QFormLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->setRowWrapPolicy(QFormLayout::WrapLongRows);
    for (const Field& field : m_fields) {
        if (field.path.isEmpty()) {
            addValue(rows, field);
        } else {
            addPath(rows, field);
        }
    }
    m_layout->insertWidget(m_layout->count() - 1, m_rows);
}

void StudyForm::addPath(QFormLayout* rows, const Field& field)
{
    auto* line = new QHBoxLayout;
    auto* edit = new QLineEdit(m_rows);
    edit->setObjectName(QStringLiteral("studyForm.path.") + field.path);
    edit->setPlaceholderText(field.hint);
    edit->setToolTip(brokenTip(field.hint));
    edit->setAccessibleName(field.hint);
    auto* choose = new QToolButton(m_rows);
    choose->setObjectName(QStringLiteral("studyForm.choose.") + field.path);
    choose->setText(QStringLiteral("…"));
    choose->setToolTip(tr("Choose the folder"));
    line->addWidget(edit, 1);
    line->addWidget(choose);
    rows->addRow(field.caption, line);
    connect(edit, &QLineEdit::editingFinished, this,
            [this, role = field.path, edit] { Q_EMIT pathEdited(role, edit->text().trimmed()); });
    connect(choose, &QToolButton::clicked, this,
            [this, role = field.path] { Q_EMIT pathWanted(role); });
    m_paths.insert(field.path, edit);
}

void StudyForm::addValue(QFormLayout* rows, const Field& field)
{
    auto* edit = new QLineEdit(m_rows);
    edit->setObjectName(QStringLiteral("studyForm.value.") + field.pointer);
    edit->setToolTip(brokenTip(field.hint));
    edit->setAccessibleName(field.hint.isEmpty() ? field.caption
                                                 : tr("%1, %2").arg(field.caption, field.hint));
    rows->addRow(field.caption, edit);
    connect(edit, &QLineEdit::editingFinished, this, [this, pointer = field.pointer, edit] {
        if (edit->text() != fieldText(*m_session, pointer)) {
            Q_EMIT valueEdited(pointer, asJson(edit->text()));
        }
    });
    m_values.insert(field.pointer, edit);
}

} // namespace neurograft
