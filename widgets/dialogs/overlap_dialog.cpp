// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/overlap_dialog.h"

#include "core/store/result_file.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/overlap_table_model.h"
#include "widgets/models/path_text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

const QString kOverlapDialogBoth = QStringLiteral("both");

QString roleTitle(const QString& role)
{
    return role == QLatin1String("teacher") ? OverlapDialog::tr("teacher")
        : role == QLatin1String("student")  ? OverlapDialog::tr("student")
                                            : OverlapDialog::tr("the one model of the run");
}

} // namespace

OverlapDialog::OverlapDialog(std::vector<OverlapCandidate> candidates, QuickLane* lane,
                             QWidget* parent)
    : QDialog(parent), m_candidates(std::move(candidates)), m_lane(lane),
      m_model(new OverlapTableModel(this))
{
    setObjectName(QStringLiteral("overlapDialog"));
    setWindowTitle(tr("Task overlap"));
    auto* parts = new QSplitter(Qt::Horizontal, this);
    parts->setChildrenCollapsible(false);
    parts->addWidget(makeChoice());
    parts->addWidget(makeMatrix());
    parts->setStretchFactor(1, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_export = buttons->addButton(tr("&Export CSV…"), QDialogButtonBox::ActionRole);
    m_export->setObjectName(QStringLiteral("overlapDialog.export"));
    m_copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(QStringLiteral("overlapDialog.copy"));
    for (QPushButton* button : {m_export, m_copy}) {
        button->setAutoDefault(false);
    }
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_export, &QPushButton::clicked, this,
            [this] { Q_EMIT exportWanted(tr("overlap"), overlapCsv(matrix())); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { Q_EMIT copyWanted(m_model->toTsv(), tr("The matrix was copied.")); });
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(parts, 1);
    layout->addWidget(m_readout);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 26);
    fillList();
}

const OverlapMatrix& OverlapDialog::matrix() const
{
    return m_model->matrix();
}

QWidget* OverlapDialog::makeChoice()
{
    auto* box = new QWidget(this);
    m_list = new QListWidget(box);
    m_list->setObjectName(QStringLiteral("overlapDialog.list"));
    m_role = new QComboBox(box);
    m_role->setObjectName(QStringLiteral("overlapDialog.modelCombo"));
    m_kind = new QComboBox(box);
    m_kind->setObjectName(QStringLiteral("overlapDialog.kindCombo"));
    m_kind->addItem(overlapFamilyTitle(std::nullopt), kOverlapDialogBoth);
    for (const NeuronFamily family : {NeuronFamily::Ffn, NeuronFamily::Attention}) {
        m_kind->addItem(overlapFamilyTitle(family), neuronFamilyWord(family));
    }
    auto* caption = new QLabel(tr("&Runs and kept sets"), box);
    caption->setBuddy(m_list);
    auto* form = new QFormLayout;
    form->addRow(tr("&Model"), m_role);
    form->addRow(tr("&Neurons"), m_kind);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(caption);
    layout->addWidget(m_list, 1);
    layout->addLayout(form);
    connect(m_role, &QComboBox::currentIndexChanged, this, &OverlapDialog::showMatrix);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &OverlapDialog::showMatrix);
    return box;
}

QWidget* OverlapDialog::makeMatrix()
{
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("overlapDialog.table"));
    m_table->setAccessibleName(tr("Jaccard index of every two"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setDefaultSectionSize(fontMetrics().averageCharWidth() * 12);
    m_readout = new QLabel(this);
    m_readout->setObjectName(QStringLiteral("overlapDialog.readout"));
    m_readout->setWordWrap(true);
    m_readout->setTextFormat(Qt::PlainText);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &OverlapDialog::showCell);
    connect(m_model, &QAbstractItemModel::modelReset, this, &OverlapDialog::showCell);
    return m_table;
}

