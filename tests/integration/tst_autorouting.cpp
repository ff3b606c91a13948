// SPDX-License-Identifier: LicenseRef-Private
// A model called `auto` between the fakes: the fake backend refuses that name, as a backend does.
#include "tests/support/runningproxy.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using standins::BackendDialects;
using standins::MorphAnswer;
using standins::RawResponse;
using support::RunningProxy;

namespace {

QByteArray ask(const QByteArray &text, const QByteArray &model = "claude-auto")
{
    return R"({"max_tokens":10,"model":")" + model + R"(","messages":[{"role":"user","content":")"
           + text + R"("}]})";
}

QByteArray modelIn(const QByteArray &body)
{
    return QJsonDocument::fromJson(body)[u"model"_s].toString().toUtf8();
}

QStringList idsIn(const QByteArray &body)
{
    QStringList ids;
    const QJsonArray data = QJsonDocument::fromJson(body)[u"data"_s].toArray();
    for (const QJsonValue &model : data)
        ids.append(model[u"id"_s].toString());
    return ids;
}

QByteArray get(const QByteArray &path, const QByteArray &agent)
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + agent + "\r\n\r\n";
}

} // namespace

class TestAutoRouting final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothListsOfferIt();
    void eachEndpointGetsAModelThatExists_data();
    void eachEndpointGetsAModelThatExists();
    void theChoiceIsToldOnTheAnswerAndInTheLog();
    void aCountOfTokensTellsItsModelToo();
    void anUpstreamOfAnotherDialectServesIt();
    void aRefusedChoiceIsFollowedByTheMediumModel();
    void withoutTheSettingTheBackendRefusesIt();
};

void TestAutoRouting::bothListsOfferIt()
{
    RunningProxy proxy;
    proxy.config.router.autoModel = true;
    QVERIFY(proxy.start());
    const QStringList claude =
        idsIn(proxy.ask(get("/v1/models?limit=1000", "claude-cli/2.1.0")).body);
    QCOMPARE(claude.first(), u"claude-auto"_s);
    QVERIFY(claude.size() > 1);
    const QStringList others = idsIn(proxy.ask(get("/v1/models", "test/1")).body);
    QCOMPARE(others.first(), u"auto"_s);
    QVERIFY(others.size() > 1);
}

void TestAutoRouting::eachEndpointGetsAModelThatExists_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("messages") << QByteArray("/v1/messages") << ask("[[easy]] fix");
    QTest::newRow("chat") << QByteArray("/v1/chat/completions") << ask("[[easy]] fix", "auto");
    QTest::newRow("responses") << QByteArray("/v1/responses")
                               << QByteArray(R"({"model":"auto","input":"[[easy]] fix"})");
    QTest::newRow("an effort") << QByteArray("/v1/messages")
                               << ask("[[easy]] fix", "claude-auto(low)");
    QTest::newRow("count_tokens") << QByteArray("/v1/messages/count_tokens") << ask("fix");
}

void TestAutoRouting::eachEndpointGetsAModelThatExists()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    for (const bool isMorphWell : {true, false}) {
        for (const bool isOn : {true, false}) {
            RunningProxy proxy;
            proxy.config.router.autoModel = true;
            proxy.config.router.enabled = isOn;
            proxy.config.router.retries = 0;
            if (!isMorphWell)
                proxy.morph.answerAll({.kind = MorphAnswer::Kind::Fixed, .status = 500});
            QVERIFY(proxy.start());
            const RawResponse answer = proxy.ask(RunningProxy::post(path, body));
            QCOMPARE(answer.status, 200);
            const auto seen = proxy.upstream(path);
            QVERIFY(!seen.empty());
            for (const auto &request : seen) {
                QVERIFY(!modelIn(request.body).contains("auto"));
                QVERIFY(modelIn(request.body).startsWith("claude-"));
            }
        }
    }
}

