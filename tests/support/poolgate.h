// SPDX-License-Identifier: LicenseRef-Private
#pragma once

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
        pool.start([this] { m_gate.acquire(); });
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
