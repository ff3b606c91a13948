// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/namedclients.h"

#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace proxy;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kKey = "a-key-of-alice-0001";

QByteArray listOf(const QByteArray &fields)
{
    return QByteArray(R"([{"name":"alice","key":"KEY"FIELDS}])")
        .replace("KEY", kKey)
        .replace("FIELDS", fields.isEmpty() ? QByteArray() : ',' + fields);
}

QString writeFile(const QTemporaryDir &folder, const QByteArray &text, QFile::Permissions mode)
{
    const QString path = folder.filePath(u"clients.json"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()
        || !file.setPermissions(mode))
        return {};
    return path;
}

} // namespace

class TestNamedClients final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryField();
    void everyFormOfAListMeansTheSame_data();
    void everyFormOfAListMeansTheSame();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void neverQuotesAKey();
    void tellsAFileFromAList_data();
    void tellsAFileFromAList();
    void aKeyExpiresAtItsMoment();
    void aFileThatEverybodyCanReadIsRefused();
    void aFileThatTheGroupCanReadIsRead();
    void aMissingFileHasNoClients();
    void aFolderIsNoFile();
};

void TestNamedClients::readsEveryField()
{
    const auto clients = parseNamedClients(
        R"({"clients":[{"name":"alice","key":"SHA256:)" + clientKeyHash(kKey).toHex()
        + R"(","policy":"human-turn","models":["claude-haiku*","gpt-5"],"expires":"2027-01-31",)"
          R"("budget":{"dollars":5,"per":"week","warn":80,"stop":100}},)"
          R"({"name":"ci","key":"another-key-of-ci-1","policy":"off","revoked":true}]})");
    QVERIFY(clients);
    QCOMPARE(clients->size(), size_t(2));
    const NamedClient &alice = *clients->at(0);
    QCOMPARE(alice.name, QByteArray("alice"));
    QCOMPARE(alice.keyHash, clientKeyHash(kKey));
    QCOMPARE(alice.policy, RoutePolicy::HumanTurn);
    QCOMPARE(alice.models, (QList<QByteArray> {"claude-haiku*", "gpt-5"}));
    QCOMPARE(alice.expiresAtMs, QDate(2027, 1, 31).startOfDay().toMSecsSinceEpoch());
    QVERIFY(alice.budget);
    QCOMPARE(alice.budget->name, QByteArray("client:alice"));
    QCOMPARE(alice.budget->subject, QByteArray("alice"));
    QCOMPARE(alice.budget->period, BudgetPeriod::Week);
    QCOMPARE(alice.budget->stop, 100.0);
    QVERIFY(!alice.isRevoked);
    const NamedClient &ci = *clients->at(1);
    QVERIFY(ci.isNeverRouted);
    QVERIFY(ci.isRevoked);
    QVERIFY(!ci.policy);
    QCOMPARE(ci.keyHash, clientKeyHash("another-key-of-ci-1"));
}

void TestNamedClients::everyFormOfAListMeansTheSame_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("an array") << listOf({});
    QTest::newRow("an object") << QByteArray(R"({"clients":)" + listOf({}) + '}');
    QTest::newRow("a line") << QByteArray("alice:" + kKey);
    QTest::newRow("a line with blanks") << QByteArray(" alice : " + kKey + " , ");
}

void TestNamedClients::everyFormOfAListMeansTheSame()
{
    QFETCH(QByteArray, text);
    const auto clients = parseNamedClients(text);
    QVERIFY(clients);
    QCOMPARE(clients->size(), size_t(1));
    QCOMPARE(clients->at(0)->name, QByteArray("alice"));
    QCOMPARE(clients->at(0)->keyHash, clientKeyHash(kKey));
}

