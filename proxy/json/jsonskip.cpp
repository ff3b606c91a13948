// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonskip.h"

#include "proxy/json/jsonnumber.h"
#include "proxy/json/jsonwalk.h"

namespace proxy {

namespace {

JsonType literal(QByteArrayView text, QByteArrayView word, JsonType type)
{
    return text == word ? type : JsonType::Missing;
}

/// A visitor that keeps nothing.
struct Passing
{
    [[nodiscard]] static const char *value(JsonType /*type*/, size_t /*token*/) { return nullptr; }
    static void close(size_t /*token*/) { }
};

} // namespace

JsonType IndexedJson::scalarAt(size_t token) const
{
    if (token >= starts.size())
        return JsonType::Missing;
    const QByteArrayView value = text.sliced(starts[token], endOf(token) - starts[token]);
    switch (value.front()) {
    case 't':
        return literal(value, "true", JsonType::True);
    case 'f':
        return literal(value, "false", JsonType::False);
    case 'n':
        return literal(value, "null", JsonType::Null);
    default:
        return isJsonNumber(value) ? JsonType::Number : JsonType::Missing;
    }
}

std::optional<size_t> skipJsonValue(const IndexedJson &json, size_t token)
{
    Passing visitor;
    JsonWalk walk(json, token, visitor);
    if (!walk.walk())
        return std::nullopt;
    return walk.token();
}

} // namespace proxy
