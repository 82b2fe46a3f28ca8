// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QMenu>

namespace neurograft {

class SimilaritySession;

/// What a similarity run computes beside the measure looked at: baselines that give the maps their
/// scale, and further measures from the same pass over the texts. Stays open while entries are
/// ticked. Object name "runExtrasMenu"; entries are "runExtras.<baseline or table>".
class RunExtrasMenu : public QMenu {
    Q_OBJECT

public:
    /// @param session outlives the menu
    explicit RunExtrasMenu(SimilaritySession* session, QWidget* parent = nullptr);

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void addBaselines();
    void addMeasures();
    QAction* addTick(const QString& name, const QString& text, const QString& tip);
    void showOptions();
    bool tickActive();

    SimilaritySession* m_session;
    QMap<QString, QAction*> m_tables;
};

} // namespace neurograft
