// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/target_preview.h"
#include "widgets/models/selection_item.h"

#include <QJsonObject>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

class ExampleSet;
class QuickLane;
class SelectionModel;

/// Which rows a locate run takes.
enum class LocateRows {
    Prompt, ///< the one prompt with its target
    Set, ///< the rows of the data that are the set of the selection
    All, ///< all rows of the data
};

/// What a locate run is asked: a prompt and the target it should be answered with, chosen from the
/// data (the row that is selected) or typed, or rows of the data. Its tokens come from the reader's
/// tokenizer on the quick lane. Knows no model. GUI thread only.
class LocateInput : public QObject {
    Q_OBJECT

public:
    /// All outlive this object.
    LocateInput(ExampleSet* examples, SelectionModel* selection, QuickLane* lane,
                QObject* parent = nullptr);

    const QString& text() const { return m_text; } ///< as typed, without the template
    void setText(const QString& text);
    /// The text is the user's turn of the training template (decisions.md D1).
    bool usesTemplate() const { return m_usesTemplate; }
    void setUsesTemplate(bool usesTemplate);
    const QString& target() const { return m_target; }
    void setTarget(const QString& target);
    /// The target ends with this token of it (from 0) and that one is predicted; -1: the whole
    /// target, by the policy. Tokens are those of preview(), which must be there.
    void pick(int token);
    int picked() const { return m_picked; }
    /// last-token | first-token | all-response-tokens: what is predicted while none is picked.
    void setPolicy(const QString& policy);
    LocateRows rows() const { return m_rows; }
    void setRows(LocateRows rows);

    /// The row the prompt was taken from, as long as nothing was changed; row 0 = none.
    std::optional<RowItem> row() const { return m_row; }
    /// Takes prompt and target of a row of the data, from 0.
    void takeRow(int row);
    /// The same of a row that is in no open data.
    void takeExample(const ExampleRow& row);
    /// Rows from 0 of this data in the set of the selection, ascending.
    std::vector<std::int64_t> chosenRows() const;

    QString prompt() const; ///< as the models read it
    QString response() const; ///< the target up to the picked token
    /// JSON Lines with exactly the rows that are run; not for all rows.
    std::string lines() const;

    /// Tokens of prompt and target; null while there is no tokenizer or no text.
    std::shared_ptr<const TargetPreview> preview() const { return m_preview; }
    bool isSettled() const { return !m_isAsking; } ///< preview() is about the input as it stands
    /// Why this cannot be run, one sentence; empty when it can.
    QString problem() const;

    QJsonObject toJson() const;
    void fromJson(const QJsonObject& json);

Q_SIGNALS:
    void changed();
    void previewChanged();

private:
    void followSelection();
    void take(const ExampleRow& example, const std::optional<RowItem>& row);
    void setTexts(const QString& text, bool usesTemplate, const QString& target,
                  const std::optional<RowItem>& row);
    void edited();
    void ask();
    QString promptProblem() const;

    ExampleSet* m_examples;
    SelectionModel* m_selection;
    QuickLane* m_lane;
    QString m_text;
    QString m_target;
    QString m_policy = QStringLiteral("last-token");
    bool m_usesTemplate = true;
    std::optional<RowItem> m_row;
    LocateRows m_rows = LocateRows::Prompt;
    int m_picked = -1;
    int m_pickedEnd = -1; ///< code points of the target up to the end of the picked token
    std::shared_ptr<const TargetPreview> m_preview;
    bool m_isWholeToken = true; ///< the picked one ends a text as the same token
    bool m_isAsking = false;
};

} // namespace neurograft
