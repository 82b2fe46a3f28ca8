// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/broken_model.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <cstring>
#include <limits>

namespace neurograft {

namespace {

std::uint64_t headerLength(const QByteArray& bytes)
{
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.constData(), sizeof length);
    return length;
}

nlohmann::json headerOf(const QByteArray& bytes)
{
    return nlohmann::json::parse(bytes.constData() + 8,
                                 bytes.constData() + 8 + headerLength(bytes));
}

} // namespace

void copyModel(const QString& from, const QString& to)
{
    QDir().mkpath(to);
    for (const QString& name : QDir(from).entryList(QDir::Files)) {
        QFile::copy(from + '/' + name, to + '/' + name);
        QFile::setPermissions(to + '/' + name, QFile::ReadOwner | QFile::WriteOwner);
    }
}

QByteArray readBytes(const QString& path)
{
    QFile file(path);
    file.open(QIODevice::ReadOnly);
    return file.readAll();
}

void writeBytes(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    file.open(QIODevice::WriteOnly | QIODevice::Truncate);
    file.write(bytes);
}

void editJson(const QString& path, const std::function<void(nlohmann::json&)>& change)
{
    nlohmann::json json = nlohmann::json::parse(readBytes(path).toStdString());
    change(json);
    writeBytes(path, QByteArray::fromStdString(json.dump()));
}

void editHeader(const QString& path, const std::function<void(nlohmann::json&)>& change)
{
    const QByteArray bytes = readBytes(path);
    nlohmann::json header = headerOf(bytes);
    change(header);
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    const std::uint64_t length = text.size();
    QByteArray changed(reinterpret_cast<const char*>(&length), sizeof length);
    changed += QByteArray::fromStdString(text);
    changed += bytes.mid(8 + static_cast<qsizetype>(headerLength(bytes)));
    writeBytes(path, changed);
}

void plantNan(const QString& path, const std::string& tensor)
{
    QByteArray bytes = readBytes(path);
    const auto begin = headerOf(bytes).at(tensor).at("data_offsets").at(0).get<std::uint64_t>();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    std::memcpy(bytes.data() + 8 + headerLength(bytes) + begin, &nan, sizeof nan);
    writeBytes(path, bytes);
}

} // namespace neurograft
