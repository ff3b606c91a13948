// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/budgetwatch.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using proxy::BudgetLevel;
using proxy::BudgetRule;
using proxy::BudgetScope;
using proxy::BudgetUse;
using proxy::BudgetUses;
using proxy::BudgetWatch;
using proxy::kPicoPerDollar;
using proxy::LimitsInForce;
using proxy::Restraint;
using proxy::Spend;
using proxy::SpendBook;
using proxy::SpendSubject;

namespace {

const QDate kToday(2026, 11, 30); // a Monday

qint64 at(QDate day, int hour = 12)
{
    return QDateTime(day, QTime(hour, 0)).toMSecsSinceEpoch();
}

auto rulesOf(const QByteArray &json)
{
    return proxy::parseBudgetRules(QJsonDocument::fromJson(json).array());
}

Spend dollars(double amount)
{
    return {.cost = qint64(amount * double(kPicoPerDollar)), .tokens = 100};
}

SpendSubject shop()
{
    return {.project = "shop", .clientKey = "aabbccdd", .session = "s1"};
}

Restraint restraintOf(const LimitsInForce &limits)
{
    const auto *limit = proxy::strictest(limits);
    return limit ? limit->restraint : Restraint::None;
}

} // namespace

class TestBudgetWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void namesAreTheScopesUnlessGiven();
    void warnsThenEasyModelsThenStop_data();
    void warnsThenEasyModelsThenStop();
    void tokensCountWhereNoPriceIsKnown();
    void eachProjectClientAndSessionHasItsOwn();
    void nobodysSessionIsThatOfANamedClient();
    void aSessionThatIsNotKnownHasNoLimit();
    void aWeekBeginsOnMondayAndAMonthOnItsFirst();
    void aNewDayBeginsAnew();
    void aLiftEndsByItself();
    void aLiftOfANameThatIsGoneEnds();
    void eachLevelIsToldOnce();
    void whatStopsSaysHowToLiftIt();
    void theFullestUsesAreShown();
    void theLedgersDaysCount();
    void aDayOfTheFutureMakesNoOtherOneGo();

private:
    SpendBook m_book;
};

void TestBudgetWatch::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("what");
    const auto row = [](const char *json, const char *what) {
        QTest::newRow(json) << QByteArray(json) << QByteArray(what);
    };
    row(R"([{"dollars":5,"stop":100}])", "needs a scope");
    row(R"([{"scope":"year","dollars":5,"stop":100}])", "scope must be");
    row(R"([{"scope":"day","stop":100}])", "needs dollars or tokens, and not both");
    row(R"([{"scope":"day","dollars":5,"tokens":5,"stop":1}])", "needs dollars or tokens");
    row(R"([{"scope":"day","dollars":0,"stop":100}])", "dollars must be a number over 0");
    row(R"([{"scope":"day","dollars":"5","stop":100}])", "dollars must be a number over 0");
    row(R"([{"scope":"day","tokens":1.5,"stop":100}])", "tokens must be a whole number");
    row(R"([{"scope":"day","dollars":5}])", "needs one of warn, easyOnly and stop");
    row(R"([{"scope":"day","dollars":5,"warn":90,"stop":80}])", "must not fall");
    row(R"([{"scope":"day","dollars":5,"stop":-1}])", "stop must be a number over 0");
    row(R"([{"scope":"day","dollars":5,"halt":1}])", "halt is not known");
    row(R"([{"scope":"session","per":"week","dollars":5,"stop":1}])", "per is for the scope");
    row(R"([{"scope":"project","per":"year","dollars":5,"stop":1}])", "per must be");
    row(R"([{"scope":"day","name":"a b","dollars":5,"stop":1}])", "name must be a word");
    row(R"([{"scope":"day","dollars":5,"stop":1},{"scope":"day","tokens":5,"stop":1}])",
        "entry 2: there is a limit named day already");
}

void TestBudgetWatch::saysWhatIsWrong()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, what);
    const auto rules = rulesOf(json);
    QVERIFY(!rules);
    QVERIFY2(rules.error().detail.utf8().contains(what), rules.error().detail.utf8().constData());
}

