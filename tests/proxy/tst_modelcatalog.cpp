// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/modelcatalog.h"
#include "tests/support/answeringserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace std::chrono_literals;
using proxy::ModelCatalog;
using proxy::ModelList;

namespace {

const QByteArray kTwo =
    R"({"object":"list","data":[{"id":"gpt-5","object":"model"},{"id":"a/b"}]})";

std::unique_ptr<ModelCatalog> catalogOf(const QUrl &url, const QByteArray &key = "k",
                                        std::chrono::milliseconds timeout = 60s)
{
    return std::make_unique<ModelCatalog>(
        proxy::ModelCatalogSettings {.upstream = url, .timeout = timeout}, [key] { return key; });
}

/// Fetches once and waits for the end.
bool fetch(ModelCatalog &catalog)
{
    QSignalSpy ended(&catalog, &ModelCatalog::refreshed);
    catalog.refresh();
    return ended.wait();
}

} // namespace

class TestModelCatalog final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheList_data();
    void readsTheList();
    void fetchesWithTheKeyAndANeutralName();
    void sendsNoKeyWhenNoneIsKnown();
    void isUnknownBeforeTheFirstFetch();
    void keepsTheOldListWhenAFetchFails_data();
    void keepsTheOldListWhenAFetchFails();
    void fetchesByItself();
    void oneFetchAtATime();
    void anotherUpstreamDropsTheList();
    void mayGoDuringAFetch();
};

void TestModelCatalog::readsTheList_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isReadable");
    QTest::addColumn<ModelList>("list");
    QTest::newRow("two") << kTwo << true << ModelList {"gpt-5", "a/b"};
    QTest::newRow("none") << QByteArray(R"({"data":[]})") << true << ModelList {};
    QTest::newRow("odd entries are passed over")
        << QByteArray(R"({"data":[1,null,{},{"id":7},{"id":""},"x",{"id":"ok","new":{}}]})") << true
        << ModelList {"ok"};
    QTest::newRow("an id longer than any name")
        << R"({"data":[{"id":")" + QByteArray(300, 'x') + R"("}]})" << true << ModelList {};
    QTest::newRow("the longest id") << R"({"data":[{"id":")" + QByteArray(256, 'x') + R"("}]})"
                                    << true << ModelList {QByteArray(256, 'x')};
    QTest::newRow("one byte more")
        << R"({"data":[{"id":")" + QByteArray(257, 'x') + R"("}]})" << true << ModelList {};
    const QByteArray entry = R"({"id":"m%"},)";
    QByteArray many = R"({"data":[)";
    for (int at = 0; at <= 5000; ++at)
        many += QByteArray(entry).replace("%", QByteArray::number(at));
    ModelList most;
    for (int at = 0; at < 5000; ++at)
        most.insert("m" + QByteArray::number(at));
    QTest::newRow("the most") << many.first(many.lastIndexOf(",{")) + "]}" << true << most;
    QTest::newRow("more than any backend has") << many.chopped(1) + "]}" << false << ModelList {};
    QTest::newRow("no data") << QByteArray(R"({"models":[]})") << false << ModelList {};
    QTest::newRow("data is null") << QByteArray(R"({"data":null})") << false << ModelList {};
    QTest::newRow("an array") << QByteArray("[]") << false << ModelList {};
    QTest::newRow("HTML") << QByteArray("<html>") << false << ModelList {};
    QTest::newRow("empty") << QByteArray() << false << ModelList {};
}

void TestModelCatalog::readsTheList()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, isReadable);
    const auto list = proxy::parseModelList(json);
    QCOMPARE(list.has_value(), isReadable);
    if (list)
        QTEST(*list, "list");
}

void TestModelCatalog::fetchesWithTheKeyAndANeutralName()
{
    AnsweringServer server({AnsweringServer::answer(200, kTwo)});
    QUrl url = server.url();
    url.setPath(QStringLiteral("/base/"));
    const auto catalog = catalogOf(url);
    QVERIFY(fetch(*catalog));
    QVERIFY(catalog->list());
    QCOMPARE(*catalog->list(), (ModelList {"gpt-5", "a/b"}));
    QVERIFY(!catalog->lastError());
    const QByteArray head = server.requests()[0].head.toLower();
    QVERIFY(head.startsWith("get /base/v1/models http/1.1\r\n"));
    QVERIFY(head.contains("\r\nauthorization: bearer k"));
    QVERIFY(head.contains("\r\nuser-agent: llm-proxy/"));
}

