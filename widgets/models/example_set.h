// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"
#include "widgets/jobs/job_outcome.h"
#include "widgets/models/role.h"

#include <QObject>
#include <QString>

#include <array>
#include <memory>
#include <vector>

namespace neurograft {

class PairModel;
class QuickLane;

/// The data of the pair at work as both models read it: its rows, the tokenizers, how long the rows
/// are. Tokenizers are opened and rows measured on the quick lane, in short questions, so that
/// other quick answers come in between. GUI thread only.
class ExampleSet : public QObject {
    Q_OBJECT

public:
    /// The cut-off of transfer and perplexity (decisions.md D6).
    static constexpr int kDefaultCutOff = 1024;

    /// pair and lane outlive this object
    ExampleSet(PairModel* pair, QuickLane* lane, QObject* parent = nullptr);

    /// Null while no JSON Lines file is open.
    std::shared_ptr<const DataFile> file() const { return m_file; }
    int rows() const { return m_file ? static_cast<int>(m_file->rows()) : 0; }
    /// Name of the data in go-to strings: "gsm_align"; empty without a file.
    QString name() const { return m_name; }

    /// Whose tokenizer the tokens shown are of.
    Role reader() const { return m_reader; }
    void setReader(Role reader);
    /// Both tokenizers are there and differ: it matters who reads.
    bool hasTwoReaders() const;
    /// The reader's; null while no model with a tokenizer is open.
    std::shared_ptr<const Tokenizer> tokenizer() const { return m_tokenizers[index(m_reader)]; }

    /// Tokens that are kept of a row; 0 = all.
    int cutOff() const { return m_cutOff; }
    void setCutOff(int tokens);
    /// One per row, as the reader sees them; unknown ones are not measured yet or cannot be used.
    const std::vector<RowLength>& lengths() const { return m_lengths[index(m_reader)]; }
    bool isMeasured() const;

Q_SIGNALS:
    void fileChanged();
    /// Another tokenizer reads, or none.
    void readerChanged();
    /// Rows first … last (from 0) are measured now.
    void lengthsChanged(int first, int last);
    void cutOffChanged();
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    static std::size_t index(Role role) { return role == Role::Teacher ? 0 : 1; }
    void takeFile();
    void takeModel(Role role);
    void chooseReader();
    void forgetLengths();
    void measureNext();

    PairModel* m_pair;
    QuickLane* m_lane;
    std::shared_ptr<const DataFile> m_file;
    QString m_name;
    std::array<QString, 2> m_folders; ///< of the tokenizers open or being opened
    std::array<std::shared_ptr<const Tokenizer>, 2> m_tokenizers;
    std::array<std::vector<RowLength>, 2> m_lengths;
    std::array<int, 2> m_measured{}; ///< rows that were looked at, from the first
    Role m_reader = Role::Student;
    int m_cutOff = kDefaultCutOff;
};

} // namespace neurograft
