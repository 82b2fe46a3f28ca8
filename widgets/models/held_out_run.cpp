// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/held_out_run.h"

#include "core/run/error.h"
#include "core/study/command_line_text.h"
#include "core/support/atomic_file.h"
#include "widgets/models/evaluation_row.h"
#include "widgets/models/path_text.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <cmath>

namespace neurograft {

namespace {

struct HeldOutTexts {
    Q_DECLARE_TR_FUNCTIONS(HeldOutRun)
};

constexpr const char* kHeldOutTable = "damage.json";
constexpr const char* kHeldOutStudyFile = "study.json";
constexpr int kNatDigits = 4; ///< behind the point

QString withMinus(QString number)
{
    return number.replace(u'-', QChar(0x2212));
}

QString natsText(double nats)
{
    const QString text = QString::number(nats, 'f', kNatDigits);
    return nats > 0.0 ? u'+' + text : withMinus(text);
}

} // namespace

DamageStudy heldOutStudy(const EvaluateStudy& study)
{
    DamageStudy damage;
    damage.student = study;
    damage.student.overlay = {};
    damage.overlay = study.overlay;
    damage.heldOut = study.data;
    return damage;
}

JobRequest heldOutJob(const EvaluateStudy& study, const std::filesystem::path& target)
{
    JobRequest request;
    request.title = HeldOutTexts::tr("Held-out perplexity with %1").arg(subjectTitle(study));
    request.command = heldOutCommand(study, target);
    request.work = [study, target](const RunContext& context) {
        checkDamage(heldOutStudy(study), target, false, false, context);
        writeFileAtomically(target / kHeldOutStudyFile, studyText(study), true);
        context.stored((target / kHeldOutTable).string());
    };
    return request;
}

QString heldOutCommand(const EvaluateStudy& study, const std::filesystem::path& target)
{
    CommandLineText line("neurograft damage");
    line.add("--model", study.model.string());
    line.addOverlay("-", study.overlay);
    line.add("--held-out", study.data.string());
    if (study.rows.sample > 0) {
        line.add("--sample", std::to_string(study.rows.sample));
    }
    const EvaluateStudy standard;
    line.addUnless(std::to_string(standard.seed), "--seed", std::to_string(study.seed));
    line.addUnless(standard.device, "--device", study.device);
    line.addUnless(standard.dtype, "--dtype", study.dtype);
    line.addUnless(std::to_string(standard.threads), "--threads", std::to_string(study.threads));
    if (study.isDeterministic) {
        line.add("--deterministic");
    }
    line.add("--out", target.string());
    return QString::fromStdString(line.text());
}

QString heldOutFile(const std::filesystem::path& target)
{
    return fromPath(target / kHeldOutTable);
}

HeldOutRun readHeldOutRun(const QString& path)
{
    HeldOutRun run;
    run.path = QFileInfo(path).absoluteFilePath();
    const std::filesystem::path folder = toPath(run.path).parent_path();
    run.study = parseEvaluateStudy(readFile(folder / kHeldOutStudyFile),
                                   (folder / kHeldOutStudyFile).string());
    const std::vector<DamageRow> rows = readDamage(toPath(run.path));
    if (rows.empty()) {
        throw FormatError(path.toStdString(), "a row of perplexity", "none");
    }
    run.row = rows.back(); // after the tasks
    return run;
}

bool isAnswerTo(const HeldOutRun& run, const EvaluateStudy& study)
{
    EvaluationRun stored; // what may have changed since is the same
    stored.path = run.path;
    stored.study = run.study;
    return isAnswerTo(stored, study);
}

QString perplexityText(double perplexity)
{
    return std::isfinite(perplexity) ? QString::number(perplexity, 'g', 4) : QStringLiteral("–");
}

QString perplexityChange(const DamageRow& row)
{
    const double change = row.after - row.before;
    const QString text = QString::number(change, 'g', 3);
    return !std::isfinite(change) ? QString() : change > 0.0 ? u'+' + text : withMinus(text);
}

QString heldOutRange(const DamageRow& row)
{
    return HeldOutTexts::tr("%1 … %2 nats")
        .arg(natsText(row.paired.interval.low), natsText(row.paired.interval.high));
}

QString heldOutFinding(const DamageRow& row)
{
    const PairedComparison& paired = row.paired;
    if (paired.n == 0) {
        return HeldOutTexts::tr("No row has a response, so nothing can be compared.");
    }
    return HeldOutTexts::tr("%1 → %2, %3 nats per token (95 % %4), %5 rows better, %6 worse of %7: "
                            "%8 (bootstrap, p %9).")
        .arg(perplexityText(row.before), perplexityText(row.after), natsText(paired.difference),
             heldOutRange(row), countText(paired.better), countText(paired.worse),
             countText(paired.n), verdictText(paired),
             QString::fromStdString(probabilityText(paired.p)));
}

} // namespace neurograft
