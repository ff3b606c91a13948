// SPDX-License-Identifier: LicenseRef-Private
#include "ui/source/refusal.h"

#include "proxy/exchange/saidjson.h"

namespace ui {

std::optional<proxy::Said> refusalIn(const QJsonObject &answer)
{
    const QJsonObject error = answer[QStringLiteral("error")].toObject();
    if (proxy::Said said = proxy::saidFromJson(error[QStringLiteral("said")]); !said.isEmpty())
        return said;
    const QString message = error[QStringLiteral("message")].toString();
    return message.isEmpty() ? std::nullopt : std::optional(proxy::Said::words(message));
}

} // namespace ui
