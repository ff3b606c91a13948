// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/store/storeclient.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

Q_LOGGING_CATEGORY(lcStore, "llmproxy.store")

constexpr auto kWatchEvery = 1s;
/// A store that nobody asked for so long is asked whether it is there.
constexpr auto kIdle = 5s;
/// What a full store takes one moment it may refuse the next.
constexpr auto kTroubleLasts = 10s;
constexpr auto kRenewEvery = 5s;
constexpr qsizetype kShownError = 120;

BreakerSettings breakerSettings()
{
    return {.threshold = 5, .openTime = doublingOpenTime(1s, 30s)};
}

std::optional<StoreState> troubleOf(const StoreReply &reply)
{
    if (reply.isError("OOM") || reply.isError("MISCONF"))
        return StoreState::Full;
    if (reply.isError("READONLY"))
        return StoreState::ReadOnly;
    // Renamed away, a command is refused like one that the ACL lacks.
    for (const QByteArrayView code : {"NOPERM", "NOAUTH", "WRONGPASS", "ERR unknown command"}) {
        if (reply.isError(code))
            return StoreState::Refused;
    }
    return std::nullopt;
}

bool isOutage(const StoreReply &reply)
{
    for (const QByteArrayView code : {"LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY"}) {
        if (reply.isError(code))
            return true;
    }
    return false;
}

} // namespace

StoreClient::StoreClient(const StoreSettings &settings, Clock clock, Random random)
    : m_address(settings.address.shown())
    , m_clock(std::move(clock))
    , m_nodes(settings.address, settings.authorities, std::move(random),
              static_cast<StoreNodesObserver &>(*this))
    , m_breaker(breakerSettings())
{
    QObject::connect(&m_watch, &QTimer::timeout, &m_context, [this] { watch(); });
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_deadline, &QTimer::timeout, &m_context, [this] { endOverdue(); });
}

StoreClient::~StoreClient() = default;

void StoreClient::start()
{
    m_statistics.since = m_clock();
    m_watch.start(kWatchEvery);
    m_nodes.open();
}

bool StoreClient::isAvailable() const
{
    return m_breaker.state() == BreakerState::Closed && m_nodes.isReady();
}

quint64 StoreClient::ask(const StoreCommand &command, Answer done, milliseconds patience)
{
    // The probe of an open circuit is a PING of our own: no request waits for it.
    if (!isAvailable() || patience <= milliseconds(0))
        return 0;
    const Instant now = m_clock();
    const auto permit = m_breaker.acquire(now);
    if (!permit)
        return 0;
    const quint64 tag =
        put({.command = command, .done = std::move(done), .began = now, .permit = *permit});
    if (tag == 0) {
        m_breaker.cancelled(*permit);
        return 0;
    }
    m_due.emplace(now + patience, tag);
    startDeadline(now);
    return tag;
}

quint64 StoreClient::wait(milliseconds time, std::function<void()> done)
{
    const quint64 number = ++m_lastTag;
    auto timer = std::make_unique<QTimer>();
    timer->setSingleShot(true);
    timer->setTimerType(Qt::PreciseTimer);
    QObject::connect(timer.get(), &QTimer::timeout, &m_context,
                     [this, number, done = std::move(done)] {
                         auto ended = m_waits.extract(number);
                         // It is still speaking.
                         ended.mapped().release()->deleteLater();
                         const auto tell = done;
                         tell();
                     });
    timer->start(time);
    m_waits.emplace(number, std::move(timer));
    return number;
}

void StoreClient::forget(quint64 question)
{
    m_asked.erase(question);
    m_waits.erase(question);
}

void StoreClient::tell(const StoreCommand &command)
{
    if (!isAvailable() || put({.command = command, .done = nullptr}) == 0)
        ++m_statistics.dropped;
}

/// Returns the tag; 0: it could not be sent.
quint64 StoreClient::put(Asked asked)
{
    const quint64 tag = ++m_lastTag;
    if (!m_nodes.send(tag, asked.command))
        return 0;
    m_lastSent = m_clock();
    ++m_statistics.commands;
    m_statistics.bytes += quint64(asked.command.wire.size());
    m_asked.emplace(tag, std::move(asked));
    return tag;
}

void StoreClient::nodesReady()
{
    m_isRefused = false;
    m_isRenewing = false;
    m_breaker.reset(m_clock());
    if (m_trouble && m_clock() >= m_trouble->until)
        m_trouble.reset();
    settle();
}

void StoreClient::nodeReplied(quint64 tag, StoreReply reply)
{
    const auto found = m_asked.find(tag);
    if (found == m_asked.end())
        return;
    Asked &asked = found->second;
    const bool isRedirected = reply.isError("MOVED") || reply.isError("ASK");
    if (isRedirected && !std::exchange(asked.wasRedirected, true)
        && m_nodes.follow(tag, asked.command, reply)) {
        ++m_statistics.commands;
        m_statistics.bytes += quint64(asked.command.wire.size());
        return;
    }
    judge(asked, reply);
    end(tag, isRedirected ? nullptr : &reply);
    settle();
}

/// What a reply tells of the store.
void StoreClient::judge(const Asked &asked, const StoreReply &reply)
{
    const Instant now = m_clock();
    if (asked.permit) {
        if (isOutage(reply))
            m_breaker.failed(*asked.permit, now);
        else
            m_breaker.succeeded(*asked.permit, now);
        if (asked.done)
            m_statistics.latencies.add(
                std::chrono::duration_cast<LatencyHistogram::Micros>(now - asked.began));
    }
    if (reply.isError()) {
        ++m_statistics.refused;
        m_statistics.lastError = Text::words(reply.text.left(kShownError));
        if (const auto trouble = troubleOf(reply))
            noteTrouble(*trouble);
        return;
    }
    const bool isTold =
        asked.command.isWrite || (m_trouble && m_trouble->state == StoreState::Refused);
    if (m_trouble && isTold && now >= m_trouble->until)
        m_trouble.reset();
}

