// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/modelrefusal.h"

#include "proxy/resilience/retrypolicy.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

using namespace std::chrono_literals;

/// Words of the backend and of providers for a model that they don't have, whatever the status.
constexpr std::array<QByteArrayView, 2> kUnknownModel {"unknown provider for model",
                                                       "model_not_found"};

/// Words of Anthropic and OpenAI for more output tokens than the model gives.
constexpr std::array<QByteArrayView, 3> kTooManyTokens {"maximum allowed number of output tokens",
                                                        "max_tokens is too large",
                                                        "integer_above_max_value"};
/// … and for a prompt that is longer than its window. Claude Code and Codex read the same words.
constexpr std::array<QByteArrayView, 4> kTooLong {"prompt is too long", "context_length_exceeded",
                                                  "exceed context limit",
                                                  "exceeds the context window"};

template <std::size_t Count>
bool saysAnyOf(QByteArrayView payload, const std::array<QByteArrayView, Count> &phrases)
{
    return std::any_of(phrases.begin(), phrases.end(),
                       [payload](QByteArrayView words) { return payload.indexOf(words) >= 0; });
}

RefusedLimit limitOf(int status, QByteArrayView payload)
{
    constexpr int kTooLarge = 413;
    if (status == kTooLarge || saysAnyOf(payload, kTooLong))
        return RefusedLimit::PromptLength;
    return saysAnyOf(payload, kTooManyTokens) ? RefusedLimit::OutputTokens : RefusedLimit::None;
}

RefusalCause causeOf(int status, QByteArrayView payload)
{
    if (saysAnyOf(payload, kUnknownModel) || status == 404 || status == 410)
        return RefusalCause::Absence;
    if (status == 401 || status == 402 || status == 403)
        return RefusalCause::Account;
    return status == 429 || status >= 500 ? RefusalCause::Trouble : RefusalCause::Shape;
}

} // namespace

std::chrono::seconds ModelRefusal::life() const
{
    constexpr std::chrono::seconds kLongTrouble = 10min;
    switch (cause) {
    case RefusalCause::Shape:
        return 24h;
    case RefusalCause::Absence:
    case RefusalCause::Account:
        return 10min;
    case RefusalCause::Trouble:
        break;
    }
    return std::clamp<std::chrono::seconds>(retryAfter.value_or(1min), 1s, kLongTrouble);
}

std::optional<ModelRefusal> modelRefusal(const ResponseHead &head, QByteArrayView payload,
                                         const QDateTime &now)
{
    if (!mayRefuse(head.status))
        return std::nullopt;
    return ModelRefusal {.status = head.status,
                         .cause = causeOf(head.status, payload),
                         .limit = limitOf(head.status, payload),
                         .retryAfter =
                             parseRetryAfter(head.headers.first("retry-after").value_or(""), now)};
}

} // namespace proxy
