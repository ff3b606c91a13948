// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/reportederror.h"

namespace proxy {

namespace {

bool isError(JsonValue value)
{
    return value.isObject() || !value.quoted().isEmpty();
}

} // namespace

JsonValue reportedError(JsonValue document)
{
    for (const JsonValue &error : {document["error"], document["response"]["error"]}) {
        if (isError(error))
            return error;
    }
    for (JsonValue choice = document["choices"].first(); choice; choice = choice.next()) {
        if (isError(choice["error"]))
            return choice["error"];
        if (choice["finish_reason"].is("error"))
            return choice;
    }
    const bool isError = document["type"].is("error") || document["object"].is("error");
    return isError ? document : JsonValue();
}

} // namespace proxy
