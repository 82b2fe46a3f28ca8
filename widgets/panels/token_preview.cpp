// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/token_preview.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/example_set.h"
#include "widgets/panels/token_strip.h"
#include "widgets/plots/number_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace neurograft {

namespace {

const QString kTokenPreviewChannel = QStringLiteral("examples.preview");

} // namespace

TokenPreview::TokenPreview(ExampleSet* examples, QuickLane* lane, QWidget* parent)
    : QWidget(parent), m_examples(examples), m_lane(lane), m_reader(new QComboBox(this)),
      m_summary(new QLabel(this)), m_strip(new TokenStrip(this))
{
    m_strip->setObjectName(QStringLiteral("tokenPreview"));
    m_summary->setObjectName(QStringLiteral("tokenPreview.summary"));
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_reader->setObjectName(QStringLiteral("tokenPreview.reader"));
    m_reader->setAccessibleName(tr("Tokenizer"));
    m_reader->setToolTip(tr("Whose tokenizer reads the row"));
    m_reader->addItem(tr("teacher's tokens"), static_cast<int>(Role::Teacher));
    m_reader->addItem(tr("student's tokens"), static_cast<int>(Role::Student));
    auto* line = new QHBoxLayout;
    line->addWidget(m_summary, 1);
    line->addWidget(m_reader);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(line);
    layout->addWidget(m_strip, 1);

    connect(m_reader, &QComboBox::activated, this, [this](int index) {
        m_examples->setReader(static_cast<Role>(m_reader->itemData(index).toInt()));
    });
    connect(examples, &ExampleSet::readerChanged, this, [this] {
        showReaders();
        ask();
    });
    connect(examples, &ExampleSet::cutOffChanged, this, &TokenPreview::ask);
    showReaders();
    ask();
}

void TokenPreview::setRow(int row)
{
    m_row = row;
    ask();
}

void TokenPreview::showReaders()
{
    m_reader->setVisible(m_examples->hasTwoReaders());
    m_reader->setCurrentIndex(m_reader->findData(static_cast<int>(m_examples->reader())));
}

void TokenPreview::showNothing(const QString& why)
{
    m_lane->forget(kTokenPreviewChannel);
    m_strip->setPreview(nullptr);
    m_summary->setText(why);
    m_summary->setToolTip(why);
}

void TokenPreview::ask()
{
    const std::shared_ptr<const DataFile> file = m_examples->file();
    const std::shared_ptr<const Tokenizer> tokenizer = m_examples->tokenizer();
    if (!file || m_row < 0 || m_row >= m_examples->rows()) {
        showNothing(tr("Choose a row to see its tokens."));
        return;
    }
    if (!file->facts(m_row).isUsable) {
        showNothing(tr("Row %1 was not read.").arg(m_row + 1));
        return;
    }
    if (!tokenizer) {
        showNothing(tr("Tokens need a model with a tokenizer."));
        return;
    }
    PreviewOptions options;
    options.maxLength = m_examples->cutOff();
    m_lane->ask(
        kTokenPreviewChannel, this,
        [this, file, tokenizer, options, row = m_row](const RunContext&) -> QuickLane::Answer {
            const auto preview =
                std::make_shared<const RowPreview>(previewRow(file->row(row), *tokenizer, options));
            return [this, preview, copyOf = file->facts(row).copyOf] {
                m_strip->setPreview(preview);
                const QString line = countText(preview->line + 1);
                const QString text = copyOf < 0
                    ? tr("Row %1: %2").arg(line, previewSummary(*preview))
                    : tr("Row %1, edited copy of row %2: %3")
                          .arg(line, countText(copyOf + 1), previewSummary(*preview));
                m_summary->setText(text);
                m_summary->setToolTip(text);
            };
        },
        [this](const JobOutcome& outcome) { showNothing(outcome.message); });
}

} // namespace neurograft
