// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

namespace app {

/// The content of a file and the name it is told by in complaints.
struct NamedText
{
    QString name;
    QByteArray text;
};

} // namespace app
