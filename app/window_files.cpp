// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_files.h"

#include "widgets/figures/figure_origin.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"

#include <QFileInfo>
#include <QMainWindow>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>

#include <algorithm>

namespace neurograft {

namespace {

const QString kWindowFilesTopic = QStringLiteral("open");

bool endsIn(const QString& path, std::initializer_list<const char*> suffixes)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return std::any_of(suffixes.begin(), suffixes.end(),
                       [&suffix](const char* one) { return suffix == QLatin1String(one); });
}

} // namespace

WindowFiles::WindowFiles(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    const PairModel* pair = parts.pair;
    add({[pair](const QString& path) {
             if (!QFileInfo(path).isDir()) {
                 return QString();
             }
             const QString name = QFileInfo(path).fileName();
             if (pair->model(Role::Teacher).state == SlotState::Empty) {
                 return tr("Opens %1 as teacher.").arg(name);
             }
             return pair->model(Role::Student).state == SlotState::Empty
                 ? tr("Opens %1 as student.").arg(name)
                 : tr("Opens %1 as teacher or student; the role is asked.").arg(name);
         },
         [this](const QString& path) { openModel(path); }});
    add({[](const QString& path) {
             return endsIn(path, {"h5", "hdf5"})
                 ? tr("Opens the result %1.").arg(QFileInfo(path).fileName())
                 : QString();
         },
         [this](const QString& path) {
             m_parts.pages->setCurrent(Workspace::Compare);
             m_parts.session->openResult(path);
         }});
    add({[](const QString& path) {
             return PairModel::isDataFile(path)
                 ? tr("Opens %1 as data.").arg(QFileInfo(path).fileName())
                 : QString();
         },
         [pair = parts.pair](const QString& path) { pair->openData(path); }});
    add({[](const QString& path) {
             return isFigureFile(toPath(path))
                 ? tr("Opens the run and the view behind %1.").arg(QFileInfo(path).fileName())
                 : QString();
         },
         [this](const QString& path) { Q_EMIT figureWanted(path); }});
}

const WindowFiles::Opener* WindowFiles::openerOf(const QString& path) const
{
    const auto opener =
        std::find_if(m_openers.rbegin(), m_openers.rend(), [&path](const Opener& candidate) {
            return !candidate.intent(path).isEmpty();
        });
    return opener != m_openers.rend() ? &*opener : nullptr;
}

void WindowFiles::open(const QString& path)
{
    const Opener* opener = QFileInfo::exists(path) ? openerOf(path) : nullptr;
    if (opener != nullptr) {
        opener->open(path);
    } else {
        refuse(path);
    }
}

void WindowFiles::openModel(const QString& folder)
{
    PairModel* pair = m_parts.pair;
    if (pair->model(Role::Teacher).state == SlotState::Empty) {
        pair->openModel(Role::Teacher, folder);
        return;
    }
    if (pair->model(Role::Student).state == SlotState::Empty) {
        pair->openModel(Role::Student, folder);
        return;
    }
    auto* box =
        new QMessageBox(QMessageBox::Question, tr("Open %1").arg(QFileInfo(folder).fileName()),
                        tr("Both places of the pair are taken. Which one is %1 to replace?")
                            .arg(QFileInfo(folder).fileName()),
                        QMessageBox::Cancel, m_parts.window);
    box->setObjectName(QStringLiteral("roleDialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    for (const Role role : {Role::Teacher, Role::Student}) {
        const QString words = role == Role::Teacher ? tr("Teacher %1") : tr("Student %1");
        QPushButton* button =
            box->addButton(words.arg(pair->model(role).name()), QMessageBox::AcceptRole);
        connect(button, &QPushButton::clicked, pair,
                [pair, role, folder] { pair->openModel(role, folder); });
    }
    box->open();
}

void WindowFiles::refuse(const QString& path)
{
    const QFileInfo file(path);
    m_parts.showProblem(
        kWindowFilesTopic, tr("%1 was not opened.").arg(file.fileName()),
        JobOutcome::failed(
            file.exists() ? tr("It is no model folder, data file, result file or figure.")
                          : tr("There is no such file or folder."),
            tr("Open a folder with config.json, a .jsonl, .csv, .npz or .h5 file.")));
}

QString WindowFiles::intentOf(const QStringList& paths) const
{
    QStringList lines;
    for (const QString& path : paths) {
        const Opener* opener = openerOf(path);
        lines << (opener != nullptr
                      ? opener->intent(path)
                      : tr("%1 cannot be opened: it is no model folder, data file, result file or "
                           "figure.")
                            .arg(QFileInfo(path).fileName()));
    }
    return lines.join(QLatin1Char('\n'));
}

QStringList WindowFiles::localPaths(const QMimeData* mime)
{
    QStringList paths;
    for (const QUrl& url : mime->urls()) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}

} // namespace neurograft
