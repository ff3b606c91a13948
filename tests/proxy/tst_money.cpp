// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/money.h"

#include <QTest>

using namespace proxy;

class TestMoney final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesAmountsExactlyAndForPeople_data();
    void writesAmountsExactlyAndForPeople();
};

void TestMoney::writesAmountsExactlyAndForPeople_data()
{
    QTest::addColumn<PicoDollars>("amount");
    QTest::addColumn<QByteArray>("exact");
    QTest::addColumn<QByteArray>("readable");
    const auto row = [](PicoDollars amount, const char *exact, const char *readable) {
        QTest::newRow(exact) << amount << QByteArray(exact) << QByteArray(readable);
    };
    row(0, "0", "$0.00");
    row(1, "0.000000000001", "$0.0000");
    row(13'050'000'000, "0.01305", "$0.0131");
    row(kPicoPerDollar, "1", "$1.00");
    row(kPicoPerDollar * 123 / 10, "12.3", "$12.30");
    row(-kPicoPerDollar / 2, "-0.5", "-$0.5000");
    row(-kPicoPerDollar * 2, "-2", "-$2.00");
}

void TestMoney::writesAmountsExactlyAndForPeople()
{
    QFETCH(PicoDollars, amount);
    QTEST(dollarsText(amount), "exact");
    QTEST(readableDollars(amount), "readable");
}

QTEST_GUILESS_MAIN(TestMoney)
#include "tst_money.moc"
