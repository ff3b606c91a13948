// SPDX-License-Identifier: LicenseRef-Private
// Agents' sessions in front of a provider that refuses what each model refuses.
#include "proxy/core/calendar.h"
#include "proxy/models/modelstrength.h"
#include "proxy/models/modeltable.h"
#include "tests/support/requestcorpus.h"
#include "tests/support/runningproxy.h"

#include <QJsonArray>
#include <QTest>

#include <map>

using support::CorpusRequest;
using support::RunningProxy;

namespace {

/// What came of one run over some sessions.
struct Tally
{
    int requests = 0;
    int asks = 0; ///< a person's
    int moved = 0; ///< asks that went to a cheaper model
    int lowered = 0; ///< asks that went to a weaker one
    int dearer = 0; ///< asks that went to a model that is weaker and not cheaper
    int refused = 0; ///< by the provider, for a model that had not ended
    int reverted = 0;
};

bool isCheaper(const proxy::ModelTable &table, const QByteArray &from, const QByteArray &to)
{
    const proxy::ModelFacts *before = table.find(from);
    const proxy::ModelFacts *after = table.find(to);
    return before && after && before->price.output && after->price.output
           && *after->price.output < *before->price.output;
}

bool hasEnded(const proxy::ModelTable &table, const QByteArray &model)
{
    const proxy::ModelFacts *facts = table.find(model);
    return facts && facts->hasEnded(proxy::today());
}

/// A person asks, as the agents' folders know it.
bool isAsk(const QJsonObject &row)
{
    return row[QStringLiteral("turn_type")].toString() == QStringLiteral("human-ask");
}

QByteArray wireOf(const CorpusRequest &request)
{
    QByteArray extra;
    const proxy::HeaderList &headers = request.request.head.headers;
    for (size_t i = 0; i < headers.size(); ++i) {
        const auto field = headers.at(i);
        const QByteArray name = field.name.toByteArray().toLower();
        if (name.startsWith("anthropic-") || name.startsWith("x-claude") || name == "user-agent"
            || name == "session-id" || name == "session_id" || name == "thread-id")
            extra += field.name.toByteArray() + ": " + field.value.toByteArray() + "\r\n";
    }
    return "POST " + request.request.head.target + " HTTP/1.1\r\nHost: localhost\r\n" + extra
           + "Content-Type: application/json\r\nContent-Length: "
           + QByteArray::number(request.request.body.size()) + "\r\n\r\n" + request.request.body;
}

void judge(Tally &tally, const QJsonObject &row, const proxy::ModelTable &table)
{
    const QByteArray requested = row[QStringLiteral("requested_model")].toString().toUtf8();
    const QByteArray selected = row[QStringLiteral("selected_model")].toString().toUtf8();
    const bool isRefused = row[QStringLiteral("status")].toInt() >= 400;
    tally.refused += isRefused && !hasEnded(table, requested) ? 1 : 0;
    tally.reverted += row[QStringLiteral("routing")].toString().startsWith(u"reverted") ? 1 : 0;
    if (!isAsk(row))
        return;
    ++tally.asks;
    const bool isWeaker = proxy::compareStrength(table, requested, selected) < 0;
    tally.moved += isCheaper(table, requested, selected) ? 1 : 0;
    tally.lowered += isWeaker ? 1 : 0;
    tally.dearer += isWeaker && !isCheaper(table, requested, selected) ? 1 : 0;
}

Tally play(const std::vector<CorpusRequest> &requests, QByteArrayView difficulty)
{
    const proxy::ModelTable table;
    QJsonArray models;
    for (const QByteArray &id : table.ids())
        models.append(QString::fromUtf8(id));
    RunningProxy proxy;
    proxy.backend.setState({{QStringLiteral("models"), models}});
    proxy.morph.answerWith(difficulty);
    proxy.config.router.provider = proxy::RouterProvider::Auto;
    Tally tally;
    if (!proxy.start())
        return tally;
    for (const CorpusRequest &request : requests) {
        if (request.request.head.method != "POST")
            continue;
        (void)proxy.ask(wireOf(request));
        ++tally.requests;
    }
    const auto isWritten = [&] { return proxy.rows().size() >= tally.requests; };
    if (!QTest::qWaitFor(isWritten, 10000))
        return {};
    for (const QJsonObject &row : proxy.rows())
        judge(tally, row, table);
    return tally;
}

/// By the agent that was recorded: the name up to the last slash.
std::map<QString, std::vector<CorpusRequest>> sessionsOf(const std::vector<CorpusRequest> &all)
{
    std::map<QString, std::vector<CorpusRequest>> sessions;
    for (const CorpusRequest &request : all)
        sessions[request.name.section(u'/', 0, 0)].push_back(request);
    return sessions;
}

void print(const QString &session, const char *difficulty, const Tally &tally)
{
    qInfo().noquote() << session.leftJustified(24) << difficulty << ": requests" << tally.requests
                      << "asks" << tally.asks << "moved" << tally.moved << "lowered"
                      << tally.lowered << "refused" << tally.refused << "reverted"
                      << tally.reverted;
}

} // namespace

