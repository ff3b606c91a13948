// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/support/runningproxy.h"
#include "tests/support/scriptedhost.h"
#include "ui/source/attachedsource.h"
#include "ui/source/localsource.h"

#include <QTest>

#include <memory>
#include <vector>

namespace support {

enum class Shown { Local, Attached };

/// A real engine between fakes and a source that shows it: as the engine of this process, or
/// over its routes as that of another.
class ShownProxy final
{
public:
    /// Before it: settings may be changed in `stands.config`.
    [[nodiscard]] bool start(Shown how)
    {
        QSignalSpy started(&host.service(), &proxy::ProxyService::started);
        host.service().start(stands.config, "token");
        if (!started.wait(10000))
            return false;
        stands.port = started.at(0).at(0).value<quint16>();
        if (how == Shown::Attached)
            source = std::make_unique<ui::AttachedSource>(
                ui::DesktopHost::OtherInstance {.pid = 4711,
                                                .port = stands.port,
                                                .version = QStringLiteral("1"),
                                                .controlToken = "token"});
        else
            source = std::make_unique<ui::LocalSource>(host);
        QObject::connect(source.get(), &ui::ProxySource::exchangesArrived, source.get(),
                         [this](const auto &exchanges) {
                             seen.insert(seen.end(), exchanges.begin(), exchanges.end());
                         });
        source->refreshStatus();
        return QTest::qWaitFor([this] {
            return source->status().state == proxy::ServiceState::Running
                   && source->status().upstreamReachable.value_or(false);
        });
    }

    /// The latest exchange, once it ended.
    [[nodiscard]] bool waitForEnd()
    {
        return QTest::qWaitFor(
            [this] { return !seen.empty() && seen.back().end != proxy::ExchangeEnd::Open; });
    }

    RunningProxy stands; ///< its fakes and configuration; the engine is the host's
    ScriptedHost host;
    std::unique_ptr<ui::ProxySource> source;
    std::vector<proxy::Exchange> seen;
};

} // namespace support
