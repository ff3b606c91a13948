// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/store/storestate.h"

namespace proxy {

const char *name(StoreState state)
{
    switch (state) {
    case StoreState::Connecting:
        return "connecting";
    case StoreState::Ready:
        return "ready";
    case StoreState::Away:
        return "away";
    case StoreState::Silent:
        return "silent";
    case StoreState::Partly:
        return "partly";
    case StoreState::Refused:
        return "refused";
    case StoreState::ReadOnly:
        return "read-only";
    case StoreState::Full:
        return "full";
    }
    return "";
}

Text inWords(StoreState state)
{
    switch (state) {
    case StoreState::Connecting:
        return Text::english("is being connected");
    case StoreState::Ready:
        return Text::english("is shared");
    case StoreState::Away:
        return Text::english("can't be reached: this instance works alone");
    case StoreState::Silent:
        return Text::english("does not answer in time: this instance works alone");
    case StoreState::Partly:
        return Text::english("answers in part: what its silent node holds is not shared");
    case StoreState::Refused:
        return Text::english("refuses this instance, which works alone");
    case StoreState::ReadOnly:
        return Text::english("takes no writes, it is a replica: what this instance learns is not "
                             "shared");
    case StoreState::Full:
        return Text::english("takes no writes, it is full: what this instance learns is not "
                             "shared");
    }
    return {};
}

std::vector<StoreState> allStoreStates()
{
    return {StoreState::Connecting, StoreState::Ready,   StoreState::Away,     StoreState::Silent,
            StoreState::Partly,     StoreState::Refused, StoreState::ReadOnly, StoreState::Full};
}

} // namespace proxy