class TestRecordedSessions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordedAgentsAreRoutedAndNeverRefused_data();
    void recordedAgentsAreRoutedAndNeverRefused();
    void lookAlikesAreNeverRefused_data();
    void lookAlikesAreNeverRefused();
};

void TestRecordedSessions::recordedAgentsAreRoutedAndNeverRefused_data()
{
    QTest::addColumn<QString>("session");
    QTest::addColumn<QByteArray>("difficulty");
    for (const auto &[session, requests] : sessionsOf(support::recordedRequests())) {
        for (const char *difficulty : {"easy", "medium", "hard"})
            QTest::addRow("%s, %s", qPrintable(session), difficulty)
                << session << QByteArray(difficulty);
    }
    if (support::recordedRequests().empty())
        QTest::newRow("no recordings") << QString() << QByteArray();
}

void TestRecordedSessions::recordedAgentsAreRoutedAndNeverRefused()
{
    QFETCH(QString, session);
    QFETCH(QByteArray, difficulty);
    if (session.isEmpty())
        QSKIP("the recorded requests stand beside the checkout");
    const Tally tally = play(sessionsOf(support::recordedRequests())[session], difficulty);
    print(session, difficulty.constData(), tally);
    QCOMPARE(tally.refused, 0);
    QCOMPARE(tally.reverted, 0);
    QCOMPARE(tally.dearer, 0);
    if (difficulty == "hard")
        QCOMPARE(tally.lowered, 0);
    if (difficulty == "easy")
        QCOMPARE(tally.moved, tally.asks);
    const bool isRouted =
        tally.requests > 0 && !session.contains(u"gemini") && !session.contains(u"websocket");
    QVERIFY(!isRouted || tally.asks > 0);
}

void TestRecordedSessions::lookAlikesAreNeverRefused_data()
{
    QTest::addColumn<QByteArray>("difficulty");
    for (const char *difficulty : {"easy", "medium", "hard"})
        QTest::newRow(difficulty) << QByteArray(difficulty);
}

void TestRecordedSessions::lookAlikesAreNeverRefused()
{
    QFETCH(QByteArray, difficulty);
    const std::vector<CorpusRequest> turns = support::syntheticTurns();
    const Tally tally = play(turns, difficulty);
    print(QStringLiteral("look-alikes"), difficulty.constData(), tally);
    QVERIFY(tally.asks > 0);
    QCOMPARE(tally.refused, 0);
    QCOMPARE(tally.reverted, 0);
    QCOMPARE(tally.dearer, 0);
    if (difficulty == "hard")
        QCOMPARE(tally.lowered, 0);
}

QTEST_GUILESS_MAIN(TestRecordedSessions)
#include "tst_recordedsessions.moc"
