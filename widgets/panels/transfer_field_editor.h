// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/transfer_fields.h"

#include <QWidget>

#include <functional>

namespace neurograft {

/// The control of one option: a number box, a line, a choice, a tick or a row of ticks, as its kind
/// asks. Object name "transferForm.<key>", of the number of steps "stepsSpin".
class TransferFieldEditor : public QWidget {
    Q_OBJECT

public:
    explicit TransferFieldEditor(const TransferField& field, QWidget* parent = nullptr);

    /// Emits nothing.
    void setValue(const nlohmann::json& value);
    /// The control that takes the focus.
    QWidget* control() const { return m_control; }

Q_SIGNALS:
    /// A person chose another value.
    void edited(const nlohmann::json& value);

private:
    QWidget* makeCount(const TransferField& field);
    QWidget* makeNumber(const TransferField& field);
    QWidget* makeWord(const TransferField& field);
    QWidget* makeFlag(const TransferField& field);
    QWidget* makeModules(const TransferField& field);
    QWidget* makeCounts(const TransferField& field);

    QWidget* m_control = nullptr;
    std::function<void(const nlohmann::json&)> m_show;
};

} // namespace neurograft