void TestBudgetWatch::namesAreTheScopesUnlessGiven()
{
    const auto rules = rulesOf(R"([{"scope":"week","dollars":5,"stop":100},
                                   {"scope":"project","per":"month","name":"web","tokens":9,
                                    "warn":50}])");
    QVERIFY(rules);
    QCOMPARE(rules->at(0).name, QByteArray("week"));
    QCOMPARE(rules->at(1).name, QByteArray("web"));
    QCOMPARE(proxy::scopeName(rules->at(1)), QByteArray("project"));
}

void TestBudgetWatch::warnsThenEasyModelsThenStop_data()
{
    QTest::addColumn<double>("spent");
    QTest::addColumn<int>("level");
    QTest::addColumn<int>("restraint");
    const auto row = [](double spent, BudgetLevel level, Restraint restraint) {
        QTest::newRow(qPrintable(QString::number(spent))) << spent << int(level) << int(restraint);
    };
    row(4.99, BudgetLevel::Below, Restraint::None);
    row(5, BudgetLevel::Warned, Restraint::None);
    row(8, BudgetLevel::EasyOnly, Restraint::EasyOnly);
    row(10, BudgetLevel::Stopped, Restraint::Stop);
    row(40, BudgetLevel::Stopped, Restraint::Stop);
}

void TestBudgetWatch::warnsThenEasyModelsThenStop()
{
    QFETCH(double, spent);
    SpendBook book;
    BudgetWatch watch(book);
    watch.setRules(
        *rulesOf(R"([{"scope":"day","dollars":10,"warn":50,"easyOnly":80,"stop":100}])"));
    book.addToDay(kToday, "shop", dollars(spent));
    QTEST(int(watch.uses(at(kToday)).at(0).level), "level");
    QTEST(int(restraintOf(watch.limitsFor(shop(), at(kToday)))), "restraint");
}

void TestBudgetWatch::tokensCountWhereNoPriceIsKnown()
{
    SpendBook book;
    BudgetWatch watch(book);
    watch.setRules(*rulesOf(R"([{"scope":"day","dollars":10,"stop":100},
                                {"scope":"day","name":"tokens","tokens":1000,"stop":100}])"));
    book.addToDay(kToday, "shop", {.cost = 0, .tokens = 1000, .unpriced = 3});
    const BudgetUses uses = watch.uses(at(kToday));
    QCOMPARE(uses.at(0).level, BudgetLevel::Below);
    QCOMPARE(uses.at(0).unpriced, qint64(3));
    QCOMPARE(uses.at(1).level, BudgetLevel::Stopped);
    QCOMPARE(uses.at(1).amountInWords().utf8(), QByteArray("1000 of 1000 tokens"));
}

void TestBudgetWatch::eachProjectClientAndSessionHasItsOwn()
{
    SpendBook book;
    BudgetWatch watch(book);
    watch.setRules(*rulesOf(R"([{"scope":"project","dollars":1,"stop":100},
                                {"scope":"client","dollars":2,"stop":100},
                                {"scope":"session","dollars":3,"stop":100}])"));
    QVERIFY(watch.namesClientKeys());
    const auto spend = [&book](const SpendSubject &subject, double amount) {
        book.addToDay(kToday, subject.project, dollars(amount));
        book.addToSubjects(kToday, subject, dollars(amount));
    };
    spend(shop(), 1);
    const SpendSubject other {.project = "bank", .clientKey = "aabbccdd", .session = "s2"};
    QCOMPARE(watch.limitsFor(shop(), at(kToday)).size(), size_t(1));
    QVERIFY(watch.limitsFor(other, at(kToday)).empty());
    spend(shop(), 1);
    QCOMPARE(watch.limitsFor(shop(), at(kToday)).size(), size_t(2));
    QCOMPARE(watch.limitsFor(other, at(kToday)).at(0).name, QByteArray("client"));
    spend(shop(), 1);
    QCOMPARE(watch.limitsFor(shop(), at(kToday)).size(), size_t(3));
}

void TestBudgetWatch::nobodysSessionIsThatOfANamedClient()
{
    const auto named = [](const QByteArray &client, const QByteArray &session) {
        return SpendSubject {
            .project = {}, .clientKey = {}, .session = session, .clientName = client}
            .of(BudgetScope::Session);
    };
    QVERIFY(named("bob", "one") != named({}, "bob:one"));
    QCOMPARE(named("bob", "one"), QByteArray("bob:one"));
    QCOMPARE(named({}, "one"), QByteArray("one"));
}

