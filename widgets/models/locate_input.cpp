// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/locate_input.h"

#include "core/run/typed_prompt.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/example_set.h"
#include "widgets/models/selection_model.h"

#include <QJsonDocument>

#include <algorithm>

namespace neurograft {

namespace {

const QString kLocateInputChannel = QStringLiteral("locate.preview");
const QString kText = QStringLiteral("text");
const QString kLocateInputTemplate = QStringLiteral("template");
const QString kTarget = QStringLiteral("target");

QString withoutEnd(QString text)
{
    while (!text.isEmpty() && text.back().isSpace()) {
        text.chop(1);
    }
    return text;
}

/// The first @p count code points.
QString cutTo(const QString& text, int count)
{
    const QList<uint> points = text.toUcs4();
    return QString::fromUcs4(reinterpret_cast<const char32_t*>(points.constData()),
                             std::min<qsizetype>(count, points.size()));
}

int codePoints(const std::string& text)
{
    return static_cast<int>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

/// What the user said, where a prompt is the training template around it.
std::optional<QString> questionOf(const std::string& prompt)
{
    static const std::string filler = "x";
    const std::string frame = promptText(filler, true);
    const std::size_t start = frame.find(filler + "\n");
    const std::size_t around = frame.size() - filler.size();
    if (start == std::string::npos || prompt.size() < around) {
        return std::nullopt;
    }
    const std::string inside = prompt.substr(start, prompt.size() - around);
    return promptText(inside, true) == prompt ? std::optional(QString::fromStdString(inside))
                                              : std::nullopt;
}

} // namespace

LocateInput::LocateInput(ExampleSet* examples, SelectionModel* selection, QuickLane* lane,
                         QObject* parent)
    : QObject(parent), m_examples(examples), m_selection(selection), m_lane(lane)
{
    connect(selection, &SelectionModel::primaryChanged, this, &LocateInput::followSelection);
    connect(selection, &SelectionModel::setChanged, this, [this] {
        if (m_rows == LocateRows::Set) {
            Q_EMIT changed();
        }
    });
    connect(examples, &ExampleSet::readerChanged, this, &LocateInput::ask);
    connect(examples, &ExampleSet::fileChanged, this, [this] {
        if (m_row) { // of other data
            setTexts(QString(), true, QString(), std::nullopt);
        }
        if (!m_examples->file()) {
            m_rows = LocateRows::Prompt;
        }
        followSelection();
        const std::shared_ptr<const DataFile> file = m_examples->file();
        for (int row = 0; m_text.isEmpty() && m_target.isEmpty() && row < m_examples->rows();
             ++row) {
            if (file->facts(row).isUsable) { // something to begin with
                takeRow(row);
            }
        }
        Q_EMIT changed();
    });
    followSelection();
}

void LocateInput::followSelection()
{
    const auto* item = std::get_if<RowItem>(&m_selection->primary());
    if (item != nullptr && m_examples->file() && item->data == m_examples->name()) {
        takeRow(item->row - 1);
    }
}

void LocateInput::takeRow(int row)
{
    const std::shared_ptr<const DataFile> file = m_examples->file();
    if (!file || row < 0 || row >= file->rows() || !file->facts(row).isUsable) {
        return;
    }
    take(file->row(row), RowItem{m_examples->name(), row + 1});
}

void LocateInput::takeExample(const ExampleRow& row)
{
    take(row, std::nullopt);
}

void LocateInput::take(const ExampleRow& example, const std::optional<RowItem>& row)
{
    const std::optional<QString> question = questionOf(example.prompt);
    setTexts(question.value_or(QString::fromStdString(example.prompt)), question.has_value(),
             withoutEnd(QString::fromStdString(example.response)), row);
}

void LocateInput::setTexts(const QString& text, bool usesTemplate, const QString& target,
                           const std::optional<RowItem>& row)
{
    const bool isSame = m_text == text && m_usesTemplate == usesTemplate && m_target == target;
    m_row = row;
    if (isSame) {
        return;
    }
    m_text = text;
    m_usesTemplate = usesTemplate;
    m_target = target;
    m_picked = m_pickedEnd = -1;
    Q_EMIT changed();
    ask();
}

void LocateInput::setText(const QString& text)
{
    if (text != m_text) {
        m_text = text;
        edited();
    }
}

void LocateInput::setUsesTemplate(bool usesTemplate)
{
    if (usesTemplate != m_usesTemplate) {
        m_usesTemplate = usesTemplate;
        edited();
    }
}

void LocateInput::setTarget(const QString& target)
{
    if (target != m_target) {
        m_target = target;
        m_picked = m_pickedEnd = -1;
        edited();
    }
}

void LocateInput::edited()
{
    m_row.reset();
    Q_EMIT changed();
    ask();
}

void LocateInput::pick(int token)
{
    if (token == m_picked || (token >= 0 && (!m_preview || m_isAsking))) {
        return;
    }
    m_picked = m_pickedEnd = -1;
    if (token >= 0) {
        const auto index = static_cast<std::size_t>(m_preview->responseStart + token);
        if (index < m_preview->row.tokens.size()) {
            m_picked = token;
            m_pickedEnd = static_cast<int>(m_preview->row.tokens[index].span.end)
                - codePoints(m_preview->row.prompt);
        }
    }
    Q_EMIT changed();
    ask();
}

void LocateInput::setPolicy(const QString& policy)
{
    if (policy != m_policy) {
        m_policy = policy;
        ask();
    }
}

void LocateInput::setRows(LocateRows rows)
{
    if (rows != m_rows) {
        m_rows = rows;
        Q_EMIT changed();
    }
}

std::vector<std::int64_t> LocateInput::chosenRows() const
{
    std::vector<std::int64_t> rows;
    for (const SelectionItem& item : m_selection->set()) {
        const auto* row = std::get_if<RowItem>(&item);
        const bool isHere = row != nullptr && m_examples->file() && row->data == m_examples->name()
            && row->row >= 1 && row->row <= m_examples->rows()
            && m_examples->file()->facts(row->row - 1).isUsable;
        if (isHere) {
            rows.push_back(row->row - 1);
        }
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

QString LocateInput::prompt() const
{
    return QString::fromStdString(promptText(m_text.toStdString(), m_usesTemplate));
}

QString LocateInput::response() const
{
    return m_pickedEnd < 0 ? m_target : cutTo(m_target, m_pickedEnd);
}

std::string LocateInput::lines() const
{
    std::string lines;
    const std::shared_ptr<const DataFile> file = m_examples->file();
    if (m_rows == LocateRows::Set) {
        for (const std::int64_t row : chosenRows()) {
            lines += std::string(file->line(row)) + "\n";
        }
        return lines;
    }
    if (m_row && file && m_picked < 0) { // with all the row says of itself
        return std::string(file->line(m_row->row - 1)) + "\n";
    }
    const QJsonObject row{{QStringLiteral("prompt"), prompt()},
                          {QStringLiteral("response"), response()}};
    return QJsonDocument(row).toJson(QJsonDocument::Compact).toStdString() + "\n";
}

void LocateInput::ask()
{
    const std::shared_ptr<const Tokenizer> tokenizer = m_examples->tokenizer();
    m_lane->forget(kLocateInputChannel);
    m_isAsking = false;
    m_isWholeToken = true;
    if (!tokenizer || (m_text.isEmpty() && m_target.isEmpty())) {
        m_preview.reset();
        Q_EMIT previewChanged();
        return;
    }
    m_isAsking = true;
    ExampleRow row;
    row.prompt = prompt().toStdString();
    row.response = m_target.toStdString();
    ExampleRow cut = row;
    cut.response = response().toStdString();
    m_lane->ask(kLocateInputChannel, this,
                [this, row, cut, tokenizer, picked = m_picked,
                 policy = m_policy.toStdString()](const RunContext&) -> QuickLane::Answer {
                    auto preview =
                        std::make_shared<TargetPreview>(previewTargets(row, *tokenizer, policy));
                    bool isWhole = true;
                    if (picked >= 0) {
                        const auto index =
                            static_cast<std::size_t>(preview->responseStart + picked);
                        const TargetPreview ended = previewTargets(cut, *tokenizer, "last-token");
                        isWhole = ended.hasTarget() && index < preview->row.tokens.size()
                            && ended.row.tokens.size() == index + 1
                            && ended.row.tokens[index].id == preview->row.tokens[index].id;
                        for (PreviewToken& token : preview->row.tokens) {
                            token.carriesLoss = false;
                        }
                        preview->row.tokens[index].carriesLoss = true;
                        preview->targets = {static_cast<int>(index)};
                    }
                    return [this, preview, isWhole] {
                        m_preview = preview;
                        m_isWholeToken = isWhole;
                        m_isAsking = false;
                        Q_EMIT previewChanged();
                    };
                });
}

QString LocateInput::promptProblem() const
{
    if (m_text.isEmpty()) {
        return tr("Type a prompt or pick an example.");
    }
    if (m_target.isEmpty()) {
        return tr("Type the target: what the prompt should be answered with.");
    }
    if (!m_isAsking && m_preview && !m_preview->hasTarget()) {
        return tr("The target has nothing but closing punctuation, which is left out.");
    }
    return m_isWholeToken
        ? QString()
        : tr("The picked token is a part of a character or of another token when the text ends "
             "with it: pick another one.");
}

QString LocateInput::problem() const
{
    switch (m_rows) {
    case LocateRows::Prompt:
        return promptProblem();
    case LocateRows::Set:
        return chosenRows().empty() ? tr("Select rows of the data in the Examples dock.")
                                    : QString();
    case LocateRows::All:
        return m_examples->file() ? QString() : tr("Open data first.");
    }
    return {};
}

QJsonObject LocateInput::toJson() const
{
    return {{kText, m_text}, {kLocateInputTemplate, m_usesTemplate}, {kTarget, m_target}};
}

void LocateInput::fromJson(const QJsonObject& json)
{
    if (json.contains(kText)) {
        setTexts(json.value(kText).toString(), json.value(kLocateInputTemplate).toBool(true),
                 json.value(kTarget).toString(), std::nullopt);
    }
}

} // namespace neurograft
