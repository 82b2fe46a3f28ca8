// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/playground_model.h"

#include "core/run/typed_prompt.h"
#include "core/study/prompt_command.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

namespace neurograft {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kTypingMs = 150;
const QString kJoinChannel = QStringLiteral("playground.rows");

QString askChannel(PlaygroundSide side)
{
    return QStringLiteral("playground.next.%1").arg(static_cast<int>(side));
}

QString writeChannel(Role role)
{
    return QStringLiteral("playground.write.") + roleLetter(role);
}

/// What one question found.
struct Found {
    std::shared_ptr<const RowPreview> preview;
    std::shared_ptr<const NextTokens> next;
    std::shared_ptr<const Tokenizer> tokenizer;
};

Found find(KeptModel& kept, const ModelOverlay& overlay, const std::string& typed,
           bool usesTemplate, const RunContext& context)
{
    const std::shared_ptr<const OpenModel> model = kept.get(overlay, context);
    const std::string text = promptText(typed, usesTemplate);
    Found found;
    found.tokenizer = model->tokenizer();
    found.preview = std::make_shared<const RowPreview>(previewPrompt(text, *found.tokenizer));
    found.next = std::make_shared<const NextTokens>(nextTokens(*model, text, context));
    return found;
}

} // namespace

/// Text on its way from the thread that writes to the GUI thread.
struct PlaygroundModel::Stream {
    std::mutex mutex;
    std::string text; ///< not yet taken
    int tokens = 0;
    Clock::time_point first;
    Clock::time_point last;
    bool isTold = false; ///< the GUI thread knows that there is something

    /// On the thread that writes. Returns whether the GUI thread has to be told.
    bool add(const std::string& more)
    {
        const std::lock_guard lock(mutex);
        text += more;
        last = Clock::now();
        if (tokens++ == 0) {
            first = last;
        }
        return !std::exchange(isTold, true);
    }
    double tokensPerSecond() const
    {
        const double seconds = std::chrono::duration<double>(last - first).count();
        return tokens > 1 && seconds > 0.0 ? (tokens - 1) / seconds : 0.0;
    }
};

Role roleOf(PlaygroundSide side)
{
    return side == PlaygroundSide::Teacher ? Role::Teacher : Role::Student;
}

PlaygroundModel::PlaygroundModel(PairModel* pair, ModelShelf* shelf, OverlayModel* overlays,
                                 QObject* parent)
    : QObject(parent), m_pair(pair), m_shelf(shelf), m_overlays(overlays)
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, [this] { ask(); });
    connect(pair, &PairModel::modelChanged, this, &PlaygroundModel::takeModel);
    connect(shelf, &ModelShelf::unloading, this, &PlaygroundModel::rest);
    connect(shelf, &ModelShelf::changed, this, &PlaygroundModel::takeShelf);
    connect(overlays, &OverlayModel::changed, this, &PlaygroundModel::takeOverlays);
}

PlaygroundModel::~PlaygroundModel() = default;

bool PlaygroundModel::hasModel(Role role) const
{
    return m_shelf->model(role) != nullptr;
}

bool PlaygroundModel::hasModel() const
{
    return hasModel(Role::Teacher) || hasModel(Role::Student);
}

ModelOverlay PlaygroundModel::overlayOf(PlaygroundSide side) const
{
    return side == PlaygroundSide::Student ? m_overlays->active() : ModelOverlay();
}

bool PlaygroundModel::isWanted(PlaygroundSide side) const
{
    return hasModel(roleOf(side)) && !m_prompt.isEmpty()
        && (side != PlaygroundSide::StudentBefore || m_overlays->isAnyActive());
}

bool PlaygroundModel::isComputing() const
{
    return std::any_of(m_answers.begin(), m_answers.end(), [](const PlaygroundAnswer& answer) {
        return answer.state == PlaygroundAnswer::State::Computing;
    });
}

bool PlaygroundModel::isWriting() const
{
    return m_texts[0].isRunning() || m_texts[1].isRunning();
}

void PlaygroundModel::setActive(bool isActive)
{
    m_isActive = isActive;
    if (isActive && m_isStale) {
        change();
    } else if (!isActive && m_typing.isActive()) { // hidden before it was asked
        m_typing.stop();
        m_isStale = true;
    }
}

void PlaygroundModel::setPrompt(const QString& prompt)
{
    if (prompt != m_prompt) {
        m_prompt = prompt;
        m_isResting = {};
        change();
    }
}

void PlaygroundModel::setUsesTemplate(bool usesTemplate)
{
    if (usesTemplate != m_usesTemplate) {
        m_usesTemplate = usesTemplate;
        m_isResting = {};
        change();
    }
}

/// What was being computed is no longer wanted; the next question waits for the typing to pause.
void PlaygroundModel::change()
{
    forgetAnswers();
    m_hasWritten = m_hasWritten && isWriting();
    m_isStale = !m_isActive;
    if (m_isActive) {
        m_typing.start();
    }
    Q_EMIT answersChanged();
}