void StoreClient::noteTrouble(StoreState state)
{
    const Instant now = m_clock();
    m_trouble =
        Trouble {.state = state, .until = now + kTroubleLasts, .why = m_statistics.lastError};
    // The address may lead to the new primary already.
    if (state != StoreState::ReadOnly || now - m_lastRenewal < kRenewEvery)
        return;
    m_lastRenewal = now;
    QMetaObject::invokeMethod(
        &m_context,
        [this] {
            m_isRenewing = true;
            m_nodes.renew();
            nodeLost({});
        },
        Qt::QueuedConnection);
}

/// Ends a question; its callback may ask anew.
void StoreClient::end(quint64 tag, const StoreReply *reply)
{
    const auto ended = m_asked.extract(tag);
    if (!ended.empty() && ended.mapped().done)
        ended.mapped().done(reply);
}

void StoreClient::nodeLost(const StoreLoss &loss)
{
    m_wasLost = m_wasLost || !loss.why.isEmpty() || !m_nodes.isReady();
    m_isRefused = loss.isRefused;
    m_isRenewing = m_isRenewing && !loss.isRefused;
    if (!loss.why.isEmpty())
        m_statistics.lastError = loss.why;
    std::vector<quint64> lost = loss.unanswered;
    // After a renewal nothing comes any more.
    if (!m_nodes.isReady()) {
        lost.clear();
        for (const auto &[tag, asked] : m_asked)
            lost.push_back(tag);
    }
    for (const quint64 tag : lost) {
        const auto found = m_asked.find(tag);
        if (found == m_asked.end())
            continue;
        if (found->second.permit)
            m_breaker.cancelled(*found->second.permit);
        if (found->second.done)
            ++m_statistics.unanswered;
        end(tag, nullptr);
    }
    settle();
}

void StoreClient::watch()
{
    const Instant now = m_clock();
    if (!m_nodes.isReady())
        return;
    const bool isClosed = m_breaker.state() == BreakerState::Closed;
    if (isClosed && now - m_lastSent < kIdle)
        return;
    if (const auto permit = m_breaker.acquire(now))
        ping(*permit);
}

void StoreClient::ping(BreakerPermit permit)
{
    const Instant now = m_clock();
    const quint64 tag = put({.command = commandWithoutKey({"PING"}),
                             .done = [](const StoreReply *) {},
                             .began = now,
                             .permit = permit});
    if (tag == 0)
        return m_breaker.cancelled(permit);
    m_due.emplace(now + kPatience, tag);
    startDeadline(now);
}

void StoreClient::startDeadline(Instant now)
{
    if (m_due.empty())
        return m_deadline.stop();
    // Rounded down: the time is never exceeded.
    const auto left =
        std::max(std::chrono::floor<milliseconds>(m_due.begin()->first - now), milliseconds(0));
    if (!m_deadline.isActive() || m_deadline.remainingTimeAsDuration() > left)
        m_deadline.start(left);
}

void StoreClient::endOverdue()
{
    // When it was this process that stood still, the answers are there.
    m_nodes.read();
    const Instant now = m_clock();
    bool isCounted = false;
    while (!m_due.empty() && m_due.begin()->first - now < 1ms) {
        const quint64 tag = m_due.begin()->second;
        m_due.erase(m_due.begin());
        const auto found = m_asked.find(tag);
        if (found == m_asked.end())
            continue;
        // The questions of one moment fail together.
        if (found->second.permit && !std::exchange(isCounted, true))
            m_breaker.failed(*found->second.permit, now);
        ++m_statistics.unanswered;
        m_statistics.lastError =
            Text::english("no answer within %1 ms", {qint64(kPatience.count())});
        end(tag, nullptr);
    }
    startDeadline(now);
    settle();
}

StoreState StoreClient::present() const
{
    if (!m_nodes.isReady()) {
        if (m_isRenewing && m_trouble)
            return m_trouble->state;
        if (m_isRefused)
            return StoreState::Refused;
        return m_wasLost ? StoreState::Away : StoreState::Connecting;
    }
    if (m_breaker.state() != BreakerState::Closed)
        return StoreState::Silent;
    if (m_trouble)
        return m_trouble->state;
    return m_nodes.hasSilentNode() ? StoreState::Partly : StoreState::Ready;
}

/// Tells a change of state, once.
void StoreClient::settle()
{
    const StoreState now = present();
    // Another failure may have come in between.
    if (m_trouble && now == m_trouble->state)
        m_statistics.lastError = m_trouble->why;
    if (now == m_statistics.state)
        return;
    m_statistics.state = now;
    m_statistics.since = m_clock();
    const bool isGood = now == StoreState::Ready;
    const QByteArray why = isGood || m_statistics.lastError.isEmpty()
                               ? QByteArray()
                               : " (" + m_statistics.lastError.utf8() + ')';
    const QByteArray line = "the store " + m_address.toUtf8() + ' ' + inWords(now).utf8() + why;
    if (isGood)
        qCInfo(lcStore).noquote() << line.constData();
    else
        qCWarning(lcStore).noquote() << line.constData();
    if (m_changed)
        m_changed(now);
}

} // namespace proxy
