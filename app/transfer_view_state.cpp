// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/transfer_view_state.h"

#include "widgets/models/run_list_model.h"
#include "widgets/models/study_document.h"
#include "widgets/models/transfer_session.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonObject>

namespace neurograft {

namespace {

const QString kTransferViewStateSection = QStringLiteral("transfer");
const QString kTransferViewStateRun = QStringLiteral("run");
const QString kForm = QStringLiteral("form");

} // namespace

void TransferViewState::store() const
{
    QJsonObject transfer = m_parts.study->viewSection(kTransferViewStateSection);
    const QString shown = m_parts.transfer->resultPath();
    const QString file = shown.isEmpty() || m_parts.runs->folder().isEmpty()
        ? QString()
        : QDir(m_parts.runs->folder()).relativeFilePath(shown);
    transfer.remove(kTransferViewStateRun);
    if (!file.isEmpty() && !file.startsWith(QLatin1String(".."))) {
        transfer.insert(kTransferViewStateRun, file);
    }
    transfer.insert(kForm, m_parts.transfer->toJson());
    m_parts.study->setViewSection(kTransferViewStateSection, transfer);
}

void TransferViewState::restore() const
{
    const QJsonObject transfer = m_parts.study->viewSection(kTransferViewStateSection);
    m_parts.transfer->fromJson(transfer.value(kForm).toObject());
    const QString run = transfer.value(kTransferViewStateRun).toString();
    const QString path = QDir(m_parts.runs->folder()).filePath(run);
    if (!run.isEmpty() && QFileInfo(path).isFile()) {
        m_parts.transfer->openResult(path, true);
    }
}

} // namespace neurograft
