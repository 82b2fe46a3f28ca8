// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/mask_dialog.h"

#include "core/study/custom_mask.h"
#include "core/study/layer_mask.h"
#include "widgets/dialogs/mask_grid.h"
#include "widgets/jobs/job_outcome.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr int kFirstBand = 3;

} // namespace

MaskDialog::MaskDialog(int students, int teachers, const QString& mask,
                       std::vector<HeatmapCell> set, QWidget* parent)
    : QDialog(parent), m_students(students), m_teachers(teachers), m_set(std::move(set)),
      m_grid(new MaskGrid(students, teachers, this)), m_text(new QPlainTextEdit(this)),
      m_count(new QLabel(this)), m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("maskDialog"));
    setWindowTitle(tr("Custom mask"));
    m_text->setObjectName(QStringLiteral("maskDialog.text"));
    m_text->setAccessibleName(tr("Rows of the mask"));
    m_text->setToolTip(tr("A student layer and the teacher layers it shows: S0: 0-3, 5; S1-4: 2-"));
    m_text->setTabChangesFocus(true);
    m_text->setMaximumHeight(fontMetrics().height() * 5);
    m_count->setObjectName(QStringLiteral("maskDialog.count"));
    m_problem->setObjectName(QStringLiteral("maskDialog.problem"));
    m_problem->setWordWrap(true);
    auto* help = new QLabel(tr("Press or drag over cells to show or hide them. With the keyboard: "
                               "arrows and Space, Shift+arrows to go on."),
                            this);
    help->setWordWrap(true);
    auto* label = new QLabel(tr("&Rows, as they are stored:"), this);
    label->setBuddy(m_text);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(help);
    layout->addWidget(m_grid, 1);
    layout->addWidget(m_count);
    layout->addWidget(makeShapes());
    layout->addWidget(label);
    layout->addWidget(m_text);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);

    connect(m_grid, &MaskGrid::painted, this, &MaskDialog::writeText);
    connect(m_grid, &MaskGrid::cursorMoved, this, [this] { showState(m_problem->text()); });
    connect(m_text, &QPlainTextEdit::textChanged, this, &MaskDialog::readText);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    setShape(mask);
    m_grid->setFocus();
}

QWidget* MaskDialog::makeShapes()
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    connect(addShape(row, "upper", tr("&Teacher ≥ student")), &QPushButton::clicked, this,
            [this] { setShape(QStringLiteral("upper")); });
    connect(addShape(row, "lower", tr("Teacher ≤ &student")), &QPushButton::clicked, this,
            [this] { setShape(QStringLiteral("lower")); });
    QPushButton* band = addShape(row, "band", tr("&Band of"));
    m_band = new QSpinBox(row);
    m_band->setObjectName(QStringLiteral("maskDialog.bandSpin"));
    m_band->setAccessibleName(tr("Teacher layers on either side of the same relative depth"));
    m_band->setToolTip(m_band->accessibleName());
    m_band->setRange(0, std::max(0, m_teachers - 1));
    m_band->setValue(kFirstBand);
    connect(band, &QPushButton::clicked, this,
            [this] { setShape(QStringLiteral("band:%1").arg(m_band->value())); });
    layout->addWidget(m_band);
    connect(addShape(row, "invert", tr("&Invert")), &QPushButton::clicked, this,
            &MaskDialog::invert);
    QPushButton* set = addShape(row, "set", tr("&From the selected set"));
    set->setEnabled(!m_set.empty());
    set->setToolTip(m_set.empty() ? tr("Drag over cells of a map first: there is no set of cells.")
                                  : tr("Show the cells of the selected set alone"));
    connect(set, &QPushButton::clicked, this, &MaskDialog::showSet);
    layout->addStretch(1);
    return row;
}

QPushButton* MaskDialog::addShape(QWidget* row, const char* name, const QString& text)
{
    auto* button = new QPushButton(text, row);
    button->setObjectName(QStringLiteral("maskDialog.") + QString::fromLatin1(name));
    button->setAutoDefault(false); // Enter takes the mask
    row->layout()->addWidget(button);
    return button;
}

QString MaskDialog::mask() const
{
    // Rows may stand on lines of their own here; they are stored in one.
    const std::vector<MaskRow> rows = parseCustomMask(m_text->toPlainText().toStdString());
    return QString::fromStdString(std::string(kCustomMask) + customMaskText(rows));
}

void MaskDialog::setShape(const QString& mask)
{
    setCells(layerMask(mask.toStdString(), m_students, m_teachers));
}

void MaskDialog::setCells(const std::vector<std::uint8_t>& cells)
{
    m_grid->setCells(cells);
    writeText();
}

void MaskDialog::invert()
{
    std::vector<std::uint8_t> cells = m_grid->cells();
    for (std::uint8_t& cell : cells) {
        cell = cell == 0 ? 1 : 0;
    }
    setCells(cells);
}

void MaskDialog::showSet()
{
    std::vector<std::uint8_t> cells(m_grid->cells().size());
    for (const HeatmapCell& cell : m_set) {
        if (cell.student < m_students && cell.teacher < m_teachers) {
            cells[static_cast<std::size_t>(cell.student * m_teachers + cell.teacher)] = 1;
        }
    }
    setCells(cells);
}

void MaskDialog::writeText()
{
    const QSignalBlocker blocker(m_text);
    m_text->setPlainText(QString::fromStdString(
        customMaskText(customMaskRows(m_grid->cells(), m_students, m_teachers))));
    const bool isAnyShown = !m_text->toPlainText().isEmpty();
    showState(isAnyShown ? QString() : tr("A mask that shows no cell leaves nothing to see."));
}

void MaskDialog::readText()
{
    const std::string mask = std::string(kCustomMask) + m_text->toPlainText().toStdString();
    const JobOutcome read = outcomeOf([&] { checkLayerMask(mask, m_students, m_teachers); });
    if (read.isFinished()) {
        m_grid->setCells(layerMask(mask, m_students, m_teachers));
    }
    showState(read.message);
}

void MaskDialog::showState(const QString& problem)
{
    const std::vector<std::uint8_t>& cells = m_grid->cells();
    const auto shown = std::count(cells.begin(), cells.end(), std::uint8_t{1});
    m_count->setText(tr("%1 of %2 cells are shown. %3")
                         .arg(shown)
                         .arg(cells.size())
                         .arg(m_grid->accessibleDescription()));
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_ok->setEnabled(problem.isEmpty());
}

} // namespace neurograft
