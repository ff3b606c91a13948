// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/planlimits.h"

#include <QTest>

using proxy::HeaderList;
using proxy::PlanLimits;
using proxy::PlanWindow;
using proxy::PlanWindows;
using proxy::readPlanWindows;

namespace {

constexpr qint64 kNow = 1'796'000'000'000; ///< Unix time in ms
constexpr qint64 kHour = 3600LL * 1000;

HeaderList fields(std::initializer_list<std::pair<const char *, QByteArray>> list)
{
    HeaderList headers;
    for (const auto &[name, value] : list)
        headers.append(name, value);
    return headers;
}

QByteArray secondsAt(qint64 ms)
{
    return QByteArray::number(ms / 1000);
}

/// As a Claude subscription's answers carry them.
HeaderList claude(const QByteArray &used = "0.42", const QByteArray &account = "org-1")
{
    return fields({{"Content-Type", "application/json"},
                   {"anthropic-organization-id", account},
                   {"anthropic-ratelimit-unified-status", "allowed"},
                   {"anthropic-ratelimit-unified-5h-status", "allowed"},
                   {"anthropic-ratelimit-unified-5h-reset", secondsAt(kNow + kHour)},
                   {"anthropic-ratelimit-unified-5h-utilization", used},
                   {"anthropic-ratelimit-unified-7d-status", "allowed_warning"},
                   {"anthropic-ratelimit-unified-7d-reset", secondsAt(kNow + 48 * kHour)},
                   {"anthropic-ratelimit-unified-7d-utilization", "0.9"},
                   {"anthropic-ratelimit-unified-representative-claim", "seven_day"},
                   {"anthropic-ratelimit-unified-fallback-percentage", "0.5"},
                   {"anthropic-ratelimit-unified-overage-status", "rejected"}});
}

/// Of the 5-hour window.
std::optional<double> savedOf(const PlanLimits &limits)
{
    return limits.windows(kNow).at(0).saved;
}

} // namespace

class TestPlanLimits final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsClaudesWindows();
    void readsCodexWindows();
    void answersWithoutThemTellNothing();
    void codexTellsHowLongItIsToTheReset();
    void whatIsPaidBeyondThePlanIsTold_data();
    void whatIsPaidBeyondThePlanIsTold();
    void paidUseThatNamesNoWindowIsOfTheFullestOne();
    void aRefusalWithoutSharesNamesItsWindow();
    void theShareOfPaidUseIsNoWindow();
    void figuresThatCannotBeTrueMakeNoWindow_data();
    void figuresThatCannotBeTrueMakeNoWindow();
    void aPaceThatIsTooFastIsTold_data();
    void aPaceThatIsTooFastIsTold();
    void eachAccountHasItsOwn();
    void aWindowThatBeganAnewIsNotTold();
    void theyAreBounded();
    void whatRoutingSavedOfAWindowIsEstimated();
    void withoutARiseNothingIsEstimated();
    void aWindowThatBeganAnewIsMeasuredAnew();
    void eachPlanHasItsOwnEstimate();
};

