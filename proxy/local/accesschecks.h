// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/local/clientregister.h"
#include "proxy/message/pathclass.h"
#include "proxy/message/request.h"

#include <optional>

namespace proxy {

/// Checks whether the client of @p head may use a path of @p pathClass. The check needs the head
/// alone, so it comes before a byte of the body is read. Where proxy keys or named clients are
/// configured, the request must present a key of them; @p named is whose it presents. A probe of
/// the process (/livez, /readyz) needs none. The backend's private routes (management, keep-alive,
/// callbacks) are closed to other machines (manual: security.md). Returns the error to answer, or
/// nullopt when the request is admitted. Pure.
[[nodiscard]] std::optional<Error> accessRefusal(const RequestHead &head, PathClass pathClass,
                                                 const ServerSettings &settings,
                                                 const PresentedClient &named = {});

/// Comparison whose time tells nothing about where the keys differ.
[[nodiscard]] bool equalsInConstantTime(QByteArrayView a, QByteArrayView b);

/// Returns every key that @p head presents, in its fields and in the query. Secret.
[[nodiscard]] QList<QByteArray> presentedKeys(const RequestHead &head);

/// Hash input for "the client's credential": the first one it presents, empty when none.
[[nodiscard]] QByteArrayView presentedCredential(const RequestHead &head);

/// Returns eight hex digits that stand for a credential, the same ones after every start; "none"
/// for an empty credential. For budgets and the request log, which never hold the credential.
[[nodiscard]] QByteArray credentialFingerprint(QByteArrayView credential);

} // namespace proxy
