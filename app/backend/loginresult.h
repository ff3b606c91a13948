// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"

#include <QByteArray>
#include <QMap>
#include <QString>

namespace app::backend {

/// The credential files of a folder, each with a text that changes with the file.
using AuthSnapshot = QMap<QString, QString>;
[[nodiscard]] AuthSnapshot authSnapshot(const QString &folder);

/// What is known after a login has ended.
struct LoginEvidence
{
    int exitStatus = 0;
    int signal = 0; ///< that ended it; 0: none
    QByteArray output; ///< the end of its standard output
    AuthSnapshot before;
    AuthSnapshot after;
};

/// Judges a login. The binary's exit status is 0 for nearly every failure, so only its output or a
/// new credential file proves success. A changed file proves nothing, because a running backend
/// refreshes its tokens. Pure.
[[nodiscard]] Outcome<QString> judgeLogin(const Command &command, const LoginEvidence &evidence);

} // namespace app::backend
