// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/accounting.h"

#include <QTest>

#include <vector>

using namespace proxy;

namespace {

/// Sonnet 4.5 costs three dollars for a million tokens of input.
constexpr qint64 kTokensOfADollar = 1'000'000 / 3;
constexpr PicoDollars kSpent = kTokensOfADollar * 3'000'000;

/// An accounting whose warnings are kept.
class Watched final
{
public:
    Watched()
    {
        m_accounting.setWarningHandler(
            [this](const BudgetWarning &warning) { warnings.push_back(warning); });
    }

    void setBudget(PicoDollars perDay) { m_accounting.setBudget(perDay); }

    /// Costs kSpent.
    void settle(const QDate &day)
    {
        Exchange exchange;
        exchange.routable = true;
        exchange.startedAtMs = QDateTime(day, QTime(12, 0)).toMSecsSinceEpoch();
        exchange.decision.requestedModel = exchange.decision.selectedModel = "claude-sonnet-4-5";
        exchange.usage = {.input = kTokensOfADollar, .output = 0};
        m_accounting.settle(exchange, {}, {});
    }

    std::vector<BudgetWarning> warnings;

private:
    Accounting m_accounting {ModelTable()};
};

const QDate kDay(2026, 11, 29);

} // namespace

class TestBudget final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsSpentMayReachTheBudget();
    void aDayIsWarnedOfOnce();
    void anotherBudgetWarnsAgain();
    void withoutABudgetNothingIsTold();
};

void TestBudget::whatIsSpentMayReachTheBudget()
{
    Watched exact;
    exact.setBudget(kSpent);
    exact.settle(kDay);
    QCOMPARE(exact.warnings.size(), 0U);
    Watched less;
    less.setBudget(kSpent - 1);
    less.settle(kDay);
    QCOMPARE(less.warnings.size(), 1U);
    QCOMPARE(less.warnings[0].day, kDay);
    QCOMPARE(less.warnings[0].spent, kSpent);
    QCOMPARE(less.warnings[0].budget, kSpent - 1);
}

void TestBudget::aDayIsWarnedOfOnce()
{
    Watched watched;
    watched.setBudget(1);
    watched.settle(kDay);
    watched.settle(kDay);
    QCOMPARE(watched.warnings.size(), 1U);
    watched.settle(kDay.addDays(1));
    QCOMPARE(watched.warnings.size(), 2U);
    QCOMPARE(watched.warnings[1].day, kDay.addDays(1));
}

void TestBudget::anotherBudgetWarnsAgain()
{
    Watched watched;
    watched.setBudget(1);
    watched.settle(kDay);
    // The settings were read again.
    watched.setBudget(1);
    watched.settle(kDay);
    QCOMPARE(watched.warnings.size(), 1U);
    watched.setBudget(2);
    watched.settle(kDay);
    QCOMPARE(watched.warnings.size(), 2U);
    QCOMPARE(watched.warnings[1].budget, 2);
}

void TestBudget::withoutABudgetNothingIsTold()
{
    Watched watched;
    watched.settle(kDay);
    watched.setBudget(1);
    watched.setBudget(0);
    watched.settle(kDay);
    QCOMPARE(watched.warnings.size(), 0U);
}

QTEST_GUILESS_MAIN(TestBudget)
#include "tst_budget.moc"
