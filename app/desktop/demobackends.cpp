// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/demobackends.h"

#include "app/standins/fakebackend.h"
#include "app/standins/fakemorph.h"

#include <QTemporaryDir>

namespace app {

struct DemoBackends::StandIns
{
    standins::FakeBackend backend;
    standins::FakeMorph morph;
    QTemporaryDir folder;
};

DemoBackends::DemoBackends()
    : m_standIns(std::make_unique<StandIns>())
{ }

DemoBackends::~DemoBackends() = default;

proxy::Result<void> DemoBackends::start()
{
    if (m_standIns->backend.start() && m_standIns->morph.start())
        return {};
    return tl::make_unexpected(proxy::Error {.code = proxy::ErrorCode::Internal,
                                             .detail = m_standIns->backend.errorString()
                                                       + m_standIns->morph.errorString()});
}

proxy::ProxyConfig DemoBackends::over(proxy::ProxyConfig config) const
{
    config.upstream.url = m_standIns->backend.url();
    config.upstream.apiKey = "k-alpha-0001";
    config.router.apiUrl = m_standIns->morph.url();
    config.router.apiKey = "sk-morph-demo";
    config.router.enabled = true;
    config.record.logDir = m_standIns->folder.path();
    config.runtimeDir = m_standIns->folder.path();
    return config;
}

} // namespace app
