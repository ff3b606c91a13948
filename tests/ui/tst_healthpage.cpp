// SPDX-License-Identifier: LicenseRef-Private
// What the health page tells, and that its buttons reach the engine.
#include "tests/support/scriptedsource.h"
#include "tests/support/shownproxy.h"
#include "ui/health/healthpage.h"

#include <QApplication>
#include <QDateTime>
#include <QGroupBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSettings>
#include <QTest>

using namespace ui;
using namespace std::chrono_literals;
using support::Shown;
using support::ShownProxy;

class TestHealthPage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aBreakerIsResetFromItsPanel_data();
    void aBreakerIsResetFromItsPanel();
    void aProbeClosesTheUpstreamsBreaker_data();
    void aProbeClosesTheUpstreamsBreaker();
    void changesAndRemediesAreTold();
    void whatIsWrongWithTheKeysIsTold();
    void aMorphThatRefusesTheKeyDoesNotWork();
    void limitsInForceAreTold();
    void aBadEditIsShownUntilItIsMended();
    void aPlansWindowsAreTold();
    void fitsANarrowWindow();
    void theStoreHasALight();
};

namespace {

const QByteArray kBody = R"({"model":"claude-sonnet-4-5-20250929","max_tokens":900,)"
                         R"("messages":[{"role":"user","content":"Task %1"}],)"
                         R"("tools":[{"name":"Bash","description":"x",)"
                         R"("input_schema":{"type":"object"}}]})";

void addBoth()
{
    QTest::addColumn<Shown>("how");
    QTest::newRow("local") << Shown::Local;
    QTest::newRow("attached") << Shown::Attached;
}

int askFor(ShownProxy &shown, int number)
{
    const QByteArray body = QByteArray(kBody).replace("%1", QByteArray::number(number));
    return shown.stands.ask(support::RunningProxy::post("/v1/messages", body)).status;
}

QPushButton *buttonIn(const QWidget &page, const QString &panel, const QString &text)
{
    for (QGroupBox *box : page.findChildren<QGroupBox *>()) {
        if (box->title() != panel)
            continue;
        for (QPushButton *button : box->findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
    }
    return nullptr;
}

QString allTextOf(const QWidget &page)
{
    QStringList texts;
    for (const QLabel *label : page.findChildren<QLabel *>())
        texts << label->text();
    return texts.join(u'\n');
}

} // namespace

void TestHealthPage::fitsANarrowWindow()
{
    ScriptedSource source;
    const HealthPage page(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    // 760 without the list of pages.
    QVERIFY2(page.minimumSizeHint().width() <= 590,
             qPrintable(QString::number(page.minimumSizeHint().width())));
}

void TestHealthPage::theStoreHasALight()
{
    ScriptedSource source;
    HealthPage page(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    QVERIFY(!allTextOf(page).contains(QStringLiteral("Store")));
    source.now.store = {.state = "ready",
                        .address = "redis://store.example:6379",
                        .meaning = proxy::Text::english("is shared"),
                        .sinceMs = {},
                        .lastError = {},
                        .instances = 3,
                        .spentToday = 4 * proxy::kPicoPerDollar,
                        .savedToday = 2 * proxy::kPicoPerDollar};
    Q_EMIT source.statusChanged(source.now);
    QVERIFY(allTextOf(page).contains(QStringLiteral("● is shared")));
    QVERIFY(allTextOf(page).contains(QStringLiteral("3 today: $4.00 used, $2.00 saved")));
    source.now.store.state = "away";
    source.now.store.meaning = proxy::Text::words(QByteArray("is <gone>"));
    source.now.store.lastError = proxy::Text::words(QByteArray("no route"));
    Q_EMIT source.statusChanged(source.now);
    QVERIFY(allTextOf(page).contains(QStringLiteral("▲ is &lt;gone&gt;")));
    QVERIFY(allTextOf(page).contains(QStringLiteral("no route")));
    QVERIFY(page.changes().first().contains(QStringLiteral("Store: is <gone>")));
}

void TestHealthPage::init()
{
    QSettings().clear();
}

void TestHealthPage::aBreakerIsResetFromItsPanel_data()
{
    addBoth();
}

void TestHealthPage::aBreakerIsResetFromItsPanel()
{
    QFETCH(Shown, how);
    ShownProxy shown;
    shown.stands.config.router.breakerThreshold = 2;
    shown.stands.config.router.breakerOpenFor = 10min;
    shown.stands.config.router.retries = 0;
    QVERIFY(shown.start(how));
    HealthPage page(*shown.source);
    using standins::MorphAnswer;
    shown.stands.morph.answerAll({.kind = MorphAnswer::Kind::Fixed, .status = 503});
    for (int number = 0; number < 3; ++number)
        QCOMPARE(askFor(shown, number), 200);
    QTRY_COMPARE(shown.source->status().router.state, QByteArray("open"));
    QVERIFY(allTextOf(page).contains(QStringLiteral("What to do")));
    // The other one's button leaves it alone.
    buttonIn(page, QStringLiteral("CLIProxyAPI"), QStringLiteral("Reset"))->click();
    buttonIn(page, QStringLiteral("Morph"), QStringLiteral("Probe now"))->click();
    shown.stands.morph.answerAll({});
    const size_t asked = shown.stands.morph.recorded().size();
    QTRY_VERIFY(shown.source->status().router.state != "closed");
    QTRY_VERIFY([&] {
        (void)askFor(shown, static_cast<int>(QRandomGenerator::global()->bounded(1 << 30)));
        return shown.stands.morph.recorded().size() > asked;
    }());
    QTRY_COMPARE(shown.source->status().router.state, QByteArray("closed"));
    shown.stands.morph.answerAll({.kind = MorphAnswer::Kind::Fixed, .status = 503});
    for (int number = 10; number < 13; ++number)
        QCOMPARE(askFor(shown, number), 200);
    QTRY_COMPARE(shown.source->status().router.state, QByteArray("open"));
    buttonIn(page, QStringLiteral("Morph"), QStringLiteral("Reset"))->click();
    QTRY_COMPARE(shown.source->status().router.state, QByteArray("closed"));
}

void TestHealthPage::aProbeClosesTheUpstreamsBreaker_data()
{
    addBoth();
}

void TestHealthPage::aProbeClosesTheUpstreamsBreaker()
{
    QFETCH(Shown, how);
    ShownProxy shown;
    shown.stands.config.upstream.breakerThreshold = 1;
    QVERIFY(shown.start(how));
    HealthPage page(*shown.source);
    shown.stands.backend.setAccepting(false);
    shown.stands.backend.killIdleConnections();
    for (int number = 0; number < 3; ++number)
        (void)askFor(shown, number);
    QTRY_VERIFY(shown.source->status().upstream.state != "closed");
    QTRY_VERIFY(allTextOf(page).contains(QStringLiteral("Start CLIProxyAPI")));
    shown.stands.backend.setAccepting(true);
    buttonIn(page, QStringLiteral("CLIProxyAPI"), QStringLiteral("Probe now"))->click();
    QTRY_COMPARE(shown.source->status().upstream.state, QByteArray("closed"));
    QCOMPARE(askFor(shown, 9), 200);
}

void TestHealthPage::changesAndRemediesAreTold()
{
    ScriptedSource source;
    HealthPage page(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    auto *history = page.findChild<QListWidget *>();
    source.now.router.state = "open";
    source.now.router.consecutiveFailures = 5;
    source.now.router.nextProbeMs = QDateTime::currentMSecsSinceEpoch() + 7000;
    source.now.router.lastError =
        proxy::Text::words(QStringLiteral("Morph answered 401 Unauthorized"));
    Q_EMIT source.statusChanged(source.now);
    QVERIFY(history->item(0)->text().contains(QStringLiteral("Morph answered 401")));
    const QString text = allTextOf(page);
    QVERIFY(text.contains(QStringLiteral("check MORPH_API_KEY")));
    QVERIFY(text.contains(QStringLiteral("next probe in")));
    // One that nobody asked for waits: it does not count on below zero.
    source.now.router.nextProbeMs = QDateTime::currentMSecsSinceEpoch() - 7000;
    Q_EMIT source.statusChanged(source.now);
    QVERIFY(allTextOf(page).contains(QStringLiteral("a probe is due")));
    const int changes = history->count();
    Q_EMIT source.statusChanged(source.now);
    QCOMPARE(history->count(), changes);
    source.now.router.state = "closed";
    source.now.router.consecutiveFailures = 0;
    Q_EMIT source.statusChanged(source.now);
    QVERIFY(history->item(0)->text().contains(QStringLiteral("works")));
    QVERIFY(!allTextOf(page).contains(QStringLiteral("check MORPH_API_KEY")));
}

void TestHealthPage::whatIsWrongWithTheKeysIsTold()
{
    ScriptedSource source;
    HealthPage page(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    QVERIFY(!allTextOf(page).contains(QStringLiteral("no key for the backend")));
    source.now.keyWarnings = {
        proxy::Text::english("no key for the backend was found: the agents' own keys pass"),
        proxy::Text::english("%1: does not exist", {QStringLiteral("/etc/<b>.yaml")})};
    Q_EMIT source.statusChanged(source.now);
    const QString text = allTextOf(page);
    QVERIFY(text.contains(QStringLiteral("no key for the backend was found")));
    QVERIFY(text.contains(QStringLiteral("/etc/&lt;b&gt;.yaml: does not exist")));
}

void TestHealthPage::aMorphThatRefusesTheKeyDoesNotWork()
{
    ScriptedSource source;
    HealthPage page(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    QVERIFY(allTextOf(page).contains(QStringLiteral("● Working")));
    source.now.routerWarnings = {proxy::Text::english(
        "Morph refuses the key of MORPH_API_KEY: every request keeps its model")};
    source.now.configNotes.warnings = {proxy::Text::words(QStringLiteral("/x/.env:1: <odd>"))};
    Q_EMIT source.statusChanged(source.now);
    const QString text = allTextOf(page);
    QVERIFY(text.contains(QStringLiteral("▲ In trouble")));
    QVERIFY(text.contains(QStringLiteral("Morph refuses the key of MORPH_API_KEY")));
    QVERIFY(text.contains(QStringLiteral("/x/.env:1: &lt;odd&gt;")));
}

void TestHealthPage::aPlansWindowsAreTold()
{
    ScriptedSource source;
    HealthPage page(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    QVERIFY(!allTextOf(page).contains(QStringLiteral("begins anew")));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    source.now.planWindows = {{.provider = "anthropic",
                               .name = "<5h>",
                               .used = 0.42,
                               .lengthSeconds = 5 * 3600,
                               .resetsAtMs = now + 4LL * 3600 * 1000,
                               .seenAtMs = now}};
    Q_EMIT source.statusChanged(source.now);
    const QString text = allTextOf(page);
    QVERIFY2(text.contains(QStringLiteral("anthropic &lt;5h&gt;: 42 % used")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("used up at this pace")));
    QVERIFY(text.contains(QStringLiteral("begins anew")));
}

void TestHealthPage::limitsInForceAreTold()
{
    ScriptedSource source;
    HealthPage page(source);
    source.now.quotas = {{.limit = {.restraint = proxy::Restraint::EasyOnly,
                                    .name = "5h",
                                    .why = proxy::Text::words(QStringLiteral("<because>")),
                                    .untilMs = QDateTime::currentMSecsSinceEpoch()},
                          .provider = "anthropic"}};
    source.now.budgets = {{.name = "web",
                           .scope = "project",
                           .subject = "<shop>",
                           .dollars = 5 * proxy::kPicoPerDollar,
                           .spent = 4 * proxy::kPicoPerDollar,
                           .unpriced = 3,
                           .level = proxy::BudgetLevel::Warned,
                           .endsAtMs = QDateTime::currentMSecsSinceEpoch()},
                          // Of one budget the fullest use is enough.
                          {.name = "web", .scope = "project", .subject = "bank"}};
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    const QString text = allTextOf(page);
    QVERIFY2(text.contains(QStringLiteral("easy models only: &lt;because&gt;, until")),
             qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("web (&lt;shop&gt;): $4.00 of $5.00, warned")));
    QVERIFY(text.contains(QStringLiteral("3 answer(s) without a known price not counted")));
    QVERIFY(!text.contains(QStringLiteral("bank")));
}

void TestHealthPage::aBadEditIsShownUntilItIsMended()
{
    ScriptedSource source;
    HealthPage page(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    QVERIFY(!allTextOf(page).contains(QStringLiteral("not in force")));
    source.now.configNotes.problems = {
        proxy::Text::words(QStringLiteral("/x/.env:3: bad <value>"))};
    Q_EMIT source.statusChanged(source.now);
    QVERIFY(allTextOf(page).contains(QStringLiteral("not in force: /x/.env:3: bad &lt;value&gt;")));
    source.now.configNotes.problems.clear();
    Q_EMIT source.statusChanged(source.now);
    QVERIFY(!allTextOf(page).contains(QStringLiteral("not in force")));
}

int main(int argc, char **argv)
{
    // No real settings are read or written.
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    TestHealthPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_healthpage.moc"
