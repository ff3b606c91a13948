// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

namespace app {

/// The content of a file and the name for it in error messages.
struct NamedText
{
    QString name;
    QByteArray text;
};

} // namespace app
