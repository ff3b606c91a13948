// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

namespace proxy {

/// A descriptor that becomes readable when another thread wants it to: an eventfd on Linux, else a
/// pipe.
class WakeUp final
{
public:
    WakeUp();
    ~WakeUp();
    Q_DISABLE_COPY_MOVE(WakeUp)

    /// False when there was no descriptor left.
    [[nodiscard]] bool isValid() const { return m_read >= 0; }
    /// The descriptor to wait for.
    [[nodiscard]] int descriptor() const { return m_read; }

    /// Makes it readable. May be called from any thread, and in a signal handler.
    void raise();
    /// Makes it unreadable. Returns whether it was readable.
    bool take();

private:
    int m_read = -1;
    int m_write = -1;
};

} // namespace proxy
