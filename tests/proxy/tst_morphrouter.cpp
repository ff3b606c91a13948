// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/morphrouter.h"
#include "tests/support/answeringserver.h"

#include <QTest>

using namespace std::chrono_literals;
using proxy::BreakerState;
using proxy::Difficulty;
using proxy::ErrorCode;
using proxy::MorphRouter;
using proxy::Result;
using proxy::Router;
using proxy::RouterAnswer;
using proxy::RouterSettings;
using Step = AnsweringServer::Step;
using After = AnsweringServer::After;
using Steps = std::vector<Step>;

Q_DECLARE_METATYPE(Steps)

namespace {

const QByteArray kKey = "sk-morph-test";
const Step kEasy = AnsweringServer::answer(200, R"({"difficulty":"easy","confidence":0.93})");
const Step kHang {};

/// What came of one call.
struct Told
{
    int times = 0;
    int attempts = -1;
    Difficulty difficulty = Difficulty::None;
    QByteArray error; ///< empty: answered

    Router::Callback callback()
    {
        return [this](const Result<RouterAnswer> &result, int sent) {
            ++times;
            attempts = sent;
            if (result)
                difficulty = result->difficulty;
            else
                error = proxy::name(result.error().code);
        };
    }
};

RouterSettings settingsFor(const QUrl &url, std::chrono::milliseconds budget = 60s,
                           int concurrency = RouterSettings().concurrency)
{
    RouterSettings settings;
    settings.apiKey = kKey;
    settings.apiUrl = url;
    settings.budget = budget;
    settings.concurrency = concurrency;
    return settings;
}

/// Connections wait in a queue: when this one was accepted, all that were made before it were.
void waitUntilAcceptedUpTo(AnsweringServer &server)
{
    const int before = server.accepted();
    QTcpSocket marker;
    marker.connectToHost(QHostAddress(QHostAddress::LocalHost), server.serverPort());
    QTRY_VERIFY(server.accepted() > before);
    marker.abort();
    QTRY_COMPARE(server.open(), 0);
}

} // namespace

class TestMorphRouter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsOnePlainRequest();
    void keepsOneIdleConnectionAfterAnAnswer();
    void ends_data();
    void ends();
    void aTransportFaultIsRetriedOnANewConnection();
    void nothingIsSentAgainByItself();
    void nobodyListening();
    void endsWithinTheBudget_data();
    void endsWithinTheBudget();
    void aRetryThatDoesNotFitIsNotBegun();
    void honoursRetryAfterInsideTheBudget();
    void retryAfterBeyondTheBudgetOpensTheCircuit_data();
    void retryAfterBeyondTheBudgetOpensTheCircuit();
    void callsBeyondTheConcurrencyWaitInOrder();
    void whatNeverBeganIsBusyAndNoFailureOfMorph();
    void whatBeganLateIsNoFailureOfMorph();
    void whatWaitsIsNotAskedAfterTheCircuitOpened();
    void opensAfterFiveFailedCallsAndProbesOnce();
    void aNeutralAnswerDoesNotCount();
    void aCancelledCallCountsNeitherWay();
    void aCallLeftAfterItsBudgetCountsAsTimeout();
    void anExtendedCallIsATimeoutForTheBreakerAlready();
    void aCallbackMayDestroyItsCall();
    void anotherUrlClosesTheCircuit();
    void aKeyThatCannotBeSentIsNotSent();
    void asksTheProvidersEndpoint();
    void tellsNoSecret();
};

