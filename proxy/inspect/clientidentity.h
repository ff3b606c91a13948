// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"

#include <QByteArray>

namespace proxy {

/// The program that sends a request, as its headers tell.
struct ClientIdentity
{
    QByteArray name; ///< "claude-code", "codex", …, else the product token; empty: none
    QByteArray version;
    QByteArray session; ///< from a session header; empty: none, see RequestFacts::sessionId
};

/// Reads User-Agent and the session headers. The results are printable ASCII of limited length.
/// Pure.
[[nodiscard]] ClientIdentity identifyClient(const HeaderList &headers);

/// Returns @p session, trimmed, if it is printable ASCII without blanks and not too long; else
/// empty.
[[nodiscard]] QByteArray checkedSession(QByteArrayView session);

/// Returns the session in a `metadata.user_id` (…_session_<id>, or a JSON object's session_id);
/// else empty.
[[nodiscard]] QByteArray sessionOfUserId(QByteArrayView userId);

} // namespace proxy
