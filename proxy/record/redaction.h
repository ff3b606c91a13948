// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// Returns a request target that may be recorded and shown. Values of query parameters whose
/// decoded names mean credentials become "***". Texts that begin like a key of a known service keep
/// only their end. The result is cut at 2,048 bytes. Pure.
[[nodiscard]] QByteArray redactedTarget(QByteArrayView target);

/// Returns a header value that may be shown. Credentials, and texts that look like one in any
/// field, keep at most their last four characters. Queries are redacted like redactedTarget(). The
/// result is cut at 1,024 bytes. Pure.
[[nodiscard]] QByteArray redactedHeader(QByteArrayView name, QByteArrayView value);

} // namespace proxy
