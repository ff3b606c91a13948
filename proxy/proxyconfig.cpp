// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/proxyconfig.h"

#include "proxy/modeltable.h"

namespace proxy {

ModelTable ProxyConfig::modelTable() const
{
    return models ? *models : ModelTable();
}

} // namespace proxy
