// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/jsontext.h"
#include "app/backend/usagemerge.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace app::backend;

namespace {

QJsonObject row(const QString &timestamp, qint64 tokens, bool failed = false)
{
    return {{u"timestamp"_s, timestamp},
            {u"source"_s, u"me@example.test"_s},
            {u"auth_index"_s, u"aa"_s},
            {u"failed"_s, failed},
            {u"tokens"_s, QJsonObject {{u"total_tokens"_s, tokens}, {u"input_tokens"_s, tokens}}}};
}

QByteArray exported(const QJsonArray &rows, const QString &api = u"k1"_s)
{
    const QJsonObject model {{u"details"_s, rows}};
    const QJsonObject models {{u"models"_s, QJsonObject {{u"gpt-5"_s, model}}}};
    const QJsonObject usage {{u"apis"_s, QJsonObject {{api, models}}}};
    return QJsonDocument(QJsonObject {{u"version"_s, 1}, {u"usage"_s, usage}}).toJson();
}

QByteArray text(const UsageMerge &merge)
{
    return QJsonDocument(merge.document).toJson();
}

} // namespace

class TestUsageMerge final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsWhatItMerges();
    void addsNothingTwice();
    void keepsWhatTheBackendForgot();
    void keepsLargeNumbersExact();
    void refusesWhatItDoesNotUnderstand_data();
    void refusesWhatItDoesNotUnderstand();
    void indentsWithoutTouchingTokens_data();
    void indentsWithoutTouchingTokens();
};

void TestUsageMerge::countsWhatItMerges()
{
    const auto merge = mergeUsage({}, exported({row(u"2026-03-09T14:05:06.1+01:00"_s, 10),
                                                row(u"2026-03-10T14:05:06Z"_s, 5, true)}));
    QVERIFY(merge);
    QCOMPARE(merge->added, 2);
    const QJsonObject usage = merge->document.value(u"usage"_s).toObject();
    QCOMPARE(usage.value(u"total_requests"_s).toInteger(), 2);
    QCOMPARE(usage.value(u"success_count"_s).toInteger(), 1);
    QCOMPARE(usage.value(u"failure_count"_s).toInteger(), 1);
    QCOMPARE(usage.value(u"total_tokens"_s).toInteger(), 15);
    QCOMPARE(usage.value(u"requests_by_day"_s).toObject(),
             (QJsonObject {{u"2026-03-09"_s, 1}, {u"2026-03-10"_s, 1}}));
    QCOMPARE(usage.value(u"tokens_by_hour"_s).toObject(), (QJsonObject {{u"14"_s, 15}}));
    QCOMPARE(usage[u"apis"_s][u"k1"_s][u"models"_s][u"gpt-5"_s][u"total_tokens"_s].toInteger(), 15);
}

void TestUsageMerge::addsNothingTwice()
{
    const QByteArray both =
        exported({row(u"2026-03-09T14:05:06Z"_s, 10), row(u"2026-03-09T14:05:06Z"_s, 11)});
    const auto first = mergeUsage({}, both);
    QVERIFY(first);
    const auto second = mergeUsage(text(*first), both);
    QVERIFY(second);
    QCOMPARE(second->added, 0);
    QCOMPARE(second->known, 2);
    QCOMPARE(second->document, first->document);
}

void TestUsageMerge::keepsWhatTheBackendForgot()
{
    const auto before = mergeUsage({}, exported({row(u"2026-03-09T14:05:06Z"_s, 10)}));
    const auto restarted =
        mergeUsage(text(*before), exported({row(u"2026-03-11T01:00:00Z"_s, 1)}, u"k2"_s));
    QVERIFY(restarted);
    QCOMPARE(restarted->document[u"usage"_s][u"total_requests"_s].toInteger(), 2);
    const auto empty = mergeUsage(text(*restarted), R"({"version":1,"usage":{}})");
    QVERIFY(empty);
    QCOMPARE(empty->document, restarted->document);
}

void TestUsageMerge::keepsLargeNumbersExact()
{
    const qint64 large = 9007199254740993; // 2^53 + 1
    const auto merge = mergeUsage({}, exported({row(u"2026-03-09T14:05:06Z"_s, large)}));
    QVERIFY(merge);
    QVERIFY(text(*merge).contains("9007199254740993"));
}

void TestUsageMerge::refusesWhatItDoesNotUnderstand_data()
{
    QTest::addColumn<QByteArray>("earlier");
    QTest::addColumn<QByteArray>("fresh");
    const QByteArray good = exported({});
    QTest::newRow("broken local file") << QByteArray("{\"usage\":") << good;
    QTest::newRow("foreign local file") << QByteArray("{}") << good;
    QTest::newRow("newer export") << QByteArray() << QByteArray(R"({"version":2,"usage":{}})");
    QTest::newRow("empty answer") << good << QByteArray("[]");
    QTest::newRow("html") << good << QByteArray("<html>");
}

void TestUsageMerge::refusesWhatItDoesNotUnderstand()
{
    QFETCH(QByteArray, earlier);
    QFETCH(QByteArray, fresh);
    const auto merge = mergeUsage(earlier, fresh);
    QVERIFY(!merge);
    QCOMPARE(merge.error().exitCode, kExitFailed);
}

void TestUsageMerge::indentsWithoutTouchingTokens_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("pretty");
    QTest::newRow("object") << QByteArray(R"({"b":1.10,"a":[12345678901234567890,"\u00e9 : ,{"]})")
                            << QByteArray(
                                   "{\n  \"b\": 1.10,\n  \"a\": [\n    12345678901234567890,\n"
                                   "    \"\\u00e9 : ,{\"\n  ]\n}");
    QTest::newRow("empty ones") << QByteArray("{ \"a\" : [ ] , \"b\":{}}")
                                << QByteArray("{\n  \"a\": [],\n  \"b\": {}\n}");
    QTest::newRow("scalar") << QByteArray(" null\n") << QByteArray("null");
    QTest::newRow("escaped quote")
        << QByteArray(R"(["a\"]","\\"])") << QByteArray("[\n  \"a\\\"]\",\n  \"\\\\\"\n]");
}

void TestUsageMerge::indentsWithoutTouchingTokens()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, pretty);
    QVERIFY(!jsonFault(text));
    QCOMPARE(prettyJson(text), pretty);
    QVERIFY(!jsonFault(prettyJson(text)));
    QCOMPARE(prettyJson(prettyJson(text)), pretty);
}

QTEST_GUILESS_MAIN(TestUsageMerge)
#include "tst_usagemerge.moc"
