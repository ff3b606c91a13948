// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/quotedjson.h"

#include "proxy/json/jsonwriter.h"

namespace app {

QByteArray quoted(const QByteArray &text)
{
    QByteArray json;
    proxy::JsonWriter(json).string(text);
    return json;
}

} // namespace app