void TestPlanLimits::readsClaudesWindows()
{
    QVERIFY(proxy::tellsOfPlan(claude()));
    const PlanWindows windows = readPlanWindows(claude(), kNow);
    QCOMPARE(windows.size(), size_t(2));
    QCOMPARE(windows[0].provider, QByteArray("anthropic"));
    QCOMPARE(windows[0].account, QByteArray("org-1"));
    QCOMPARE(windows[0].name, QByteArray("5h"));
    QCOMPARE(windows[0].used, 0.42);
    QCOMPARE(windows[0].status, QByteArray("allowed"));
    QCOMPARE(windows[0].decides, false);
    QCOMPARE(windows[0].lengthSeconds, qint64(5 * 3600));
    QCOMPARE(windows[0].resetsAtMs, std::optional<qint64>(kNow + kHour));
    QCOMPARE(windows[0].seenAtMs, kNow);
    QCOMPARE(windows[1].name, QByteArray("7d"));
    QCOMPARE(windows[1].status, QByteArray("allowed_warning"));
    QCOMPARE(windows[1].decides, true);
    const PlanWindows opus = readPlanWindows(
        fields({{"Anthropic-RateLimit-Unified-7d_Opus-Utilization", "1.02"},
                {"Anthropic-RateLimit-Unified-7d_Opus-Reset", "2026-11-30T12:00:00Z"},
                {"anthropic-ratelimit-unified-representative-claim", "seven_day_opus"}}),
        kNow);
    QCOMPARE(opus.size(), size_t(1));
    QCOMPARE(opus[0].name, QByteArray("7d_opus"));
    QCOMPARE(opus[0].used, 1.02);
    QCOMPARE(opus[0].decides, true);
    QCOMPARE(opus[0].lengthSeconds, qint64(7 * 24 * 3600));
    QCOMPARE(opus[0].resetsAtMs, std::optional<qint64>(1'796'040'000'000));
}

void TestPlanLimits::readsCodexWindows()
{
    const HeaderList headers = fields({{"x-codex-primary-used-percent", "12.5"},
                                       {"x-codex-primary-window-minutes", "300"},
                                       {"x-codex-primary-reset-at", secondsAt(kNow + kHour)},
                                       {"x-codex-secondary-used-percent", "77"},
                                       {"x-codex-secondary-window-minutes", "10080"}});
    QVERIFY(proxy::tellsOfPlan(headers));
    const PlanWindows windows = readPlanWindows(headers, kNow);
    QCOMPARE(windows.size(), size_t(2));
    QCOMPARE(windows[0].provider, QByteArray("codex"));
    QCOMPARE(windows[0].name, QByteArray("5h"));
    QCOMPARE(windows[0].used, 0.125);
    QCOMPARE(windows[0].resetsAtMs, std::optional<qint64>(kNow + kHour));
    QCOMPARE(windows[1].name, QByteArray("7d"));
    QCOMPARE(windows[1].used, 0.77);
    QCOMPARE(windows[1].resetsAtMs, std::optional<qint64>());
    const PlanWindows odd = readPlanWindows(
        fields({{"x-codex-primary-used-percent", "1"}, {"x-codex-primary-window-minutes", "90"}}),
        kNow);
    QCOMPARE(odd.at(0).name, QByteArray("90m"));
    const PlanWindows unnamed =
        readPlanWindows(fields({{"x-codex-primary-used-percent", "1"}}), kNow);
    QCOMPARE(unnamed.at(0).name, QByteArray("primary"));
}

void TestPlanLimits::codexTellsHowLongItIsToTheReset()
{
    const auto resetOf = [](const HeaderList &more) {
        HeaderList headers = fields({{"x-codex-primary-used-percent", "12"}});
        for (size_t at = 0; at < more.size(); ++at)
            headers.append(more.at(at).name.toByteArray(), more.at(at).value.toByteArray());
        return readPlanWindows(headers, kNow).at(0).resetsAtMs;
    };
    QCOMPARE(resetOf(fields({{"x-codex-primary-reset-after-seconds", "1800"}})),
             std::optional<qint64>(kNow + kHour / 2));
    // The time itself counts more.
    QCOMPARE(resetOf(fields({{"x-codex-primary-reset-after-seconds", "1800"},
                             {"x-codex-primary-reset-at", secondsAt(kNow + kHour)}})),
             std::optional<qint64>(kNow + kHour));
    for (const QByteArray never : {"", "-5", "soon", "1e99", "nan"})
        QCOMPARE(resetOf(fields({{"x-codex-primary-reset-after-seconds", never}})),
                 std::optional<qint64>());
}

