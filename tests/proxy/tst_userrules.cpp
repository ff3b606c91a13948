// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/userrules.h"

#include <QJsonDocument>
#include <QTest>

using proxy::firstMatch;
using proxy::HeaderList;
using proxy::matchesPattern;
using proxy::parseUserRules;
using proxy::RouteWish;
using proxy::routeWishFrom;
using proxy::RuleSubject;

namespace {

auto rulesOf(const QByteArray &json)
{
    return parseUserRules(QJsonDocument::fromJson(json).array());
}

} // namespace

class TestUserRules final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWishes_data();
    void readsWishes();
    void patternsMatch_data();
    void patternsMatch();
    void theFirstMatchWins();
    void allConditionsMustHold_data();
    void allConditionsMustHold();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void wordsHaveUpTo256Bytes_data();
    void wordsHaveUpTo256Bytes();
    void thereAreUpTo256Rules();
};

void TestUserRules::readsWishes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *text, RouteWish::Kind kind) {
        QTest::newRow(text) << QByteArray(text) << int(kind);
    };
    row("off", RouteWish::Kind::Off);
    row(" easy ", RouteWish::Kind::Difficulty);
    row("medium", RouteWish::Kind::Difficulty);
    row("hard", RouteWish::Kind::Difficulty);
    row("model=gpt-5(low)", RouteWish::Kind::Model);
    row("needs_info", RouteWish::Kind::None);
    row("model=", RouteWish::Kind::None);
    row("Off", RouteWish::Kind::Off);
    row("HARD", RouteWish::Kind::Difficulty);
    row("Model = gpt-5", RouteWish::Kind::Model);
    row("model=\"gpt-5\"", RouteWish::Kind::None);
    row("model=caf\xe9", RouteWish::Kind::None);
    row("model=a b", RouteWish::Kind::None);
    row("easy,hard", RouteWish::Kind::None);
    row("", RouteWish::Kind::None);
}

void TestUserRules::readsWishes()
{
    QFETCH(QByteArray, text);
    const auto wish = routeWishFrom(text);
    QTEST(int(wish.value_or(RouteWish {}).kind), "kind");
}

void TestUserRules::patternsMatch_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *pattern, const char *text, bool matches) {
        QTest::addRow("%s %s", pattern, text) << QByteArray(pattern) << QByteArray(text) << matches;
    };
    row("claude-opus*", "claude-opus-4-8", true);
    row("claude-opus*", "claude-sonnet", false);
    row("*opus*", "work/claude-opus-4-8(high)", true);
    row("*", "", true);
    row("gpt-5", "gpt-5.5", false);
    row("g*5*x", "gpt-5.5.x", true);
    row("g*5*x", "gpt-5.5.y", false);
    row("a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false);
}

void TestUserRules::patternsMatch()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, text);
    QTEST(matchesPattern(text, pattern), "matches");
}

void TestUserRules::theFirstMatchWins()
{
    const auto rules = rulesOf(R"([{"id":"a","when":{"model":"x"},"then":{"route":"off"}},
                                   {"id":"b","then":{"route":"easy"}},
                                   {"id":"c","then":{"route":"hard"}}])");
    QVERIFY(rules);
    QCOMPARE(firstMatch(*rules, {.model = "x"})->id, QByteArray("a"));
    QCOMPARE(firstMatch(*rules, {.model = "y"})->id, QByteArray("b"));
    QVERIFY(!firstMatch({}, {.model = "y"}));
}

void TestUserRules::allConditionsMustHold_data()
{
    QTest::addColumn<QByteArray>("when");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *when, bool matches) {
        QTest::newRow(when) << QByteArray(when) << matches;
    };
    row(R"({})", true);
    row(R"({"model":"claude*","path":"/v1/messages","client":"codex","project":"shop"})", true);
    row(R"({"model":"claude*","project":"bank"})", false);
    row(R"({"header":"X-Team"})", true);
    row(R"({"header":"x-team","headerValue":"core*"})", true);
    row(R"({"header":"x-team","headerValue":"web*"})", false);
    row(R"({"header":"x-other"})", false);
    row(R"({"textLongerThan":99,"textShorterThan":101})", true);
    row(R"({"textLongerThan":100})", false);
    row(R"({"textShorterThan":100})", false);
}

void TestUserRules::allConditionsMustHold()
{
    QFETCH(QByteArray, when);
    const auto rules = rulesOf(R"([{"id":"a","when":)" + when + R"(,"then":{"route":"off"}}])");
    QVERIFY(rules);
    HeaderList headers;
    headers.append("x-team", "core-1");
    const RuleSubject subject {.model = "claude-opus-4-8",
                               .path = "/v1/messages",
                               .client = "codex",
                               .project = "shop",
                               .headers = &headers,
                               .textLength = 100};
    QTEST(firstMatch(*rules, subject) != nullptr, "matches");
}

void TestUserRules::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *rules, const char *part) {
        QTest::newRow(part) << QByteArray(rules) << QString::fromLatin1(part);
    };
    row(R"([{"then":{"route":"off"}}])", "router.rules[0]: needs an id");
    row(R"([{"id":"a"}])", "needs then.route or then.keep");
    row(R"([{"id":"a","then":{"route":"fast"}}])", "then.route must be");
    row(R"([{"id":"a","then":{"keep":"easy"}}])", "then.keep knows");
    row(R"([{"id":"a","then":{"go":1}}])", "then.go is not known");
    row(R"([{"id":"a","when":{"modell":"x"},"then":{"route":"off"}}])", "when.modell is not known");
    row(R"([{"id":"a","when":{"textLongerThan":"x"},"then":{"route":"off"}}])", "must be a number");
    row(R"([{"id":"a","if":{},"then":{"route":"off"}}])", "if is not known");
    row(R"([{"id":"a","then":{"route":"off"}},{"id":"a","then":{"route":"off"}}])",
        "router.rules[1]: its id is used twice");
}

void TestUserRules::saysWhatIsWrong()
{
    QFETCH(QByteArray, rules);
    QFETCH(QString, part);
    const auto parsed = rulesOf(rules);
    QVERIFY(!parsed);
    QVERIFY2(parsed.error().detail.text().contains(part), qPrintable(parsed.error().detail.text()));
}

void TestUserRules::wordsHaveUpTo256Bytes_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::newRow("id") << QByteArray(R"([{"id":"#","then":{"route":"off"}}])");
    QTest::newRow("model") << QByteArray(R"([{"id":"a","then":{"route":"model=#"}}])");
    for (const char *name : {"model", "path", "client", "project", "header"})
        QTest::addRow("when.%s", name) << QByteArray(R"([{"id":"a","when":{"$":"#"},)"
                                                     R"("then":{"route":"off"}}])")
                                              .replace("$", name);
}

void TestUserRules::wordsHaveUpTo256Bytes()
{
    QFETCH(const QByteArray, rule);
    const auto isTaken = [&rule](qsizetype size) {
        return rulesOf(QByteArray(rule).replace("#", QByteArray(size, 'a'))).has_value();
    };
    QVERIFY(isTaken(256));
    QVERIFY(!isTaken(257));
}

void TestUserRules::thereAreUpTo256Rules()
{
    const auto areTaken = [](int count) {
        QByteArrayList rules;
        for (int at = 0; at < count; ++at)
            rules << R"({"id":")" + QByteArray::number(at) + R"(","then":{"route":"off"}})";
        return rulesOf('[' + rules.join(',') + ']').has_value();
    };
    QVERIFY(areTaken(256));
    QVERIFY(!areTaken(257));
}

QTEST_GUILESS_MAIN(TestUserRules)
#include "tst_userrules.moc"
