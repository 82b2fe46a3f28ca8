// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/role.h"

#include <QCoreApplication>

namespace neurograft {

QString roleWord(Role role)
{
    return role == Role::Teacher ? QCoreApplication::translate("Role", "teacher")
                                 : QCoreApplication::translate("Role", "student");
}

QChar roleLetter(Role role)
{
    return QLatin1Char(role == Role::Teacher ? 'T' : 'S');
}

} // namespace neurograft
