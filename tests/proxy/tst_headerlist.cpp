// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/headerlist.h"

#include <QTest>

using proxy::HeaderList;

class TestHeaderList final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsOrderCaseAndRepetition();
    void replacesWhereTheFirstStood();
    void findsTokensInLists();
    void sharedFieldsOutliveTheCopiedFrom();
};

void TestHeaderList::keepsOrderCaseAndRepetition()
{
    HeaderList headers;
    headers.append("Set-Cookie", "a=1");
    headers.append("X-Odd-CASE", "");
    headers.append("set-cookie", "b=2");
    QByteArray out;
    headers.appendTo(out);
    QCOMPARE(out, QByteArray("Set-Cookie: a=1\r\nX-Odd-CASE: \r\nset-cookie: b=2\r\n"));
    QCOMPARE(headers.count("SET-COOKIE"), 2);
    QCOMPARE(headers.all("set-cookie").at(1), QByteArrayView("b=2"));
}

void TestHeaderList::replacesWhereTheFirstStood()
{
    HeaderList headers;
    headers.append("Accept", "*/*");
    headers.append("Host", "a");
    headers.append("User-Agent", "x");
    headers.append("host", "b");
    headers.set("Host", "up:1");
    QByteArray out;
    headers.appendTo(out);
    QCOMPARE(out, QByteArray("Accept: */*\r\nHost: up:1\r\nUser-Agent: x\r\n"));
}

void TestHeaderList::findsTokensInLists()
{
    HeaderList headers;
    headers.append("Connection", "keep-alive, , Upgrade");
    QVERIFY(headers.hasToken("connection", "upgrade"));
    QVERIFY(!headers.hasToken("connection", "close"));
    QCOMPARE(proxy::listMembers(" , a ,, b").size(), size_t(2));
    QCOMPARE(proxy::listMembers(",a,b").size(), size_t(2));
}

void TestHeaderList::sharedFieldsOutliveTheCopiedFrom()
{
    HeaderList copy;
    {
        const QByteArray raw = QByteArray("Name: value").append("!");
        HeaderList headers(raw);
        headers.appendShared(QByteArrayView(raw).sliced(0, 4), QByteArrayView(raw).sliced(6, 5));
        copy = headers;
    }
    QCOMPARE(*copy.first("name"), QByteArrayView("value"));
}

QTEST_GUILESS_MAIN(TestHeaderList)
#include "tst_headerlist.moc"
