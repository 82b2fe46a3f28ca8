// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/study/transfer_study.h"

#include <QJsonObject>
#include <QObject>
#include <QString>

#include <array>
#include <filesystem>
#include <optional>
#include <vector>

namespace neurograft {

class PairModel;
class StudyDocument;

/// What rows of a transfer are for.
enum class RowPart { Extract, Align, Train, Validation };
inline constexpr std::array kRowParts{RowPart::Extract, RowPart::Align, RowPart::Train,
                                      RowPart::Validation};

/// "extract", "align", "train", "validation": as splits and options are called.
QString rowPartWord(RowPart part);

/// Where rows come from.
struct RowSource {
    enum class Kind {
        None,
        Split, ///< the study's split of that name, of the pair's data
        Data, ///< all rows of the pair's data
        File
    };
    Kind kind = Kind::None;
    QString file; ///< of Kind::File

    bool operator==(const RowSource& other) const
    {
        return kind == other.kind && file == other.file;
    }
    bool operator!=(const RowSource& other) const { return !(*this == other); }
};

/// The rows a transfer locates by and learns from. What nobody chose is the study's split of that
/// name, else the file of that name beside the data, else all rows of the data (for validation:
/// none). GUI thread only.
class TransferRows : public QObject {
    Q_OBJECT

public:
    /// Both outlive this object.
    TransferRows(PairModel* pair, StudyDocument* study, QObject* parent = nullptr);

    RowSource source(RowPart part) const;
    /// Nothing: as if nobody had chosen.
    void setSource(RowPart part, const std::optional<RowSource>& source);
    /// What there is to choose from, the present one included.
    std::vector<RowSource> choices(RowPart part) const;
    /// "split train, 20 rows", "train.jsonl", "all 48 rows of demo.jsonl", "none".
    QString text(const RowSource& source, RowPart part) const;
    /// Why a source cannot be used, one sentence; empty when it can. None is no problem here.
    QString problem(const RowSource& source, RowPart part) const;

    /// Whether a method reads them at all.
    static bool isUsed(RowPart part, const TransferStudy& study);
    /// Puts the files of all parts a method uses into @p study; rows of a split are written to
    /// "<stem>.train.jsonl" and so on. @throws StoreError when that cannot be written
    void place(TransferStudy& study, const std::filesystem::path& stem) const;

    QJsonObject toJson() const;
    void fromJson(const QJsonObject& json);

Q_SIGNALS:
    void changed();

private:
    /// From 0; empty when the study has no such split or it does not fit the data.
    std::vector<std::int64_t> splitRows(RowPart part) const;
    QString fileBeside(RowPart part) const;
    RowSource standard(RowPart part) const;

    PairModel* m_pair;
    StudyDocument* m_study;
    std::array<std::optional<RowSource>, kRowParts.size()> m_chosen;
};

/// Rows that were written beside another run of the folder @p runs are copied beside the one that
/// will be at @p stem, so that either can be moved or deleted. @throws what reading and writing
/// throw
void copyRows(TransferStudy& study, const std::filesystem::path& runs,
              const std::filesystem::path& stem);

} // namespace neurograft
