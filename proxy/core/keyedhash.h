// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <array>

namespace proxy {

/// Fast hash with a secret of this process (XXH3): fingerprints for memory, not for storage. Nobody
/// outside can prepare two texts that collide. Immutable; safe from any thread.
class KeyedHash final
{
public:
    /// With a fresh random secret.
    KeyedHash();

    /// Never 0, so that 0 may stand for "none".
    [[nodiscard]] quint64 operator()(QByteArrayView bytes) const;
    /// Folds two fingerprints; the order counts.
    [[nodiscard]] quint64 combine(quint64 first, quint64 second) const;

private:
    std::array<quint64, 24> m_secret;
};

} // namespace proxy
