// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/quota.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using proxy::parseQuotaRules;
using proxy::PlanWindow;
using proxy::PlanWindows;
using proxy::quotaLimitsFor;
using proxy::quotasInForce;
using proxy::QuotasInForce;
using proxy::Restraint;

namespace {

constexpr qint64 kNow = 1'796'000'000'000;
constexpr qint64 kHour = 3'600'000;

auto rulesOf(const QByteArray &json)
{
    return parseQuotaRules(QJsonDocument::fromJson(json).array());
}

PlanWindow window(double used, const QByteArray &name = "5h", const QByteArray &account = "one")
{
    return {.provider = "anthropic",
            .account = account,
            .name = name,
            .used = used,
            .status = "allowed",
            .lengthSeconds = 5 * 3600,
            .resetsAtMs = kNow + kHour,
            .seenAtMs = kNow};
}

QuotasInForce inForce(const PlanWindows &windows, bool allowsOverage = false, qint64 now = kNow)
{
    return quotasInForce(windows, *rulesOf(R"([{"window":"5h","aggressive":80,"easyOnly":95},
                              {"window":"7d_opus","easyOnly":90}])"),
                         allowsOverage, now);
}

} // namespace

class TestQuota final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void theShareUsedDecides_data();
    void theShareUsedDecides();
    void withoutRulesNothingIsInForce();
    void aWindowWithoutARuleIsNone();
    void itEndsWithTheWindow();
    void aWindowWhoseEndIsNotToldEndsWithItsLength();
    void ofSeveralAccountsTheOneWithTheMostLeftCounts();
    void whatIsRefusedIsUsedUp();
    void paidUseIsEasyOnlyUnlessAllowed();
    void onlyRequestsToThatProviderAreRestrained();
    void aModelsWindowCountsForThatModel();
    void itSaysWhyAndUntilWhen();
};

void TestQuota::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("what");
    const auto row = [](const char *json, const char *what) {
        QTest::newRow(json) << QByteArray(json) << QByteArray(what);
    };
    row(R"([{"aggressive":80}])", "needs a window");
    row(R"([{"window":"5h"}])", "needs aggressive, easyOnly or both");
    row(R"([{"window":"5 h","easyOnly":80}])", "window must be a name");
    row(R"([{"window":5,"easyOnly":80}])", "window must be a name");
    row(R"([{"window":"5h","easyOnly":0}])", "easyOnly must be a number over 0 and up to 100");
    row(R"([{"window":"5h","easyOnly":101}])", "easyOnly must be a number over 0 and up to 100");
    row(R"([{"window":"5h","aggressive":"80"}])", "aggressive must be a number");
    row(R"([{"window":"5h","aggressive":95,"easyOnly":95}])", "aggressive must be below easyOnly");
    row(R"([{"window":"5h","easyOnly":95,"stop":99}])", "stop is not known");
    row(R"([{"window":"5h","provider":"gemini","easyOnly":95}])", "provider must be");
    row(R"([{"window":"5h","easyOnly":9},{"window":"5h","easyOnly":8}])", "entry 2: names");
}

void TestQuota::saysWhatIsWrong()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, what);
    const auto rules = rulesOf(json);
    QVERIFY(!rules);
    QVERIFY2(rules.error().detail.utf8().contains(what), rules.error().detail.utf8().constData());
}

void TestQuota::theShareUsedDecides_data()
{
    QTest::addColumn<double>("used");
    QTest::addColumn<int>("restraint");
    QTest::newRow("below") << 0.7999 << int(Restraint::None);
    QTest::newRow("at the first") << 0.8 << int(Restraint::Aggressive);
    QTest::newRow("between") << 0.94 << int(Restraint::Aggressive);
    QTest::newRow("at the second") << 0.95 << int(Restraint::EasyOnly);
    QTest::newRow("over the window") << 1.2 << int(Restraint::EasyOnly);
}

void TestQuota::theShareUsedDecides()
{
    QFETCH(double, used);
    const QuotasInForce quotas = inForce({window(used)});
    QTEST(int(quotas.empty() ? Restraint::None : quotas[0].limit.restraint), "restraint");
}