void TestMorphRouter::sendsOnePlainRequest()
{
    AnsweringServer server({kEasy});
    MorphRouter router(settingsFor(server.url()));
    Told told;
    const auto call = router.classify({.text = "say \"hi\""}, told.callback());
    QCOMPARE(told.times, 0);
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.difficulty, Difficulty::Easy);
    QCOMPARE(told.attempts, 1);
    QCOMPARE(server.requests().size(), size_t(1));
    const auto &request = server.requests()[0];
    QCOMPARE(request.body, QByteArray(R"({"input":"say \"hi\"","mode":"balanced"})"));
    const QByteArray head = request.head.toLower() + "\r\n";
    QVERIFY(head.startsWith("post /v1/router/raw http/1.1\r\n"));
    QVERIFY(head.contains("authorization: bearer sk-morph-test\r\n"));
    QVERIFY(head.contains("content-type: application/json\r\n"));
    QVERIFY(head.contains("accept-encoding: identity\r\n"));
    QVERIFY(!head.contains("transfer-encoding"));
    QVERIFY(!head.contains("mozilla"));
    const auto statistics = router.statistics();
    QCOMPARE(statistics.answered, quint64(1));
    QCOMPARE(statistics.attempts, quint64(1));
    QCOMPARE(statistics.inFlight, 0);
    QCOMPARE(statistics.latencies.count(), std::uint64_t(1));
}

void TestMorphRouter::keepsOneIdleConnectionAfterAnAnswer()
{
    AnsweringServer server({kEasy});
    MorphRouter router(settingsFor(server.url()));
    for (int i = 1; i <= 3; ++i) {
        Told told;
        const auto call = router.classify({.text = "x"}, told.callback());
        QTRY_COMPARE(told.times, 1);
        QTRY_COMPARE(server.open(), 1);
    }
    QCOMPARE(server.accepted(), 1);

    server.setSteps({AnsweringServer::answer(401, "{}")});
    Told told;
    const auto call = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    QTRY_COMPARE(server.open(), 0);
}

