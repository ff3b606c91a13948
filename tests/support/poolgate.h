// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/handover.h"

#include <QSemaphore>
#include <QThreadPool>

namespace support {

/// A pool of one thread that begins its work when the test says so.
class PoolGate final
{
public:
    PoolGate()
    {
        pool.setMaxThreadCount(1);
        close();
    }
    ~PoolGate() { open(); }
    Q_DISABLE_COPY_MOVE(PoolGate)

    /// What is started from now on waits.
    void close()
    {
        proxy::startOn(pool, [this] { m_gate.acquire(); });
    }
    /// Returns when all that waited is done; its results are posted by then.
    void open()
    {
        m_gate.release();
        pool.waitForDone();
    }

    QThreadPool pool;

private:
    QSemaphore m_gate;
};

} // namespace support
