// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/go_to_target.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace neurograft {

namespace {

struct GoToTargetTexts {
    Q_DECLARE_TR_FUNCTIONS(GoTo)
};

constexpr auto kAnyCase = QRegularExpression::CaseInsensitiveOption;

const QStringList& allModules()
{
    static const QStringList modules{QStringLiteral("q_proj"),    QStringLiteral("k_proj"),
                                     QStringLiteral("v_proj"),    QStringLiteral("o_proj"),
                                     QStringLiteral("gate_proj"), QStringLiteral("up_proj"),
                                     QStringLiteral("down_proj")};
    return modules;
}

/// The module of that full or short name; empty when there is none.
QString moduleNamed(const QString& word)
{
    for (const QString& module : allModules()) {
        if (word.compare(module, Qt::CaseInsensitive) == 0
            || word.compare(shortModuleName(module), Qt::CaseInsensitive) == 0) {
            return module;
        }
    }
    return {};
}

QString namesOf(const QStringList& modules)
{
    QStringList names;
    for (const QString& module : modules) {
        names << shortModuleName(module);
    }
    return names.join(QStringLiteral(", "));
}

Role roleOf(const QString& letter)
{
    return letter.compare(QLatin1String("T"), Qt::CaseInsensitive) == 0 ? Role::Teacher
                                                                        : Role::Student;
}

class Reader {
public:
    explicit Reader(const GoToSizes& sizes) : m_sizes(sizes) { }

    GoToTarget cell(const QString& module, int student, int teacher) const
    {
        const QString name = moduleNamed(module);
        const QStringList& known = m_sizes.modules.isEmpty() ? allModules() : m_sizes.modules;
        if (!known.contains(name)) {
            return NoTarget{GoToTargetTexts::tr("There is no map of \"%1\"; there are %2.")
                                .arg(module, namesOf(known))};
        }
        for (const auto& [role, layer] :
             {std::pair(Role::Student, student), std::pair(Role::Teacher, teacher)}) {
            if (const QString why = layerProblem(role, layer); !why.isEmpty()) {
                return NoTarget{why};
            }
        }
        return SelectionItem(CellItem{name, student, teacher});
    }

    GoToTarget layer(Role role, int layer) const
    {
        const QString why = layerProblem(role, layer);
        return why.isEmpty() ? GoToTarget(SelectionItem(LayerItem{role, layer}))
                             : GoToTarget(NoTarget{why});
    }

    GoToTarget neuron(Role role, int layer, const QString& module, int index) const
    {
        if (const QString why = layerProblem(role, layer); !why.isEmpty()) {
            return NoTarget{why};
        }
        QString name = moduleNamed(module);
        int count = model(role).intermediate;
        if (name == QLatin1String("up_proj") || name == QLatin1String("gate_proj")) {
            name = QStringLiteral("down_proj"); // the same neuron
        } else if (name == QLatin1String("o_proj")) {
            count = model(role).attention;
        } else if (name == QLatin1String("v_proj")) {
            count = model(role).keyValue;
        } else if (name != QLatin1String("down_proj")) {
            return NoTarget{
                GoToTargetTexts::tr("Neurons are named by up, gate, down, v or o, not by \"%1\".")
                    .arg(module)};
        }
        if (count >= 0 && index >= count) {
            return NoTarget{GoToTargetTexts::tr("Neuron %1 does not exist; %2 of this %3 has 0–%4.")
                                .arg(index)
                                .arg(shortModuleName(name), roleWord(role))
                                .arg(count - 1)};
        }
        return SelectionItem(NeuronItem{role, layer, name, index});
    }

    GoToTarget row(const QString& data, int row) const
    {
        if (m_sizes.data.isEmpty()) {
            return NoTarget{GoToTargetTexts::tr("No data is open.")};
        }
        if (data.compare(m_sizes.data, Qt::CaseInsensitive) != 0) {
            return NoTarget{
                GoToTargetTexts::tr("\"%1\" is not open; %2 is.").arg(data, m_sizes.data)};
        }
        if (row < 1 || (m_sizes.rows >= 0 && row > m_sizes.rows)) {
            return NoTarget{GoToTargetTexts::tr("Row %1 does not exist; %2 has 1–%3.")
                                .arg(row)
                                .arg(m_sizes.data)
                                .arg(m_sizes.rows)};
        }
        return SelectionItem(RowItem{m_sizes.data, row});
    }