void PlaygroundModel::forgetAnswers()
{
    m_typing.stop();
    m_askLane.forget(kJoinChannel);
    m_isJoining = false;
    for (const PlaygroundSide side : kPlaygroundSides) {
        PlaygroundAnswer& answer = m_answers[index(side)];
        m_askLane.forget(askChannel(side));
        if (!isWanted(side)) {
            answer = PlaygroundAnswer();
        } else if (answer.state == PlaygroundAnswer::State::Computing) {
            answer.state =
                answer.next ? PlaygroundAnswer::State::Ready : PlaygroundAnswer::State::Absent;
        }
    }
    markUse(Role::Teacher);
    markUse(Role::Student);
}

void PlaygroundModel::ask()
{
    m_overlay = m_overlays->active();
    bool isAnyWanted = false;
    for (const PlaygroundSide side : kPlaygroundSides) {
        if (isWanted(side) && !m_isResting[index(roleOf(side))]) {
            ask(side);
            isAnyWanted = true;
        }
    }
    if (!isAnyWanted && !m_rows.empty() && !isWanted(PlaygroundSide::Teacher)
        && !isWanted(PlaygroundSide::Student)) {
        m_rows.clear();
        Q_EMIT rowsChanged();
    }
    Q_EMIT answersChanged();
}

void PlaygroundModel::ask(PlaygroundSide side)
{
    const Role role = roleOf(side);
    m_answers[index(side)].state = PlaygroundAnswer::State::Computing;
    markUse(role);
    m_askLane.ask(
        askChannel(side), this,
        [this, side, kept = m_shelf->model(role), overlay = overlayOf(side),
         typed = m_prompt.toStdString(),
         usesTemplate = m_usesTemplate](const RunContext& context) -> QuickLane::Answer {
            const Found found = find(*kept, overlay, typed, usesTemplate, context);
            return [this, side, found] {
                m_answers[index(side)] = {
                    PlaygroundAnswer::State::Ready, found.preview, found.next, found.tokenizer, {}};
                markUse(roleOf(side));
                m_shelf->refresh();
                join();
                Q_EMIT answersChanged();
            };
        },
        [this, side](const JobOutcome& outcome) {
            m_answers[index(side)] = PlaygroundAnswer();
            m_answers[index(side)].state = PlaygroundAnswer::State::Failed;
            m_answers[index(side)].problem = outcome;
            markUse(roleOf(side));
            join();
            Q_EMIT answersChanged();
        });
}

/// Ranks are counted over whole vocabularies, so not here.
void PlaygroundModel::join()
{
    std::vector<NextTokenSide> sides;
    for (const PlaygroundAnswer& answer : m_answers) {
        sides.push_back({answer.next, answer.tokenizer});
    }
    m_isJoining = true;
    m_askLane.ask(kJoinChannel, this, [this, sides](const RunContext&) -> QuickLane::Answer {
        auto rows = std::make_shared<std::vector<NextTokenRow>>(joinNextTokens(sides, kTop));
        return [this, rows] {
            m_rows = std::move(*rows);
            m_isJoining = false;
            Q_EMIT rowsChanged();
        };
    });
}

/// What the model before said is not the new one's.
void PlaygroundModel::takeModel(Role role)
{
    for (const PlaygroundSide side : kPlaygroundSides) {
        if (roleOf(side) == role) {
            m_askLane.forget(askChannel(side));
            m_answers[index(side)] = PlaygroundAnswer();
        }
    }
    m_texts[index(role)] = PlaygroundText();
    m_isResting[index(role)] = false;
    if (!m_rows.empty()) {
        join();
    }
    Q_EMIT modelsChanged();
    Q_EMIT textChanged(role);
    change();
}

/// The model goes: nothing computes with it any more, and what is shown of it stays.
void PlaygroundModel::rest(Role role)
{
    m_isResting[index(role)] = true;
    for (const PlaygroundSide side : kPlaygroundSides) {
        PlaygroundAnswer& answer = m_answers[index(side)];
        if (roleOf(side) == role && answer.state == PlaygroundAnswer::State::Computing) {
            m_askLane.forget(askChannel(side));
            answer.state =
                answer.next ? PlaygroundAnswer::State::Ready : PlaygroundAnswer::State::Absent;
        }
    }
    if (m_texts[index(role)].isRunning()) {
        m_writeLane.forget(writeChannel(role));
        end(role, PlaygroundText::State::Stopped);
    }
    markUse(role);
    Q_EMIT answersChanged();
}

/// A model that was let go and loaded again (some layers of it, say) is asked again.
void PlaygroundModel::takeShelf(Role role)
{
    if (m_isResting[index(role)] && m_shelf->isOpen(role) && !m_shelf->isLoading(role)) {
        m_isResting[index(role)] = false;
        change();
    }
}

void PlaygroundModel::takeOverlays()
{
    if (m_overlays->active() != m_overlay) {
        m_overlay = m_overlays->active();
        m_isResting[index(Role::Student)] = false;
        change();
    }
}

