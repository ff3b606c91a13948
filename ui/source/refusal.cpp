// SPDX-License-Identifier: LicenseRef-Private
#include "ui/source/refusal.h"

#include "proxy/exchange/textjson.h"

namespace ui {

std::optional<proxy::Text> refusalIn(const QJsonObject &answer)
{
    const QJsonObject error = answer[QStringLiteral("error")].toObject();
    if (proxy::Text text = proxy::textFromJson(error[QStringLiteral("said")]); !text.isEmpty())
        return text;
    const QString message = error[QStringLiteral("message")].toString();
    return message.isEmpty() ? std::nullopt : std::optional(proxy::Text::words(message));
}

} // namespace ui