void TestBudgetWatch::aSessionThatIsNotKnownHasNoLimit()
{
    SpendBook book;
    BudgetWatch watch(book);
    watch.setRules(*rulesOf(R"([{"scope":"session","dollars":1,"stop":100},
                                {"scope":"client","dollars":100,"stop":100}])"));
    book.addToSubjects(kToday, {}, dollars(900));
    QVERIFY(watch.limitsFor({}, at(kToday)).empty());
    book.addToSubjects(kToday, shop(), dollars(9));
    QVERIFY(watch.limitsWithoutSession(shop(), at(kToday)).empty());
    QCOMPARE(watch.limitsFor(shop(), at(kToday)).size(), size_t(1));
}

void TestBudgetWatch::aWeekBeginsOnMondayAndAMonthOnItsFirst()
{
    SpendBook book;
    BudgetWatch watch(book);
    watch.setRules(*rulesOf(R"([{"scope":"week","dollars":10,"stop":100},
                                {"scope":"month","dollars":10,"stop":100}])"));
    book.addToDay(kToday.addDays(-1), "shop", dollars(4)); // Sunday
    book.addToDay(kToday, "shop", dollars(5));
    book.addToDay(kToday.addDays(1), "shop", dollars(3)); // the first of December
    const auto spent = [&watch](QDate day) {
        QList<double> sums;
        for (const BudgetUse &use : watch.uses(at(day)))
            sums << double(use.spent) / double(kPicoPerDollar);
        return sums;
    };
    QCOMPARE(spent(kToday), QList<double>({5, 9}));
    QCOMPARE(spent(kToday.addDays(1)), QList<double>({8, 3}));
    const BudgetUses uses = watch.uses(at(kToday));
    QCOMPARE(uses[0].endsAtMs, kToday.addDays(7).startOfDay().toMSecsSinceEpoch());
    QCOMPARE(uses[1].endsAtMs, kToday.addDays(1).startOfDay().toMSecsSinceEpoch());
}

void TestBudgetWatch::aNewDayBeginsAnew()
{
    SpendBook book;
    BudgetWatch watch(book);
    watch.setRules(*rulesOf(R"([{"scope":"day","dollars":1,"stop":100},
                                {"scope":"session","dollars":1,"stop":100}])"));
    book.addToDay(kToday, "shop", dollars(2));
    book.addToSubjects(kToday, shop(), dollars(2));
    QCOMPARE(watch.limitsFor(shop(), at(kToday, 23)).size(), size_t(2));
    QVERIFY(watch.limitsFor(shop(), at(kToday.addDays(1), 0)).empty());
}

void TestBudgetWatch::aLiftEndsByItself()
{
    SpendBook book;
    BudgetWatch watch(book);
    watch.setRules(*rulesOf(R"([{"scope":"day","dollars":1,"stop":100}])"));
    book.addToDay(kToday, "shop", dollars(2));
    QVERIFY(!watch.lift("other", at(kToday, 14)));
    QVERIFY(watch.lift("day", at(kToday, 14)));
    QVERIFY(watch.limitsFor(shop(), at(kToday, 13)).empty());
    QCOMPARE(watch.uses(at(kToday, 13)).at(0).liftedUntilMs, std::optional(at(kToday, 14)));
    QCOMPARE(watch.uses(at(kToday, 13)).at(0).level, BudgetLevel::Stopped);
    QCOMPARE(restraintOf(watch.limitsFor(shop(), at(kToday, 14))), Restraint::Stop);
    QVERIFY(watch.lifts(at(kToday, 14)).empty());
    QVERIFY(watch.lift("day", at(kToday, 20)));
    QVERIFY(watch.restore("day"));
    QCOMPARE(restraintOf(watch.limitsFor(shop(), at(kToday, 15))), Restraint::Stop);
}

void TestBudgetWatch::aLiftOfANameThatIsGoneEnds()
{
    BudgetWatch watch(m_book);
    watch.setRules(*rulesOf(R"([{"scope":"day","dollars":1,"stop":100}])"));
    QVERIFY(watch.lift("day", at(kToday, 14)));
    watch.setRules(*rulesOf(R"([{"scope":"week","dollars":1,"stop":100}])"));
    QVERIFY(watch.lifts(at(kToday)).empty());
}

