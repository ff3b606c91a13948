// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/models/modelname.h"

namespace proxy {

QByteArray ModelName::toByteArray() const
{
    QByteArray id;
    if (!prefix.isEmpty())
        id = prefix + '/';
    id += base;
    if (hasSuffix)
        id += '(' + suffix + ')';
    return id;
}

ModelName parseModelName(QByteArrayView id)
{
    ModelName name;
    if (id.endsWith(')')) {
        const auto open = id.lastIndexOf('(');
        if (open > 0) {
            name.suffix = id.sliced(open + 1).chopped(1).toByteArray();
            name.hasSuffix = true;
            id.truncate(open);
        }
    }
    const auto slash = id.indexOf('/');
    if (slash > 0 && slash + 1 < id.size()) {
        name.prefix = id.first(slash).toByteArray();
        id = id.sliced(slash + 1);
    }
    name.base = id.toByteArray();
    return name;
}

} // namespace proxy
