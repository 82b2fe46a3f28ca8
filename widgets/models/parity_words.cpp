// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/parity_words.h"

#include "core/run/parity_text.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/parity_model.h"

#include <QCoreApplication>
#include <QStringList>

namespace neurograft {

namespace {

struct ParityWords {
    Q_DECLARE_TR_FUNCTIONS(ParityWords)
};

QString numberWords(double value)
{
    return QString::number(value, 'g', 7);
}

QString difference(double value)
{
    return QString::fromStdString(shortDifference(value));
}

QString shortState(const ParityState& state)
{
    switch (state.kind) {
    case ParityState::Kind::NoReference:
        return ParityWords::tr("no reference");
    case ParityState::Kind::Compared:
        return state.isAlarming() ? QStringLiteral("✕")
                                  : difference(state.result->largestDifference);
    case ParityState::Kind::Broken:
        return QStringLiteral("✕");
    default:
        return QStringLiteral("…");
    }
}

QString resultText(const ParityResult& result)
{
    return ParityWords::tr("%1\nAt prompt %2, token %3: reference %4, ours %5.\n%6 prompts, "
                           "vocabulary of %7; ours in %8 on %9; reference: %10.")
        .arg(parityFinding(result))
        .arg(result.prompt)
        .arg(result.id)
        .arg(numberWords(result.reference), numberWords(result.ours))
        .arg(result.prompts)
        .arg(result.vocabulary)
        .arg(QString::fromStdString(result.dtype), QString::fromStdString(result.device),
             QString::fromStdString(result.origin));
}

QString stateText(const ParityState& state)
{
    switch (state.kind) {
    case ParityState::Kind::NoReference:
        return ParityWords::tr("No reference logits lie in its folder, so that ours are not "
                               "compared with another program's.");
    case ParityState::Kind::Compared:
        return resultText(*state.result);
    case ParityState::Kind::Broken:
        return ParityWords::tr("The comparison failed: %1").arg(state.problem.message);
    default:
        return ParityWords::tr("Not compared yet: Model ▸ Check parity does it now.");
    }
}

bool isReady(const PairModel& pair, Role role)
{
    return pair.model(role).state == SlotState::Ready;
}

} // namespace

QString parityFinding(const ParityResult& result)
{
    return ParityWords::tr("Largest difference %1 of logits, rounding explains up to %2.")
        .arg(difference(result.largestDifference), difference(result.tolerance));
}

QString parityBadge(const PairModel& pair, const ParityModel& parity)
{
    QStringList parts;
    bool hasReference = false;
    for (const Role role : {Role::Teacher, Role::Student}) {
        if (isReady(pair, role)) {
            const ParityState& state = parity.state(role);
            hasReference = hasReference || state.kind != ParityState::Kind::NoReference;
            parts << ParityWords::tr("%1 %2").arg(roleLetter(role)).arg(shortState(state));
        }
    }
    if (parts.isEmpty()) {
        return {};
    }
    return hasReference ? ParityWords::tr("parity %1").arg(parts.join(QStringLiteral(", ")))
                        : ParityWords::tr("parity: no reference");
}

QString parityDetail(const PairModel& pair, const ParityModel& parity)
{
    QStringList parts;
    for (const Role role : {Role::Teacher, Role::Student}) {
        if (isReady(pair, role)) {
            parts << QStringLiteral("%1 %2\n%3")
                         .arg(roleLetter(role))
                         .arg(pair.model(role).name(), stateText(parity.state(role)));
        }
    }
    return parts.join(QStringLiteral("\n\n"));
}

} // namespace neurograft
