// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/serverthread.h"

namespace standins {

ServerThread::ServerThread()
{
    m_context.moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("fake"));
    m_thread.start();
}

ServerThread::~ServerThread()
{
    m_thread.quit();
    m_thread.wait();
}

} // namespace standins
