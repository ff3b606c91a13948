// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/route/router.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QUrl>

#include <optional>

namespace proxy {

/// The endpoint that is asked. Trailing slashes of @p base are dropped, its path is kept.
[[nodiscard]] QUrl morphUrl(const QUrl &base, RouterSelector selector, RouterProvider provider);

/// The request's body: compact JSON, input before mode; an empty mode is sent as "balanced", any
/// other as it is.
[[nodiscard]] QByteArray morphBody(QByteArrayView utf8Text, QByteArrayView mode);

/// The value of Authorization; nullopt: the key holds what no header may hold.
[[nodiscard]] std::optional<QByteArray> morphAuthorization(QByteArrayView key);

/// Reads the body of a 2xx. Anything but a JSON object with the field that was asked for is
/// RouterMalformed; a label nobody knows is an answer with Difficulty::None.
[[nodiscard]] Result<RouterAnswer> parseMorphAnswer(const QByteArray &body,
                                                    RouterSelector selector);

/// A failed attempt, judged.
struct MorphFailure
{
    Error error;
    bool mayBeRetried = false;
    bool counts = true; ///< for the breaker
};

/// Any status outside 200-299; 0: no head arrived (@p detail says why).
[[nodiscard]] MorphFailure judgeMorphStatus(int status, const Said &detail = {});
/// A 2xx that can't be read.
[[nodiscard]] MorphFailure malformedMorphAnswer(const Said &detail);
/// The whole budget is used up.
[[nodiscard]] MorphFailure morphTimeout();

} // namespace proxy
