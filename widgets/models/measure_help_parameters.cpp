// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/measure_help_parameters.h"

#include <QCoreApplication>

namespace neurograft {

namespace {

struct ParameterHelpTexts {
    Q_DECLARE_TR_FUNCTIONS(MeasureHelp)
};

QString parameterText(const char* text)
{
    return ParameterHelpTexts::tr(text);
}

} // namespace

QStringList parameterHelpIds()
{
    return {QStringLiteral("lora-vs-original"), QStringLiteral("lora-vs-remaining"),
            QStringLiteral("effective-rank")};
}

QList<MeasureHelp> parameterHelp()
{
    const QString group = parameterText("Parameters");
    const QString where =
        parameterText("D = s B A: what the adapter adds to the weight W; ⟨·, ·⟩ the sum of the "
                      "products of all entries. Everything comes from the factors, in float64.");
    return {
        {QStringLiteral("lora-vs-original"), group, parameterText("LoRA vs Original"),
         parameterText(
             "Whether an adapter changes a weight along what it already is: 1 = it scales "
             "it, 0 = unrelated, −1 = it takes it back."),
         QStringLiteral("{⟨D, W⟩|‖D‖ ‖W‖}"), where,
         parameterText("Unchanged by the size of the change: see the norm ratio ‖D‖/‖W‖."),
         parameterText("PiSSA begins in the leading directions of W, at √(Σ σ<sup>2</sup> of the "
                       "first r / Σ σ<sup>2</sup>); a change by chance has 0."),
         parameterText("Meng, Wang, Zhang 2024, PiSSA, arXiv:2404.02948")},
        {QStringLiteral("lora-vs-remaining"), group, parameterText("LoRA vs Remaining"),
         parameterText("The same against what is left of the weight when that is taken away which "
                       "the adapter began with."),
         QStringLiteral("{⟨D, W − D<sub>0</sub>⟩|‖D‖ ‖W − D<sub>0</sub>‖}"), where, QString(),
         parameterText("A change unrelated to W has −q/√(1 + q<sup>2</sup>), q = ‖D‖/‖W‖: that "
                       "negative number is arithmetic, no finding. PiSSA at its start has 0."),
         parameterText("arXiv:2404.02948; arXiv:2310.11451")},
        {QStringLiteral("effective-rank"), group, parameterText("Effective and stable rank"),
         parameterText("How many directions a change really uses, of the r it has."),
         QStringLiteral("effective = exp( − Σ p<sub>i</sub> log p<sub>i</sub> ), &nbsp; "
                        "p<sub>i</sub> = {σ<sub>i</sub>|Σ σ}, &nbsp; stable = {‖D‖<sup>2</sup>|"
                        "σ<sub>1</sub><sup>2</sup>}"),
         parameterText("σ: singular values of D."),
         parameterText("Unchanged by the size of the change and by rotation."), QString(),
         parameterText("Roy and Vetterli 2007, The effective rank, EUSIPCO")}};
}

} // namespace neurograft