void TestPlanLimits::whatIsPaidBeyondThePlanIsTold_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("overage");
    QTest::addColumn<QByteArray>("inUse");
    QTest::addColumn<bool>("isPaid");
    const auto row = [](const char *status, const char *overage, const char *inUse, bool isPaid) {
        QTest::addRow("%s, %s, %s", status, overage, inUse)
            << QByteArray(status) << QByteArray(overage) << QByteArray(inUse) << isPaid;
    };
    row("allowed", "allowed", "", false);
    row("allowed", "rejected", "", false);
    row("rejected", "rejected", "", false);
    row("rejected", "allowed", "", true);
    row("rejected", "allowed_warning", "", true);
    row("allowed", "rejected", "true", true);
    row("rejected", "allowed", "false", false);
}

void TestPlanLimits::whatIsPaidBeyondThePlanIsTold()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, overage);
    QFETCH(QByteArray, inUse);
    HeaderList headers = fields({{"anthropic-ratelimit-unified-status", status},
                                 {"anthropic-ratelimit-unified-5h-utilization", "1.0"},
                                 {"anthropic-ratelimit-unified-7d-utilization", "0.4"},
                                 {"anthropic-ratelimit-unified-representative-claim", "five_hour"},
                                 {"anthropic-ratelimit-unified-overage-status", overage}});
    if (!inUse.isEmpty())
        headers.append("anthropic-ratelimit-unified-overage-in-use", inUse);
    const PlanWindows windows = readPlanWindows(headers, kNow);
    QCOMPARE(windows.size(), size_t(2));
    QTEST(windows[0].isPaid, "isPaid");
    QVERIFY(!windows[1].isPaid);
}

void TestPlanLimits::paidUseThatNamesNoWindowIsOfTheFullestOne()
{
    const PlanWindows windows =
        readPlanWindows(fields({{"anthropic-ratelimit-unified-overage-in-use", "true"},
                                {"anthropic-ratelimit-unified-5h-utilization", "0.5"},
                                {"anthropic-ratelimit-unified-7d-utilization", "0.6"}}),
                        kNow);
    QCOMPARE(windows.size(), size_t(2));
    QVERIFY(!windows[0].isPaid);
    QVERIFY(windows[1].isPaid);
}

void TestPlanLimits::aRefusalWithoutSharesNamesItsWindow()
{
    const HeaderList headers =
        fields({{"anthropic-ratelimit-unified-status", "rejected"},
                {"anthropic-ratelimit-unified-reset", secondsAt(kNow + kHour)},
                {"anthropic-ratelimit-unified-representative-claim", "seven_day_opus"}});
    QVERIFY(proxy::tellsOfPlan(headers));
    const PlanWindows windows = readPlanWindows(headers, kNow);
    QCOMPARE(windows.size(), size_t(1));
    QCOMPARE(windows[0].name, QByteArray("7d_opus"));
    QCOMPARE(windows[0].used, 1.0);
    QVERIFY(windows[0].isUsedUp());
    QCOMPARE(windows[0].resetsAtMs, std::optional<qint64>(kNow + kHour));
    // What is allowed says nothing of a share.
    QVERIFY(
        readPlanWindows(fields({{"anthropic-ratelimit-unified-status", "allowed"},
                                {"anthropic-ratelimit-unified-representative-claim", "five_hour"}}),
                        kNow)
            .empty());
}

void TestPlanLimits::theShareOfPaidUseIsNoWindow()
{
    QVERIFY(
        readPlanWindows(fields({{"anthropic-ratelimit-unified-overage-utilization", "0.0"}}), kNow)
            .empty());
}

void TestPlanLimits::answersWithoutThemTellNothing()
{
    const HeaderList plain = fields({{"Content-Type", "application/json"},
                                     {"anthropic-ratelimit-requests-remaining", "49"},
                                     {"x-codex-plan-type", "plus"}});
    QVERIFY(!proxy::tellsOfPlan(plain));
    QVERIFY(readPlanWindows(plain, kNow).empty());
    QVERIFY(!proxy::tellsOfPlan({}));
}

