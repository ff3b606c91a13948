// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace proxy {

/// A text without its secrets.
struct MaskedText
{
    QByteArray text; ///< UTF-8
    int masked = 0; ///< how many secrets were replaced
};

/// Replaces what is a secret in @p utf8 by kMaskedSecret: tokens of known shapes (a table of
/// prefixes, lengths and alphabets), JSON Web Tokens, private keys in PEM, passwords in URLs,
/// values of an Authorization field, and values that look random beside a name such as "password"
/// or "api_key". Names, addresses and the words around stay. A text without secrets is returned as
/// it is, without a copy. Takes time linear in the text's length: values beside names are looked at
/// up to eight times its length together.
[[nodiscard]] MaskedText maskSecrets(const QByteArray &utf8);

/// Stands where a secret stood.
inline constexpr QByteArrayView kMaskedSecret = "[secret]";

} // namespace proxy
