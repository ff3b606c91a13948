// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace proxy {

/// Checks of single texts; each Error's detail says what is wrong, without a secret's text.

/// A credential: 1 to 4096 bytes of 0x21-0x7E, so that it can stand in a header.
[[nodiscard]] Result<QByteArray> checkedSecret(const QString &text);
/// A model id: visible ASCII, 256 bytes at most.
[[nodiscard]] Result<QString> checkedModel(const QString &text);
/// An address to bind: an IP literal (brackets allowed) in canonical form, or localhost.
[[nodiscard]] Result<QString> checkedAddress(const QString &text);
/// A name accepted in Host: lower case, without port.
[[nodiscard]] Result<QString> checkedHostName(const QString &text);
/// scheme://host[:port], lower case, nothing else; default ports dropped as browsers do.
[[nodiscard]] Result<QString> checkedOrigin(const QString &text);

/// Prefix: stands before targets that begin with /v1 themselves, so it must not end with it.
enum class UrlPath { Prefix, Any };
/// http or https with a host; no user, query or fragment; trailing slashes removed.
[[nodiscard]] Result<QUrl> checkedUrl(const QString &text, UrlPath path);

} // namespace proxy
