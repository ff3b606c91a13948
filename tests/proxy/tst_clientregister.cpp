// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/accesschecks.h"
#include "proxy/local/clientregister.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace proxy;
using namespace Qt::StringLiterals;
using State = PresentedClient::State;

namespace {

const QByteArray kAlice = "a-key-of-alice-0001";
const QByteArray kBob = "a-key-of-bob-000001";

RequestHead headWith(const QByteArray &field, const QByteArray &value,
                     const QByteArray &target = "/v1/messages")
{
    RequestHead head;
    head.method = "POST";
    head.target = target;
    head.normalisedPath = "/v1/messages";
    head.peer = QHostAddress(QHostAddress::LocalHost);
    if (!field.isEmpty())
        head.headers.append(field, value);
    return head;
}

ServerSettings settingsWith(const QString &clients)
{
    ServerSettings settings;
    settings.clients = clients;
    return settings;
}

void write(const QString &path, const QByteArray &text)
{
    // Beside it and renamed, as the command does: another inode each time.
    QFile file(path + u"~"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    file.close();
    QFile::remove(path);
    QVERIFY(file.rename(path));
}

} // namespace

class TestClientRegister final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsAClientByItsKey_data();
    void findsAClientByItsKey();
    void withoutTheSettingNobodyHasAName();
    void aRevokedKeyIsRefusedAtTheNextRequest();
    void anExpiredKeyIsRefused();
    void aRevokedKeyIsRefusedThoughAllMayUseIt();
    void aValidKeyBesideARevokedOneCounts();
    void aWrongFileLeavesTheFormerClients();
    void aFileThatIsGoneHasNoClients();
    void anotherSettingForgetsTheFormerClients();
    void othersAreToldOfOtherClients();
    void theSharedKeyIsTakenBesideNamedOnes();
    void probesOfTheProcessNeedNoKey();
};

void TestClientRegister::findsAClientByItsKey_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("name");
    const QByteArray path = "/v1/messages";
    QTest::newRow("x-api-key") << QByteArray("x-api-key") << kAlice << path << QByteArray("alice");
    QTest::newRow("bearer") << QByteArray("Authorization") << "Bearer " + kBob << path
                            << QByteArray("bob");
    QTest::newRow("own field") << QByteArray("X-LLM-Proxy-Key") << kBob << path
                               << QByteArray("bob");
    QTest::newRow("query") << QByteArray() << QByteArray() << path + "?key=" + kAlice
                           << QByteArray("alice");
    QTest::newRow("a part of it") << QByteArray("x-api-key") << kAlice.chopped(1) << path
                                  << QByteArray();
    QTest::newRow("its hash") << QByteArray("x-api-key") << writtenKeyHash(clientKeyHash(kAlice))
                              << path << QByteArray();
    QTest::newRow("nothing") << QByteArray() << QByteArray() << path << QByteArray();
}

void TestClientRegister::findsAClientByItsKey()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, name);
    ClientRegister clients;
    clients.apply(
        settingsWith(u"alice:%1,bob:%2"_s.arg(QLatin1StringView(kAlice), QLatin1StringView(kBob))));
    const PresentedClient found = clients.find(headWith(field, value, target));
    QCOMPARE(found.client ? found.client->name : QByteArray(), name);
    QCOMPARE(found.state, name.isEmpty() ? State::Nobody : State::Known);
    QCOMPARE(found.keys.size(), name.isEmpty() ? 0 : 1);
}

void TestClientRegister::withoutTheSettingNobodyHasAName()
{
    ClientRegister clients;
    clients.apply({});
    QCOMPARE(clients.find(headWith("x-api-key", kAlice)).state, State::Nobody);
    QVERIFY(!accessRefusal(headWith("x-api-key", kAlice), PathClass::Routable, {}));
}