/// Whoever unloads a model is told who computes with it.
void PlaygroundModel::markUse(Role role)
{
    const bool isAsked =
        std::any_of(kPlaygroundSides.begin(), kPlaygroundSides.end(), [&](PlaygroundSide side) {
            return roleOf(side) == role
                && m_answers[index(side)].state == PlaygroundAnswer::State::Computing;
        });
    m_shelf->setInUse(role, tr("The playground is computing."), isAsked);
    m_shelf->setInUse(role, tr("The playground is writing."), m_texts[index(role)].isRunning());
}

GenerateOptions PlaygroundModel::generateOptions(Role role) const
{
    GenerateOptions options;
    const OpenModelOptions& open = m_shelf->model(role)->options();
    options.device = open.device;
    options.dtype = open.dtype;
    options.layers = open.layers;
    options.overlay = role == Role::Student ? m_overlays->active() : ModelOverlay();
    options.maxNewTokens = m_writing.maxNewTokens;
    options.temperature = m_writing.temperature;
    options.topP = m_writing.topP;
    options.seed = m_writing.seed;
    for (const QString& stop : m_writing.stops) {
        options.stops.push_back(stop.toStdString());
    }
    options.batch = 1;
    return options;
}

void PlaygroundModel::write()
{
    stop();
    m_isResting = {};
    for (const Role role : {Role::Teacher, Role::Student}) {
        if (hasModel(role) && !m_prompt.isEmpty()) {
            write(role);
        }
    }
    m_hasWritten = isWriting();
    Q_EMIT writingChanged(isWriting());
}

void PlaygroundModel::write(Role role)
{
    const auto stream = std::make_shared<Stream>();
    m_streams[index(role)] = stream;
    m_texts[index(role)] = PlaygroundText();
    m_texts[index(role)].state = PlaygroundText::State::Waiting;
    markUse(role);
    Q_EMIT textChanged(role);
    const auto told = [this, role, stream](const GeneratedToken& token) {
        if (stream->add(token.text)) {
            QMetaObject::invokeMethod(
                this, [this, role, stream] { take(role, stream); }, Qt::QueuedConnection);
        }
    };
    m_writeLane.ask(
        writeChannel(role), this,
        [this, role, stream, told, kept = m_shelf->model(role), options = generateOptions(role),
         typed = m_prompt.toStdString(),
         usesTemplate = m_usesTemplate](const RunContext& context) -> QuickLane::Answer {
            const Generator generator(kept->get(options.overlay, context), options, context);
            const Generation written =
                generator.generate({Prompt{promptText(typed, usesTemplate), {}}}, told).front();
            return [this, role, stream, written] {
                take(role, stream);
                PlaygroundText& text = m_texts[index(role)];
                text.text = QString::fromStdString(written.text);
                text.stopReason = QString::fromStdString(written.stopReason);
                text.tokensPerSecond = written.tokensPerSecond;
                end(role, PlaygroundText::State::Done);
                m_shelf->refresh();
            };
        },
        [this, role](const JobOutcome& outcome) {
            m_texts[index(role)].problem = outcome;
            end(role, PlaygroundText::State::Failed);
        });
}

void PlaygroundModel::take(Role role, const std::shared_ptr<Stream>& stream)
{
    if (m_streams[index(role)] != stream) {
        return; // stopped meanwhile
    }
    PlaygroundText& text = m_texts[index(role)];
    {
        const std::lock_guard lock(stream->mutex);
        stream->isTold = false;
        text.text += QString::fromStdString(std::exchange(stream->text, {}));
        text.tokens = stream->tokens;
        text.tokensPerSecond = stream->tokensPerSecond();
    }
    text.state = PlaygroundText::State::Writing;
    Q_EMIT textChanged(role);
}

void PlaygroundModel::stop()
{
    for (const Role role : {Role::Teacher, Role::Student}) {
        m_writeLane.forget(writeChannel(role));
        if (m_texts[index(role)].isRunning()) {
            end(role, PlaygroundText::State::Stopped);
        }
    }
}

void PlaygroundModel::end(Role role, PlaygroundText::State state)
{
    if (m_streams[index(role)] && state == PlaygroundText::State::Stopped) {
        take(role, m_streams[index(role)]); // what has come so far is kept
    }
    m_streams[index(role)].reset();
    m_texts[index(role)].state = state;
    markUse(role);
    Q_EMIT textChanged(role);
    if (!isWriting()) {
        Q_EMIT writingChanged(false);
    }
}

QString PlaygroundModel::commands() const
{
    QStringList lines;
    const std::string text = promptText(m_prompt.toStdString(), m_usesTemplate);
    for (const bool isGenerate : {false, true}) {
        for (const Role role : {Role::Teacher, Role::Student}) {
            if (!hasModel(role) || m_prompt.isEmpty() || (isGenerate && !m_hasWritten)) {
                continue;
            }
            const std::filesystem::path folder = m_shelf->model(role)->folder();
            const GenerateOptions options = generateOptions(role);
            lines << QString::fromStdString(
                isGenerate ? generateCommandLine(folder, text, options)
                           : logitsCommandLine(folder, m_shelf->model(role)->options(),
                                               options.overlay, text, kTop));
        }
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace neurograft
