// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/localreply.h"

#include "proxy/exchange/textjson.h"
#include "proxy/json/jsonwriter.h"

#include <utility>

namespace proxy {

Reply localReply(QByteArray body, int status)
{
    Reply reply;
    reply.status = status;
    reply.body = std::move(body);
    reply.headers.append("Cache-Control", "no-store");
    return reply;
}

Reply localProblem(int status, const Text &message)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().key("error").beginObject();
    json.field("type", status == 404 ? "not_found_error" : "invalid_request_error");
    json.field("message", message.utf8());
    optionalText(json, "said", message);
    json.endObject().endObject();
    return localReply(body, status);
}

} // namespace proxy
