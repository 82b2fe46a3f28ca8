// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/match_pairs_model.h"

#include "widgets/plots/number_text.h"

#include <QStringList>

#include <cmath>
#include <utility>

namespace neurograft {

namespace {

const QString kMatchedModule = QStringLiteral("down_proj");

} // namespace

void MatchPairsModel::setPair(std::shared_ptr<const MatchRun> run, int pair)
{
    beginResetModel();
    m_run = std::move(run);
    m_pair = m_run ? pair : -1;
    endResetModel();
}

const MatchedNeurons& MatchPairsModel::row(int row) const
{
    return m_run->neurons(m_pair)[static_cast<std::size_t>(row)];
}

SelectionItem MatchPairsModel::neuron(int at, bool isTeacher) const
{
    const MatchedLayers& layers = m_run->layers()[static_cast<std::size_t>(m_pair)];
    const MatchedNeurons& pair = row(at);
    if (!isTeacher) {
        return NeuronItem{Role::Student, static_cast<int>(layers.student), kMatchedModule,
                          pair.student};
    }
    return pair.teacher < 0
        ? SelectionItem()
        : NeuronItem{Role::Teacher, static_cast<int>(layers.teacher), kMatchedModule, pair.teacher};
}

SelectionItem MatchPairsModel::itemAt(const QModelIndex& index) const
{
    return index.isValid() && index.row() < rowCount()
        ? neuron(index.row(), index.column() == Teacher)
        : SelectionItem();
}

QString MatchPairsModel::toTsv() const
{
    QStringList lines{QStringLiteral("student\tteacher\tcorrelation\tranked")};
    for (int at = 0; at < rowCount(); ++at) {
        lines << (QStringList{goToText(neuron(at, false)), goToText(neuron(at, true)),
                              QString::fromStdString(fileNumber(row(at).correlation)),
                              QString::fromStdString(fileNumber(row(at).ranked))})
                     .join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

int MatchPairsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_pair < 0 ? 0 : static_cast<int>(m_run->neurons(m_pair).size());
}

int MatchPairsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MatchPairsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const MatchedNeurons& pair = row(index.row());
    const bool isNumber = index.column() == Correlation || index.column() == Ranked;
    const double number = index.column() == Ranked ? pair.ranked : pair.correlation;
    switch (role) {
    case Qt::DisplayRole:
        return isNumber ? (std::isnan(number) ? QString() : numberText(number, 3))
                        : goToText(neuron(index.row(), index.column() == Teacher));
    case Qt::ToolTipRole:
        return pair.teacher < 0 ? tr("Every teacher neuron of this layer has a partner already")
                                : QVariant();
    case SortRole:
        return isNumber ? QVariant(std::isnan(number) ? -2.0 : number) // below any correlation
                        : QVariant(index.column() == Teacher ? pair.teacher : pair.student);
    case Qt::TextAlignmentRole:
        return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant MatchPairsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::ToolTipRole) {
        const QString tips[]{tr("Located neurons of the student, best first; a click selects one"),
                             tr("Partner in the optimal one-to-one pairing; a click selects it"),
                             tr("Of both neurons' coefficients over the samples"),
                             tr("With the teacher's located neuron of the same rank instead")};
        return tips[section];
    }
    const QString titles[]{tr("Student neuron"), tr("Teacher neuron"), tr("Correlation"),
                           tr("By rank")};
    return role == Qt::DisplayRole ? QVariant(titles[section]) : QVariant();
}

} // namespace neurograft