void TestMorphRouter::ends_data()
{
    QTest::addColumn<Steps>("steps");
    QTest::addColumn<int>("attempts");
    QTest::addColumn<QByteArray>("error"); // empty: answered
    QTest::addColumn<int>("failures"); // of the breaker

    const auto row = [](const char *what, const Steps &steps, int attempts, const char *error,
                        int failures) {
        QTest::newRow(what) << steps << attempts << QByteArray(error) << failures;
    };
    const auto status = [](int code, const QByteArray &fields = {}) {
        return AnsweringServer::answer(code, R"({"error":{"message":"no"}})", fields);
    };
    const auto body = [](const QByteArray &bytes) { return AnsweringServer::answer(200, bytes); };
    row("201", {AnsweringServer::answer(201, R"({"difficulty":"easy"})")}, 1, "", 0);
    row("400", {status(400)}, 1, "router-rejected", 0);
    row("401", {status(401)}, 1, "router-unauthorized", 1);
    row("401 that asks for a password", {status(401, "WWW-Authenticate: Basic realm=\"x\"\r\n")}, 1,
        "router-unauthorized", 1);
    row("402", {status(402)}, 1, "router-unauthorized", 1);
    row("403", {status(403)}, 1, "router-unauthorized", 1);
    row("404", {status(404)}, 1, "router-rejected", 0);
    row("422", {status(422)}, 1, "router-rejected", 0);
    row("408", {status(408)}, 3, "router-timeout", 1);
    row("429", {status(429)}, 3, "router-rate-limited", 1);
    row("429 twice, then well", {status(429), status(429), kEasy}, 3, "", 0);
    row("500", {status(500)}, 3, "router-failed", 1);
    row("503", {status(503)}, 3, "router-failed", 1);
    row("500 once, then well", {status(500), kEasy}, 2, "", 0);
    row("500, then 401", {status(500), status(401)}, 2, "router-unauthorized", 1);
    row("302", {status(302, "Location: /elsewhere\r\n")}, 1, "router-malformed", 1);
    row("307", {status(307, "Location: /elsewhere\r\n")}, 1, "router-malformed", 1);
    row("an empty 200", {body("")}, 3, "router-malformed", 1);
    row("204", {{.bytes = "HTTP/1.1 204 No Content\r\n\r\n"}}, 3, "router-malformed", 1);
    row("HTML", {body("<html></html>")}, 3, "router-malformed", 1);
    row("JSON cut short", {body(R"({"difficulty":"ea)")}, 3, "router-malformed", 1);
    row("a huge body", {body(QByteArray(5 << 20, ' '))}, 3, "router-malformed", 1);
    row("an endless body without a length",
        {{.bytes = "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(5 << 20, ' ')}}, 3, "router-malformed",
        1);
    row("a body at the limit", {body(R"({"difficulty":"easy"})" + QByteArray(64 * 1024 - 21, ' '))},
        1, "", 0);
    row("a body one over the limit",
        {body(R"({"difficulty":"easy"})" + QByteArray(64 * 1024 - 20, ' '))}, 3, "router-malformed",
        1);
    row("garbage", {{.bytes = "\x16\x03\x01 what?\r\n\r\n", .after = After::Close}}, 3,
        "router-unreachable", 1);
    row("closed at once", {{.bytes = "", .after = After::Close}}, 3, "router-unreachable", 1);
    row("reset at once", {{.bytes = "", .after = After::Reset}}, 3, "router-unreachable", 1);
    row("cut in the head", {{.bytes = "HTTP/1.1 200 OK\r\nContent-", .after = After::Close}}, 3,
        "router-unreachable", 1);
    row("cut in the body",
        {{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"diff", .after = After::Close}},
        3, "router-unreachable", 1);
    row("chunked",
        {{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "15\r\n{\"difficulty\":\"easy\"}\r\n0\r\n\r\n"}},
        1, "", 0);
    row("closed after the body",
        {{.bytes = "HTTP/1.1 200 OK\r\n\r\n{\"difficulty\":\"easy\"}", .after = After::Close}}, 1,
        "", 0);
    row("compressed all the same",
        {AnsweringServer::answer(200, "\x1f\x8b\x08", "Content-Encoding: gzip\r\n")}, 3,
        "router-malformed", 1);
}

void TestMorphRouter::ends()
{
    QFETCH(Steps, steps);
    QFETCH(int, attempts);
    QFETCH(QByteArray, error);
    QFETCH(int, failures);
    AnsweringServer server(steps);
    MorphRouter router(settingsFor(server.url()), proxy::steadyClock(), [] { return 0.0; });
    Told told;
    const auto call = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.attempts, attempts);
    QCOMPARE(server.requests().size(), size_t(attempts));
    QCOMPARE(told.error, error);
    QCOMPARE(router.statistics().breaker.consecutiveFailures, failures);
    QCOMPARE(router.statistics().inFlight, 0);
    if (error.isEmpty())
        return;
    QTRY_COMPARE(server.open(), 0);
    waitUntilAcceptedUpTo(server);
    QCOMPARE(server.requests().size(), size_t(attempts));
    QCOMPARE(told.times, 1);
}

void TestMorphRouter::aTransportFaultIsRetriedOnANewConnection()
{
    AnsweringServer server({{.bytes = "", .after = After::Reset}, kEasy});
    MorphRouter router(settingsFor(server.url()), proxy::steadyClock(), [] { return 0.0; });
    Told told;
    const auto call = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.difficulty, Difficulty::Easy);
    QCOMPARE(server.requests().size(), size_t(2));
    QCOMPARE(server.requests()[0].connection, 1);
    QCOMPARE(server.requests()[1].connection, 2);
}

void TestMorphRouter::nothingIsSentAgainByItself()
{
    // A kept-alive connection that dies under the request is what tempts it.
    AnsweringServer server({kEasy, {.bytes = "", .after = After::Close}});
    RouterSettings settings = settingsFor(server.url());
    settings.retries = 0;
    MorphRouter router(settings);
    Told first;
    auto call = router.classify({.text = "x"}, first.callback());
    QTRY_COMPARE(first.times, 1);
    Told second;
    call = router.classify({.text = QByteArray(40000, 'x')}, second.callback());
    QTRY_COMPARE(second.times, 1);
    QCOMPARE(second.error, QByteArray("router-unreachable"));
    QCOMPARE(second.attempts, 1);
    QTRY_COMPARE(server.open(), 0);
    waitUntilAcceptedUpTo(server);
    QCOMPARE(server.requests().size(), size_t(2));
}

void TestMorphRouter::nobodyListening()
{
    quint16 port = 0;
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        port = taken.serverPort();
    }
    MorphRouter router(settingsFor(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port))),
                       proxy::steadyClock(), [] { return 0.0; });
    Told told;
    const auto call = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.error, QByteArray("router-unreachable"));
    QCOMPARE(told.attempts, 3);
    QVERIFY(!router.statistics().lastFailure.isEmpty());
}

