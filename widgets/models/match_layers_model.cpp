// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/match_layers_model.h"

#include "widgets/plots/number_text.h"

#include <QStringList>

#include <cmath>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

QString layersTip(int column)
{
    switch (column) {
    case MatchLayersModel::Neurons:
        return MatchLayersModel::tr("Pairs of neurons of the assignment");
    case MatchLayersModel::Matched:
        return MatchLayersModel::tr(
            "Mean correlation of the one-to-one pairing with the largest sum");
    case MatchLayersModel::Ranked:
        return MatchLayersModel::tr(
            "Mean correlation of neurons of the same rank, as LaTen pairs them: far below matched "
            "says that ranks pair what does not belong together");
    case MatchLayersModel::Best:
        return MatchLayersModel::tr(
            "Mean of each student neuron's best teacher neuron, teachers used again");
    case MatchLayersModel::Shuffled:
        return MatchLayersModel::tr(
            "Matched after shuffling the teacher's samples: what chance alone gives");
    default:
        return MatchLayersModel::tr("Layers pair in order: the first selected with the first");
    }
}

} // namespace

void MatchLayersModel::setRun(std::shared_ptr<const MatchRun> run)
{
    beginResetModel();
    m_run = std::move(run);
    endResetModel();
}

double MatchLayersModel::value(int row, int column) const
{
    const MatchedLayers& pair = m_run->layers()[static_cast<std::size_t>(row)];
    switch (column) {
    case Student:
        return static_cast<double>(pair.student);
    case Teacher:
        return static_cast<double>(pair.teacher);
    case Neurons:
        return static_cast<double>(pair.neurons);
    case Matched:
        return pair.matched;
    case Ranked:
        return pair.ranked;
    case Best:
        return pair.best;
    case Shuffled:
        return pair.shuffled;
    default:
        return std::numeric_limits<double>::quiet_NaN();
    }
}

QString MatchLayersModel::toTsv() const
{
    QStringList lines{
        QStringLiteral("student_layer\tteacher_layer\tmatched\tranked\tbest\tshuffled\tneurons")};
    for (int row = 0; row < rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < ColumnCount; ++column) {
            cells << QString::fromStdString(fileNumber(value(row, column)));
        }
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

int MatchLayersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_run ? 0 : static_cast<int>(m_run->layers().size());
}

int MatchLayersModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MatchLayersModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const double number = value(index.row(), index.column());
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Student ? tr("S L%1").arg(number)
            : index.column() == Teacher  ? tr("T L%1").arg(number)
            : index.column() == Neurons  ? countText(static_cast<std::int64_t>(number))
            : std::isnan(number)         ? QString()
                                         : numberText(number, 3);
    case SortRole:
        return number;
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() > Teacher ? Qt::AlignRight : Qt::AlignLeft)
                                | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant MatchLayersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::ToolTipRole) {
        return layersTip(section);
    }
    const QString titles[]{tr("Student"), tr("Teacher"),  tr("Matched"), tr("Ranked"),
                           tr("Best"),    tr("Shuffled"), tr("Neurons")};
    return role == Qt::DisplayRole ? QVariant(titles[section]) : QVariant();
}

} // namespace neurograft
