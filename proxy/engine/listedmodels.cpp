// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/listedmodels.h"

#include "proxy/route/modelcatalog.h"
#include "proxy/upstream/backendconfig.h"
#include "proxy/upstream/upstreamauth.h"

#include <QEventLoop>
#include <QProcessEnvironment>

#include <algorithm>

namespace proxy {

Result<QList<QByteArray>> fetchListedModels(const ProxyConfig &config,
                                            std::chrono::milliseconds limit)
{
    UpstreamAuth auth(
        config.upstream,
        backendConfigCandidates(config.upstream, QProcessEnvironment::systemEnvironment()));
    ModelCatalog catalog(
        {.upstream = config.upstream.url, .dialect = config.upstream.dialect, .timeout = limit},
        [&auth] { return auth.key(); });
    QEventLoop loop;
    QObject::connect(&catalog, &ModelCatalog::refreshed, &loop, &QEventLoop::quit);
    catalog.refresh();
    loop.exec();
    const auto list = catalog.list();
    if (!list)
        return tl::make_unexpected(catalog.lastError().value_or(Error {}));
    QList<QByteArray> sorted(list->begin(), list->end());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

} // namespace proxy
