// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>

class QComboBox;
class QWidget;

namespace neurograft {

class MachineModel;
struct ModelReport;

/// Where a model may compute on this machine; the data of an entry is what a study says ("auto",
/// "cpu", "cuda:0"). A device that is not here is kept and named so.
QComboBox* makeDeviceBox(const MachineModel* machine, const QString& objectName,
                         const std::string& chosen, QWidget* parent);
/// In which number type; data as above ("auto", "float32", …).
QComboBox* makeTypeBox(const QString& objectName, const std::string& chosen, QWidget* parent);
/// What such a box says.
std::string chosenWord(const QComboBox* box);

/// "1.4 MB in bf16, 2.7 MB in fp32": what the weights take, by number type.
QString weightsText(const ModelReport& report);

} // namespace neurograft
