// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/pair_bar.h"

#include "widgets/panels/pair_slot.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>

namespace neurograft {

PairBar::PairBar(PairModel* pair, QWidget* parent)
    : QWidget(parent), m_pair(pair),
      m_teacher(new PairSlot(PairSlot::Mark::Teacher, tr("Teacher"), this)),
      m_student(new PairSlot(PairSlot::Mark::Student, tr("Student"), this)),
      m_data(new PairSlot(PairSlot::Mark::Data, tr("Data"), this))
{
    setObjectName(QStringLiteral("pairBar"));
    m_teacher->setObjectName(QStringLiteral("pairBar.teacherSlot"));
    m_student->setObjectName(QStringLiteral("pairBar.studentSlot"));
    m_data->setObjectName(QStringLiteral("pairBar.dataSlot"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (PairSlot* slot : {m_teacher, m_student, m_data}) {
        layout->addWidget(slot, 1);
    }

    const auto isFolder = [](const QString& path) { return QFileInfo(path).isDir(); };
    m_teacher->setDropCheck(isFolder);
    m_student->setDropCheck(isFolder);
    m_data->setDropCheck(&PairModel::isDataFile);
    connect(m_teacher, &PairSlot::dropped, pair,
            [pair](const QString& path) { pair->openModel(Role::Teacher, path); });
    connect(m_student, &PairSlot::dropped, pair,
            [pair](const QString& path) { pair->openModel(Role::Student, path); });
    connect(m_data, &PairSlot::dropped, pair, &PairModel::openData);
    connect(m_teacher, &PairSlot::clicked, this, [this] { Q_EMIT modelWanted(Role::Teacher); });
    connect(m_student, &PairSlot::clicked, this, [this] { Q_EMIT modelWanted(Role::Student); });
    connect(m_data, &PairSlot::clicked, this, &PairBar::dataWanted);

    connect(pair, &PairModel::modelChanged, this, &PairBar::showModel);
    connect(pair, &PairModel::dataChanged, this, &PairBar::showData);
    showModel(Role::Teacher);
    showModel(Role::Student);
    showData();
}

void PairBar::showModel(Role role)
{
    PairSlot* slot = role == Role::Teacher ? m_teacher : m_student;
    const ModelSlot& model = m_pair->model(role);
    switch (model.state) {
    case SlotState::Empty:
        slot->setContent({}, tr("Drop a model folder here"), false);
        slot->setToolTip(tr("Drop a model folder here, or click to choose one. Weights are not "
                            "read yet."));
        return;
    case SlotState::Reading:
        slot->setContent(model.name(), tr("reading…"), false);
        break;
    case SlotState::Ready:
        slot->setContent(model.name(), model.facts(), false);
        break;
    case SlotState::Failed:
        slot->setContent(model.name(), tr("not opened"), true);
        break;
    }
    slot->setToolTip(model.state == SlotState::Ready
                         ? tr("%1\n%2 layers, hidden size %3, %4; weights are not read yet")
                               .arg(QDir::toNativeSeparators(model.folder))
                               .arg(model.report->layers)
                               .arg(model.report->hiddenSize)
                               .arg(QString::fromStdString(model.report->dtype))
                         : QDir::toNativeSeparators(model.folder));
}

void PairBar::showData()
{
    const DataSlot& texts = m_pair->data();
    switch (texts.state) {
    case SlotState::Empty:
        m_data->setContent({}, tr("Drop texts (JSON Lines) here"), false);
        m_data->setToolTip(
            tr("Drop a JSON Lines file, or activations (.npz), or click to choose."));
        return;
    case SlotState::Reading:
        m_data->setContent(texts.name(), tr("reading…"), false);
        break;
    case SlotState::Ready:
        m_data->setContent(texts.name(), texts.facts(), false);
        break;
    case SlotState::Failed:
        m_data->setContent(texts.name(), tr("not read"), true);
        break;
    }
    m_data->setToolTip(QDir::toNativeSeparators(texts.path));
}

} // namespace neurograft
