// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/calendar.h"

#include <chrono>

namespace proxy {

QDate today()
{
    // Asked for with every request: the environment does not change under a running process.
    static const QDate given = dayFrom(qEnvironmentVariable("LLM_PROXY_TODAY"));
    if (given.isValid())
        return given;
    using namespace std::chrono;
    return QDate(1970, 1, 1).addDays(floor<days>(system_clock::now()).time_since_epoch().count());
}

QDate dayFrom(const QString &text)
{
    return QDate::fromString(text, Qt::ISODate);
}

} // namespace proxy
