// SPDX-License-Identifier: LicenseRef-Private
#include "app/logsetup.h"

#include <QLoggingCategory>

namespace app {

void setUpLogging()
{
    qSetMessagePattern(QStringLiteral(
        "%{time yyyy-MM-ddTHH:mm:ss.zzz} "
        "%{if-debug}debug%{endif}%{if-info}info%{endif}%{if-warning}warning%{endif}"
        "%{if-critical}error%{endif}%{if-fatal}fatal%{endif} %{category}: %{message}"));
}

} // namespace app