    GoToTarget run(int run) const
    {
        if (m_sizes.runs == 0) {
            return NoTarget{GoToTargetTexts::tr("This study has no runs yet.")};
        }
        if (run < 1 || (m_sizes.runs > 0 && run > m_sizes.runs)) {
            return NoTarget{GoToTargetTexts::tr("Run %1 does not exist; this study has 1–%2.")
                                .arg(run)
                                .arg(m_sizes.runs)};
        }
        return RunTarget{run};
    }

    GoToTarget set(const QString& name) const
    {
        for (const QString& known : m_sizes.sets) {
            if (known.compare(name, Qt::CaseInsensitive) == 0) {
                return SetTarget{known};
            }
        }
        return NoTarget{m_sizes.sets.isEmpty()
                            ? GoToTargetTexts::tr("There are no named sets yet.")
                            : GoToTargetTexts::tr("There is no set \"%1\"; there are %2.")
                                  .arg(name, m_sizes.sets.join(QStringLiteral(", ")))};
    }

private:
    const GoToSizes::Model& model(Role role) const
    {
        return role == Role::Teacher ? m_sizes.teacher : m_sizes.student;
    }

    QString layerProblem(Role role, int layer) const
    {
        const int layers = model(role).layers;
        if (layers == 0) {
            return GoToTargetTexts::tr("No %1 is open.").arg(roleWord(role));
        }
        return layers > 0 && layer >= layers
            ? GoToTargetTexts::tr("Layer %1 does not exist; this %2 has 0–%3.")
                  .arg(layer)
                  .arg(roleWord(role))
                  .arg(layers - 1)
            : QString();
    }

    const GoToSizes& m_sizes;
};

} // namespace

std::optional<GoToTarget> parseGoTo(const QString& text, const GoToSizes& sizes)
{
    static const QRegularExpression kCell(
        QStringLiteral("^(\\w+) +([ST]) *L(\\d{1,6}) *[x×] *([ST]) *L(\\d{1,6})$"), kAnyCase);
    static const QRegularExpression kLayer(QStringLiteral("^([ST]) *L(\\d{1,6})$"), kAnyCase);
    static const QRegularExpression kNeuron(
        QStringLiteral("^([ST]) *L(\\d{1,6}) +([a-z_]+) +(\\d{1,9})$"), kAnyCase);
    static const QRegularExpression kRow(QStringLiteral("^item +(\\S+) +(\\d{1,9})$"), kAnyCase);
    static const QRegularExpression kRun(QStringLiteral("^run +#?(\\d{1,9})$"), kAnyCase);
    static const QRegularExpression kSet(QStringLiteral("^set +(.+)$"), kAnyCase);
    static const QRegularExpression kToken(QStringLiteral("^token:(.+)$"), kAnyCase);

    const Reader reader(sizes);
    const QString words = text.simplified();
    if (words.startsWith(QLatin1Char('>'))) {
        return ActionTarget{words.mid(1).trimmed()};
    }
    if (const auto match = kCell.match(words); match.hasMatch()) {
        const Role first = roleOf(match.captured(2));
        if (first == roleOf(match.captured(4))) {
            return NoTarget{GoToTargetTexts::tr("A cell has a student layer and a teacher layer: "
                                                "up S L17 x T L21.")};
        }
        const int one = match.captured(3).toInt();
        const int other = match.captured(5).toInt();
        return first == Role::Student ? reader.cell(match.captured(1), one, other)
                                      : reader.cell(match.captured(1), other, one);
    }
    if (const auto match = kLayer.match(words); match.hasMatch()) {
        return reader.layer(roleOf(match.captured(1)), match.captured(2).toInt());
    }
    if (const auto match = kNeuron.match(words); match.hasMatch()) {
        return reader.neuron(roleOf(match.captured(1)), match.captured(2).toInt(),
                             match.captured(3), match.captured(4).toInt());
    }
    if (const auto match = kRow.match(words); match.hasMatch()) {
        return reader.row(match.captured(1), match.captured(2).toInt());
    }
    if (const auto match = kRun.match(words); match.hasMatch()) {
        return reader.run(match.captured(1).toInt());
    }
    if (const auto match = kSet.match(words); match.hasMatch()) {
        return reader.set(match.captured(1));
    }
    if (const auto match = kToken.match(text.trimmed()); match.hasMatch()) {
        return TokenTarget{match.captured(1)};
    }
    return std::nullopt;
}

} // namespace neurograft
