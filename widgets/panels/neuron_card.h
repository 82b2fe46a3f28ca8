// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/neuron_inspection.h"

#include <QWidget>

class QAction;
class QCheckBox;
class QLabel;
class QListWidget;
class QToolButton;

namespace neurograft {

class AnswerBox;
class LensTable;
class TokenScoreTable;
class TokenStrip;

/// Actions of the window that ask further questions about the neuron.
struct NeuronCardActions {
    QAction* twins = nullptr;
    QAction* examples = nullptr;
    QAction* lens = nullptr;
};

/// One neuron in the inspector (ux.md 6.3, step 4): tokens it promotes and suppresses with a switch
/// for the final norm, its coefficient along the prompt, and, once asked for, twins, the most
/// active tokens of the data and the logit lens. Object names "neuronCard", "normToggle",
/// "promotedTable", "suppressedTable", "activationStrip", "twinList", "topExampleList",
/// "lensTable".
class NeuronCard : public QWidget {
    Q_OBJECT

public:
    /// @param inspection outlives the card
    NeuronCard(NeuronInspection* inspection, const NeuronCardActions& actions,
               QWidget* parent = nullptr);

    /// The token of the text the strip's cursor is on; -1: none.
    int position() const;

Q_SIGNALS:
    void twinChosen(const neurograft::NeuronItem& twin);
    /// A row of the data, from 0.
    void rowChosen(int row);

private:
    QWidget* makeTokens();
    QWidget* makeStrip();
    QWidget* makeButtons(const NeuronCardActions& actions);
    QWidget* makeTwins();
    QWidget* makeExamples();
    QWidget* makeLens();
    void show(NeuronInspection::Question question);
    void showTokens();
    void showStrip();
    void showValue();
    void showTwins();
    void showExamples();
    void showLens();

    NeuronInspection* m_inspection;
    QCheckBox* m_norm;
    TokenScoreTable* m_promoted;
    TokenScoreTable* m_suppressed;
    TokenStrip* m_strip;
    QLabel* m_value; ///< of the token under the cursor
    QListWidget* m_twins;
    QListWidget* m_examples;
    QToolButton* m_stopExamples;
    LensTable* m_lens;
    AnswerBox* m_tokensBox;
    AnswerBox* m_stripBox;
    AnswerBox* m_twinsBox;
    AnswerBox* m_examplesBox;
    AnswerBox* m_lensBox;
};

/// "T L4 down 200  cos 1.00".
QString twinText(const NeuronItem& twin, double cosine);

} // namespace neurograft
