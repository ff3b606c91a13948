// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/boundednumber.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace proxy;

namespace {

constexpr qint64 kMost = std::numeric_limits<qint64>::max();
constexpr qint64 kLeast = std::numeric_limits<qint64>::min();

} // namespace

class TestBoundedNumber final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void arithmeticEndsAtTheNearestNumber();
    void realNumbersBecomeTheNearestWholeOne_data();
    void realNumbersBecomeTheNearestWholeOne();
    void countsAreNeverNegative_data();
    void countsAreNeverNegative();
};

void TestBoundedNumber::arithmeticEndsAtTheNearestNumber()
{
    QCOMPARE(boundedSum(2, 3), 5);
    QCOMPARE(boundedSum(kMost, 1), kMost);
    QCOMPARE(boundedSum(kLeast, -1), kLeast);
    QCOMPARE(boundedSum(kLeast, kMost), -1);
    QCOMPARE(boundedDifference(2, 3), -1);
    QCOMPARE(boundedDifference(kMost, -1), kMost);
    QCOMPARE(boundedDifference(0, kLeast), kMost);
    QCOMPARE(boundedDifference(kLeast, 1), kLeast);
    QCOMPARE(boundedProduct(-2, 3), -6);
    QCOMPARE(boundedProduct(kMost, 2), kMost);
    QCOMPARE(boundedProduct(kMost, -2), kLeast);
    QCOMPARE(boundedProduct(kLeast, -1), kMost);
    QCOMPARE(boundedProduct(kMost, 0), 0);
}

void TestBoundedNumber::realNumbersBecomeTheNearestWholeOne_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<qint64>("whole");
    QTest::addColumn<qint64>("rounded");
    constexpr double kInfinite = std::numeric_limits<double>::infinity();
    constexpr qint64 kLargest = 9223372036854774784; // that is a double
    QTest::newRow("a fraction") << 2.7 << qint64 {2} << qint64 {3};
    QTest::newRow("below zero") << -2.7 << qint64 {-2} << qint64 {-3};
    QTest::newRow("2^63") << 9223372036854775808.0 << kLargest << kLargest;
    QTest::newRow("large") << 1e300 << kLargest << kLargest;
    QTest::newRow("endless") << kInfinite << kLargest << kLargest;
    QTest::newRow("endless below") << -kInfinite << -kLargest << -kLargest;
    QTest::newRow("no number") << std::nan("") << qint64 {0} << qint64 {0};
}

void TestBoundedNumber::realNumbersBecomeTheNearestWholeOne()
{
    QFETCH(double, value);
    QTEST(boundedWhole(value), "whole");
    QTEST(boundedRounded(value), "rounded");
}

void TestBoundedNumber::countsAreNeverNegative_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("count"); // -1: absent
    QTest::addColumn<int>("small");
    QTest::addColumn<qint64>("tokens");
    const auto row = [](const char *json, qint64 count, int small, qint64 tokens) {
        QTest::newRow(json) << QByteArray(json) << count << small << tokens;
    };
    constexpr qint64 kUsual = qint64 {1} << 53U;
    constexpr int kInt = std::numeric_limits<int>::max();
    row("0", 0, 0, 0);
    row("7", 7, 7, 7);
    row("7.9", 7, 7, 7);
    row("1e3", 1000, 1000, 1000);
    row("2147483648", 2147483648, kInt, 2147483648);
    row("1099511627776", kMostTokens, kInt, kMostTokens);
    row("1099511627777", kMostTokens + 1, kInt, -1);
    row("9223372036854775807", kUsual, kInt, -1);
    row("18446744073709551617", kUsual, kInt, -1);
    row("1e300", kUsual, kInt, -1);
    row("-1", -1, -1, -1);
    row("-0.5", -1, -1, -1);
    row("-9223372036854775808", -1, -1, -1);
    row("-1e300", -1, -1, -1);
    row("\"7\"", -1, -1, -1);
    row("null", -1, -1, -1);
    row("[7]", -1, -1, -1);
}

void TestBoundedNumber::countsAreNeverNegative()
{
    QFETCH(QByteArray, json);
    const QJsonValue value =
        QJsonDocument::fromJson("{\"v\":" + json + '}').object()[QStringLiteral("v")];
    QTEST(countOf(value, -1), "count");
    QTEST(smallCountOf(value, -1), "small");
    QTEST(tokensOf(value), "tokens");
}

QTEST_GUILESS_MAIN(TestBoundedNumber)
#include "tst_boundednumber.moc"
