// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// A request target as it may be recorded and shown: values of query parameters that carry
/// credentials (key, auth_token, token, code, state, …) become "***"; cut at 2,048 bytes.
[[nodiscard]] QByteArray redactedTarget(QByteArrayView target);

/// A header value as it may be shown: credentials keep their last four characters at most.
[[nodiscard]] QByteArray redactedHeader(QByteArrayView name, QByteArrayView value);

} // namespace proxy
