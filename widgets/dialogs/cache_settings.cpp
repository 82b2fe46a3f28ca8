// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/cache_settings.h"

#include "core/run/gram_cache_setup.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/settings/app_settings.h"

#include <QDir>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace neurograft {

namespace {

QString objectNameOf(const char* name)
{
    return QStringLiteral("preferencesDialog.") + QLatin1String(name);
}

} // namespace

CacheSettings::CacheSettings(AppSettings* settings, QuickLane* lane, QWidget* parent)
    : QGroupBox(tr("Computed Gram matrices"), parent), m_settings(settings), m_lane(lane),
      m_folder(new QLabel(this)), m_usual(new QPushButton(tr("&Usual folder"), this)),
      m_use(new QLabel(this)), m_clear(new QPushButton(tr("C&lear cache"), this))
{
    m_folder->setObjectName(objectNameOf("cacheFolder"));
    m_folder->setWordWrap(true);
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* choose = new QPushButton(tr("Ch&oose…"), this);
    choose->setObjectName(objectNameOf("chooseCacheFolder"));
    m_usual->setObjectName(objectNameOf("usualCacheFolder"));
    m_use->setObjectName(objectNameOf("cacheUse"));
    m_clear->setObjectName(objectNameOf("clearCache"));
    m_clear->setEnabled(false);
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString folder = chooseCacheFolder(fromPath(cacheFolder()), this);
        if (!folder.isEmpty()) {
            m_settings->setCacheFolder(folder);
        }
    });
    connect(m_usual, &QPushButton::clicked, this, [this] { m_settings->setCacheFolder({}); });
    connect(m_clear, &QPushButton::clicked, this, [this] { measure(true); });
    connect(settings, &AppSettings::cacheChanged, this, &CacheSettings::showFolder);

    QSpinBox* disk = makeSpin("cacheGigabytes", kLeastCacheGigabytes, kMostCacheGigabytes,
                              settings->cacheGigabytes(), tr(" GB"));
    disk->setToolTip(tr("What was used longest ago is removed beyond it"));
    connect(disk, &QSpinBox::valueChanged, settings, &AppSettings::setCacheGigabytes);
    QSpinBox* memory =
        makeSpin("cacheMemory", 0, kMostCacheMemory, settings->cacheMemory(), tr(" % of RAM"));
    memory->setToolTip(tr("Matrices of a run beyond it are read from the disk when they are "
                          "needed: slower, with the same numbers"));
    connect(memory, &QSpinBox::valueChanged, settings, &AppSettings::setCacheMemory);

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(choose);
    buttons->addWidget(m_usual);
    buttons->addStretch(1);
    auto* use = new QHBoxLayout;
    use->addWidget(m_use, 1);
    use->addWidget(m_clear);
    auto* form = new QFormLayout;
    form->addRow(tr("At most on &disk"), disk);
    form->addRow(tr("At most in &memory"), memory);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_folder);
    layout->addLayout(buttons);
    layout->addLayout(form);
    layout->addLayout(use);
    showFolder();
}

QSpinBox* CacheSettings::makeSpin(const char* name, int least, int most, int value,
                                  const QString& suffix)
{
    auto* spin = new QSpinBox(this);
    spin->setObjectName(objectNameOf(name));
    spin->setRange(least, most);
    spin->setSuffix(suffix);
    spin->setValue(value);
    return spin;
}

void CacheSettings::showFolder()
{
    m_folder->setText(QDir::toNativeSeparators(fromPath(cacheFolder())));
    m_usual->setEnabled(!m_settings->cacheFolder().isEmpty());
    measure(false);
}

void CacheSettings::measure(bool isCleared)
{
    m_clear->setEnabled(false);
    m_use->setText(isCleared ? tr("Being cleared…") : tr("Being measured…"));
    m_lane->ask(
        QStringLiteral("cacheUse"), this,
        [this, isCleared](const RunContext&) -> QuickLane::Answer {
            const std::uint64_t freed = isCleared ? clearGramCache() : 0;
            return [this, isCleared, freed, held = gramCacheBytes()] {
                const QString use = byteText(static_cast<double>(held));
                m_use->setText(
                    isCleared
                        ? tr("%1 freed, %2 on disk.").arg(byteText(static_cast<double>(freed)), use)
                        : tr("%1 on disk.").arg(use));
                m_clear->setEnabled(held > 0);
            };
        });
}

} // namespace neurograft
