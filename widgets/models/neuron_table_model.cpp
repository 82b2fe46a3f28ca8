// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_table_model.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/plots/number_text.h"

#include <QUndoStack>

namespace neurograft {

namespace {

constexpr int kNeuronTableModelMergeId = 0x4e54; ///< letters of a filter typed one after another

constexpr NeuronOrder kOrders[]{NeuronOrder::Model,  NeuronOrder::Layer, NeuronOrder::Module,
                                NeuronOrder::Index,  NeuronOrder::Score, NeuronOrder::Rank,
                                NeuronOrder::Tokens, NeuronOrder::Note};

/// Of the lane: a table of its own for every duplicated view.
QString nextChannel()
{
    static int count = 0;
    return QStringLiteral("neuron table %1").arg(++count);
}

} // namespace

/// Letters typed one after another are one change.
class NeuronTableModel::FilterChange : public QUndoCommand {
public:
    FilterChange(NeuronTableModel* model, QString after)
        : QUndoCommand(NeuronTableModel::tr("Filter neurons")), m_model(model),
          m_before(model->m_filter), m_after(std::move(after))
    {
    }
    void undo() override { m_model->applyFilter(m_before); }
    void redo() override { m_model->applyFilter(m_after); }
    int id() const override { return kNeuronTableModelMergeId; }
    bool mergeWith(const QUndoCommand* other) override
    {
        const auto& next = *static_cast<const FilterChange*>(other);
        if (next.m_model != m_model) {
            return false;
        }
        m_after = next.m_after;
        return true;
    }

private:
    NeuronTableModel* m_model;
    QString m_before;
    QString m_after;
};

NeuronTableModel::NeuronTableModel(QuickLane* lane, QUndoStack* undo, QObject* parent)
    : QAbstractTableModel(parent), m_lane(lane), m_undo(undo), m_channel(nextChannel())
{
}

void NeuronTableModel::setRows(std::shared_ptr<const NeuronRows> rows)
{
    m_lane->forget(m_channel);
    m_rows = std::move(rows);
    m_isBusy = m_rows != nullptr; // until refresh() is answered
    m_among.reset();
    m_notes.clear();
    m_tokens.clear();
    show({}); // rows of another result
    refresh();
}

void NeuronTableModel::setFilter(const QString& text)
{
    if (text != m_filter) {
        m_undo->push(new FilterChange(this, text)); // redo() applies it
    }
}

void NeuronTableModel::applyFilter(const QString& text)
{
    m_filter = text;
    const auto parsed = NeuronFilter::parse(text, &m_problem);
    if (parsed) {
        m_parsed = *parsed;
        refresh();
    }
    Q_EMIT filterChanged();
}

void NeuronTableModel::setAmong(std::shared_ptr<const NeuronSet> set)
{
    if (set != m_among) {
        m_among = std::move(set);
        refresh();
    }
}

void NeuronTableModel::setNotes(const NeuronTexts& notes)
{
    if (notes == m_notes) {
        return;
    }
    m_notes = notes;
    if (!m_shown.empty()) {
        Q_EMIT dataChanged(index(0, Note), index(rowCount() - 1, Note));
    }
    if (m_order == NeuronOrder::Note || m_parsed.usesNotes()) {
        refresh();
    }
}

void NeuronTableModel::setTokens(int row, const QString& tokens)
{
    m_tokens.insert(row, tokens);
    const int at = tableRow(row);
    if (at >= 0) {
        Q_EMIT dataChanged(index(at, Tokens), index(at, Tokens));
    }
}

int NeuronTableModel::tableRow(int row) const
{
    return row >= 0 && row < static_cast<int>(m_places.size())
        ? m_places[static_cast<std::size_t>(row)]
        : -1;
}

void NeuronTableModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount) {
        return;
    }
    const NeuronOrder wanted = kOrders[column];
    if (wanted != m_order || order != m_direction) {
        m_order = wanted;
        m_direction = order;
        refresh();
    }
}

void NeuronTableModel::refresh()
{
    if (!m_rows) {
        return;
    }
    NeuronQuery query;
    query.filter = m_parsed;
    query.among = m_among;
    query.order = m_order;
    query.direction = m_direction;
    query.notes = m_notes;
    query.tokens = m_tokens;
    m_isBusy = true;
    m_lane->ask(m_channel, this,
                [this, query, rows = m_rows](const RunContext& context) -> QuickLane::Answer {
                    // Read on the lane, shown on the GUI thread.
                    auto shown =
                        std::make_shared<std::vector<int>>(answerNeurons(query, *rows, context));
                    return [this, shown] {
                        m_isBusy = false;
                        show(std::move(*shown));
                    };
                });
}

void NeuronTableModel::show(std::vector<int> shown)
{
    beginResetModel();
    m_shown = std::move(shown);
    m_places.assign(m_rows ? static_cast<std::size_t>(m_rows->count()) : 0, -1);
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        m_places[static_cast<std::size_t>(m_shown[i])] = static_cast<int>(i);
    }
    endResetModel();
    Q_EMIT shownChanged();
}

int NeuronTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int NeuronTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString NeuronTableModel::cellText(int row, int column) const
{
    const NeuronMapData& map = m_rows->data(row);
    const NeuronPlace place = m_rows->place(row);
    switch (column) {
    case Model:
        return map.role == QLatin1String("model")  ? tr("model")
            : map.role == QLatin1String("teacher") ? QStringLiteral("T")
                                                   : QStringLiteral("S");
    case Layer:
        return QString::number(place.layer);
    case Module:
        return neuronModule(map.family);
    case Index:
        return QString::number(place.index);
    case Score:
        return scoreText(static_cast<double>(map.scoreOf(place)), map.isSigned);
    case Rank: {
        const std::int32_t rank = map.rankOf(place);
        // "37+": of those evaluated, others may lie before it.
        return rank == 0
            ? QString()
            : countText(rank) + (rank > map.certainRanks ? QStringLiteral("+") : QString());
    }
    case Tokens:
        return m_tokens.value(row);
    default:
        return m_notes.value(row);
    }
}

QVariant NeuronTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const int row = rowAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return cellText(row, index.column());
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const QString text = neuronText(m_rows->data(row), m_rows->place(row));
        const bool isText = index.column() == Tokens || index.column() == Note;
        return isText && !cellText(row, index.column()).isEmpty() ? cellText(row, index.column())
                                                                  : text;
    }
    case Qt::TextAlignmentRole: {
        const bool isNumber = index.column() == Layer || index.column() == Index
            || index.column() == Score || index.column() == Rank;
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    default:
        return {};
    }
}

QVariant NeuronTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
        return {};
    }
    switch (section) {
    case Model:
        return tr("Model");
    case Layer:
        return tr("Layer");
    case Module:
        return tr("Module");
    case Index:
        return tr("Index");
    case Score:
        return tr("Score");
    case Rank:
        return tr("Rank");
    case Tokens:
        return tr("Tokens");
    case Note:
        return tr("Note");
    default:
        return {};
    }
}

} // namespace neurograft
