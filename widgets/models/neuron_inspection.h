// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"
#include "core/run/neuron.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/neuron_address.h"
#include "widgets/models/role.h"
#include "widgets/models/selection_item.h"

#include <QCache>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

class ModelShelf;
class OverlayModel;
class PairModel;

/// What is known of one neuron in answer to one question.
template <class T> struct NeuronAnswer {
    enum class State {
        Absent, ///< not asked, or there is nothing to ask: see reason
        Computing,
        Ready,
        Failed,
    };
    State state = State::Absent;
    std::shared_ptr<const T> value; ///< when ready
    QString reason; ///< why there is nothing to ask, a sentence; may be empty
    QString reached; ///< while computing: "12 of 48 rows"; may be empty
    JobOutcome problem; ///< when failed

    bool isComputing() const { return state == State::Computing; }
    bool isReady() const { return state == State::Ready; }
};

/// Coefficient of a neuron at every token of a text.
struct NeuronStrip {
    std::shared_ptr<const RowPreview> preview;
    std::vector<double> values; ///< one per token of the preview
};
using TwinList = std::vector<NeuronTwin>;
using ActiveTokens = std::vector<ActiveToken>;
using LensRows = std::vector<LensRow>;

/// One neuron looked at closely (D6, D7, D11, D12, D14, D15): what it writes and how active it is
/// along the text are answered at once; twins, the most active tokens of the data and the logit
/// lens when they are asked for, on a second lane, so that a click is never behind them. Asks the
/// models of the shelf with their overlay; the newest question wins, answers about tokens and texts
/// are kept for neurons one comes back to. GUI thread only.
class NeuronInspection : public QObject {
    Q_OBJECT

public:
    enum class Question { Tokens, Strip, Twins, Examples, Lens };
    Q_ENUM(Question)
    static constexpr int kTop = 10; ///< tokens of a list, twins, most active tokens
    static constexpr int kLensTop = 3; ///< tokens per layer

    /// All outlive this object.
    NeuronInspection(PairModel* pair, ModelShelf* shelf, OverlayModel* overlays,
                     QObject* parent = nullptr);
    ~NeuronInspection() override;

    /// The neuron looked at; nothing ends all questions.
    void setNeuron(const std::optional<NeuronItem>& neuron);
    const std::optional<NeuronItem>& neuron() const { return m_neuron; }
    /// The final norm's gain is part of what a neuron writes.
    void setAppliesNorm(bool appliesNorm);
    bool appliesNorm() const { return m_appliesNorm; }
    /// The text of strip and lens as the models are given it; empty: none.
    void setText(const QString& text);
    const QString& text() const { return m_text; }
    /// Data file of the most active tokens; empty: none.
    void setData(const QString& path);

    void askTwins();
    void askExamples();
    /// @param position of a token of the text
    void askLens(int position);
    void stop(Question question);

    const NeuronAnswer<NeuronTokens>& tokens() const { return m_tokens; }
    const NeuronAnswer<NeuronStrip>& strip() const { return m_strip; }
    const NeuronAnswer<TwinList>& twins() const { return m_twins; }
    const NeuronAnswer<ActiveTokens>& examples() const { return m_examples; }
    const NeuronAnswer<LensRows>& lens() const { return m_lens; }
    int lensPosition() const { return m_lensPosition; }
    /// Nothing is on its way.
    bool isSettled() const;
    /// Why @p neuron (nothing: none is selected) cannot be asked this now, a sentence; empty when
    /// it can.
    QString obstacle(Question question, const std::optional<NeuronItem>& neuron) const;

Q_SIGNALS:
    void changed(neurograft::NeuronInspection::Question question);
    void neuronChanged(); ///< another one, or what can be asked about it

private:
    template <class T> using Kept = QCache<QString, std::shared_ptr<const T>>;
    template <class T, class Work>
    void ask(Question question, NeuronAnswer<T> NeuronInspection::*answer, Work work,
             Kept<T>* kept = nullptr, const QString& key = {});
    template <class T>
    void refuse(Question question, NeuronAnswer<T> NeuronInspection::*answer,
                const QString& reason);
    void restart();
    void askTokens();
    void askStrip();
    QuickLane& laneOf(Question question);
    ModelOverlay overlayOf(Role role) const;
    NeuronAddress address(const NeuronItem& neuron) const;
    QString obstacle(Question question) const { return obstacle(question, m_neuron); }
    void forgetKept();
    void rest(Role role);
    void markUse();

    PairModel* m_pair;
    ModelShelf* m_shelf;
    OverlayModel* m_overlays;
    std::optional<NeuronItem> m_neuron;
    bool m_appliesNorm = true;
    QString m_text;
    QString m_data;
    int m_lensPosition = -1;
    ModelOverlay m_overlay; ///< over the student when it was asked last
    NeuronAnswer<NeuronTokens> m_tokens;
    NeuronAnswer<NeuronStrip> m_strip;
    NeuronAnswer<TwinList> m_twins;
    NeuronAnswer<ActiveTokens> m_examples;
    NeuronAnswer<LensRows> m_lens;
    Kept<NeuronTokens> m_keptTokens;
    Kept<NeuronStrip> m_keptStrips;
    QuickLane m_lane; ///< last: both wait for their threads before the rest goes
    QuickLane m_slowLane;
};

} // namespace neurograft
