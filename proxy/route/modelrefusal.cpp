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

RefusalCause causeOf(int status, QByteArrayView payload)
{
    const bool isUnknown =
        std::any_of(kUnknownModel.begin(), kUnknownModel.end(),
                    [&](QByteArrayView words) { return payload.indexOf(words) >= 0; });
    if (isUnknown || status == 404 || status == 410)
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
                         .retryAfter =
                             parseRetryAfter(head.headers.first("retry-after").value_or(""), now)};
}

} // namespace proxy