void TestPlanLimits::figuresThatCannotBeTrueMakeNoWindow_data()
{
    QTest::addColumn<QByteArray>("used");
    for (const char *used : {"", "x", "-0.1", "nan", "inf", "10.1", "50", "1e99", "0.4x"})
        QTest::newRow(used) << QByteArray(used);
}

void TestPlanLimits::figuresThatCannotBeTrueMakeNoWindow()
{
    QFETCH(QByteArray, used);
    QCOMPARE(readPlanWindows(claude(used), kNow).size(), size_t(1));
    // A time that can't be true is none.
    for (const QByteArray reset : {"0", "99999999999999999999", "tomorrow", "-5"}) {
        const PlanWindows windows =
            readPlanWindows(fields({{"anthropic-ratelimit-unified-5h-utilization", "0.5"},
                                    {"anthropic-ratelimit-unified-5h-reset", reset}}),
                            kNow);
        QCOMPARE(windows.at(0).resetsAtMs, std::optional<qint64>());
    }
}

void TestPlanLimits::aPaceThatIsTooFastIsTold_data()
{
    QTest::addColumn<double>("used");
    QTest::addColumn<qint64>("left"); ///< ms until the window begins anew
    QTest::addColumn<qint64>("runsOut"); ///< ms from now; -1: not before
    const qint64 whole = 5 * kHour;
    QTest::newRow("half in half the time") << 0.5 << whole / 2 << qint64(-1);
    QTest::newRow("half in a quarter") << 0.5 << whole * 3 / 4 << whole / 4;
    QTest::newRow("used up") << 1.0 << whole / 2 << qint64(0);
    QTest::newRow("more than that") << 1.5 << whole / 2 << qint64(0);
    QTest::newRow("nothing") << 0.0 << whole / 2 << qint64(-1);
    QTest::newRow("not begun") << 0.5 << whole << qint64(-1);
}

void TestPlanLimits::aPaceThatIsTooFastIsTold()
{
    QFETCH(double, used);
    QFETCH(qint64, left);
    QFETCH(qint64, runsOut);
    PlanWindow window {
        .used = used, .lengthSeconds = 5 * 3600, .resetsAtMs = kNow + left, .seenAtMs = kNow};
    const std::optional<qint64> expected =
        runsOut < 0 ? std::nullopt : std::optional(kNow + runsOut);
    QCOMPARE(window.runsOutAtMs(), expected);
    window.resetsAtMs.reset();
    QCOMPARE(window.runsOutAtMs(), std::optional<qint64>());
}

void TestPlanLimits::eachAccountHasItsOwn()
{
    PlanLimits limits;
    limits.note(claude("0.1", "org-1"), kNow);
    limits.note(claude("0.2", "org-2"), kNow);
    limits.note(claude("0.3", "org-1"), kNow + 1);
    limits.note({}, kNow + 2);
    const PlanWindows windows = limits.windows(kNow + 3);
    QCOMPARE(windows.size(), size_t(4));
    QCOMPARE(windows[0].account, QByteArray("org-1"));
    QCOMPARE(windows[0].used, 0.3);
    QCOMPARE(windows[2].account, QByteArray("org-2"));
    QCOMPARE(windows[2].used, 0.2);
}

void TestPlanLimits::aWindowThatBeganAnewIsNotTold()
{
    PlanLimits limits;
    limits.note(claude(), kNow);
    QCOMPARE(limits.windows(kNow + kHour - 1).size(), size_t(2));
    const PlanWindows later = limits.windows(kNow + kHour);
    QCOMPARE(later.size(), size_t(1));
    QCOMPARE(later[0].name, QByteArray("7d"));
}

