// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/reportederror.h"

namespace proxy {

namespace {

// Some servers send an empty one beside every answer.
bool tellsNothing(JsonValue value)
{
    return value.isNothing() || value.type() == JsonType::False || value.number() == 0.0
           || (value.isString() && value.quoted().isEmpty());
}

/// The error that @p value is, or that it holds as an array's first; a missing value: none.
JsonValue errorIn(JsonValue value)
{
    if (value.isArray())
        value = value.first();
    if (value.isString())
        return value.quoted().isEmpty() ? JsonValue() : value;
    if (!value.isObject())
        return {};
    for (JsonValue member = value.first(); member; member = member.next()) {
        if (!tellsNothing(member))
            return value;
    }
    return {};
}

/// Words of a kind, and no part of an answer beside them.
bool isBareError(JsonValue document)
{
    if (!document["message"].isString() || !document["type"].isString()
        || document["type"].is("ping"))
        return false;
    for (const QByteArrayView part :
         {"id", "object", "model", "choices", "content", "delta", "usage", "response", "role"}) {
        if (document[part])
            return false;
    }
    return true;
}

} // namespace

JsonValue reportedError(JsonValue document)
{
    if (document.isArray())
        document = document.first();
    if (!document.isObject())
        return {};
    for (const JsonValue &told : {document["error"], document["response"]["error"]}) {
        if (const JsonValue error = errorIn(told))
            return error;
    }
    for (JsonValue choice = document["choices"].first(); choice; choice = choice.next()) {
        if (const JsonValue error = errorIn(choice["error"]))
            return error;
        if (choice["finish_reason"].is("error"))
            return choice;
    }
    const bool isError = document["type"].is("error") || document["object"].is("error");
    return isError || isBareError(document) ? document : JsonValue();
}

} // namespace proxy
