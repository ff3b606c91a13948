// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/rewrite/autolisting.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QByteArray kOpenAi = R"({ "object":"list", "data": [ {"id":"gpt-5","object":"model",)"
                           R"("created":1,"owned_by":"o"},{"id":"x"  ,"object":"model"}]})";
const QByteArray kAnthropic = R"({"data":[{"type":"model","id":"claude-sonnet-5-5",)"
                              R"("display_name":"S","created_at":"2026-01-01T00:00:00Z"}],)"
                              R"("has_more":false,"first_id":"a","last_id":"b"})";

/// The ids in the list, and that all bytes around the new entry are the old ones.
QStringList idsOf(const QByteArray &before, const std::optional<QByteArray> &after)
{
    if (!after)
        return {};
    const qsizetype grown = after->size() - before.size();
    const qsizetype at = before.indexOf('[') + 1;
    if (after->first(at) + after->sliced(at + grown) != before)
        return {u"other bytes changed"_s};
    QStringList ids;
    const QJsonArray data = QJsonDocument::fromJson(*after)[u"data"_s].toArray();
    for (const QJsonValue &model : data)
        ids.append(model[u"id"_s].toString());
    return ids;
}

} // namespace

class TestAutoListing final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNameOfTheListsFormStandsInFront_data();
    void theNameOfTheListsFormStandsInFront();
    void whatIsNoSuchListPasses_data();
    void whatIsNoSuchListPasses();
};

void TestAutoListing::theNameOfTheListsFormStandsInFront_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QStringList>("ids");
    QTest::newRow("OpenAI's") << kOpenAi << QStringList {u"auto"_s, u"gpt-5"_s, u"x"_s};
    QTest::newRow("Anthropic's") << kAnthropic
                                 << QStringList {u"claude-auto"_s, u"claude-sonnet-5-5"_s};
    QTest::newRow("OpenAI's, empty")
        << QByteArray(R"({"object":"list","data":[]})") << QStringList {u"auto"_s};
    QTest::newRow("Anthropic's, empty")
        << QByteArray(R"({"data": [ ],"has_more":false})") << QStringList {u"claude-auto"_s};
    QTest::newRow("Anthropic's, as CLIProxyAPI writes it")
        << QByteArray(R"({"data":[{"created_at":1,"display_name":"S","id":"claude-x",)"
                      R"("object":"model","owned_by":"a","type":"model"}],"first_id":"claude-x",)"
                      R"("has_more":false,"last_id":"claude-x"})")
        << QStringList {u"claude-auto"_s, u"claude-x"_s};
    // Some servers say of OpenAI's entries what type they are, too.
    QTest::newRow("OpenAI's, with types")
        << QByteArray(R"({"data":[{"type":"model","id":"a","object":"model"}]})")
        << QStringList {u"auto"_s, u"a"_s};
    QTest::newRow("the other form's name is another model")
        << QByteArray(R"({"data":[{"id":"claude-auto","object":"model"}]})")
        << QStringList {u"auto"_s, u"claude-auto"_s};
}

void TestAutoListing::theNameOfTheListsFormStandsInFront()
{
    QFETCH(QByteArray, list);
    QTEST(idsOf(list, proxy::withAutoModel(list)), "ids");
}

void TestAutoListing::whatIsNoSuchListPasses_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("<html>");
    QTest::newRow("an array") << QByteArray("[]");
    QTest::newRow("an error") << QByteArray(R"({"type":"error","error":{"type":"x"}})");
    QTest::newRow("Codex's own form") << QByteArray(R"({"models":[{"slug":"gpt-5"}]})");
    QTest::newRow("names alone") << QByteArray(R"({"object":"list","data":["gpt-5"]})");
    QTest::newRow("nothing tells the form") << QByteArray(R"({"data":[]})");
    QTest::newRow("entries of no form") << QByteArray(R"({"data":[{"id":"gpt-5"}]})");
    QTest::newRow("entries of both forms")
        << QByteArray(R"({"data":[{"id":"a","object":"model"},{"id":"b","type":"model"}]})");
    QTest::newRow("two lists") << QByteArray(
        R"({"object":"list","data":[],"data":[{"id":"a","object":"model"}]})");
    QTest::newRow("OpenAI's, with the name")
        << QByteArray(R"({"data":[{"id":"a","object":"model"},{"id":"auto","object":"model"}]})");
    QTest::newRow("Anthropic's, with the name")
        << QByteArray(R"({"data":[{"id":"claude-auto","type":"model"}],"has_more":false})");
    QTest::newRow("cut off") << kOpenAi.chopped(1);
    QTest::newRow("something behind it") << kOpenAi + '}';
}

void TestAutoListing::whatIsNoSuchListPasses()
{
    QFETCH(QByteArray, list);
    QVERIFY(!proxy::withAutoModel(list));
}

QTEST_GUILESS_MAIN(TestAutoListing)
#include "tst_autolisting.moc"
