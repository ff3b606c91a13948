// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/modelrefusal.h"

#include "proxy/resilience/retrypolicy.h"

#include <algorithm>
#include <array>
#include <charconv>

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

/// The whole number that @p text begins with, after spaces; -1: none.
qint64 numberAt(QByteArrayView text)
{
    while (text.startsWith(' '))
        text = text.sliced(1);
    qint64 number = -1;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
    return error == std::errc() && end != text.begin() ? number : -1;
}

qint64 numberAfter(QByteArrayView payload, QByteArrayView words)
{
    const qsizetype at = payload.indexOf(words);
    return at < 0 ? -1 : numberAt(payload.sliced(at + words.size()));
}

/// "64000 > 32000, which is …", "203456 tokens > 200000 maximum": Anthropic's words, then OpenAI's.
void readNumbers(ModelRefusal &refusal, QByteArrayView payload)
{
    const qsizetype sign = payload.indexOf(" > ");
    if (sign >= 0) {
        refusal.most = numberAt(payload.sliced(sign + 3));
        qsizetype begin = sign;
        while (begin > 0 && payload[begin - 1] != ':')
            --begin;
        refusal.asked = numberAt(payload.sliced(begin));
        return;
    }
    refusal.most = std::max(numberAfter(payload, "supports at most"),
                            numberAfter(payload, "maximum context length is"));
    refusal.asked = numberAfter(payload, "resulted in");
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
    ModelRefusal refusal {.status = head.status,
                          .cause = causeOf(head.status, payload),
                          .limit = limitOf(head.status, payload),
                          .retryAfter =
                              parseRetryAfter(head.headers.first("retry-after").value_or(""), now)};
    if (refusal.limit != RefusedLimit::None)
        readNumbers(refusal, payload);
    return refusal;
}

} // namespace proxy
