// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/lifeliketraffic.h"
#include "tests/support/runningproxy.h"
#include "tests/support/scriptedhost.h"
#include "tests/support/scriptedsource.h"
#include "ui/health/healthpage.h"
#include "ui/requests/requestspage.h"
#include "ui/statistics/statisticspage.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QLineEdit>
#include <QTest>

#include <future>

using namespace ui;
using namespace std::chrono_literals;
using standins::RawClient;
using standins::RawResponse;
using support::RunningProxy;

/// A window in trouble holds up no stream: the engine never waits for the main thread.
class TestSteadyStreams final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFrozenWindowHoldsUpNoStream();
    void aTorturedWindowHoldsUpNoStream();
};

namespace {

constexpr auto kDeadline = 60s;

/// A stream of 230 pieces, read on a thread of its own.
std::future<RawResponse> streamFrom(quint16 port)
{
    return std::async(std::launch::async, [port] {
        RawClient client;
        if (!client.connectTo(port))
            return RawResponse {};
        return client.exchange(RunningProxy::post(
            "/v1/messages",
            R"({"model":"claude-sonnet-4-5-20250929","max_tokens":900,"stream":true,)"
            R"("messages":[{"role":"user","content":"Tell me a long story."}]})",
            "X-Fake-Scenario: chatty\r\n"));
    });
}

void compareWhole(const RawResponse &response)
{
    QCOMPARE(response.status, 200);
    QVERIFY(response.body.contains("message_stop"));
}

} // namespace

void TestSteadyStreams::aFrozenWindowHoldsUpNoStream()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    std::future<RawResponse> stream = streamFrom(proxy.port);
    // No event of the main thread is handled until the whole stream has arrived.
    QCOMPARE(stream.wait_for(kDeadline), std::future_status::ready);
    compareWhole(stream.get());
}

void TestSteadyStreams::aTorturedWindowHoldsUpNoStream()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    ScriptedSource source;
    MainWindow window(source);
    auto *requests = new RequestsPage(source);
    window.addPage(requests, {}, QStringLiteral("Requests"));
    window.addPage(new StatisticsPage(source, {}), {}, QStringLiteral("Statistics"));
    window.addPage(new HealthPage(source), {}, QStringLiteral("Health"));
    window.show();
    const auto traffic = lifelikeTraffic(2000, QDateTime::currentMSecsSinceEpoch());
    auto *filter = requests->findChild<QLineEdit *>();
    std::future<RawResponse> stream = streamFrom(proxy.port);
    const QDeadlineTimer deadline(kDeadline);
    for (int round = 0; stream.wait_for(0s) != std::future_status::ready; ++round) {
        QVERIFY(!deadline.hasExpired());
        Q_EMIT source.exchangesArrived(traffic);
        source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
        filter->setText(round % 2 == 0 ? QStringLiteral("model:haiku ms:>10") : QString());
        window.showPage(round % 3);
        window.resize(700 + round % 7 * 100, 400 + round % 5 * 80);
        (void)window.grab();
        QCoreApplication::processEvents();
    }
    compareWhole(stream.get());
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    TestSteadyStreams test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_steadystreams.moc"
