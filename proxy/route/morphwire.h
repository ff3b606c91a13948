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

/// Returns the URL of the endpoint. It keeps the path of @p base without trailing slashes.
[[nodiscard]] QUrl morphUrl(const QUrl &base, RouterSelector selector, RouterProvider provider);

/// Returns the request's body: compact JSON with `input` before `mode`. An empty mode is sent as
/// "balanced".
[[nodiscard]] QByteArray morphBody(QByteArrayView utf8Text, QByteArrayView mode);

/// Returns the value of Authorization; nullopt when the key has a byte that no header may have.
[[nodiscard]] std::optional<QByteArray> morphAuthorization(QByteArrayView key);

/// Reads the body of a 2xx answer. Returns RouterMalformed unless it is a JSON object with the
/// expected field. An unknown label gives Difficulty::None.
[[nodiscard]] Result<RouterAnswer> parseMorphAnswer(const QByteArray &body,
                                                    RouterSelector selector);

/// A failed attempt and what follows from it.
struct MorphFailure
{
    Error error;
    bool mayBeRetried = false;
    bool counts = true; ///< the circuit breaker counts it
};

/// Judges a status outside 200-299; 0 means that no head arrived, for the reason @p detail.
[[nodiscard]] MorphFailure judgeMorphStatus(int status, const Text &detail = {});
/// Returns the failure for a 2xx answer that can't be read.
[[nodiscard]] MorphFailure malformedMorphAnswer(const Text &detail);
/// Returns the failure for a call whose budget is over.
[[nodiscard]] MorphFailure morphTimeout();

} // namespace proxy
