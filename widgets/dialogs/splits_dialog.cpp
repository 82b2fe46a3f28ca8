// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/splits_dialog.h"

#include "core/run/error.h"
#include "widgets/jobs/quick_lane.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

const QString kSplitsDialogChannel = QStringLiteral("splits.overlap");

QString capitalized(const std::string& name)
{
    QString text = QString::fromStdString(name);
    return text.isEmpty() ? text : QString(text.at(0).toUpper() + text.mid(1));
}

} // namespace

QString overlapText(const std::vector<RowOverlap>& overlaps)
{
    if (overlaps.empty()) {
        return SplitsDialog::tr("✓ No text is in two splits.");
    }
    QStringList sentences;
    for (const RowOverlap& overlap : overlaps) {
        const QString second = QString::fromStdString(overlap.second);
        sentences << (overlap.rows.size() == 1
                          ? SplitsDialog::tr("%1 and %2 share 1 row. Scores would look better than "
                                             "they are. Remove it from %2.")
                                .arg(capitalized(overlap.first), second)
                          : SplitsDialog::tr("%1 and %2 share %3 rows. Scores would look better "
                                             "than they are. Remove them from %2.")
                                .arg(capitalized(overlap.first), second)
                                .arg(overlap.rows.size()));
    }
    return QStringLiteral("✕ ") + sentences.join(QLatin1Char('\n'));
}

SplitsDialog::SplitsDialog(const std::map<std::string, std::string>& splits,
                           std::shared_ptr<const DataFile> file, quint64 seed, QuickLane* lane,
                           QWidget* parent)
    : QDialog(parent), m_model(new SplitsModel(this)), m_lane(lane), m_table(new QTableView(this)),
      m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("splitsDialog"));
    setWindowTitle(tr("Splits"));
    m_table->setObjectName(QStringLiteral("splitsDialog.table"));
    m_table->setAccessibleName(tr("Splits"));
    m_table->setModel(m_model);
    m_table->setTabKeyNavigation(false);
    m_table->setEditTriggers(QAbstractItemView::AllEditTriggers);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(SplitsModel::Rows, QHeaderView::Stretch);
    auto* about = new QLabel(
        file ? tr("&Parts of the %1 rows of the data; each step uses its own.").arg(file->rows())
             : tr("&Parts of the data; open data to check and draw them."),
        this);
    about->setWordWrap(true);
    about->setBuddy(m_table);
    m_problem->setObjectName(QStringLiteral("splitsDialog.problem"));
    m_problem->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(about);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_problem);
    layout->addWidget(makeDraw(seed));
    layout->addWidget(makeOverlap());
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_model, &SplitsModel::changed, this, &SplitsDialog::check);
    m_model->setSplits(splits, std::move(file));
    resize(fontMetrics().averageCharWidth() * 72, fontMetrics().height() * 19);
}

QWidget* SplitsDialog::makeDraw(quint64 seed)
{
    auto* row = new QWidget(this);
    m_seed = new QSpinBox(row);
    m_seed->setObjectName(QStringLiteral("splitsDialog.seed"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setValue(static_cast<int>(
        std::min<quint64>(seed, static_cast<quint64>(std::numeric_limits<int>::max()))));
    auto* label = new QLabel(tr("&Seed"), row);
    label->setBuddy(m_seed);
    auto* draw = new QPushButton(tr("&Draw rows of these sizes"), row);
    draw->setObjectName(QStringLiteral("splitsDialog.draw"));
    draw->setAutoDefault(false);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(label);
    line->addWidget(m_seed);
    line->addWidget(draw);
    line->addStretch(1);
    connect(draw, &QPushButton::clicked, this, [this] {
        try {
            m_model->draw(static_cast<quint64>(m_seed->value()));
        } catch (const StudyError& error) {
            m_problem->setText(tr("Not drawn: expected %1, got %2.")
                                   .arg(QString::fromStdString(error.expected()),
                                        QString::fromStdString(error.got())));
        }
    });
    return row;
}

QWidget* SplitsDialog::makeOverlap()
{
    auto* row = new QWidget(this);
    m_overlap = new QLabel(row);
    m_overlap->setObjectName(QStringLiteral("splitsDialog.overlap"));
    m_overlap->setWordWrap(true);
    m_overlap->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_remove = new QPushButton(tr("&Remove"), row);
    m_remove->setObjectName(QStringLiteral("splitsDialog.remove"));
    m_remove->setToolTip(tr("Take the shared rows out of the later split"));
    m_remove->setAutoDefault(false);
    m_show = new QPushButton(tr("Sho&w rows"), row);
    m_show->setObjectName(QStringLiteral("splitsDialog.showRows"));
    m_show->setAutoDefault(false);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_overlap, 1);
    line->addWidget(m_remove);
    line->addWidget(m_show);
    connect(m_remove, &QPushButton::clicked, this, &SplitsDialog::removeShared);
    connect(m_show, &QPushButton::clicked, this, &SplitsDialog::showShared);
    return row;
}

void SplitsDialog::check()
{
    const QString problem = m_model->problem();
    m_problem->setText(problem);
    m_ok->setEnabled(problem.isEmpty());
    m_remove->hide();
    m_show->hide();
    if (!m_model->file() || !problem.isEmpty()) {
        m_lane->forget(kSplitsDialogChannel);
        m_overlap->setText(problem.isEmpty() ? tr("Overlap is checked once data is open.")
                                             : QString());
        return;
    }
    m_overlap->setText(tr("Looking for shared texts…"));
    m_lane->ask(
        kSplitsDialogChannel, this,
        [this, file = m_model->file(),
         parts = m_model->parts()](const RunContext& context) -> QuickLane::Answer {
            return
                [this, overlaps = findOverlaps(*file, parts, context)] { showOverlaps(overlaps); };
        },
        [this](const JobOutcome& outcome) { m_overlap->setText(outcome.message); });
}

void SplitsDialog::showOverlaps(const std::vector<RowOverlap>& overlaps)
{
    m_overlaps = overlaps;
    const bool hasSplits = !m_model->splits().empty();
    m_overlap->setText(hasSplits ? overlapText(overlaps)
                                 : tr("No split has rows yet: write them, or set sizes and draw."));
    m_remove->setVisible(!overlaps.empty());
    m_show->setVisible(!overlaps.empty());
}

void SplitsDialog::removeShared()
{
    const std::vector<RowOverlap> overlaps = m_overlaps; // removing asks for new ones
    for (const RowOverlap& overlap : overlaps) {
        std::vector<std::int64_t> rows;
        for (const auto& [first, second] : overlap.rows) {
            rows.push_back(second);
        }
        m_model->removeRows(overlap.second, rows);
    }
}

void SplitsDialog::showShared()
{
    std::vector<int> rows;
    for (const RowOverlap& overlap : m_overlaps) {
        for (const auto& [first, second] : overlap.rows) {
            rows.push_back(static_cast<int>(first));
            rows.push_back(static_cast<int>(second));
        }
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    Q_EMIT rowsWanted(rows);
}

} // namespace neurograft
