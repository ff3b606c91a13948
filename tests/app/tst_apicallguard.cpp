// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/apicallguard.h"

#include <QTest>

using namespace Qt::StringLiterals;
using app::backend::whyCallRefused;

namespace {

const QUrl kBackend {QStringLiteral("http://Backend.example.test:18317")};

QByteArray call(const QString &url)
{
    return QJsonDocument(QJsonObject {{u"method"_s, u"GET"_s}, {u"url"_s, url}}).toJson();
}

} // namespace

class TestApiCallGuard final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesTheBackendAndLoopback_data();
    void refusesTheBackendAndLoopback();
    void letsOtherTargetsPass_data();
    void letsOtherTargetsPass();
    void looksAtEveryUrlTheBackendCouldRead_data();
    void looksAtEveryUrlTheBackendCouldRead();
    void refusesThisMachinesAddressesOnTheBackendsPort();
};

void TestApiCallGuard::refusesTheBackendAndLoopback_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url :
         {"http://127.0.0.1/", "http://127.0.0.1:18317/v0/management/config", "http://127.9.8.7",
          "https://localhost:1/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/",
          "http://localhost.localdomain/", "http://ip6-localhost/", "http://[::1]/",
          "http://[0:0:0:0:0:0:0:1]:80/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
          "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
          "http://0.0.0.0:18317/", "http://0/", "http://127.1/", "http://0x7f000001/",
          "http://0x7F.0.0.1/", "http://2130706433/", "http://017700000001/",
          "http://user@127.0.0.1/", "http://a:b@localhost/", "http://example.test@127.0.0.1/",
          "  http://127.0.0.1/  ", "http://backend.example.test:18317/",
          "http://BACKEND.EXAMPLE.TEST.:18317/x", "https://backend.example.test:18317/",
          "http://other.example.test/v0/management/logs",
          "http://other.example.test//v0//management/config",
          "http://other.example.test/%76%30/Management/config",
          // What two parsers may read differently.
          "http://%31%32%37.0.0.1/", "http://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1/",
          "http:\\\\127.0.0.1\\", "http://example.test\\@127.0.0.1/", "http:/127.0.0.1/",
          "http:127.0.0.1", "//127.0.0.1/", "file:///etc/passwd", "gopher://example.test/",
          "http://exa mple.test/", "http://example.test/\n", "http://", "http://[::1%25lo]/",
          "ftp://example.test/", "http://example.test:123456/"}) {
        QTest::newRow(url) << QString::fromUtf8(url);
    }
}

void TestApiCallGuard::refusesTheBackendAndLoopback()
{
    QFETCH(QString, url);
    if (url.endsWith(u'\n'))
        url.append(u'x'); // white space around an address is cut off, inside it is not
    QVERIFY(whyCallRefused(call(url), kBackend));
}

void TestApiCallGuard::letsOtherTargetsPass_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url : {"https://api.example.test/v1/models?x=127.0.0.1", "http://128.0.0.1/",
                            "http://backend.example.test/", "http://backend.example.test:18318/",
                            "https://notlocalhost/", "http://localhost.example.test/",
                            "http://[2001:db8::1]:8080/", "https://example.test/path/v0-management",
                            "http://10.0.0.1:18317/", "HTTPS://Example.TEST:443"}) {
        QTest::newRow(url) << QString::fromUtf8(url);
    }
}

void TestApiCallGuard::letsOtherTargetsPass()
{
    QFETCH(QString, url);
    const auto why = whyCallRefused(call(url), kBackend);
    QVERIFY2(!why, why ? qPrintable(*why) : "");
}

void TestApiCallGuard::looksAtEveryUrlTheBackendCouldRead_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("last of two") << QByteArray(
        R"({"url":"http://a.test/","url":"http://127.0.0.1/"})");
    QTest::newRow("first of two") << QByteArray(
        R"({"url":"http://127.0.0.1/","url":"http://a.test/"})");
    QTest::newRow("other case") << QByteArray(R"({"url":"http://a.test/","URL":"http://[::1]/"})");
    QTest::newRow("beside a number beyond a double")
        << QByteArray(R"({"x":1e999,"url":"http://127.0.0.1/"})");
    QTest::newRow("beside half a character")
        << QByteArray(R"({"x":"\ud800","url":"http://127.0.0.1/"})");
    QTest::newRow("beside what is no UTF-8")
        << QByteArray("{\"x\":\"\xff\",\"url\":\"http://127.0.0.1/\"}");
    QTest::newRow("escaped name") << QByteArray(R"({"\u0075rl":"http://127.0.0.1/"})");
    QTest::newRow("escaped value") << QByteArray(R"({"url":"http://127.0.0.\u0031/"})");
    QTest::newRow("no string") << QByteArray(R"({"url":["http://127.0.0.1/"]})");
    QTest::newRow("no object") << QByteArray(R"([{"url":"http://127.0.0.1/"}])");
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF{\"url\":\"http://127.0.0.1/\"}");
}

void TestApiCallGuard::looksAtEveryUrlTheBackendCouldRead()
{
    QFETCH(QByteArray, body);
    QVERIFY(whyCallRefused(body, kBackend));
}

void TestApiCallGuard::refusesThisMachinesAddressesOnTheBackendsPort()
{
    const QList<QHostAddress> own {QHostAddress(u"192.0.2.7"_s)};
    const QUrl backend(u"http://127.0.0.1:18317"_s);
    QVERIFY(whyCallRefused(call(u"http://192.0.2.7:18317/"_s), backend, own));
    QVERIFY(!whyCallRefused(call(u"http://192.0.2.7:9000/"_s), backend, own));
    QVERIFY(!whyCallRefused(call(u"http://192.0.2.8:18317/"_s), backend, own));
}

QTEST_GUILESS_MAIN(TestApiCallGuard)
#include "tst_apicallguard.moc"
