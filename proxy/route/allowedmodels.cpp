// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/allowedmodels.h"

#include "proxy/config/userrules.h"
#include "proxy/models/modelname.h"
#include "proxy/models/modeltable.h"

#include <algorithm>

namespace proxy {

bool mayUse(const NamedClient *client, QByteArrayView model)
{
    if (!client || client->models.isEmpty())
        return true;
    if (model.isEmpty())
        return false;
    const QByteArrayView base = splitModelName(model).base;
    const QByteArrayView undated = undatedModel(model);
    return std::any_of(client->models.begin(), client->models.end(),
                       [&](const QByteArray &pattern) {
                           // "claude-haiku*" says nothing of an account that is named so.
                           if (pattern.contains('/') || pattern.contains('('))
                               return matchesPattern(model, pattern);
                           return matchesPattern(base, pattern) || matchesPattern(undated, pattern);
                       });
}

} // namespace proxy
