// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/limitinforce.h"

namespace proxy {

const char *name(Restraint restraint)
{
    switch (restraint) {
    case Restraint::None:
        return "none";
    case Restraint::Aggressive:
        return "aggressive";
    case Restraint::EasyOnly:
        return "easy-only";
    case Restraint::Stop:
        break;
    }
    return "stopped";
}

const char *name(LimitSource source)
{
    return source == LimitSource::Quota ? "quota" : "budget";
}

const LimitInForce *strictest(const LimitsInForce &limits)
{
    const LimitInForce *found = nullptr;
    for (const LimitInForce &limit : limits) {
        if (limit.restraint > (found ? found->restraint : Restraint::None))
            found = &limit;
    }
    return found;
}

QByteArray limitLabel(const LimitInForce &limit)
{
    return QByteArray(name(limit.source)) + ':' + name(limit.restraint);
}

} // namespace proxy
