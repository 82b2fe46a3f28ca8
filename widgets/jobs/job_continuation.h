// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

namespace neurograft {

/// What is needed to take up a stopped job again, also in another program run: its study, and the
/// file that holds what is done so far.
struct JobContinuation {
    QString kind; ///< command that runs it: "similarity"
    QString study; ///< JSON text
    QString result; ///< absolute path; the file is not there when the job had not begun
};

/// A job that was stopped when the program was left, to be taken up later.
struct PausedJob {
    QString title; ///< "Similarity of tiny-S and tiny-T"
    JobContinuation continuation;
    QDateTime when;
    QString reached; ///< "18 of 48 batches"; empty when it had not begun to count
};

} // namespace neurograft