void TestAutoRouting::theChoiceIsToldOnTheAnswerAndInTheLog()
{
    RunningProxy proxy;
    proxy.config.router.autoModel = true;
    QVERIFY(proxy.start());
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", ask("[[easy]] fix")));
    QCOMPARE(answer.header("x-llm-proxy-original-model"), QByteArray("claude-auto"));
    QCOMPARE(answer.header("x-llm-proxy-selected-model"), QByteArray("claude-haiku-4-5-20251001"));
    QCOMPARE(answer.header("x-llm-proxy-routing"), QByteArray("routed"));
    QTRY_COMPARE(proxy.rows().size(), 1);
    const QJsonObject row = proxy.rows().at(0);
    QCOMPARE(row[u"asked_as"_s].toString(), u"claude-auto"_s);
    QCOMPARE(row[u"requested_model"_s].toString(), u"claude-sonnet-4-6"_s);
    QCOMPARE(row[u"selected_model"_s].toString(), u"claude-haiku-4-5-20251001"_s);
    QCOMPARE(row[u"trace"_s].toArray().first()[u"step"_s].toString(), u"auto"_s);
}

void TestAutoRouting::aCountOfTokensTellsItsModelToo()
{
    RunningProxy proxy;
    proxy.config.router.autoModel = true;
    QVERIFY(proxy.start());
    const RawResponse answer =
        proxy.ask(RunningProxy::post("/v1/messages/count_tokens", ask("fix")));
    QCOMPARE(answer.header("x-llm-proxy-selected-model"), QByteArray("claude-sonnet-4-6"));
    QTRY_COMPARE(proxy.rows().size(), 1);
    const QJsonObject row = proxy.rows().at(0);
    QCOMPARE(row[u"asked_as"_s].toString(), u"claude-auto"_s);
    QCOMPARE(row[u"selected_model"_s].toString(), u"claude-sonnet-4-6"_s);
    QVERIFY(row[u"bytes_changed"_s].isArray());
    QVERIFY(!row.contains(u"routing"_s));
}

void TestAutoRouting::anUpstreamOfAnotherDialectServesIt()
{
    RunningProxy proxy(BackendDialects::OpenAiOnly);
    proxy.config.router.autoModel = true;
    proxy.config.upstream.dialect = proxy::UpstreamDialect::OpenAi;
    proxy.backend.setState({{u"models"_s, QJsonArray {u"gpt-5.6-terra"_s, u"gpt-5.6-luna"_s}}});
    QVERIFY(proxy.start());
    const RawResponse list = proxy.ask(
        "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nanthropic-version: 2023-06-01\r\n\r\n");
    QCOMPARE(idsIn(list.body).first(), u"claude-auto"_s);
    QCOMPARE(idsIn(list.body).size(), 3);
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", ask("[[easy]] fix")));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("x-llm-proxy-selected-model"), QByteArray("gpt-5.6-luna"));
    QCOMPARE(modelIn(proxy.upstream("/v1/chat/completions").at(0).body),
             QByteArray("gpt-5.6-luna"));
}

void TestAutoRouting::aRefusedChoiceIsFollowedByTheMediumModel()
{
    RunningProxy proxy;
    proxy.config.router.autoModel = true;
    QVERIFY(proxy.start());
    proxy.backend.useScenario("anthropic-400", 1, "/v1/messages");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", ask("[[easy]] fix")));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("x-llm-proxy-routing"), QByteArray("reverted:400"));
    const auto seen = proxy.upstream("/v1/messages");
    QCOMPARE(seen.size(), size_t(2));
    QCOMPARE(modelIn(seen[0].body), QByteArray("claude-haiku-4-5-20251001"));
    QCOMPARE(modelIn(seen[1].body), QByteArray("claude-sonnet-4-6"));
}

void TestAutoRouting::withoutTheSettingTheBackendRefusesIt()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const QByteArray request = RunningProxy::post("/v1/messages", ask("[[easy]] fix", "auto"));
    QVERIFY(proxy.ask(request).status >= 400);
    QCOMPARE(modelIn(proxy.upstream("/v1/messages").at(0).body), QByteArray("auto"));
    QVERIFY(!proxy.ask(get("/v1/models", "test/1")).body.contains("\"auto\""));
}

QTEST_GUILESS_MAIN(TestAutoRouting)
#include "tst_autorouting.moc"