void TestBudgetWatch::eachLevelIsToldOnce()
{
    SpendBook book;
    BudgetWatch watch(book);
    watch.setRules(*rulesOf(R"([{"scope":"project","dollars":10,"warn":50,"stop":100}])"));
    book.addToDay(kToday, "shop", dollars(6));
    QCOMPARE(watch.takeNews(shop(), at(kToday)).size(), size_t(1));
    book.addToDay(kToday, "shop", dollars(1));
    QVERIFY(watch.takeNews(shop(), at(kToday)).empty());
    book.addToDay(kToday, "shop", dollars(4));
    QCOMPARE(watch.takeNews(shop(), at(kToday)).at(0).level, BudgetLevel::Stopped);
    QVERIFY(watch.takeNews(shop(), at(kToday)).empty());
    // Another one's use is news of its own.
    book.addToDay(kToday, "bank", dollars(6));
    QCOMPARE(watch.takeNews({.project = "bank", .clientKey = {}, .session = {}}, at(kToday)).size(),
             size_t(1));
}

void TestBudgetWatch::whatStopsSaysHowToLiftIt()
{
    SpendBook book;
    BudgetWatch watch(book);
    watch.setRules(*rulesOf(R"([{"scope":"project","name":"web","dollars":10,"stop":100}])"));
    book.addToDay(kToday, "shop", dollars(10.5));
    const LimitsInForce limits = watch.limitsFor(shop(), at(kToday));
    const QString zone = kToday.addDays(1).startOfDay().timeZoneAbbreviation();
    QCOMPARE(
        limits.at(0).why.text(),
        QStringLiteral("The limit web (project shop) of LLM_PROXY_BUDGETS is used up: $10.50 of "
                       "$10.00. It begins anew at 2026-12-01 00:00 %1; until then \"llm-proxy "
                       "budget lift web --for 1h\" (or day), or the tray's menu, lifts it.")
            .arg(zone));
    QCOMPARE(limits.at(0).untilMs,
             std::optional(kToday.addDays(1).startOfDay().toMSecsSinceEpoch()));
}

void TestBudgetWatch::theFullestUsesAreShown()
{
    SpendBook book;
    BudgetWatch watch(book);
    watch.setRules(*rulesOf(R"([{"scope":"project","dollars":10,"stop":100},
                                {"scope":"session","tokens":10,"stop":100}])"));
    for (int project = 0; project < 30; ++project)
        book.addToDay(kToday, "p" + QByteArray::number(project), dollars(project));
    const BudgetUses uses = watch.uses(at(kToday));
    QCOMPARE(uses.size(), size_t(21));
    QCOMPARE(uses.at(0).subject, QByteArray("p29"));
    QCOMPARE(uses.at(20).name, QByteArray("session"));
    QCOMPARE(uses.at(20).usedTokens, qint64(0));
}

void TestBudgetWatch::aDayOfTheFutureMakesNoOtherOneGo()
{
    SpendBook book;
    for (int days = 100; days >= 0; --days)
        book.addToDay(kToday.addDays(-days), "shop", dollars(1));
    book.addToDay(kToday.addYears(3), "shop", dollars(1));
    QCOMPARE(book.sum(BudgetScope::All, {}, kToday.addDays(-30), kToday).cost, 31 * kPicoPerDollar);
    // What is older than a month is forgotten.
    QVERIFY(book.sum(BudgetScope::All, {}, {}, kToday).cost < 70 * kPicoPerDollar);
}

void TestBudgetWatch::theLedgersDaysCount()
{
    proxy::Ledger ledger;
    ledger.add(kToday, "m", "shop",
               {.exchanges = 2,
                .unpriced = 1,
                .input = 10,
                .output = 20,
                .cacheRead = 30,
                .cacheWrite = 40,
                .cost = kPicoPerDollar,
                .classifier = kPicoPerDollar});
    SpendBook book;
    book.add(ledger);
    QCOMPARE(book.sum(BudgetScope::Project, "shop", kToday, kToday),
             Spend({.cost = 2 * kPicoPerDollar, .tokens = 100, .unpriced = 1}));
    QCOMPARE(book.sum(BudgetScope::All, {}, kToday, kToday).tokens, qint64(100));
}

QTEST_GUILESS_MAIN(TestBudgetWatch)
#include "tst_budgetwatch.moc"
