// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>

namespace proxy {

/// Hashes bytes to 64 bits with XXH3 and a secret, so that nobody outside can prepare two texts
/// with the same hash. Objects with other secrets give other hashes. Immutable after its
/// construction; any thread.
class KeyedHash final
{
public:
    /// Makes a new random secret.
    KeyedHash();
    /// Derives the secret from @p key, so that all who know it get the same hashes. An empty key is
    /// as none: a new random secret.
    explicit KeyedHash(const QByteArray &key);

    /// Never returns 0, so that callers can use 0 for "none".
    [[nodiscard]] quint64 operator()(QByteArrayView bytes) const;
    /// Returns one hash for the ordered pair of two.
    [[nodiscard]] quint64 combine(quint64 first, quint64 second) const;

private:
    std::array<quint64, 24> m_secret;
};

} // namespace proxy