void OverlapDialog::fillList()
{
    for (const OverlapCandidate& candidate : m_candidates) {
        auto* item = new QListWidgetItem(candidate.remark.isEmpty()
                                             ? candidate.name
                                             : tr("%1: %2").arg(candidate.name, candidate.remark),
                                         m_list);
        item->setData(Qt::UserRole, candidate.name);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
        if (candidate.path.isEmpty()) {
            m_subjects.insert(candidate.name, overlapSubject(candidate.name, candidate.set));
        } else {
            read(candidate);
        }
    }
    connect(m_list, &QListWidget::itemChanged, this, &OverlapDialog::showMatrix);
    showRoles();
}

void OverlapDialog::read(const OverlapCandidate& candidate)
{
    m_reading << candidate.name;
    m_lane->ask(
        QStringLiteral("overlap.") + candidate.name, this,
        [this, name = candidate.name,
         path = candidate.path](const RunContext&) -> QuickLane::Answer {
            const std::filesystem::path file = toPath(path);
            const auto subject = std::make_shared<const OverlapSubject>(
                overlapSubject(name, neuronResult(readResult(file), file.filename().string())));
            return [this, name, subject] { take(name, *subject); };
        },
        [this, name = candidate.name](const JobOutcome& outcome) {
            m_problems.insert(name, outcome.message);
            take(name, OverlapSubject{name, {}});
        });
}

void OverlapDialog::take(const QString& name, const OverlapSubject& subject)
{
    m_subjects.insert(name, subject);
    m_reading.removeAll(name);
    if (m_problems.contains(name)) {
        for (int row = 0; row < m_list->count(); ++row) {
            QListWidgetItem* item = m_list->item(row);
            if (item->data(Qt::UserRole).toString() == name) {
                const QSignalBlocker quiet(m_list);
                item->setText(tr("✕ %1: not read").arg(name));
                item->setToolTip(m_problems.value(name));
                item->setCheckState(Qt::Unchecked);
            }
        }
    }
    if (m_reading.isEmpty()) {
        showRoles();
        Q_EMIT ready();
    }
}

void OverlapDialog::showRoles()
{
    std::vector<OverlapSubject> all;
    for (const OverlapCandidate& candidate : m_candidates) {
        all.push_back(m_subjects.value(candidate.name));
    }
    const QString before = m_role->currentData().toString();
    {
        const QSignalBlocker quiet(m_role);
        m_role->clear();
        for (const QString& role : overlapRoles(all)) {
            m_role->addItem(roleTitle(role), role);
        }
        m_role->setCurrentIndex(std::max(0, m_role->findData(before)));
    }
    showMatrix();
}

void OverlapDialog::showMatrix()
{
    std::vector<OverlapSubject> chosen;
    for (int row = 0; row < m_list->count(); ++row) {
        const QListWidgetItem* item = m_list->item(row);
        const auto subject = m_subjects.constFind(item->data(Qt::UserRole).toString());
        if (item->checkState() == Qt::Checked && subject != m_subjects.constEnd()) {
            chosen.push_back(*subject);
        }
    }
    OverlapChoice choice;
    choice.role = m_role->currentData().toString();
    choice.family = neuronFamilyOf(m_kind->currentData().toString()); // nothing for both
    m_model->setMatrix(overlapMatrix(chosen, choice));
    m_table->resizeRowsToContents();
    m_export->setEnabled(isReady() && chosen.size() > 1);
    m_copy->setEnabled(isReady() && chosen.size() > 1);
}

void OverlapDialog::showCell()
{
    const QModelIndex index = m_table->currentIndex();
    if (!isReady()) {
        m_readout->setText(tr("Reading the runs…"));
    } else if (index.isValid() && index.row() < m_model->rowCount()
               && index.column() < m_model->columnCount()) {
        m_readout->setText(overlapText(matrix(), index.row(), index.column()));
    } else {
        m_readout->setText(m_model->rowCount() < 2
                               ? tr("Tick two runs or sets.")
                               : tr("Jaccard index: neurons in both over neurons in either; 1 = "
                                    "the same neurons. Click a cell to read it."));
    }
}

} // namespace neurograft
