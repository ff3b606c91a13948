// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/bodyform.h"

#include "proxy/json/jsontree.h"
#include "proxy/message/reportederror.h"

#include <QTest>

using proxy::BodyForm;
using proxy::bodyFormOf;
using proxy::JsonTree;
using proxy::reportedError;

class TestBodyForm final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBytesTellTheForm_data();
    void theBytesTellTheForm();
    void aBeginningIsToldAsSoonAsItCanBe_data();
    void aBeginningIsToldAsSoonAsItCanBe();
    void findsTheErrorOfEachDialect_data();
    void findsTheErrorOfEachDialect();
};

void TestBodyForm::theBytesTellTheForm_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<BodyForm>("form");
    QTest::newRow("an object") << QByteArray("{}") << BodyForm::Json;
    QTest::newRow("an array") << QByteArray(" \r\n\t[") << BodyForm::Json;
    QTest::newRow("an object after a mark") << QByteArray("\xef\xbb\xbf {") << BodyForm::Json;
    QTest::newRow("a data line") << QByteArray("data: {}") << BodyForm::Events;
    QTest::newRow("an event line") << QByteArray("\nevent: ping") << BodyForm::Events;
    QTest::newRow("an id") << QByteArray("id:1") << BodyForm::Events;
    QTest::newRow("a time to wait") << QByteArray("retry: 100") << BodyForm::Events;
    QTest::newRow("an error of llama.cpp") << QByteArray("error: {}") << BodyForm::Events;
    QTest::newRow("a comment") << QByteArray(": wait") << BodyForm::Events;
    QTest::newRow("a stream after a mark") << QByteArray("\xef\xbb\xbf"
                                                         "data: 1")
                                           << BodyForm::Events;
    QTest::newRow("a page") << QByteArray("<html>") << BodyForm::Other;
    QTest::newRow("words") << QByteArray("database error") << BodyForm::Other;
    QTest::newRow("a string") << QByteArray("\"data: 1\"") << BodyForm::Other;
    QTest::newRow("a second mark") << QByteArray("\xef\xbb\xbf\xef\xbb\xbf{") << BodyForm::Other;
}

void TestBodyForm::theBytesTellTheForm()
{
    QFETCH(QByteArray, bytes);
    QTEST(bodyFormOf(bytes), "form");
}

void TestBodyForm::aBeginningIsToldAsSoonAsItCanBe_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("needed");
    QTest::newRow("nothing but blanks") << QByteArray(" \n\r\t ") << -1;
    QTest::newRow("an object") << QByteArray("\n{\"a\":1}") << 2;
    QTest::newRow("a stream") << QByteArray("data: 1") << 5;
    QTest::newRow("a mark, then a stream") << QByteArray("\xef\xbb\xbf"
                                                         "event: a")
                                           << 9;
    QTest::newRow("words") << QByteArray("database") << 5;
}

void TestBodyForm::aBeginningIsToldAsSoonAsItCanBe()
{
    QFETCH(QByteArray, bytes);
    int needed = -1;
    for (int size = 0; size <= bytes.size() && needed < 0; ++size) {
        if (bodyFormOf(QByteArrayView(bytes).first(size)) != BodyForm::Untold)
            needed = size;
    }
    QTEST(needed, "needed");
}

void TestBodyForm::findsTheErrorOfEachDialect_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("an answer") << QByteArray(R"({"choices":[{"finish_reason":"stop"}]})")
                               << QByteArray();
    QTest::newRow("no error") << QByteArray(R"({"error":null,"type":"message"})") << QByteArray();
    QTest::newRow("empty words") << QByteArray(R"({"error":""})") << QByteArray();
    QTest::newRow("false") << QByteArray(R"({"error":false})") << QByteArray();
    QTest::newRow("an empty object") << QByteArray(R"({"error":{},"choices":[]})") << QByteArray();
    QTest::newRow("an object of nothing")
        << QByteArray(R"({"error":{"code":null,"message":""},"choices":[]})") << QByteArray();
    QTest::newRow("a message") << QByteArray(R"({"type":"message_start","message":{"id":"a"}})")
                               << QByteArray();
    QTest::newRow("a part of an answer")
        << QByteArray(R"({"type":"note","message":"a","id":"b"})") << QByteArray();
    QTest::newRow("in an array") << QByteArray(R"([{"error":{"code":400}}])")
                                 << QByteArray(R"({"code":400})");
    QTest::newRow("an array") << QByteArray(R"({"error":[{"message":"x"}]})")
                              << QByteArray(R"({"message":"x"})");
    QTest::newRow("words of a kind") << QByteArray(R"({"message":"a","type":"internal"})")
                                     << QByteArray(R"({"message":"a","type":"internal"})");
    QTest::newRow("no object") << QByteArray(R"(["error"])") << QByteArray();
    QTest::newRow("an object") << QByteArray(R"({"error":{"message":"a"}})")
                               << QByteArray(R"({"message":"a"})");
    QTest::newRow("words") << QByteArray(R"({"error":"a"})") << QByteArray(R"("a")");
    QTest::newRow("of a response")
        << QByteArray(R"({"type":"response.failed","response":{"error":{"code":"c"}}})")
        << QByteArray(R"({"code":"c"})");
    QTest::newRow("of a choice") << QByteArray(R"({"choices":[{"index":0},{"error":{"code":1}}]})")
                                 << QByteArray(R"({"code":1})");
    QTest::newRow("a choice that ends so")
        << QByteArray(R"({"choices":[{"finish_reason":"error"}]})")
        << QByteArray(R"({"finish_reason":"error"})");
    QTest::newRow("the document itself") << QByteArray(R"({"type":"error","message":"a"})")
                                         << QByteArray(R"({"type":"error","message":"a"})");
    QTest::newRow("an object called so") << QByteArray(R"({"object":"error","message":"a"})")
                                         << QByteArray(R"({"object":"error","message":"a"})");
}

void TestBodyForm::findsTheErrorOfEachDialect()
{
    QFETCH(QByteArray, document);
    JsonTree tree;
    QVERIFY(tree.parse(document));
    const proxy::JsonValue error = reportedError(tree.root());
    QTEST(error ? error.raw().toByteArray() : QByteArray(), "error");
}

QTEST_GUILESS_MAIN(TestBodyForm)
#include "tst_bodyform.moc"
