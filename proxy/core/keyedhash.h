// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <array>

namespace proxy {

/// Hashes bytes to 64 bits with XXH3 and a random secret of this object, so that nobody outside can
/// prepare two texts with the same hash. The hashes are for lookups in memory; another object gives
/// others. Immutable after its construction; any thread.
class KeyedHash final
{
public:
    /// Makes a new random secret.
    KeyedHash();

    /// Never returns 0, so that callers can use 0 for "none".
    [[nodiscard]] quint64 operator()(QByteArrayView bytes) const;
    /// Returns one hash for the ordered pair of two.
    [[nodiscard]] quint64 combine(quint64 first, quint64 second) const;

private:
    std::array<quint64, 24> m_secret;
};

} // namespace proxy
