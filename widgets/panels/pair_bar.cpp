// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/pair_bar.h"

#include "widgets/models/machine_model.h"
#include "widgets/models/overlay_model.h"
#include "widgets/panels/overlay_chips.h"
#include "widgets/panels/pair_slot.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

PairBar::PairBar(PairModel* pair, OverlayModel* overlays, QAction* preflight, QWidget* parent)
    : QWidget(parent), m_pair(pair),
      m_teacher(new PairSlot(PairSlot::Mark::Teacher, tr("Teacher"), this)),
      m_student(new PairSlot(PairSlot::Mark::Student, tr("Student"), this)),
      m_data(new PairSlot(PairSlot::Mark::Data, tr("Data"), this)), m_badge(new QToolButton(this)),
      m_chips(new OverlayChips(overlays, this))
{
    setObjectName(QStringLiteral("pairBar"));
    m_teacher->setObjectName(QStringLiteral("pairBar.teacherSlot"));
    m_student->setObjectName(QStringLiteral("pairBar.studentSlot"));
    m_data->setObjectName(QStringLiteral("pairBar.dataSlot"));
    auto* lines = new QVBoxLayout(this);
    lines->setContentsMargins(0, 0, 0, 0);
    auto* layout = new QHBoxLayout;
    lines->addLayout(layout);
    lines->addWidget(m_chips);
    for (PairSlot* slot : {m_teacher, m_student, m_data}) {
        layout->addWidget(slot, 1);
    }

    // Which student all views speak of (ux.md 6.5): as it is, or with what lies over it.
    connect(overlays, &OverlayModel::changed, this, [this, overlays] {
        m_student->setCaption(!overlays->isAnyUsable()      ? tr("Student")
                                  : overlays->isAnyActive() ? tr("Student, after")
                                                            : tr("Student, before"));
    });
    m_badge->setObjectName(QStringLiteral("pairBar.preflightBadge"));
    m_badge->setCheckable(true);
    m_badge->setFocusPolicy(Qt::TabFocus);
    m_badge->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    m_badge->hide();
    layout->addWidget(m_badge);
    connect(m_badge, &QToolButton::clicked, preflight, &QAction::setChecked);
    connect(preflight, &QAction::toggled, m_badge, &QToolButton::setChecked);

    const auto folderAs = [](const QString& words) {
        return [words](const QString& path) {
            const QFileInfo file(path);
            return file.isDir() ? words.arg(file.fileName()) : QString();
        };
    };
    m_teacher->setDropIntent(folderAs(tr("Opens %1 as teacher")));
    m_student->setDropIntent([open = folderAs(tr("Opens %1 as student"))](const QString& path) {
        return OverlayModel::isOverlay(path)
            ? tr("Lays %1 over the student").arg(QFileInfo(path).fileName())
            : open(path);
    });
    m_data->setDropIntent([](const QString& path) {
        return PairModel::isDataFile(path) ? tr("Opens %1 as data").arg(QFileInfo(path).fileName())
                                           : QString();
    });
    connect(m_teacher, &PairSlot::dropped, pair,
            [pair](const QString& path) { pair->openModel(Role::Teacher, path); });
    connect(m_student, &PairSlot::dropped, this, [this](const QString& path) {
        if (OverlayModel::isOverlay(path)) {
            Q_EMIT overlayDropped(path);
        } else {
            m_pair->openModel(Role::Student, path);
        }
    });
    connect(m_data, &PairSlot::dropped, pair, &PairModel::openData);
    connect(m_teacher, &PairSlot::clicked, this, [this] { Q_EMIT modelWanted(Role::Teacher); });
    connect(m_student, &PairSlot::clicked, this, [this] { Q_EMIT modelWanted(Role::Student); });
    connect(m_data, &PairSlot::clicked, this, &PairBar::dataWanted);

    connect(pair, &PairModel::modelChanged, this, &PairBar::showModel);
    connect(pair, &PairModel::dataChanged, this, &PairBar::showData);
    connect(pair, &PairModel::preflightChanged, this, &PairBar::showPreflight);
    showModel(Role::Teacher);
    showModel(Role::Student);
    showData();
    showPreflight();
}

void PairBar::setPlace(Role role, const QString& device, const std::string& dtype)
{
    told(role).device = device;
    told(role).dtype = dtype;
    showModel(role);
}

void PairBar::setHeld(Role role, const QString& text, double fraction)
{
    told(role).held = text;
    (role == Role::Teacher ? m_teacher : m_student)->setHeld(fraction);
    showModel(role);
}

void PairBar::showModel(Role role)
{
    PairSlot* slot = role == Role::Teacher ? m_teacher : m_student;
    const auto& [device, dtype, held] = told(role);
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
    case SlotState::Ready: {
        QStringList facts{model.facts()};
        if (!device.isEmpty()) {
            facts << tr("%1 in %2")
                         .arg(deviceTitle(device),
                              shortTypeName(dtype == "auto" ? automaticType(device, *model.report)
                                                            : dtype));
        }
        if (!held.isEmpty()) {
            facts << held;
        }
        slot->setContent(model.name(), facts.join(QStringLiteral(", ")), false);
        break;
    }
    case SlotState::Failed:
        slot->setContent(model.name(), tr("not opened"), true);
        break;
    }
    slot->setToolTip(model.state == SlotState::Ready
                         ? tr("%1\n%2 layers, hidden size %3, %4; %5")
                               .arg(QDir::toNativeSeparators(model.folder))
                               .arg(model.report->layers)
                               .arg(model.report->hiddenSize)
                               .arg(QString::fromStdString(model.report->dtype),
                                    held.isEmpty()
                                        ? tr("weights are not read yet")
                                        : tr("%1: what has been read of its mapped files; the "
                                             "system may take it back when memory is short")
                                              .arg(held))
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

void PairBar::showPreflight()
{
    const std::shared_ptr<const PreflightReport> report = m_pair->preflight();
    m_badge->setVisible(report != nullptr);
    if (!report) {
        return;
    }
    const auto blocking = static_cast<int>(report->blocking.size());
    const auto others = static_cast<int>(report->warnings.size());
    if (blocking > 0) {
        m_badge->setText(tr("✕ %1 blocking").arg(blocking));
    } else if (others > 0) {
        m_badge->setText(others == 1 ? tr("✓ 1 difference") : tr("✓ %1 differences").arg(others));
    } else {
        m_badge->setText(tr("✓ OK"));
    }
    m_badge->setToolTip(tr("Pre-flight: show every difference of the pair"));
    m_badge->setAccessibleName(tr("Pre-flight: %1").arg(m_badge->text()));
}

} // namespace neurograft
