// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/redaction.h"

#include <QTest>

using namespace proxy;

class TestRedaction final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masksCredentialsInTargets_data();
    void masksCredentialsInTargets();
    void cutsEndlessTargets();
    void showsAtMostTheEndOfAKey();
};

void TestRedaction::masksCredentialsInTargets_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char *target, const char *shown) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(shown);
    };
    row("/v1/messages?beta=true", "/v1/messages?beta=true");
    row("/v1beta/models/x:y?key=AIza&alt=sse", "/v1beta/models/x:y?key=***&alt=sse");
    row("/a?alt=sse&Auth_Token=s3", "/a?alt=sse&Auth_Token=***");
    row("/a?%6bey=s3", "/a?%6bey=***");
    row("/anthropic/callback?code=1&state=2", "/anthropic/callback?code=***&state=***");
    row("/a?key", "/a?key");
    row("/a?", "/a?");
    row("/a?&&", "/a?&&");
}

void TestRedaction::masksCredentialsInTargets()
{
    QFETCH(QByteArray, target);
    QTEST(redactedTarget(target), "shown");
}

void TestRedaction::cutsEndlessTargets()
{
    QCOMPARE(redactedTarget(QByteArray(100000, 'a')).size(), 2048);
    QVERIFY(redactedTarget("/?" + QByteArray("a=b&").repeated(5000)).size() <= 2048);
}

void TestRedaction::showsAtMostTheEndOfAKey()
{
    QCOMPARE(redactedHeader("Authorization", "Bearer sk-secret-1234"), QByteArray("***1234"));
    QCOMPARE(redactedHeader("x-api-key", "short"), QByteArray("***"));
    QCOMPARE(redactedHeader("Accept", "*/*"), QByteArray("*/*"));
}

QTEST_GUILESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