void TestMorphRouter::endsWithinTheBudget_data()
{
    QTest::addColumn<Steps>("steps");
    QTest::newRow("no answer") << Steps {kHang};
    QTest::newRow("half a head") << Steps {{.bytes = "HTTP/1.1 200 OK\r\nContent-"}};
    QTest::newRow("half a body") << Steps {
        {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n{\"diff"}};
    QTest::newRow("a body without end")
        << Steps {{.bytes = "HTTP/1.1 200 OK\r\n\r\n{\"difficulty\":\"easy\"}"}};
    // Or it hears of the close first, on a slow machine.
    QTest::newRow("a broken chunk")
        << Steps {{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "5\r\n{\"dif\r\nzz\r\n",
                   .after = After::Close}};
    QTest::newRow("a fault, then no answer") << Steps {{.bytes = "", .after = After::Reset}, kHang};
}

void TestMorphRouter::endsWithinTheBudget()
{
    QFETCH(Steps, steps);
    AnsweringServer server(steps);
    MorphRouter router(settingsFor(server.url(), 300ms), proxy::steadyClock(), [] { return 0.0; });
    Told told;
    const auto call = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    if (steps.front().after != After::Close || told.error != "router-unreachable")
        QCOMPARE(told.error, QByteArray("router-timeout"));
    QCOMPARE(router.statistics().breaker.consecutiveFailures, 1);
    QTRY_COMPARE(server.open(), 0);
    const size_t sent = server.requests().size();
    QVERIFY(sent <= size_t(told.attempts));
    waitUntilAcceptedUpTo(server);
    QCOMPARE(server.requests().size(), sent);
}

void TestMorphRouter::aRetryThatDoesNotFitIsNotBegun()
{
    // Time stands still, so that nothing of the budget is used; a wait of 176 ms does not fit.
    const auto now = proxy::steadyClock()();
    AnsweringServer server({AnsweringServer::answer(500, "")});
    MorphRouter router(
        settingsFor(server.url(), 170ms), [now] { return now; }, [] { return 0.999; });
    Told told;
    const auto call = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.error, QByteArray("router-failed"));
    QCOMPARE(told.attempts, 1);
}

void TestMorphRouter::honoursRetryAfterInsideTheBudget()
{
    AnsweringServer server({AnsweringServer::answer(429, "", "Retry-After: 1\r\n"), kEasy});
    MorphRouter router(settingsFor(server.url()), proxy::steadyClock(), [] { return 0.0; });
    Told told;
    const auto asked = proxy::steadyClock()();
    const auto call = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.difficulty, Difficulty::Easy);
    QCOMPARE(told.attempts, 2);
    QVERIFY(proxy::steadyClock()() - asked >= 1s);
}

void TestMorphRouter::retryAfterBeyondTheBudgetOpensTheCircuit_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("seconds");
    QTest::newRow("longer than the breaker's own time") << QByteArray("30") << 30;
    QTest::newRow("shorter than the breaker's own time") << QByteArray("3") << 3;
    QTest::newRow("longer than a minute") << QByteArray("3600") << 60;
}

