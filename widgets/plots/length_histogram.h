// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"

#include <QWidget>

namespace neurograft {

/// How many rows have how many tokens, with the cut-off as a line; bars beyond it are hatched.
class LengthHistogram : public QWidget {
    Q_OBJECT

public:
    explicit LengthHistogram(QWidget* parent = nullptr);

    void setSummary(const LengthSummary& summary, int cutOff);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QRectF plotRect() const;
    LengthSummary m_summary;
    int m_cutOff = 0;
};

/// "48 rows, 13 to 17 tokens, median 15; cut-off 1 024: 0 truncated."
QString lengthFinding(const LengthSummary& summary, int cutOff);

/// Lines of first token, last token and rows of each bin, with tabs and a heading.
QString lengthTable(const LengthSummary& summary);

} // namespace neurograft
