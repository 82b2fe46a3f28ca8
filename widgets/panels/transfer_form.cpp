// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/transfer_form.h"

#include "widgets/frame/toggle_button.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/transfer_field_editor.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

namespace {

QString rowsLabel(RowPart part)
{
    switch (part) {
    case RowPart::Extract:
        return TransferForm::tr("Extract");
    case RowPart::Align:
        return TransferForm::tr("Align");
    case RowPart::Train:
        return TransferForm::tr("Train");
    case RowPart::Validation:
        break;
    }
    return TransferForm::tr("Validation");
}

QString rowsTip(RowPart part)
{
    switch (part) {
    case RowPart::Extract:
        return TransferForm::tr("Seed examples: what is to be moved is located by them");
    case RowPart::Align:
        return TransferForm::tr("Rows the translators learn from; unaligned: rows the perplexity "
                                "is measured on");
    case RowPart::Train:
        return TransferForm::tr("Rows to learn from; LaTen draws its final seed example here");
    case RowPart::Validation:
        break;
    }
    return TransferForm::tr("Rows the loss is also measured on, none of them learned");
}

} // namespace

TransferForm::TransferForm(TransferSession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_scroll(new QScrollArea(this))
{
    setObjectName(QStringLiteral("transferForm"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll);
    connect(session, &TransferSession::optionsChanged, this, &TransferForm::showSession);
    rebuild();
}

void TransferForm::showAll()
{
    m_more->setChecked(true);
}

void TransferForm::rebuild()
{
    m_lines.clear();
    m_rows.clear();
    m_shape = shape();
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, edge / 2, edge, edge);
    auto* main = new QGridLayout;
    main->setColumnStretch(1, 1);
    addFields(main, true);
    addRows(main);
    layout->addLayout(main);
    m_more = new ToggleButton(content);
    m_more->setObjectName(QStringLiteral("transferForm.moreToggle"));
    m_more->setCheckable(true);
    m_more->setFocusPolicy(Qt::StrongFocus);
    layout->addWidget(m_more, 0, Qt::AlignLeft);
    if (m_isUnfolded) { // made when somebody looks: there are many
        auto* rest = new QGridLayout;
        rest->setColumnStretch(1, 1);
        addFields(rest, false);
        layout->addLayout(rest);
    }
    layout->addStretch(1);
    const auto all = static_cast<int>(transferFields(m_session->options()).size());
    m_more->setText(tr("&All %n options", nullptr, all));
    m_more->setToolTip(tr("Everything the method takes, with its default"));
    m_more->setChecked(m_isUnfolded);
    connect(m_more, &QToolButton::toggled, this, [this](bool isOn) {
        m_isUnfolded = isOn;
        QTimer::singleShot(0, this, [this] { // not while the button is telling of it
            rebuild();
            m_more->setFocus(Qt::OtherFocusReason);
        });
    });
    m_scroll->setWidget(content); // deletes the one before
    m_scroll->setMinimumWidth(content->minimumSizeHint().width()
                              + m_scroll->style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    showSession();
}

void TransferForm::addFields(QGridLayout* grid, bool areMain)
{
    for (const TransferField& field : transferFields(m_session->options())) {
        if (field.isMain != areMain) {
            continue;
        }
        Line line;
        line.field = field;
        line.editor = new TransferFieldEditor(field);
        line.label = new QLabel(field.label);
        line.label->setToolTip(field.tip);
        line.label->setBuddy(line.editor->control());
        line.reset = new QToolButton;
        line.reset->setObjectName(QStringLiteral("transferForm.reset.")
                                  + QString::fromStdString(field.key));
        line.reset->setText(QStringLiteral("↺"));
        line.reset->setAutoRaise(true);
        QSizePolicy kept = line.reset->sizePolicy();
        kept.setRetainSizeWhenHidden(true);
        line.reset->setSizePolicy(kept);
        const int row = grid->rowCount();
        grid->addWidget(line.label, row, 0);
        grid->addWidget(line.editor, row, 1);
        grid->addWidget(line.reset, row, 2);
        connect(line.editor, &TransferFieldEditor::edited, this,
                [this, key = field.key](const nlohmann::json& value) {
                    m_session->setOption(key, value);
                });
        connect(line.reset, &QToolButton::clicked, this, [this, key = field.key] {
            m_session->setOption(key, m_session->options().standard(key));
        });
        m_lines.push_back(line);
    }
}

void TransferForm::addRows(QGridLayout* grid)
{
    const TransferStudy& study = m_session->options().study();
    for (const RowPart part : kRowParts) {
        if (!TransferRows::isUsed(part, study)) {
            continue;
        }
        RowsLine line{part, new QLabel(rowsLabel(part)), new QComboBox};
        line.combo->setObjectName(QStringLiteral("transferForm.rows.") + rowPartWord(part));
        line.combo->setAccessibleName(tr("Rows for %1").arg(line.label->text()));
        line.combo->setToolTip(rowsTip(part));
        line.combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        line.combo->setMinimumContentsLength(10);
        line.label->setToolTip(rowsTip(part));
        line.label->setBuddy(line.combo);
        const int row = grid->rowCount();
        grid->addWidget(line.label, row, 0);
        grid->addWidget(line.combo, row, 1);
        connect(line.combo, &QComboBox::activated, this,
                [this, line](int index) { chooseRows(line, index); });
        m_rows.push_back(line);
    }
}

/// What the form is made for; another one asks for other lines.
QString TransferForm::shape() const
{
    QString shape = QString::fromStdString(m_session->options().method());
    for (const TransferField& field : transferFields(m_session->options())) {
        shape += u' ' + QString::fromStdString(field.key);
    }
    for (const RowPart part : kRowParts) {
        shape += TransferRows::isUsed(part, m_session->options().study()) ? u'1' : u'0';
    }
    return shape;
}

void TransferForm::showSession()
{
    if (shape() != m_shape) {
        // Not while one of its own editors is telling of a choice.
        QTimer::singleShot(0, this, [this] {
            if (shape() != m_shape) {
                rebuild();
            }
        });
        return;
    }
    const TransferOptions& options = m_session->options();
    for (const Line& line : m_lines) {
        line.editor->setValue(options.value(line.field.key));
        const bool isStandard = options.isStandard(line.field.key);
        QFont font = line.label->font();
        font.setBold(!isStandard);
        line.label->setFont(font);
        line.label->setText(isStandard ? line.field.label
                                       : QStringLiteral("● ") + line.field.label);
        const QString standard = transferValueText(line.field, options.standard(line.field.key));
        line.label->setToolTip(tr("%1\nDefault: %2").arg(line.field.tip, standard));
        line.reset->setVisible(!isStandard);
        line.reset->setToolTip(tr("Back to %1").arg(standard));
        line.reset->setAccessibleName(tr("%1 back to %2").arg(line.field.label, standard));
    }
    for (const RowsLine& line : m_rows) {
        showRows(line);
    }
}

void TransferForm::showRows(const RowsLine& line)
{
    const QSignalBlocker blocker(line.combo);
    const TransferRows* rows = m_session->rows();
    const RowSource source = rows->source(line.part);
    line.combo->clear();
    for (const RowSource& choice : rows->choices(line.part)) {
        line.combo->addItem(rows->text(choice, line.part));
        line.combo->setItemData(line.combo->count() - 1, choice.file, Qt::ToolTipRole);
        if (choice == source) {
            line.combo->setCurrentIndex(line.combo->count() - 1);
        }
    }
    line.combo->addItem(tr("File…"));
}

void TransferForm::chooseRows(const RowsLine& line, int index)
{
    TransferRows* rows = m_session->rows();
    const std::vector<RowSource> choices = rows->choices(line.part);
    if (index >= 0 && index < static_cast<int>(choices.size())) {
        rows->setSource(line.part, choices[static_cast<std::size_t>(index)]);
        return;
    }
    showRows(line); // until a file is chosen
    Q_EMIT fileWanted(line.part);
}

} // namespace neurograft