void TestMorphRouter::retryAfterBeyondTheBudgetOpensTheCircuit()
{
    QFETCH(QByteArray, value);
    QFETCH(int, seconds);
    const auto now = proxy::steadyClock()();
    AnsweringServer server({AnsweringServer::answer(429, "", "Retry-After: " + value + "\r\n")});
    MorphRouter router(settingsFor(server.url(), 2s), [now] { return now; });
    Told told;
    auto call = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.error, QByteArray("router-rate-limited"));
    QCOMPARE(told.attempts, 1);
    const auto breaker = router.statistics().breaker;
    QCOMPARE(breaker.state, BreakerState::Open);
    QCOMPARE(breaker.opensUntil, now + std::chrono::seconds(seconds));

    Told refused;
    call = router.classify({.text = "x"}, refused.callback());
    QCOMPARE(refused.times, 0);
    QTRY_COMPARE(refused.times, 1);
    QCOMPARE(refused.error, QByteArray("router-breaker-open"));
    QCOMPARE(refused.attempts, 0);
    QCOMPARE(server.requests().size(), size_t(1));
}

void TestMorphRouter::callsBeyondTheConcurrencyWaitInOrder()
{
    AnsweringServer server({kHang});
    MorphRouter router(settingsFor(server.url(), 5min, 2));
    std::vector<Told> told(5);
    std::vector<std::unique_ptr<Router::Call>> calls;
    for (size_t i = 0; i < told.size(); ++i)
        calls.push_back(router.classify({.text = QByteArray::number(i)}, told[i].callback()));
    QTRY_COMPARE(server.requests().size(), size_t(2));
    QCOMPARE(router.statistics().inFlight, 2);

    // One that waits and leaves is never asked; one that runs and leaves makes room.
    calls[2].reset();
    server.setSteps({kEasy});
    calls[0].reset();
    QTRY_COMPARE(told[3].times, 1);
    QTRY_COMPARE(told[4].times, 1);
    QCOMPARE(told[4].difficulty, Difficulty::Easy);
    QCOMPARE(told[2].times, 0);
    QCOMPARE(server.requests().size(), size_t(4));
    QVERIFY(server.requests()[2].body.contains("\"3\""));
    QVERIFY(server.requests()[3].body.contains("\"4\""));
    calls.clear();
    QCOMPARE(router.statistics().cancelled, quint64(3));
    QCOMPARE(router.statistics().inFlight, 0);
    QCOMPARE(router.statistics().breaker.consecutiveFailures, 0);
}

void TestMorphRouter::whatNeverBeganIsBusyAndNoFailureOfMorph()
{
    AnsweringServer server({kHang});
    MorphRouter router(settingsFor(server.url(), 5min, 1));
    Told first;
    const auto running = router.classify({.text = "x"}, first.callback());
    router.apply(settingsFor(server.url(), 150ms, 1));
    Told second;
    const auto waiting = router.classify({.text = "y"}, second.callback());
    QTRY_COMPARE(second.times, 1);
    QCOMPARE(second.error, QByteArray("router-busy"));
    QCOMPARE(second.attempts, 0);
    QCOMPARE(first.times, 0);
    QCOMPARE(router.statistics().breaker.consecutiveFailures, 0);
    QCOMPARE(router.statistics().failures[ErrorCode::RouterBusy], quint64(1));
}

void TestMorphRouter::whatBeganLateIsNoFailureOfMorph()
{
    auto now = proxy::steadyClock()();
    AnsweringServer server({kHang});
    MorphRouter router(settingsFor(server.url(), 10s, 1), [&now] { return now; });
    Told first;
    auto running = router.classify({.text = "x"}, first.callback());
    Told second;
    auto late = router.classify({.text = "y"}, second.callback());
    QTRY_COMPARE(server.requests().size(), size_t(1));
    now += 6s;
    running.reset();
    QCOMPARE(router.statistics().breaker.consecutiveFailures, 0);
    QTRY_COMPARE(server.requests().size(), size_t(2));
    now += 4s; // its budget is over; it was asked for less than half of it
    late.reset();
    QCOMPARE(router.statistics().breaker.consecutiveFailures, 0);
    auto whole = router.classify({.text = "z"}, second.callback());
    now += 10s;
    whole.reset();
    QCOMPARE(router.statistics().breaker.consecutiveFailures, 1);
}