void TestPlanLimits::theyAreBounded()
{
    PlanLimits limits;
    for (int account = 0; account < 100; ++account)
        limits.note(claude("0.5", "org-" + QByteArray::number(account)), kNow + account);
    const PlanWindows windows = limits.windows(kNow + 100);
    QCOMPARE(windows.size(), PlanLimits::kMostWindows);
    for (const PlanWindow &window : windows)
        QVERIFY(window.seenAtMs >= kNow + 84);
    HeaderList many;
    for (int number = 0; number < 50; ++number)
        many.append("anthropic-ratelimit-unified-" + QByteArray::number(number) + "h-utilization",
                    "0.5");
    QCOMPARE(readPlanWindows(many, kNow).size(), size_t(8));
}

void TestPlanLimits::whatRoutingSavedOfAWindowIsEstimated()
{
    PlanLimits limits;
    QCOMPARE(limits.note(claude("0.10"), kNow), QByteArray("anthropic/org-1"));
    QVERIFY(!savedOf(limits));
    limits.spent("anthropic/org-1", 3 * proxy::kPicoPerDollar, proxy::kPicoPerDollar);
    limits.spent("anthropic/org-1", proxy::kPicoPerDollar, proxy::kPicoPerDollar);
    limits.note(claude("0.30"), kNow);
    // Four dollars filled a fifth, and two more would have filled a tenth.
    QVERIFY(savedOf(limits));
    QVERIFY(qAbs(*savedOf(limits) - 0.1) < 1e-9);
    // What the window does not show yet counts when it does.
    limits.spent("anthropic/org-1", proxy::kPicoPerDollar, -8 * proxy::kPicoPerDollar);
    QVERIFY(qAbs(*savedOf(limits) - 0.1) < 1e-9);
    limits.note(claude("0.35"), kNow);
    QVERIFY(qAbs(*savedOf(limits) + 0.3) < 1e-9);
}

void TestPlanLimits::withoutARiseNothingIsEstimated()
{
    PlanLimits limits;
    limits.note(claude("0.10"), kNow);
    limits.spent("anthropic/org-1", proxy::kPicoPerDollar, proxy::kPicoPerDollar);
    limits.note(claude("0.11"), kNow);
    QVERIFY(!savedOf(limits));
    // Others fill the plan, and nothing of it was ours.
    PlanLimits ofOthers;
    ofOthers.note(claude("0.10"), kNow);
    ofOthers.note(claude("0.50"), kNow);
    QVERIFY(!savedOf(ofOthers));
}

void TestPlanLimits::aWindowThatBeganAnewIsMeasuredAnew()
{
    PlanLimits limits;
    limits.note(claude("0.10"), kNow);
    limits.spent("anthropic/org-1", proxy::kPicoPerDollar, proxy::kPicoPerDollar);
    limits.note(claude("0.30"), kNow);
    QVERIFY(savedOf(limits));
    limits.note(claude("0.02"), kNow);
    QVERIFY(!savedOf(limits));
    limits.note(claude("0.30"), kNow);
    QVERIFY(!savedOf(limits));
}

void TestPlanLimits::eachPlanHasItsOwnEstimate()
{
    PlanLimits limits;
    limits.note(claude("0.10", "org-2"), kNow);
    limits.note(claude("0.10"), kNow);
    limits.spent("anthropic/org-1", proxy::kPicoPerDollar, proxy::kPicoPerDollar);
    limits.note(claude("0.30", "org-2"), kNow);
    limits.note(claude("0.20"), kNow);
    const PlanWindows windows = limits.windows(kNow);
    QCOMPARE(windows.size(), size_t(4));
    QVERIFY(windows[0].saved);
    QVERIFY(qAbs(*windows[0].saved - 0.1) < 1e-9);
    QVERIFY(!windows[1].saved);
    QVERIFY(!windows[2].saved);
    QCOMPARE(limits.note(fields({{"Content-Type", "text/plain"}}), kNow), QByteArray());
}

QTEST_GUILESS_MAIN(TestPlanLimits)
#include "tst_planlimits.moc"