void TestClientRegister::aRevokedKeyIsRefusedAtTheNextRequest()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"clients.json"_s);
    write(path, R"([{"name":"alice","key":")" + kAlice + R"("}])");
    ClientRegister clients;
    const ServerSettings settings = settingsWith(path);
    clients.apply(settings);
    const RequestHead head = headWith("x-api-key", kAlice);
    QVERIFY(!accessRefusal(head, PathClass::Routable, settings, clients.find(head)));
    write(path, R"([{"name":"alice","key":")" + kAlice + R"(","revoked":true}])");
    const auto refused = accessRefusal(head, PathClass::Routable, settings, clients.find(head));
    QVERIFY(refused);
    QCOMPARE(refused->code, ErrorCode::Unauthorized);
    QCOMPARE(refused->detail.text(), u"this proxy key was revoked"_s);
    // Without its entry it is one that nobody knows.
    write(path, "[]");
    QCOMPARE(clients.find(head).state, State::Nobody);
    QVERIFY(accessRefusal(head, PathClass::Routable, settings, clients.find(head)));
}

void TestClientRegister::anExpiredKeyIsRefused()
{
    ClientRegister clients;
    const ServerSettings settings =
        settingsWith(u"[{\"name\":\"alice\",\"key\":\"%1\",\"expires\":\"2020-01-01\"}]"_s.arg(
            QLatin1StringView(kAlice)));
    clients.apply(settings);
    const RequestHead head = headWith("x-api-key", kAlice);
    const PresentedClient found = clients.find(head);
    QCOMPARE(found.state, State::Expired);
    QCOMPARE(accessRefusal(head, PathClass::Routable, settings, found)->detail.text(),
             u"this proxy key has expired"_s);
}

void TestClientRegister::aRevokedKeyIsRefusedThoughAllMayUseIt()
{
    ClientRegister clients;
    ServerSettings settings = settingsWith(
        u"[{\"name\":\"alice\",\"key\":\"%1\",\"revoked\":true}]"_s.arg(QLatin1StringView(kAlice)));
    settings.apiKeys = {kAlice, kBob};
    clients.apply(settings);
    RequestHead head = headWith("x-api-key", kAlice);
    const auto refused = accessRefusal(head, PathClass::Routable, settings, clients.find(head));
    QVERIFY(refused);
    QCOMPARE(refused->detail.text(), u"this proxy key was revoked"_s);
    head.headers.append("x-llm-proxy-key", kBob);
    QVERIFY(!accessRefusal(head, PathClass::Routable, settings, clients.find(head)));
}

void TestClientRegister::aValidKeyBesideARevokedOneCounts()
{
    ClientRegister clients;
    clients.apply(settingsWith(
        u"[{\"name\":\"alice\",\"key\":\"%1\",\"revoked\":true},{\"name\":\"bob\",\"key\":\"%2\"}]"_s
            .arg(QLatin1StringView(kAlice), QLatin1StringView(kBob))));
    RequestHead head = headWith("x-llm-proxy-key", kAlice);
    head.headers.append("x-api-key", kBob);
    const PresentedClient found = clients.find(head);
    QCOMPARE(found.state, State::Known);
    QCOMPARE(found.client->name, QByteArray("bob"));
    // Neither is for anybody behind us.
    QCOMPARE(found.keys, (QList<QByteArray> {kAlice, kBob}));
}

void TestClientRegister::aWrongFileLeavesTheFormerClients()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"clients.json"_s);
    write(path, R"([{"name":"alice","key":")" + kAlice + R"("}])");
    ClientRegister clients;
    clients.apply(settingsWith(path));
    write(path, "[{");
    QCOMPARE(clients.find(headWith("x-api-key", kAlice)).state, State::Known);
    QVERIFY(
        clients.problem().text().startsWith(u"LLM_PROXY_CLIENTS: %1:1: is not JSON"_s.arg(path)));
    write(path, "[\n {\"name\": \"bob\"}]");
    QCOMPARE(clients.find(headWith("x-api-key", kAlice)).state, State::Known);
    QCOMPARE(
        clients.problem().text(),
        u"LLM_PROXY_CLIENTS: %1:2: client 1: needs a key; the former clients stay"_s.arg(path));
    write(path, R"([{"name":"bob","key":")" + kBob + R"("}])");
    QCOMPARE(clients.find(headWith("x-api-key", kBob)).state, State::Known);
    QVERIFY(clients.problem().isEmpty());
    // What everybody can read by now is no list of keys.
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadOther));
    QCOMPARE(clients.find(headWith("x-api-key", kBob)).state, State::Known);
    QVERIFY(clients.problem().text().contains(u"chmod 600"_s));
}