void TestMorphRouter::whatWaitsIsNotAskedAfterTheCircuitOpened()
{
    AnsweringServer server({kHang});
    MorphRouter router(settingsFor(server.url(), 5min, 1));
    Told first;
    auto running = router.classify({.text = "x"}, first.callback());
    Told second;
    const auto waiting = router.classify({.text = "y"}, second.callback());
    QTRY_COMPARE(server.requests().size(), size_t(1));
    router.breaker().forceOpen(proxy::steadyClock()(), 1h);
    running.reset();
    QTRY_COMPARE(second.times, 1);
    QCOMPARE(second.error, QByteArray("router-breaker-open"));
    QCOMPARE(server.requests().size(), size_t(1));
}

void TestMorphRouter::opensAfterFiveFailedCallsAndProbesOnce()
{
    auto now = proxy::steadyClock()();
    AnsweringServer server({AnsweringServer::answer(401, "")});
    MorphRouter router(settingsFor(server.url()), [&now] { return now; });
    for (int i = 0; i < 5; ++i) {
        Told told;
        const auto call = router.classify({.text = "x"}, told.callback());
        QTRY_COMPARE(told.times, 1);
    }
    QCOMPARE(router.statistics().breaker.state, BreakerState::Open);
    QVERIFY(router.statistics().isKeyRefused);

    now += 10s;
    server.setSteps({kEasy});
    Told probe;
    Told other;
    const auto first = router.classify({.text = "x"}, probe.callback());
    const auto second = router.classify({.text = "y"}, other.callback());
    QTRY_COMPARE(other.times, 1);
    QCOMPARE(other.error, QByteArray("router-probing"));
    QTRY_COMPARE(probe.times, 1);
    QCOMPARE(probe.difficulty, Difficulty::Easy);
    QCOMPARE(router.statistics().breaker.state, BreakerState::Closed);
    QVERIFY(!router.statistics().isKeyRefused);
    QCOMPARE(server.requests().size(), size_t(6));
}

void TestMorphRouter::aNeutralAnswerDoesNotCount()
{
    AnsweringServer server({AnsweringServer::answer(400, "")});
    MorphRouter router(settingsFor(server.url()));
    for (int i = 0; i < 7; ++i) {
        Told told;
        const auto call = router.classify({.text = "x"}, told.callback());
        QTRY_COMPARE(told.times, 1);
        QCOMPARE(told.error, QByteArray("router-rejected"));
    }
    QCOMPARE(router.statistics().breaker.state, BreakerState::Closed);
}

void TestMorphRouter::aCancelledCallCountsNeitherWay()
{
    auto now = proxy::steadyClock()();
    AnsweringServer server({kHang});
    MorphRouter router(settingsFor(server.url()), [&now] { return now; });
    router.breaker().forceOpen(now, 1s);
    now += 10s;
    Told told;
    auto probe = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(server.requests().size(), size_t(1));
    probe.reset();
    QTRY_COMPARE(server.open(), 0);
    QCOMPARE(told.times, 0);
    QCOMPARE(router.statistics().cancelled, quint64(1));
    QCOMPARE(router.statistics().breaker.consecutiveFailures, 0);

    // The slot is free again.
    server.setSteps({kEasy});
    probe = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(router.statistics().breaker.state, BreakerState::Closed);
}

void TestMorphRouter::aCallLeftAfterItsBudgetCountsAsTimeout()
{
    auto now = proxy::steadyClock()();
    AnsweringServer server({kHang});
    MorphRouter router(settingsFor(server.url()), [&now] { return now; });
    Told told;
    auto call = router.classify({.text = "x"}, told.callback());
    now += 60s;
    call.reset();
    QCOMPARE(router.statistics().breaker.consecutiveFailures, 1);
    QCOMPARE(told.times, 0);
}

