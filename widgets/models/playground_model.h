// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"
#include "core/run/generate.h"
#include "core/run/kept_model.h"
#include "core/run/next_tokens.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/role.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <array>
#include <memory>
#include <vector>

namespace neurograft {

class ModelShelf;
class OverlayModel;
class PairModel;

/// Whose next tokens are shown: the last column is there while an overlay is on.
enum class PlaygroundSide { Teacher, Student, StudentBefore };
inline constexpr std::array<PlaygroundSide, 3> kPlaygroundSides{
    PlaygroundSide::Teacher, PlaygroundSide::Student, PlaygroundSide::StudentBefore};
Role roleOf(PlaygroundSide side);

/// How a continuation is written.
struct WritingOptions {
    int maxNewTokens = 64;
    double temperature = 0.0; ///< 0 = greedy
    double topP = 1.0;
    std::uint64_t seed = 42;
    QStringList stops;
};

/// What one side makes of the prompt.
struct PlaygroundAnswer {
    enum class State { Absent, Computing, Ready, Failed };
    State state = State::Absent;
    std::shared_ptr<const RowPreview> preview; ///< tokens of the prompt; kept while computing anew
    std::shared_ptr<const NextTokens> next;
    std::shared_ptr<const Tokenizer> tokenizer;
    JobOutcome problem;
};

/// A continuation as it comes.
struct PlaygroundText {
    enum class State { Nothing, Waiting, Writing, Done, Stopped, Failed };
    State state = State::Nothing;
    QString text;
    int tokens = 0;
    double tokensPerSecond = 0.0; ///< 0 before two tokens are there
    QString stopReason; ///< eos | stop | length | context, when done
    JobOutcome problem;

    bool isRunning() const { return state == State::Waiting || state == State::Writing; }
};

/// One prompt, what teacher and student expect after it, and how they go on. Works on lanes of its
/// own with the models of the shelf, so that a click elsewhere is answered meanwhile; a change of
/// the prompt gives up the answer that is not ready. Computes nothing while it is not active. GUI
/// thread only.
class PlaygroundModel : public QObject {
    Q_OBJECT

public:
    static constexpr int kTop = 20; ///< tokens listed per side

    /// All outlive this object.
    PlaygroundModel(PairModel* pair, ModelShelf* shelf, OverlayModel* overlays,
                    QObject* parent = nullptr);
    ~PlaygroundModel() override;

    /// Somebody looks: answers are computed from now on.
    void setActive(bool isActive);
    void setPrompt(const QString& prompt);
    const QString& prompt() const { return m_prompt; }
    /// Written in the training template, as the user's turn.
    void setUsesTemplate(bool usesTemplate);
    bool usesTemplate() const { return m_usesTemplate; }
    void setWriting(const WritingOptions& options) { m_writing = options; }
    const WritingOptions& writing() const { return m_writing; }

    /// A model is there to be asked.
    bool hasModel() const;
    bool hasModel(Role role) const;
    const PlaygroundAnswer& answer(PlaygroundSide side) const { return m_answers[index(side)]; }
    bool isComputing() const;
    /// Nothing is on its way: what is shown is about the prompt as it stands.
    bool isSettled() const { return !m_typing.isActive() && !m_isJoining && !isComputing(); }
    /// Likeliest tokens of all sides, joined; sides in the order of kPlaygroundSides.
    const std::vector<NextTokenRow>& rows() const { return m_rows; }

    /// Both models continue the prompt, one after the other.
    void write();
    void stop();
    const PlaygroundText& text(Role role) const { return m_texts[index(role)]; }
    bool isWriting() const;

    /// The commands that compute the same, a line each: logits of both models, then generate when
    /// something was written.
    QString commands() const;

Q_SIGNALS:
    void modelsChanged();
    void answersChanged();
    void rowsChanged();
    void textChanged(neurograft::Role role);
    void writingChanged(bool isWriting);

private:
    struct Stream;
    static std::size_t index(PlaygroundSide side) { return static_cast<std::size_t>(side); }
    static std::size_t index(Role role) { return role == Role::Teacher ? 0 : 1; }
    ModelOverlay overlayOf(PlaygroundSide side) const;
    bool isWanted(PlaygroundSide side) const;
    void change();
    void forgetAnswers();
    void ask();
    void ask(PlaygroundSide side);
    void join();
    void takeModel(Role role);
    void rest(Role role);
    void takeShelf(Role role);
    void takeOverlays();
    GenerateOptions generateOptions(Role role) const;
    void write(Role role);
    void take(Role role, const std::shared_ptr<Stream>& stream);
    void end(Role role, PlaygroundText::State state);
    void markUse(Role role);

    PairModel* m_pair;
    ModelShelf* m_shelf;
    OverlayModel* m_overlays;
    QString m_prompt;
    bool m_usesTemplate = true;
    bool m_isActive = false;
    bool m_isStale = false; ///< changed while nobody looked
    WritingOptions m_writing;
    ModelOverlay m_overlay; ///< over the student when it was asked last
    std::array<bool, 2> m_isResting{}; ///< unloaded by hand: not opened again before it is asked
    std::array<PlaygroundAnswer, 3> m_answers;
    std::vector<NextTokenRow> m_rows;
    std::array<PlaygroundText, 2> m_texts;
    std::array<std::shared_ptr<Stream>, 2> m_streams; ///< of what is being written
    bool m_hasWritten = false; ///< for this prompt
    bool m_isJoining = false; ///< rows are being made of the answers
    QTimer m_typing; ///< key strokes in quick succession are one question
    QuickLane m_askLane; ///< last: both wait for their threads before the rest goes
    QuickLane m_writeLane;
};

} // namespace neurograft
