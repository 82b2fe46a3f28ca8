// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/figure_board.h"

#include "widgets/figures/board_figure.h"
#include "widgets/models/path_text.h"

#include <nlohmann/json.hpp>

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kMostColumns = 6;

QString partText(const FigureEntry& board, int index)
{
    const FigurePart& part = board.recipe.parts[static_cast<std::size_t>(index)];
    QStringList words{panelLetter(index), part.recipe.kind};
    words << part.recipe.selection.modules.join(QStringLiteral(", "));
    for (const int run : part.runs) {
        if (run < static_cast<int>(board.runs.size())) {
            words << fromPath(board.runs[static_cast<std::size_t>(run)].stem());
        }
    }
    words.removeAll(QString());
    return words.join(QStringLiteral("  "));
}

} // namespace

FigureEntry withPart(FigureEntry board, const FigureEntry& figure)
{
    FigurePart part;
    part.recipe = figure.recipe;
    for (const std::filesystem::path& run : figure.runs) {
        const auto found = std::find(board.runs.begin(), board.runs.end(), run);
        part.runs.push_back(static_cast<int>(found - board.runs.begin()));
        if (found == board.runs.end()) {
            board.runs.push_back(run);
        }
    }
    board.recipe.kind = QStringLiteral("board");
    board.recipe.parts.push_back(std::move(part));
    board.csvSha256.clear(); // other numbers on purpose
    return board;
}

FigureBoard::FigureBoard(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("figureBoard"));
    m_parts = new QListWidget(this);
    m_parts->setObjectName(QStringLiteral("figureBoard.parts"));
    m_parts->setAccessibleName(tr("Figures of the board, in reading order"));
    m_parts->setMaximumHeight(fontMetrics().height() * 7);
    m_columns = new QSpinBox(this);
    m_columns->setObjectName(QStringLiteral("figureBoard.columns"));
    m_columns->setRange(0, kMostColumns);
    m_columns->setSpecialValueText(tr("as fits"));
    auto* columnsLabel = new QLabel(tr("Col&umns"), this);
    columnsLabel->setBuddy(m_columns);
    auto* partsLabel = new QLabel(tr("&Board"), this);
    partsLabel->setBuddy(m_parts);
    m_up = makeButton("up", tr("U&p"), tr("Move the figure forward"), &FigureBoard::up);
    m_down = makeButton("down", tr("Dow&n"), tr("Move the figure back"), &FigureBoard::down);
    m_remove = makeButton("remove", tr("Take &off"), tr("Take the figure off the board"),
                          &FigureBoard::remove);
    auto* line = new QHBoxLayout;
    for (QWidget* widget : {static_cast<QWidget*>(partsLabel), static_cast<QWidget*>(m_up),
                            static_cast<QWidget*>(m_down), static_cast<QWidget*>(m_remove)}) {
        line->addWidget(widget);
    }
    line->addStretch(1);
    line->addWidget(columnsLabel);
    line->addWidget(m_columns);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(line);
    layout->addWidget(m_parts);
    connect(m_parts, &QListWidget::currentRowChanged, this, &FigureBoard::showState);
    connect(m_columns, &QSpinBox::valueChanged, this, [this](int columns) {
        m_entry.recipe.spec.columns = columns;
        Q_EMIT changed(m_entry);
    });
    hide();
}

QToolButton* FigureBoard::makeButton(const char* name, const QString& text, const QString& tip,
                                     void (FigureBoard::*what)())
{
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("figureBoard.") + QLatin1String(name));
    button->setText(text);
    button->setToolTip(tip);
    connect(button, &QToolButton::clicked, this, what);
    return button;
}

void FigureBoard::setEntry(const FigureEntry& entry)
{
    if (entry.runs == m_entry.runs && toJson(entry.recipe) == toJson(m_entry.recipe)) {
        return; // the list keeps its focus
    }
    m_entry = entry;
    setVisible(entry.recipe.kind == QLatin1String("board"));
    showEntry(std::max(0, m_parts->currentRow()));
}

void FigureBoard::showEntry(int row)
{
    const QSignalBlocker blocker(m_columns);
    m_columns->setValue(m_entry.recipe.spec.columns);
    m_parts->clear();
    const auto count = static_cast<int>(m_entry.recipe.parts.size());
    for (int i = 0; i < count; ++i) {
        m_parts->addItem(partText(m_entry, i));
    }
    m_parts->setCurrentRow(std::min(row, count - 1));
    showState();
}

void FigureBoard::showState()
{
    const int row = m_parts->currentRow();
    const int count = m_parts->count();
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < count);
    m_remove->setEnabled(row >= 0 && count > 1);
}

void FigureBoard::up()
{
    move(-1);
}

void FigureBoard::down()
{
    move(1);
}

void FigureBoard::move(int step)
{
    const int row = m_parts->currentRow();
    swapParts(m_entry.recipe, row, row + step);
    m_entry.csvSha256.clear(); // the numbers' order
    showEntry(row + step);
    Q_EMIT changed(m_entry);
}

void FigureBoard::remove()
{
    const int row = m_parts->currentRow();
    takePart(m_entry.recipe, row);
    m_entry.csvSha256.clear();
    showEntry(row);
    Q_EMIT changed(m_entry);
}

} // namespace neurograft