void TestMorphRouter::anExtendedCallIsATimeoutForTheBreakerAlready()
{
    AnsweringServer server({kHang});
    MorphRouter router(settingsFor(server.url(), 100ms));
    Told told;
    const auto call = router.classify({.text = "x"}, told.callback());
    QTimer again;
    connect(&again, &QTimer::timeout, &again, [&call] { call->extend(); });
    again.start(10ms);
    QTRY_COMPARE(router.statistics().breaker.consecutiveFailures, 1);
    QCOMPARE(told.times, 0);
    again.stop();
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.error, QByteArray("router-timeout"));
    QCOMPARE(router.statistics().breaker.consecutiveFailures, 1);
    QTRY_COMPARE(server.open(), 0);
}

void TestMorphRouter::aCallbackMayDestroyItsCall()
{
    AnsweringServer server({kEasy, AnsweringServer::answer(401, ""), kHang});
    MorphRouter router(settingsFor(server.url(), 200ms));
    int told = 0;
    for (int i = 1; i <= 3; ++i) {
        std::unique_ptr<Router::Call> call;
        call = router.classify({.text = "x"}, [&](const auto &, int) {
            call.reset();
            ++told;
        });
        QTRY_COMPARE(told, i);
        QVERIFY(!call);
    }
    QCOMPARE(router.statistics().inFlight, 0);
    QCOMPARE(router.statistics().cancelled, quint64(0));
}

void TestMorphRouter::anotherUrlClosesTheCircuit()
{
    AnsweringServer server({kEasy});
    MorphRouter router(settingsFor(QUrl(QStringLiteral("http://127.0.0.1:1"))));
    router.breaker().forceOpen(proxy::steadyClock()(), 1h);
    router.apply(settingsFor(server.url()));
    Told told;
    const auto call = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.difficulty, Difficulty::Easy);

    RouterSettings other = settingsFor(server.url());
    other.apiKey = "sk-other";
    router.apply(other);
    QTRY_COMPARE(server.open(), 0);
}

void TestMorphRouter::aKeyThatCannotBeSentIsNotSent()
{
    AnsweringServer server({kEasy});
    RouterSettings settings = settingsFor(server.url());
    settings.apiKey = "sk-bad\nkey";
    MorphRouter router(settings);
    Told told;
    const auto call = router.classify({.text = "x"}, told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.error, QByteArray("router-unauthorized"));
    waitUntilAcceptedUpTo(server);
    QCOMPARE(server.requests().size(), size_t(0));
}

void TestMorphRouter::asksTheProvidersEndpoint()
{
    AnsweringServer server({AnsweringServer::answer(200, R"({"model":"gpt-5-mini"})")});
    RouterSettings settings = settingsFor(server.url());
    settings.selector = proxy::RouterSelector::Provider;
    settings.apiUrl.setPath(QStringLiteral("/base/"));
    MorphRouter router(settings);
    QByteArray model;
    const auto call =
        router.classify({.text = "x",
                         .provider = proxy::RouterProvider::OpenAi,
                         .mode = proxy::RouterMode::Aggressive},
                        [&](const Result<RouterAnswer> &result, int) { model = result->model; });
    QTRY_COMPARE(model, QByteArray("gpt-5-mini"));
    QVERIFY(server.requests()[0].head.startsWith("POST /base/v1/router/openai HTTP/1.1\r\n"));
    QVERIFY(server.requests()[0].body.endsWith(R"("mode":"aggressive"})"));
}

void TestMorphRouter::tellsNoSecret()
{
    AnsweringServer server({AnsweringServer::answer(500, "bad key sk-morph-test"),
                            {.bytes = "sk-morph-test\r\n\r\n", .after = After::Close}});
    MorphRouter router(settingsFor(server.url()), proxy::steadyClock(), [] { return 0.0; });
    QString detail;
    const auto call = router.classify({.text = "x"}, [&](const Result<RouterAnswer> &result, int) {
        detail = result.error().detail.text();
    });
    QTRY_VERIFY(!detail.isEmpty());
    QVERIFY2(!detail.contains(QString::fromLatin1(kKey)), qPrintable(detail));
    QVERIFY(!router.statistics().lastFailure.text().contains(QString::fromLatin1(kKey)));
}

QTEST_GUILESS_MAIN(TestMorphRouter)
#include "tst_morphrouter.moc"
