// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/morphwire.h"

#include "proxy/json/jsontree.h"
#include "proxy/json/jsonwriter.h"

#include <algorithm>

namespace proxy {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxLabel = 128;

QLatin1StringView pathSegment(RouterSelector selector, RouterProvider provider)
{
    return QLatin1StringView(selector == RouterSelector::Raw ? "raw" : name(provider));
}

MorphFailure failure(ErrorCode code, const Text &detail)
{
    return {.error = {.code = code, .source = ErrorSource::Router, .detail = detail}};
}

MorphFailure retried(ErrorCode code, const Text &detail)
{
    MorphFailure judged = failure(code, detail);
    judged.error.retry = Retry::Yes;
    judged.mayBeRetried = true;
    return judged;
}

/// A value as a label: a text as it is, anything else as it stands in JSON.
QByteArray labelOf(JsonValue value)
{
    return (value.isString() ? value.text() : value.raw().toByteArray()).left(kMaxLabel);
}

Result<RouterAnswer> rawAnswer(JsonValue object)
{
    const JsonValue difficulty = object["difficulty"];
    // An empty label means medium, as the vendor's own client reads it.
    if (difficulty.is(""))
        return RouterAnswer {.difficulty = Difficulty::Medium, .label = {}, .model = {}};
    const JsonValue value = difficulty.isNothing() ? object["model"] : difficulty;
    if (value.isNothing())
        return tl::make_unexpected(
            malformedMorphAnswer(Text::english("it has no difficulty")).error);
    const QByteArray label = labelOf(value);
    const auto known = value.isString() ? difficultyFromLabel(label) : std::nullopt;
    return RouterAnswer {
        .difficulty = known.value_or(Difficulty::None), .label = label, .model = {}};
}

Result<RouterAnswer> providerAnswer(JsonValue object)
{
    const JsonValue model = object["model"];
    if (model.isNothing())
        return tl::make_unexpected(malformedMorphAnswer(Text::english("it has no model")).error);
    const QByteArray difficulty = object["difficulty"].text();
    RouterAnswer answer {.difficulty = difficultyFromLabel(difficulty).value_or(Difficulty::None),
                         .label = labelOf(model),
                         .model = model.text()};
    // Without a usable model its difficulty alone would route by a table nobody chose.
    if (answer.model.isEmpty() || answer.model.size() > kMaxLabel) {
        answer.model.clear();
        answer.difficulty = Difficulty::None;
    }
    return answer;
}

} // namespace

QUrl morphUrl(const QUrl &base, RouterSelector selector, RouterProvider provider)
{
    QString path = base.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    QUrl url = base;
    url.setPath(path + "/v1/router/"_L1 + pathSegment(selector, provider), QUrl::StrictMode);
    url.setQuery(QString());
    url.setFragment(QString());
    url.setUserInfo(QString());
    return url;
}

QByteArray morphBody(QByteArrayView utf8Text, QByteArrayView mode)
{
    QByteArray body;
    body.reserve(utf8Text.size() + utf8Text.size() / 8 + 64);
    JsonWriter json(body);
    json.beginObject();
    json.field("input", utf8Text);
    json.field("mode", mode.isEmpty() ? QByteArrayView("balanced") : mode);
    json.endObject();
    return body;
}

std::optional<QByteArray> morphAuthorization(QByteArrayView key)
{
    const QByteArrayView trimmed = key.trimmed();
    const bool isPlain =
        std::all_of(trimmed.begin(), trimmed.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (trimmed.isEmpty() || !isPlain)
        return std::nullopt;
    return "Bearer " + trimmed.toByteArray();
}

Result<RouterAnswer> parseMorphAnswer(const QByteArray &body, RouterSelector selector)
{
    JsonTree tree;
    const bool isJson = tree.parse(body);
    if (!tree.root().isObject()) {
        const Text detail = body.isEmpty() ? Text::english("it is empty")
                            : isJson       ? Text::english("it is not a JSON object")
                                           : Text::english("it is not JSON: %1", {tree.error()});
        return tl::make_unexpected(malformedMorphAnswer(detail).error);
    }
    return selector == RouterSelector::Raw ? rawAnswer(tree.root()) : providerAnswer(tree.root());
}

MorphFailure judgeMorphStatus(int status, const Text &detail)
{
    const Text answered = Text::english("Morph answered %1", {status});
    if (status == 0)
        return retried(ErrorCode::RouterUnreachable, detail);
    if (status == 408)
        return retried(ErrorCode::RouterTimeout, answered);
    if (status == 429)
        return retried(ErrorCode::RouterRateLimited, answered);
    if (status >= 500 && status <= 599)
        return retried(ErrorCode::RouterFailed, answered);
    if (status >= 401 && status <= 403)
        return failure(ErrorCode::RouterUnauthorized, answered);
    if (status >= 400 && status <= 499) {
        MorphFailure judged = failure(ErrorCode::RouterRejected, answered);
        judged.counts = false;
        return judged;
    }
    if (status >= 300 && status <= 399)
        return failure(ErrorCode::RouterMalformed,
                       Text::english("Morph answered %1; redirects are not followed", {status}));
    return retried(ErrorCode::RouterMalformed, answered);
}

MorphFailure malformedMorphAnswer(const Text &detail)
{
    return retried(ErrorCode::RouterMalformed,
                   Text::english("Morph's answer can't be read: %1", {detail}));
}

MorphFailure morphTimeout()
{
    return failure(ErrorCode::RouterTimeout,
                   Text::english("Morph did not answer within the budget"));
}

} // namespace proxy
