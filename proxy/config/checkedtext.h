// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace proxy {

// Checks of single values. Each returns the accepted form of @p text, or an error whose detail says
// what is wrong; the detail never quotes a secret. All pure.

/// Accepts a credential: 1 to 4096 bytes of 0x21-0x7E, so that a header field can carry it.
[[nodiscard]] Result<QByteArray> checkedSecret(const QString &text);
/// Accepts a model id: visible ASCII, at most 256 bytes.
[[nodiscard]] Result<QString> checkedModel(const QString &text);
/// Accepts an address to bind: an IP literal, with or without brackets, or localhost. Returns its
/// canonical form.
[[nodiscard]] Result<QString> checkedAddress(const QString &text);
/// Accepts an address, or a network as address/prefix, of IPv4 or IPv6. A network of everybody is
/// an error.
[[nodiscard]] Result<QString> checkedNetwork(const QString &text);
/// Accepts a host name for the Host field. Returns it in lower case; a port is an error.
[[nodiscard]] Result<QString> checkedHostName(const QString &text);
/// Accepts an origin: scheme://host[:port] and nothing else. Returns it in lower case without a
/// default port, as browsers send it.
[[nodiscard]] Result<QString> checkedOrigin(const QString &text);

/// Prefix: the path precedes request targets that begin with /v1, so it must not end with /v1.
enum class UrlPath { Prefix, Any };
/// Accepts an http or https URL with a host and without user, query and fragment. Returns it
/// without trailing slashes.
[[nodiscard]] Result<QUrl> checkedUrl(const QString &text, UrlPath path);

} // namespace proxy