void TestModelCatalog::sendsNoKeyWhenNoneIsKnown()
{
    AnsweringServer server({AnsweringServer::answer(200, kTwo)});
    const auto catalog = catalogOf(server.url(), {});
    QVERIFY(fetch(*catalog));
    QVERIFY(!server.requests()[0].head.toLower().contains("authorization"));
}

void TestModelCatalog::isUnknownBeforeTheFirstFetch()
{
    AnsweringServer server({});
    const auto catalog = catalogOf(server.url());
    catalog->start();
    QVERIFY(!catalog->list());
    QVERIFY(!catalog->lastError());
}

void TestModelCatalog::keepsTheOldListWhenAFetchFails_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("closes");
    QTest::newRow("401") << AnsweringServer::answer(401, R"({"error":"Invalid API key"})").bytes
                         << false;
    QTest::newRow("500") << AnsweringServer::answer(500, "").bytes << false;
    QTest::newRow("302") << AnsweringServer::answer(302, "", "Location: /x\r\n").bytes << false;
    QTest::newRow("no JSON") << AnsweringServer::answer(200, "<html>").bytes << false;
    QTest::newRow("too large") << AnsweringServer::answer(200, QByteArray(9 << 20, ' ')).bytes
                               << false;
    QTest::newRow("closed") << QByteArray() << true;
    QTest::newRow("cut") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"data\":[]}")
                         << true;
    QTest::newRow("no end") << QByteArray("HTTP/1.1 200 OK\r\n\r\n{\"data\":[]}") << false;
}

void TestModelCatalog::keepsTheOldListWhenAFetchFails()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, closes);
    AnsweringServer server({AnsweringServer::answer(200, kTwo)});
    const auto catalog = catalogOf(server.url());
    QVERIFY(fetch(*catalog));
    server.setSteps(
        {{.bytes = bytes,
          .after = closes ? AnsweringServer::After::Close : AnsweringServer::After::KeepOpen}});
    catalog->apply({.upstream = server.url(), .timeout = 500ms});
    QVERIFY(fetch(*catalog));
    QVERIFY(catalog->lastError());
    QVERIFY(!catalog->lastError()->detail.isEmpty());
    QCOMPARE(*catalog->list(), (ModelList {"gpt-5", "a/b"}));
}

void TestModelCatalog::fetchesByItself()
{
    AnsweringServer server({AnsweringServer::answer(200, kTwo)});
    ModelCatalog catalog({.upstream = server.url(), .refreshEvery = 5ms},
                         [] { return QByteArray("k"); });
    catalog.start();
    QTRY_VERIFY(server.requests().size() >= 3);
}

void TestModelCatalog::oneFetchAtATime()
{
    AnsweringServer server({});
    const auto catalog = catalogOf(server.url());
    catalog->refresh();
    catalog->refresh();
    QTRY_COMPARE(server.requests().size(), size_t(1));
    catalog->refresh();
    QCOMPARE(server.accepted(), 1);
}

void TestModelCatalog::anotherUpstreamDropsTheList()
{
    AnsweringServer server({AnsweringServer::answer(200, kTwo)});
    AnsweringServer other({});
    const auto catalog = catalogOf(server.url());
    catalog->start();
    QTRY_VERIFY_WITH_TIMEOUT(catalog->list(), 30'000);
    catalog->apply({.upstream = other.url()});
    QVERIFY(!catalog->list());
    QTRY_COMPARE(other.requests().size(), size_t(1));
}

void TestModelCatalog::mayGoDuringAFetch()
{
    AnsweringServer server({});
    auto catalog = catalogOf(server.url());
    catalog->refresh();
    QTRY_COMPARE(server.requests().size(), size_t(1));
    catalog.reset();
    QTRY_COMPARE(server.open(), 0);
}

QTEST_GUILESS_MAIN(TestModelCatalog)
#include "tst_modelcatalog.moc"