void TestQuota::withoutRulesNothingIsInForce()
{
    PlanWindow paid = window(1);
    paid.isPaid = true;
    QVERIFY(quotasInForce({paid}, {}, false, kNow).empty());
}

void TestQuota::aWindowWithoutARuleIsNone()
{
    QVERIFY(inForce({window(0.99, "7d")}).empty());
}

void TestQuota::itEndsWithTheWindow()
{
    QCOMPARE(inForce({window(0.9)}, false, kNow + kHour - 1).size(), size_t(1));
    QVERIFY(inForce({window(0.9)}, false, kNow + kHour).empty());
}

void TestQuota::aWindowWhoseEndIsNotToldEndsWithItsLength()
{
    PlanWindow untold = window(0.9);
    untold.resetsAtMs.reset();
    QCOMPARE(inForce({untold}, false, kNow + 5 * kHour - 1).size(), size_t(1));
    QVERIFY(inForce({untold}, false, kNow + 5 * kHour).empty());
    untold.lengthSeconds = 0;
    QCOMPARE(inForce({untold}, false, kNow + kHour - 1).size(), size_t(1));
    QVERIFY(inForce({untold}, false, kNow + kHour).empty());
}

void TestQuota::ofSeveralAccountsTheOneWithTheMostLeftCounts()
{
    QVERIFY(inForce({window(0.99, "5h", "one"), window(0.1, "5h", "two")}).empty());
    const QuotasInForce both = inForce({window(0.99, "5h", "one"), window(0.85, "5h", "two")});
    QCOMPARE(both.size(), size_t(1));
    QCOMPARE(both[0].limit.restraint, Restraint::Aggressive);
}

void TestQuota::whatIsRefusedIsUsedUp()
{
    PlanWindow refused = window(0.5);
    refused.status = "rejected";
    QCOMPARE(inForce({refused}).at(0).limit.restraint, Restraint::EasyOnly);
}

void TestQuota::paidUseIsEasyOnlyUnlessAllowed()
{
    PlanWindow paid = window(0.85);
    paid.isPaid = true;
    QCOMPARE(inForce({paid}).at(0).limit.restraint, Restraint::EasyOnly);
    QVERIFY(inForce({paid}).at(0).isPaid);
    // The thresholds count all the same.
    QCOMPARE(inForce({paid}, true).at(0).limit.restraint, Restraint::Aggressive);
    // Also in a window that no rule names.
    PlanWindow unnamed = window(1, "7d");
    unnamed.isPaid = true;
    QCOMPARE(inForce({unnamed}).at(0).limit.restraint, Restraint::EasyOnly);
    QVERIFY(inForce({unnamed}, true).empty());
}

void TestQuota::onlyRequestsToThatProviderAreRestrained()
{
    const QuotasInForce quotas = inForce({window(0.99)});
    QCOMPARE(quotaLimitsFor(quotas, "anthropic", "claude-opus-5-5").size(), size_t(1));
    QVERIFY(quotaLimitsFor(quotas, "codex", "gpt-6").empty());
    QVERIFY(quotaLimitsFor(quotas, "", "gemini-4-argon").empty());
}

void TestQuota::aModelsWindowCountsForThatModel()
{
    const QuotasInForce quotas = inForce({window(0.99, "7d_opus")});
    QCOMPARE(quotas.at(0).modelClass, QByteArray("opus"));
    QCOMPARE(quotaLimitsFor(quotas, "anthropic", "work/Claude-Opus-5-5(high)").size(), size_t(1));
    QVERIFY(quotaLimitsFor(quotas, "anthropic", "claude-sonnet-5-5").empty());
}

void TestQuota::itSaysWhyAndUntilWhen()
{
    const QuotasInForce quotas = inForce({window(0.83)});
    QCOMPARE(quotas.at(0).limit.why.utf8(),
             QByteArray("the plan's window 5h of anthropic is used to 83 %, from 80 % on"));
    QCOMPARE(quotas.at(0).limit.untilMs, std::optional(kNow + kHour));
    QCOMPARE(proxy::limitLabel(quotas.at(0).limit), QByteArray("quota:aggressive"));
}

QTEST_GUILESS_MAIN(TestQuota)
#include "tst_quota.moc"