void TestClientRegister::aFileThatIsGoneHasNoClients()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"clients.json"_s);
    write(path, R"([{"name":"alice","key":")" + kAlice + R"("}])");
    ClientRegister clients;
    const ServerSettings settings = settingsWith(path);
    clients.apply(settings);
    const RequestHead head = headWith("x-api-key", kAlice);
    QCOMPARE(clients.find(head).state, State::Known);
    QVERIFY(QFile::remove(path));
    QVERIFY(accessRefusal(head, PathClass::Routable, settings, clients.find(head)));
    QVERIFY(clients.warning().text().contains(path + u" has no clients yet"_s));
    QVERIFY2(clients.problem().isEmpty(), "nobody is let in by the former list");
    write(path, R"([{"name":"alice","key":")" + kAlice + R"("}])");
    QCOMPARE(clients.find(head).state, State::Known);
    QVERIFY(clients.warning().isEmpty());
}

void TestClientRegister::anotherSettingForgetsTheFormerClients()
{
    ClientRegister clients;
    clients.apply(settingsWith(u"alice:"_s + QLatin1StringView(kAlice)));
    clients.apply(settingsWith(u"bob:"_s + QLatin1StringView(kBob)));
    QCOMPARE(clients.find(headWith("x-api-key", kAlice)).state, State::Nobody);
    QCOMPARE(clients.find(headWith("x-api-key", kBob)).state, State::Known);
    clients.apply({});
    QCOMPARE(clients.find(headWith("x-api-key", kBob)).state, State::Nobody);
    QVERIFY(clients.clients().empty());
}

void TestClientRegister::othersAreToldOfOtherClients()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"clients.json"_s);
    write(path, "[]");
    int told = 0;
    ClientRegister clients;
    clients.setObserver([&told] { ++told; });
    clients.apply(settingsWith(path));
    QCOMPARE(told, 1);
    (void)clients.find(headWith("x-api-key", kAlice));
    QCOMPARE(told, 1);
    write(path, R"([{"name":"alice","key":")" + kAlice + R"("}])");
    (void)clients.find(headWith("x-api-key", kAlice));
    QCOMPARE(told, 2);
}

void TestClientRegister::theSharedKeyIsTakenBesideNamedOnes()
{
    ServerSettings settings = settingsWith(u"alice:"_s + QLatin1StringView(kAlice));
    settings.apiKeys = {"the-shared-key-0001"};
    ClientRegister clients;
    clients.apply(settings);
    const RequestHead shared = headWith("x-api-key", "the-shared-key-0001");
    QVERIFY(!accessRefusal(shared, PathClass::Routable, settings, clients.find(shared)));
    const RequestHead wrong = headWith("x-api-key", "the-shared-key-0002");
    const auto refused = accessRefusal(wrong, PathClass::Routable, settings, clients.find(wrong));
    QVERIFY(refused);
    QVERIFY(
        refused->detail.text().startsWith(u"the key of this request is none of this proxy's"_s));
    // Gemini's clients send theirs in the query.
    const RequestHead inQuery = headWith({}, {}, "/v1beta/models/g:generateContent?key=wrong-0001");
    QVERIFY(accessRefusal(inQuery, PathClass::Routable, settings, clients.find(inQuery))
                ->detail.text()
                .startsWith(u"the key of this request is none of this proxy's"_s));
    const RequestHead without = headWith({}, {});
    QVERIFY(accessRefusal(without, PathClass::Routable, settings, clients.find(without))
                ->detail.text()
                .startsWith(u"a proxy key is required"_s));
}

void TestClientRegister::probesOfTheProcessNeedNoKey()
{
    const ServerSettings settings = settingsWith(u"alice:"_s + QLatin1StringView(kAlice));
    for (const QByteArray path : {"/livez", "/readyz", "/metrics", "/router/status"}) {
        RequestHead head = headWith({}, {}, path);
        head.normalisedPath = path;
        head.peer = QHostAddress(u"192.0.2.7"_s);
        const bool isProbe = path == "/livez" || path == "/readyz";
        QCOMPARE(accessRefusal(head, PathClass::Local, settings).has_value(), !isProbe);
    }
}

QTEST_GUILESS_MAIN(TestClientRegister)
#include "tst_clientregister.moc"
