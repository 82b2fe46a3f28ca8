// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <nlohmann/json.hpp>

#include <functional>

namespace neurograft {

/// Copies the files of a model folder.
void copyModel(const QString& from, const QString& to);

QByteArray readBytes(const QString& path);
void writeBytes(const QString& path, const QByteArray& bytes);

/// Changes a JSON file in place.
void editJson(const QString& path, const std::function<void(nlohmann::json&)>& change);

/// Changes the header of a safetensors file in place; the tensor bytes stay as they are.
void editHeader(const QString& path, const std::function<void(nlohmann::json&)>& change);

/// Writes a quiet NaN over the first element of a float32 tensor.
void plantNan(const QString& path, const std::string& tensor);

} // namespace neurograft
