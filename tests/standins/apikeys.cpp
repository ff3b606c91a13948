// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/apikeys.h"

#include "tests/standins/backendreplies.h"
#include "tests/standins/gojson.h"

#include <QUrlQuery>

#include <algorithm>

namespace standins {

namespace {

/// CLIProxyAPI looks everywhere, the others where their API puts it.
QList<QByteArray> candidates(const RecordedRequest &request, BackendDialects dialects)
{
    const QByteArray authorization = bearerOrBare(request.header("Authorization"));
    if (dialects == BackendDialects::OpenAiOnly)
        return authorization.isEmpty() ? QList<QByteArray> {} : QList {authorization};
    if (dialects == BackendDialects::AnthropicOnly) {
        const QByteArray key = request.header("X-Api-Key");
        const QByteArray &first = key.isEmpty() ? authorization : key;
        return first.isEmpty() ? QList<QByteArray> {} : QList {first};
    }
    const QUrlQuery query(QString::fromLatin1(request.target.mid(request.path().size() + 1)));
    QList<QByteArray> all {authorization, request.header("X-Goog-Api-Key"),
                           request.header("X-Api-Key")};
    for (const char *key : {"key", "auth_token"})
        all.append(query.queryItemValue(QLatin1String(key), QUrl::FullyDecoded).toUtf8());
    all.removeAll(QByteArray());
    return all;
}

} // namespace

QByteArray bearerOrBare(const QByteArray &authorization)
{
    const bool bearer = authorization.size() >= 7
                        && authorization.first(7).compare("bearer ", Qt::CaseInsensitive) == 0;
    return bearer ? authorization.mid(7).trimmed() : authorization.trimmed();
}

QByteArray matchedKey(const RecordedRequest &request, const BackendState &state)
{
    const QList<QByteArray> presented = candidates(request, state.dialects);
    for (const QByteArray &key : presented) {
        if (state.apiKeys.contains(key))
            return key;
    }
    return {};
}

std::optional<Script> refusalOfKey(const RecordedRequest &request, const BackendState &state)
{
    const bool unsafe =
        std::any_of(state.apiKeys.begin(), state.apiKeys.end(),
                    [](const QByteArray &key) { return key.startsWith("your-api-key-"); });
    if (state.isV7() && unsafe)
        return wholeReply(state, 403, kGinJson,
                          "{\"error\":\"unsafe_example_api_key\",\"message\":\"replace the example "
                          "api keys\"}",
                          {{"X-CPA-SAFE-MODE", "example-api-keys"}});
    if (state.apiKeys.isEmpty() || !matchedKey(request, state).isEmpty())
        return std::nullopt;
    const QByteArray text =
        candidates(request, state.dialects).isEmpty() ? "Missing API key" : "Invalid API key";
    if (state.dialects == BackendDialects::All)
        return wholeReply(state, 401, kGinJson, goError(text));
    const bool anthropic = state.dialects == BackendDialects::AnthropicOnly;
    return errorReply(state, anthropic ? AnswerDialect::Claude : AnswerDialect::Chat,
                      {401, text, anthropic ? "authentication_error" : "invalid_request_error"});
}

} // namespace standins
