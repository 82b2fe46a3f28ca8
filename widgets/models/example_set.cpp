// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/example_set.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kMeasureMs = 60; ///< of one question; others wait that long at most
const QString kLengthsChannel = QStringLiteral("examples.lengths");

QString tokenizerChannel(Role role)
{
    return QStringLiteral("examples.tokenizer.") + roleLetter(role);
}

} // namespace

ExampleSet::ExampleSet(PairModel* pair, QuickLane* lane, QObject* parent)
    : QObject(parent), m_pair(pair), m_lane(lane)
{
    connect(pair, &PairModel::dataChanged, this, &ExampleSet::takeFile);
    connect(pair, &PairModel::modelChanged, this, &ExampleSet::takeModel);
    takeFile();
    takeModel(Role::Teacher);
    takeModel(Role::Student);
}

void ExampleSet::takeFile()
{
    const DataSlot& slot = m_pair->data();
    if (m_file == slot.file) {
        return;
    }
    m_file = slot.file;
    m_name = m_file ? QString::fromStdString(shortDataName(toPath(slot.path))) : QString();
    forgetLengths();
    Q_EMIT fileChanged();
    measureNext();
}

void ExampleSet::takeModel(Role role)
{
    const ModelSlot& slot = m_pair->model(role);
    const bool isReadable =
        slot.state == SlotState::Ready && slot.report && slot.report->tokenizer.has_value();
    const QString folder = isReadable ? slot.folder : QString();
    if (m_folders[index(role)] == folder) {
        return;
    }
    m_folders[index(role)] = folder;
    m_tokenizers[index(role)].reset();
    m_lane->forget(tokenizerChannel(role));
    chooseReader();
    if (folder.isEmpty()) {
        return;
    }
    m_lane->ask(
        tokenizerChannel(role), this,
        [this, role, path = toPath(folder)](const RunContext&) -> QuickLane::Answer {
            const std::shared_ptr<const Tokenizer> tokenizer = openTokenizer(path);
            return [this, role, tokenizer] {
                m_tokenizers[index(role)] = tokenizer;
                chooseReader();
            };
        },
        [this, role](const JobOutcome& outcome) {
            Q_EMIT failed(role == Role::Teacher ? tr("The teacher's tokenizer was not opened.")
                                                : tr("The student's tokenizer was not opened."),
                          outcome);
        });
}

void ExampleSet::chooseReader()
{
    const std::size_t other = 1 - index(m_reader);
    if (!m_tokenizers[index(m_reader)] && m_tokenizers[other]) {
        m_reader = m_reader == Role::Teacher ? Role::Student : Role::Teacher;
    }
    forgetLengths();
    Q_EMIT readerChanged();
    measureNext();
}

void ExampleSet::setReader(Role reader)
{
    if (reader == m_reader || !m_tokenizers[index(reader)]) {
        return;
    }
    m_reader = reader;
    Q_EMIT readerChanged();
    measureNext();
}

bool ExampleSet::hasTwoReaders() const
{
    return m_tokenizers[0] && m_tokenizers[1]
        && m_tokenizers[0]->fingerprint() != m_tokenizers[1]->fingerprint();
}

void ExampleSet::setCutOff(int tokens)
{
    if (tokens != m_cutOff && tokens >= 0) {
        m_cutOff = tokens;
        Q_EMIT cutOffChanged();
    }
}

bool ExampleSet::isMeasured() const
{
    return m_file && m_measured[index(m_reader)] == rows();
}

void ExampleSet::forgetLengths()
{
    m_lane->forget(kLengthsChannel);
    m_measured = {};
    for (std::vector<RowLength>& lengths : m_lengths) {
        lengths.assign(static_cast<std::size_t>(rows()), RowLength());
    }
}

void ExampleSet::measureNext()
{
    const std::shared_ptr<const Tokenizer> reading = tokenizer();
    if (!m_file || !reading || isMeasured()) {
        return;
    }
    const std::size_t slot = index(m_reader);
    const int first = m_measured[slot];
    m_lane->ask(kLengthsChannel, this,
                [this, first, slot, reading,
                 file = m_file](const RunContext& context) -> QuickLane::Answer {
                    auto lengths = std::make_shared<const std::vector<RowLength>>(
                        measureRows(*file, first, *reading, kMeasureMs, context));
                    return [this, first, slot, lengths] {
                        std::copy(lengths->begin(), lengths->end(),
                                  m_lengths[slot].begin() + first);
                        m_measured[slot] = first + static_cast<int>(lengths->size());
                        if (slot == index(m_reader)) {
                            Q_EMIT lengthsChanged(first, m_measured[slot] - 1);
                        }
                        measureNext();
                    };
                });
}

} // namespace neurograft
