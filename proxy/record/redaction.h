// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// A request target as it may be recorded and shown: values of query parameters that carry
/// credentials become "***", by the rule of field names and compared decoded; what begins like a
/// usual service's key keeps its end, wherever it stands; cut at 2,048 bytes.
[[nodiscard]] QByteArray redactedTarget(QByteArrayView target);

/// A header value as it may be shown: credentials, and whatever looks like one in any field, keep
/// their last four characters at most, as `config show` masks them; queries as redactedTarget();
/// cut at 1,024 bytes.
[[nodiscard]] QByteArray redactedHeader(QByteArrayView name, QByteArrayView value);

} // namespace proxy
