// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/sharedparts.h"

#include "proxy/core/atomicfile.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QLoggingCategory>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

Q_LOGGING_CATEGORY(lcStore, "llmproxy.store")

constexpr qsizetype kIdLength = 16;

bool isInstanceId(const QByteArray &text)
{
    return text.size() == kIdLength && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

/// It stands beside the request log: the sums that it names are those of that log, whoever reads it
/// after a start.
QByteArray instanceOf(const QString &logDir)
{
    const QString path = QDir(logDir).filePath(QStringLiteral("instance-id"));
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray known = file.read(kIdLength + 1).trimmed();
        if (isInstanceId(known))
            return known;
    }
    const QByteArray made = QByteArray::number(QRandomGenerator::system()->generate64(), 16)
                                .rightJustified(kIdLength, '0');
    (void)QDir().mkpath(logDir);
    if (const auto written = writeFileAtomically(path, made + '\n'); !written)
        qCWarning(lcStore).noquote() << "the sums of this instance may be counted twice after its "
                                        "next start:"
                                     << written.error().detail.text();
    return made;
}

/// Morph counts for whoever has the same key.
QByteArray peerOf(const RouterSettings &router)
{
    const QByteArray key =
        QCryptographicHash::hash(router.apiKey, QCryptographicHash::Sha256).toHex();
    return "morph " + router.apiUrl.toEncoded() + ' ' + key;
}

/// What is on this machine is another one for each instance.
QByteArray peerOf(const UpstreamSettings &upstream)
{
    const QString host = upstream.url.host();
    const bool isHere = QHostAddress(host).isLoopback() || host == QStringLiteral("localhost");
    return isHere ? QByteArray() : "upstream " + upstream.url.toEncoded();
}

std::optional<qint64> unixTime(Instant instant)
{
    if (instant == Instant {})
        return std::nullopt;
    const auto ago =
        std::chrono::duration_cast<std::chrono::milliseconds>(steadyClock()() - instant);
    return QDateTime::currentMSecsSinceEpoch() - ago.count();
}

} // namespace

SharedParts::SharedParts(const ProxyConfig &config, const Engine &engine,
                         std::function<void()> changed)
    : m_router(engine.router)
    , m_upstream(engine.upstream)
    , m_store(config.store)
    , m_totals(m_store, instanceOf(config.record.logDir), engine.accounting, engine.budgets,
               steadyClock())
    , m_state(m_store, {.decider = engine.decider,
                        .sessions = engine.sessions,
                        .totals = m_totals,
                        .clock = engine.sessionClock,
                        .sharesSessions = !config.store.fingerprintKey.isEmpty()})
    , m_routerBreaker(m_store,
                      {.snapshot = [this] { return m_router.breaker().snapshot(); },
                       .open =
                           [this](std::chrono::milliseconds time) {
                               m_router.breaker().forceOpen(steadyClock()(), time);
                           }},
                      steadyClock())
    , m_upstreamBreaker(m_store,
                        {.snapshot = [this] { return m_upstream.circuit(); },
                         .open = [this](std::chrono::milliseconds) { m_upstream.openBreaker(); }},
                        steadyClock())
{
    apply(config);
    m_router.breaker().setFailureHandler([this] { m_routerBreaker.noteFailure(); });
    m_upstream.setFailureHandler([this] { m_upstreamBreaker.noteFailure(); });
    m_store.setObserver([this, changed = std::move(changed)](StoreState state) {
        // It may have come back empty.
        if (state == StoreState::Ready)
            m_totals.publishAll();
        changed();
    });
    m_store.start();
}

SharedParts::~SharedParts()
{
    m_router.breaker().setFailureHandler(nullptr);
    m_upstream.setFailureHandler(nullptr);
}

void SharedParts::apply(const ProxyConfig &config)
{
    m_routerBreaker.setPeer(peerOf(config.router));
    m_upstreamBreaker.setPeer(peerOf(config.upstream));
}

StoreStatus SharedParts::status() const
{
    const StoreStatistics &statistics = m_store.statistics();
    const LatencyHistogram &latencies = statistics.latencies;
    return {.state = name(statistics.state),
            .address = m_store.address().toUtf8(),
            .meaning = inWords(statistics.state),
            .sinceMs = unixTime(statistics.since),
            .lastError = statistics.lastError,
            .sharesSessions = m_state.sharesSessions(),
            .commands = statistics.commands,
            .bytes = statistics.bytes,
            .unanswered = statistics.unanswered,
            .refused = statistics.refused,
            .dropped = statistics.dropped,
            .latencyP50 = latencies.percentile(0.5).count(),
            .latencyP99 = latencies.percentile(0.99).count(),
            .instances = m_totals.instances(),
            .spentToday = m_totals.fleet().spend.cost,
            .savedToday = m_totals.fleet().saved()};
}

} // namespace proxy
