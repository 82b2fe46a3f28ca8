// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/example_table_model.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/example_set.h"
#include "widgets/models/example_slices.h"
#include "widgets/plots/number_text.h"

#include <QUndoStack>

#include <numeric>
#include <utility>

namespace neurograft {

namespace {

const QString kQueryChannel = QStringLiteral("examples.query");
constexpr int kExampleTableModelMergeId = 0xf11734;

} // namespace

/// A filter or slice of the list; letters typed one after another are one change.
class ExampleTableModel::ViewChange : public QUndoCommand {
public:
    ViewChange(ExampleTableModel* model, View after, const QString& text)
        : QUndoCommand(text), m_model(model), m_before(model->m_view), m_after(std::move(after))
    {
    }
    void undo() override { m_model->apply(m_before); }
    void redo() override { m_model->apply(m_after); }
    int id() const override
    {
        return m_before.slice == m_after.slice ? kExampleTableModelMergeId : -1;
    }
    bool mergeWith(const QUndoCommand* other) override
    {
        m_after = static_cast<const ViewChange*>(other)->m_after;
        return true;
    }

private:
    ExampleTableModel* m_model;
    View m_before;
    View m_after;
};

QString ExampleTableModel::allSlice()
{
    return {};
}

QString ExampleTableModel::starredSlice()
{
    return QStringLiteral("*");
}

ExampleTableModel::ExampleTableModel(ExampleSet* examples, ExampleSlices* slices, QuickLane* lane,
                                     QUndoStack* undo, QObject* parent)
    : QAbstractTableModel(parent), m_examples(examples), m_slices(slices), m_lane(lane),
      m_undo(undo)
{
    connect(examples, &ExampleSet::fileChanged, this, &ExampleTableModel::showFile);
    connect(examples, &ExampleSet::readerChanged, this, [this] {
        showLengths(0, m_examples->rows() - 1);
        refresh();
    });
    connect(examples, &ExampleSet::lengthsChanged, this, &ExampleTableModel::showLengths);
    connect(examples, &ExampleSet::cutOffChanged, this, [this] {
        showLengths(0, m_examples->rows() - 1);
        if (m_order == ExampleOrder::LossTokens || m_order == ExampleOrder::Truncated) {
            refresh();
        }
    });
    connect(slices, &ExampleSlices::changed, this, [this] {
        if (!m_shown.empty()) {
            Q_EMIT dataChanged(index(0, Star), index(rowCount() - 1, Star));
        }
        const bool isGone = !m_view.slice.isEmpty() && m_view.slice != starredSlice()
            && !m_slices->hasSlice(m_examples->name(), m_view.slice);
        if (isGone) {
            apply({m_view.filter, allSlice()});
        } else if (!m_view.slice.isEmpty() || m_order == ExampleOrder::Star) {
            refresh();
        }
    });
    showFile();
}

void ExampleTableModel::setFilter(const QString& text)
{
    change({text, m_view.slice}, text.isEmpty() ? tr("Clear filter") : tr("Filter %1").arg(text));
}

void ExampleTableModel::setSlice(const QString& name)
{
    change({m_view.filter, name}, name.isEmpty() ? tr("All rows") : tr("Slice %1").arg(name));
}

void ExampleTableModel::change(const View& view, const QString& text)
{
    if (!(view == m_view)) {
        m_undo->push(new ViewChange(this, view, text)); // redo() applies it
    }
}

void ExampleTableModel::apply(const View& view)
{
    m_view = view;
    Q_EMIT viewChanged();
    refresh();
}

std::vector<int> ExampleTableModel::sliceRows(const QString& name) const
{
    if (name == starredSlice()) {
        return m_slices->starred(m_examples->name());
    }
    if (!name.isEmpty()) {
        return m_slices->rows(m_examples->name(), name);
    }
    std::vector<int> rows;
    for (int row = 0; row < m_examples->rows(); ++row) {
        if (m_examples->file()->facts(row).isUsable) {
            rows.push_back(row);
        }
    }
    return rows;
}

void ExampleTableModel::showFile()
{
    m_lane->forget(kQueryChannel);
    m_view = View();
    std::vector<int> rows(static_cast<std::size_t>(m_examples->rows()));
    std::iota(rows.begin(), rows.end(), 0);
    show(std::move(rows));
    Q_EMIT viewChanged();
    if (m_order != ExampleOrder::Row || m_direction != Qt::AscendingOrder) {
        refresh();
    }
}

void ExampleTableModel::refresh()
{
    const std::shared_ptr<const DataFile> file = m_examples->file();
    if (!file) {
        return;
    }
    ExampleQuery query;
    query.text = m_view.filter;
    if (!m_view.slice.isEmpty()) {
        query.slice = sliceRows(m_view.slice);
    }
    query.order = m_order;
    query.direction = m_direction;
    query.cutOff = m_examples->cutOff();
    query.lengths = m_examples->lengths();
    const std::vector<int> stars = m_slices->starred(m_examples->name());
    query.stars = {stars.begin(), stars.end()};
    m_lane->ask(kQueryChannel, this,
                [this, query, file](const RunContext& context) -> QuickLane::Answer {
                    return [this, rows = answerQuery(query, *file, context)] { show(rows); };
                });
}

void ExampleTableModel::show(std::vector<int> rows)
{
    beginResetModel();
    m_shown = std::move(rows);
    m_places.assign(static_cast<std::size_t>(m_examples->rows()), -1);
    for (std::size_t place = 0; place < m_shown.size(); ++place) {
        m_places[static_cast<std::size_t>(m_shown[place])] = static_cast<int>(place);
    }
    endResetModel();
    Q_EMIT shownChanged();
}

void ExampleTableModel::showLengths(int first, int last)
{
    if (!m_shown.empty()) {
        Q_EMIT dataChanged(index(0, Tokens), index(rowCount() - 1, Truncated));
    }
    const bool isLengthOrder = m_order == ExampleOrder::Tokens
        || m_order == ExampleOrder::LossTokens || m_order == ExampleOrder::Truncated;
    if (isLengthOrder && first > 0 && last + 1 == m_examples->rows()) {
        refresh(); // all are known now
    }
}

int ExampleTableModel::tableRow(int dataRow) const
{
    const bool isRow = dataRow >= 0 && dataRow < static_cast<int>(m_places.size());
    return isRow ? m_places[static_cast<std::size_t>(dataRow)] : -1;
}

int ExampleTableModel::copyOf(int dataRow) const
{
    const bool isRow = dataRow >= 0 && dataRow < m_examples->rows();
    return isRow ? static_cast<int>(m_examples->file()->facts(dataRow).copyOf) : -1;
}

void ExampleTableModel::toggleStar(int tableRow)
{
    m_slices->toggleStar(m_examples->name(), dataRow(tableRow));
}

int ExampleTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int ExampleTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ExampleTableModel::cellText(int row, int column) const
{
    const DataFile& file = *m_examples->file();
    const RowLength& length = m_examples->lengths()[static_cast<std::size_t>(row)];
    switch (column) {
    case Row:
        return copyOf(row) < 0 ? QString::number(row + 1) : QStringLiteral("✎ %1").arg(row + 1);
    case Star:
        return m_slices->isStarred(m_examples->name(), row) ? QStringLiteral("★")
                                                            : QStringLiteral("☆");
    case Prompt:
        return exampleLine(file, row);
    case Tokens:
        return length.isKnown() ? countText(length.tokens) : QString();
    case LossTokens:
        return length.isKnown() ? countText(length.lossTokens(m_examples->cutOff())) : QString();
    case Truncated:
        return length.isTruncated(m_examples->cutOff()) ? tr("✂ cut") : QString();
    default:
        return {};
    }
}

QString ExampleTableModel::spokenText(int row, int column) const
{
    switch (column) {
    case Row:
        return copyOf(row) < 0
            ? tr("row %1").arg(row + 1)
            : tr("row %1, an edited copy of row %2").arg(row + 1).arg(copyOf(row) + 1);
    case Star:
        return m_slices->isStarred(m_examples->name(), row) ? tr("starred") : tr("not starred");
    case Tokens:
        return tr("%1 tokens").arg(cellText(row, column));
    case LossTokens:
        return tr("%1 tokens carry the loss").arg(cellText(row, column));
    case Truncated:
        return cellText(row, column).isEmpty() ? tr("not truncated") : tr("truncated");
    default:
        return cellText(row, column);
    }
}

QVariant ExampleTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const int row = dataRow(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return cellText(row, index.column());
    case Qt::ToolTipRole:
        return index.column() == Prompt ? exampleLine(*m_examples->file(), row, 1200)
                                        : spokenText(row, index.column());
    case Qt::AccessibleTextRole:
        return spokenText(row, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Prompt || index.column() == Truncated
            ? QVariant(int(Qt::AlignLeft | Qt::AlignVCenter))
            : index.column() == Star ? QVariant(int(Qt::AlignCenter))
                                     : QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant ExampleTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    const QString titles[] = {tr("Row"),    tr("★"),    tr("Prompt"),
                              tr("Tokens"), tr("Loss"), tr("Truncated")};
    const QString tips[] = {
        tr("Row of the file, from 1; ✎ marks edited copies"),
        tr("Starred rows"),
        tr("The prompt in one line, without what all prompts begin with"),
        tr("Tokens of prompt and response, as similarity reads them"),
        tr("Tokens that training and perplexity predict: the response and the end mark, as far as "
           "the cut-off leaves them"),
        tr("Rows longer than the cut-off")};
    switch (role) {
    case Qt::DisplayRole:
        return titles[section];
    case Qt::ToolTipRole:
        return tips[section];
    case Qt::AccessibleTextRole:
        return section == Star ? tr("Star") : titles[section];
    default:
        return {};
    }
}

void ExampleTableModel::sort(int column, Qt::SortOrder order)
{
    const auto wanted = static_cast<ExampleOrder>(column < 0 ? Row : column);
    if (wanted != m_order || order != m_direction) {
        m_order = wanted;
        m_direction = order;
        refresh();
    }
}

} // namespace neurograft
