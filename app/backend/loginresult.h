// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"

#include <QByteArray>
#include <QMap>
#include <QString>

namespace app::backend {

/// The credential files of a folder, each with a text that changes when the file does.
using AuthSnapshot = QMap<QString, QString>;
[[nodiscard]] AuthSnapshot authSnapshot(const QString &folder);

/// What is known once a login has ended.
struct LoginEvidence
{
    int exitStatus = 0;
    int signal = 0; ///< that ended it; 0: none
    QByteArray output; ///< the end of its standard output
    AuthSnapshot before;
    AuthSnapshot after;
};

/// What a login came to. The binary's exit status is 0 for nearly every failure, so success is
/// what it says on its output, or a credential file that was not there before. A file that only
/// changed proves nothing: a running backend refreshes its tokens. Pure.
[[nodiscard]] Outcome<QString> judgeLogin(const Command &command, const LoginEvidence &evidence);

} // namespace app::backend
