// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_inspection.h"

#include "core/run/model_report.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/neuron_questions.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"

#include <QMetaEnum>

#include <utility>

namespace neurograft {

namespace {

constexpr int kKeptTokens = 256; ///< answers of a few kilobytes
constexpr int kKeptStrips = 64;
using Question = NeuronInspection::Question;
constexpr Question kQuestions[]{Question::Tokens, Question::Strip, Question::Twins,
                                Question::Examples, Question::Lens};

QString channel(Question question)
{
    return QString::fromLatin1(
        QMetaEnum::fromType<Question>().valueToKey(static_cast<int>(question)));
}

Role otherRole(Role role)
{
    return role == Role::Teacher ? Role::Student : Role::Teacher;
}

} // namespace

NeuronInspection::NeuronInspection(PairModel* pair, ModelShelf* shelf, OverlayModel* overlays,
                                   QObject* parent)
    : QObject(parent), m_pair(pair), m_shelf(shelf), m_overlays(overlays),
      m_keptTokens(kKeptTokens), m_keptStrips(kKeptStrips)
{
    connect(pair, &PairModel::modelChanged, this, [this] { forgetKept(); });
    connect(pair, &PairModel::preflightChanged, this, &NeuronInspection::neuronChanged);
    connect(shelf, &ModelShelf::unloading, this, &NeuronInspection::rest);
    connect(overlays, &OverlayModel::changed, this, [this] {
        if (m_overlays->active() != m_overlay) {
            forgetKept();
        }
    });
}

NeuronInspection::~NeuronInspection() = default;

void NeuronInspection::setNeuron(const std::optional<NeuronItem>& neuron)
{
    if (!(neuron == m_neuron)) {
        m_neuron = neuron;
        restart();
        Q_EMIT neuronChanged();
    }
}

void NeuronInspection::setAppliesNorm(bool appliesNorm)
{
    if (appliesNorm != m_appliesNorm) {
        m_appliesNorm = appliesNorm;
        askTokens();
    }
}

void NeuronInspection::setText(const QString& text)
{
    if (text != m_text) {
        m_text = text;
        stop(Question::Lens);
        askStrip();
    }
}

void NeuronInspection::setData(const QString& path)
{
    if (path != m_data) {
        m_data = path;
        stop(Question::Examples);
    }
}

QuickLane& NeuronInspection::laneOf(Question question)
{
    return question == Question::Tokens || question == Question::Strip ? m_lane : m_slowLane;
}

/// The neuron or its model is another one.
void NeuronInspection::restart()
{
    for (const Question question : {Question::Twins, Question::Examples, Question::Lens}) {
        stop(question);
    }
    askTokens();
    askStrip();
}

/// The models answer differently from now on.
void NeuronInspection::forgetKept()
{
    m_overlay = m_overlays->active();
    m_keptTokens.clear();
    m_keptStrips.clear();
    restart();
    Q_EMIT neuronChanged(); // what can be asked has changed
}

/// A model goes: nothing computes with it any more, and what is shown of it stays.
void NeuronInspection::rest(Role role)
{
    if (!m_neuron) {
        return;
    }
    if (m_neuron->role == role) {
        for (const Question question : kQuestions) {
            stop(question);
        }
    } else {
        stop(Question::Twins);
    }
}

void NeuronInspection::stop(Question question)
{
    laneOf(question).forget(channel(question));
    const auto end = [](auto& answer, bool isKept) {
        if (!isKept || !answer.isReady()) {
            answer = {};
        }
    };
    switch (question) {
    case Question::Tokens:
        end(m_tokens, true);
        break;
    case Question::Strip:
        end(m_strip, true);
        break;
    case Question::Twins:
        end(m_twins, false);
        break;
    case Question::Examples:
        end(m_examples, false);
        break;
    case Question::Lens:
        end(m_lens, false);
        m_lensPosition = -1;
        break;
    }
    markUse();
    Q_EMIT changed(question);
}

ModelOverlay NeuronInspection::overlayOf(Role role) const
{
    return role == Role::Student ? m_overlays->active() : ModelOverlay();
}

NeuronAddress NeuronInspection::address(const NeuronItem& neuron) const
{
    return addressOf(neuron, AttentionShape::of(*m_pair->model(neuron.role).report));
}

QString NeuronInspection::obstacle(Question question, const std::optional<NeuronItem>& neuron) const
{
    if (!neuron) {
        return tr("Select a neuron first.");
    }
    if (!m_shelf->model(neuron->role)) {
        return neuron->role == Role::Teacher ? tr("Open the teacher first.")
                                             : tr("Open the student first.");
    }
    if (const QString why = address(*neuron).reason; !why.isEmpty()) {
        return why;
    }
    const Role other = otherRole(neuron->role);
    if (question == Question::Twins && !m_shelf->model(other)) {
        return other == Role::Teacher ? tr("Open a teacher first: twins are sought in it.")
                                      : tr("Open a student first: twins are sought in it.");
    }
    if (question == Question::Twins) {
        return twinsRefusal(*m_pair);
    }
    if (question == Question::Examples && m_data.isEmpty()) {
        return tr("Open data first.");
    }
    const bool needsText = question == Question::Strip || question == Question::Lens;
    return needsText && m_text.isEmpty()
        ? tr("There is no prompt: select a row of the data, or type one.")
        : QString();
}

/// There is nothing to ask.
template <class T>
void NeuronInspection::refuse(Question question, NeuronAnswer<T> NeuronInspection::*answer,
                              const QString& reason)
{
    laneOf(question).forget(channel(question));
    this->*answer = {};
    (this->*answer).reason = reason;
    markUse();
    Q_EMIT changed(question);
}

template <class T, class Work>
void NeuronInspection::ask(Question question, NeuronAnswer<T> NeuronInspection::*answer, Work work,
                           Kept<T>* kept, const QString& key)
{
    using State = typename NeuronAnswer<T>::State;
    NeuronAnswer<T>& place = this->*answer;
    if (const auto* known = kept != nullptr ? kept->object(key) : nullptr) {
        laneOf(question).forget(channel(question));
        place = {};
        place.state = State::Ready;
        place.value = *known;
        markUse();
        Q_EMIT changed(question);
        return;
    }
    place = {};
    place.state = State::Computing;
    m_overlay = m_overlays->active();
    markUse();
    Q_EMIT changed(question);
    const Role role = m_neuron->role;
    laneOf(question).ask(
        channel(question), this,
        [this, question, answer, kept, key, work, model = m_shelf->model(role),
         overlay = overlayOf(role),
         id = *address(*m_neuron).id](const RunContext& context) -> QuickLane::Answer {
            const auto value =
                std::make_shared<const T>(work(model->get(overlay, context), id, context));
            return [this, question, answer, kept, key, value] {
                if (kept != nullptr) {
                    kept->insert(key, new std::shared_ptr<const T>(value));
                }
                this->*answer = {};
                (this->*answer).state = State::Ready;
                (this->*answer).value = value;
                markUse();
                m_shelf->refresh();
                Q_EMIT changed(question);
            };
        },
        [this, question, answer](const JobOutcome& outcome) {
            this->*answer = {};
            (this->*answer).state = State::Failed;
            (this->*answer).problem = outcome;
            markUse();
            Q_EMIT changed(question);
        });
}

void NeuronInspection::askTokens()
{
    if (const QString why = obstacle(Question::Tokens); !why.isEmpty()) {
        refuse(Question::Tokens, &NeuronInspection::m_tokens, m_neuron ? why : QString());
        return;
    }
    const QString key = goToText(*m_neuron) + (m_appliesNorm ? QStringLiteral(" norm") : QString());
    ask(
        Question::Tokens, &NeuronInspection::m_tokens,
        [appliesNorm = m_appliesNorm](const std::shared_ptr<const OpenModel>& model,
                                      const NeuronId& id, const RunContext& context) {
            return NeuronReader(model, context).project(id, kTop, appliesNorm);
        },
        &m_keptTokens, key);
}

void NeuronInspection::askStrip()
{
    if (const QString why = obstacle(Question::Strip); !why.isEmpty()) {
        const bool isTold = !obstacle(Question::Tokens).isEmpty(); // by the tokens
        refuse(Question::Strip, &NeuronInspection::m_strip, isTold ? QString() : why);
        return;
    }
    ask(
        Question::Strip, &NeuronInspection::m_strip,
        [text = m_text.toStdString()](const std::shared_ptr<const OpenModel>& model,
                                      const NeuronId& id, const RunContext& context) {
            return stripOf(model, id, text, context);
        },
        &m_keptStrips, goToText(*m_neuron) + QLatin1Char('\n') + m_text);
}

void NeuronInspection::askTwins()
{
    if (const QString why = obstacle(Question::Twins); !why.isEmpty()) {
        refuse(Question::Twins, &NeuronInspection::m_twins, why);
        return;
    }
    const Role other = otherRole(m_neuron->role);
    ask(Question::Twins, &NeuronInspection::m_twins,
        [kept = m_shelf->model(other),
         overlay = overlayOf(other)](const std::shared_ptr<const OpenModel>& model,
                                     const NeuronId& id, const RunContext& context) {
            const NeuronReader sought(kept->get(overlay, context), context);
            return NeuronReader(model, context).twins(sought, id, kTop);
        });
}

void NeuronInspection::askExamples()
{
    if (const QString why = obstacle(Question::Examples); !why.isEmpty()) {
        refuse(Question::Examples, &NeuronInspection::m_examples, why);
        return;
    }
    ask(Question::Examples, &NeuronInspection::m_examples,
        [this, data = toPath(m_data)](const std::shared_ptr<const OpenModel>& model,
                                      const NeuronId& id, const RunContext& context) {
            // The lane waits for its thread before this object goes.
            const RunContext told = tellingRows(context, [this, context](const QString& reached) {
                QMetaObject::invokeMethod(this, [this, context, reached] {
                    if (m_examples.isComputing() && !context.isStopRequested()) {
                        m_examples.reached = reached;
                        Q_EMIT changed(Question::Examples);
                    }
                });
            });
            return NeuronReader(model, told).topActivations(id, data, {}, kTop, true);
        });
}

void NeuronInspection::askLens(int position)
{
    m_lensPosition = position;
    if (const QString why = obstacle(Question::Lens); !why.isEmpty()) {
        refuse(Question::Lens, &NeuronInspection::m_lens, why);
        return;
    }
    ask(Question::Lens, &NeuronInspection::m_lens,
        [text = m_text.toStdString(), position](const std::shared_ptr<const OpenModel>& model,
                                                const NeuronId&, const RunContext& context) {
            const NeuronReader reader(model, context);
            return reader.lens(reader.tokenIds(text), position, kLensTop);
        });
}

bool NeuronInspection::isSettled() const
{
    return !m_tokens.isComputing() && !m_strip.isComputing() && !m_twins.isComputing()
        && !m_examples.isComputing() && !m_lens.isComputing();
}

/// Whoever unloads a model is told who computes with it.
void NeuronInspection::markUse()
{
    const QString user = tr("The inspector is computing.");
    for (const Role role : {Role::Teacher, Role::Student}) {
        const bool isOwn = m_neuron && m_neuron->role == role;
        const bool isUsed = isOwn ? !isSettled() : m_neuron && m_twins.isComputing();
        m_shelf->setInUse(role, user, isUsed);
    }
}

} // namespace neurograft