void TestNamedClients::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("problem");
    QTest::newRow("no JSON") << QByteArray("[{") << u"is not JSON: "_s;
    QTest::newRow("another object") << QByteArray(R"({"users":[]})") << u"is no JSON of the form"_s;
    QTest::newRow("no key") << QByteArray(R"([{"name":"alice"}])") << u"needs a key"_s;
    QTest::newRow("no name") << QByteArray(R"([{"key":"a-key-of-alice-0001"}])")
                             << u"name must be a word"_s;
    QTest::newRow("a short key") << QByteArray(R"([{"name":"alice","key":"short"}])")
                                 << u"at least 16"_s;
    QTest::newRow("a short hash") << QByteArray(R"([{"name":"alice","key":"sha256:abc"}])")
                                  << u"64 hex digits"_s;
    QTest::newRow("like a fingerprint") << QByteArray("0a1b2c3d:" + kKey) << u"fingerprint"_s;
    QTest::newRow("like no key's") << QByteArray("none:" + kKey) << u"fingerprint"_s;
    QTest::newRow("twice") << QByteArray("a:" + kKey + ",a:" + kKey + "2") << u"client 2: there"_s;
    QTest::newRow("one key for two")
        << QByteArray("a:" + kKey + ",b:" + kKey) << u"another one's too"_s;
    QTest::newRow("a policy") << listOf(R"("policy":"cheap")") << u"policy must be"_s;
    QTest::newRow("no models") << listOf(R"("models":[])") << u"models must be"_s;
    QTest::newRow("no day") << listOf(R"("expires":"soon")") << u"must be a day"_s;
    QTest::newRow("a budget of nothing") << listOf(R"("budget":{"stop":100})") << u"dollars"_s;
    QTest::newRow("a budget's scope")
        << listOf(R"("budget":{"scope":"day","dollars":1,"stop":100})") << u"scope is not for"_s;
    QTest::newRow("an unknown word") << listOf(R"("role":"admin")") << u"role is not known"_s;
    QTest::newRow("no pair") << QByteArray("alice") << u"not name:key"_s;
}

void TestNamedClients::saysWhatIsWrong()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, problem);
    const auto clients = parseNamedClients(text);
    QVERIFY(!clients);
    QVERIFY2(clients.error().detail.text().contains(problem),
             qPrintable(clients.error().detail.text()));
}

void TestNamedClients::neverQuotesAKey()
{
    for (const QByteArray key : {"short-secret", "sha256:secret", "a secret with blanks in it"}) {
        const auto clients = parseNamedClients(R"([{"name":"alice","key":")" + key + R"("}])");
        QVERIFY(!clients);
        QVERIFY2(!clients.error().detail.utf8().contains("secret"), key.constData());
    }
}

void TestNamedClients::tellsAFileFromAList_data()
{
    QTest::addColumn<QString>("setting");
    QTest::addColumn<bool>("isInline");
    QTest::newRow("a path") << u"/etc/llm-proxy/clients.json"_s << false;
    QTest::newRow("a path with a colon") << u"/srv/a:b/clients"_s << false;
    QTest::newRow("at home") << u"~/clients.json"_s << false;
    QTest::newRow("relative") << u"clients.json"_s << false;
    QTest::newRow("JSON") << u"[]"_s << true;
    QTest::newRow("an object") << u"{\"clients\":[]}"_s << true;
    QTest::newRow("a line") << u"alice:key"_s << true;
}

void TestNamedClients::tellsAFileFromAList()
{
    QFETCH(QString, setting);
    QTEST(isInlineClients(setting), "isInline");
}

void TestNamedClients::aKeyExpiresAtItsMoment()
{
    NamedClient client;
    QVERIFY(!client.hasExpired(1'000'000));
    client.expiresAtMs = 1000;
    QVERIFY(!client.hasExpired(999));
    QVERIFY(client.hasExpired(1000));
    QCOMPARE(*parseExpiry(u"2027-01-31T18:00:00Z"_s),
             QDateTime(QDate(2027, 1, 31), QTime(18, 0), QTimeZone::utc()).toMSecsSinceEpoch());
}

void TestNamedClients::aFileThatEverybodyCanReadIsRefused()
{
    const QTemporaryDir folder;
    const auto file = readClientsFile(
        writeFile(folder, listOf({}), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    QVERIFY(!file);
    QVERIFY(file.error().detail.text().contains(u"chmod 600"_s));
}

void TestNamedClients::aFileThatTheGroupCanReadIsRead()
{
    const QTemporaryDir folder;
    const auto file = readClientsFile(
        writeFile(folder, listOf({}), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    QVERIFY(file);
    QVERIFY(file->isOpenToGroup);
    QCOMPARE(file->text, listOf({}));
}

void TestNamedClients::aMissingFileHasNoClients()
{
    const QTemporaryDir folder;
    const auto file = readClientsFile(folder.filePath(u"none"_s));
    QVERIFY(file);
    QVERIFY(parseNamedClients(file->text)->empty());
}

void TestNamedClients::aFolderIsNoFile()
{
    const QTemporaryDir folder;
    QVERIFY(!readClientsFile(folder.path()));
}

QTEST_GUILESS_MAIN(TestNamedClients)
#include "tst_namedclients.moc"
