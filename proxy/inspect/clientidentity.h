// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"

#include <QByteArray>

namespace proxy {

/// Who sends a request, as far as its headers tell.
struct ClientIdentity
{
    QByteArray name; ///< "claude-code", "codex", …, else the product token; empty: not told
    QByteArray version;
    QByteArray session; ///< from a session header; empty: none, see RequestFacts::sessionId
};

/// Reads User-Agent and the session headers. Values are printable ASCII of bounded length.
[[nodiscard]] ClientIdentity identifyClient(const HeaderList &headers);

/// @p session trimmed, if it is printable ASCII without blanks and of moderate size; else empty.
[[nodiscard]] QByteArray checkedSession(QByteArrayView session);

/// The session in a `metadata.user_id` (…_session_<id>, or a JSON object's session_id); else empty.
[[nodiscard]] QByteArray sessionOfUserId(QByteArrayView userId);

} // namespace proxy
