// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/study_form.h"

#include "core/studies/chain_study.h"
#include "widgets/models/chain_session.h"

#include <nlohmann/json.hpp>

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

namespace {

/// "/steps/2" of "a.study.json: /steps/2".
QString pointerOf(const ChainStep& step)
{
    const QString path = QString::fromStdString(step.path);
    return path.mid(path.indexOf(QLatin1String(": ")) + 2);
}

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

} // namespace

StudyForm::StudyForm(ChainSession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_title(new QLabel(this)), m_about(new QLabel(this)),
      m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("studyForm"));
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(QStringLiteral("studyForm.title"));
    for (QLabel* label : {m_title, m_about}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_layout->addWidget(label);
    }
    m_layout->addStretch(1);
    connect(session, &ChainSession::studyChanged, this, &StudyForm::refresh);
    connect(session, &ChainSession::pathsChanged, this, &StudyForm::refresh);
    refresh();
}

void StudyForm::refresh()
{
    if (!m_session->study()) {
        if (m_session->file().isEmpty()) {
            m_title->setText(tr("Choose a study on the left, or open one of your own."));
        }
        return; // what was understood last stays
    }
    const ChainStudy& study = *m_session->study();
    m_title->setText(QString::fromStdString(study.title));
    QString about = QString::fromStdString(study.shows);
    for (const std::string& line : {study.note, expectedText(study)}) {
        about += line.empty() ? QString() : QLatin1Char('\n') + QString::fromStdString(line);
    }
    m_about->setText(about);
    if (shape() != m_shape) {
        build();
    }
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

/// What fields there are: the same for another value of the same axis.
QString StudyForm::shape() const
{
    QString shape = m_session->file();
    for (const auto& [role, path] : m_session->study()->paths) {
        shape += QLatin1Char('\n') + QString::fromStdString(role);
    }
    for (const ChainStep& step : m_session->study()->steps) {
        shape += QLatin1Char('\n') + pointerOf(step) + QString::fromStdString(step.name);
        for (const SweepAxis& axis : step.sweep) {
            shape += QLatin1Char(' ') + QString::fromStdString(axis.name);
        }
    }
    return shape;
}

void StudyForm::build()
{
    m_shape = shape();
    m_paths.clear();
    m_values.clear();
    delete m_fields;
    m_fields = new QWidget(this);
    auto* rows = new QFormLayout(m_fields);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const auto& [role, path] : m_session->study()->paths) {
        addPath(rows, QString::fromStdString(role), QString::fromStdString(path.about));
    }
    for (const std::string& option : chainCommonOptions()) {
        const QString name = QString::fromStdString(option);
        addValue(rows, name, QStringLiteral("/common/") + name,
                 tr("of all steps that do not state it; empty: the default"));
    }
    for (const ChainStep& step : m_session->study()->steps) {
        for (const SweepAxis& axis : step.sweep) {
            const QString name = QString::fromStdString(axis.name);
            addValue(rows, tr("%1: %2").arg(QString::fromStdString(step.name), name),
                     pointerOf(step) + QStringLiteral("/sweep/") + name,
                     tr("values of the sweep, a list in JSON"));
        }
    }
    m_layout->insertWidget(m_layout->count() - 1, m_fields);
}

void StudyForm::addPath(QFormLayout* rows, const QString& role, const QString& about)
{
    auto* line = new QHBoxLayout;
    auto* edit = new QLineEdit(m_fields);
    edit->setObjectName(QStringLiteral("studyForm.path.") + role);
    edit->setPlaceholderText(about);
    edit->setToolTip(about);
    edit->setAccessibleName(about);
    auto* choose = new QToolButton(m_fields);
    choose->setObjectName(QStringLiteral("studyForm.choose.") + role);
    choose->setText(QStringLiteral("…"));
    choose->setToolTip(tr("Choose the folder"));
    line->addWidget(edit, 1);
    line->addWidget(choose);
    rows->addRow(role, line);
    connect(edit, &QLineEdit::editingFinished, this,
            [this, role, edit] { Q_EMIT pathEdited(role, edit->text().trimmed()); });
    connect(choose, &QToolButton::clicked, this, [this, role] { Q_EMIT pathWanted(role); });
    m_paths.insert(role, edit);
}

void StudyForm::addValue(QFormLayout* rows, const QString& caption, const QString& pointer,
                         const QString& hint)
{
    auto* edit = new QLineEdit(m_fields);
    edit->setObjectName(QStringLiteral("studyForm.value.") + pointer);
    edit->setToolTip(hint);
    edit->setAccessibleName(tr("%1, %2").arg(caption, hint));
    rows->addRow(caption, edit);
    connect(edit, &QLineEdit::editingFinished, this, [this, pointer, edit] {
        if (edit->text() != fieldText(*m_session, pointer)) {
            Q_EMIT valueEdited(pointer, asJson(edit->text()));
        }
    });
    m_values.insert(pointer, edit);
}

} // namespace neurograft
