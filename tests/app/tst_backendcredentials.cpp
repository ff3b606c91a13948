// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/credentials.h"
#include "tests/support/configfolder.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace app::backend;

namespace {

Environment environmentOf(const ConfigFolder &folder, const QMap<QString, QString> &variables = {})
{
    Environment environment;
    environment.variables = folder.inputs(variables).environment;
    environment.workingDirectory = folder.path();
    return environment;
}

const QByteArray kHash = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

} // namespace

class TestBackendCredentials final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesThePasswordFromTheEnvironment();
    void takesThePasswordFromTheDotEnvFile();
    void takesAPlainKeyFromTheLocalConfiguration();
    void saysWhatToDoAboutAHash();
    void saysWhatToDoWithoutAnyKey();
    void sendsALocalKeyToThisMachineOnly();
    void findsTheFirstClientKey();
    void readsAConfigurationWithoutClientKeysToo();
    void refusesKeysThatBreakAHeader();
    void reportsABadConfiguration();
};

void TestBackendCredentials::takesThePasswordFromTheEnvironment()
{
    const ConfigFolder folder;
    const auto access =
        findBackend(environmentOf(folder, {{u"MANAGEMENT_PASSWORD"_s, u"secret"_s},
                                           {u"UPSTREAM_URL"_s, u"http://127.0.0.1:1234"_s}}));
    QVERIFY(access);
    QCOMPARE(access->url, QUrl(u"http://127.0.0.1:1234"_s));
    QCOMPARE(*credentialFor(CommandAuth::Management, *access), QByteArray("secret"));
    QCOMPARE(*credentialFor(CommandAuth::ApiKey, *access), QByteArray());
    QCOMPARE(*credentialFor(CommandAuth::None, *access), QByteArray());
}

void TestBackendCredentials::takesThePasswordFromTheDotEnvFile()
{
    const ConfigFolder folder;
    QVERIFY(folder.write(u".env"_s, "MANAGEMENT_PASSWORD=from-file\n"));
    const auto access = findBackend(environmentOf(folder));
    QVERIFY2(access, access ? "" : qPrintable(access.error().message));
    QCOMPARE(*credentialFor(CommandAuth::Management, *access), QByteArray("from-file"));
}

void TestBackendCredentials::takesAPlainKeyFromTheLocalConfiguration()
{
    const ConfigFolder folder;
    QVERIFY(folder.write(u"cpa.yaml"_s, "remote-management:\n  secret-key: plain-one\n"));
    const auto access =
        findBackend(environmentOf(folder, {{u"QUOTIO_CONFIG_PATH"_s, folder.path(u"cpa.yaml"_s)}}));
    QVERIFY(access);
    QCOMPARE(*credentialFor(CommandAuth::Management, *access), QByteArray("plain-one"));
}

void TestBackendCredentials::saysWhatToDoAboutAHash()
{
    const ConfigFolder folder;
    QVERIFY(folder.write(u"cpa.yaml"_s,
                         "api-keys: [k1]\nremote-management:\n  secret-key: \"" + kHash + "\"\n"));
    const auto access =
        findBackend(environmentOf(folder, {{u"QUOTIO_CONFIG_PATH"_s, folder.path(u"cpa.yaml"_s)}}));
    QVERIFY(access);
    const auto key = credentialFor(CommandAuth::Management, *access);
    QVERIFY(!key);
    QCOMPARE(key.error().exitCode, kExitNoCredential);
    QVERIFY(key.error().message.contains(u"bcrypt"_s));
    QVERIFY(key.error().message.contains(u"MANAGEMENT_PASSWORD="_s));
    QVERIFY(key.error().message.contains(u"cpa.yaml"_s));
    QVERIFY(!key.error().message.contains(QString::fromLatin1(kHash)));
}

void TestBackendCredentials::saysWhatToDoWithoutAnyKey()
{
    const ConfigFolder folder;
    const auto access = findBackend(environmentOf(folder));
    QVERIFY(access);
    const auto key = credentialFor(CommandAuth::Management, *access);
    QVERIFY(!key);
    QCOMPARE(key.error().exitCode, kExitNoCredential);
    QVERIFY(key.error().message.contains(u"Export MANAGEMENT_PASSWORD"_s));
}

void TestBackendCredentials::sendsALocalKeyToThisMachineOnly()
{
    BackendAccess access;
    access.configFile = u"/x/config.yaml"_s;
    access.configSecret = "plain-one";
    for (const QString &url :
         {u"http://127.0.0.1:18317"_s, u"http://localhost:1"_s, u"http://[::1]:1"_s}) {
        access.url = QUrl(url);
        QVERIFY2(credentialFor(CommandAuth::Management, access), qPrintable(url));
    }
    access.url = QUrl(u"http://backend.example.test:18317"_s);
    QVERIFY(!credentialFor(CommandAuth::Management, access));
    access.managementPassword = "said-so";
    QCOMPARE(*credentialFor(CommandAuth::Management, access), QByteArray("said-so"));
}

void TestBackendCredentials::findsTheFirstClientKey()
{
    const ConfigFolder folder;
    QVERIFY(folder.write(u"cpa.yaml"_s, "api-keys:\n  - first\n  - second\n"));
    const QString file = folder.path(u"cpa.yaml"_s);
    const auto found = findBackend(environmentOf(folder, {{u"QUOTIO_CONFIG_PATH"_s, file}}));
    QVERIFY(found);
    QCOMPARE(*credentialFor(CommandAuth::ApiKey, *found), QByteArray("first"));
    const auto given = findBackend(environmentOf(
        folder, {{u"QUOTIO_CONFIG_PATH"_s, file}, {u"UPSTREAM_API_KEY"_s, u"given"_s}}));
    QVERIFY(given);
    QCOMPARE(*credentialFor(CommandAuth::ApiKey, *given), QByteArray("given"));
    const auto other = findBackend(environmentOf(
        folder, {{u"QUOTIO_CONFIG_PATH"_s, file}, {u"UPSTREAM_DIALECT"_s, u"openai"_s}}));
    QVERIFY(other);
    QCOMPARE(*credentialFor(CommandAuth::ApiKey, *other), QByteArray());
}

void TestBackendCredentials::readsAConfigurationWithoutClientKeysToo()
{
    const ConfigFolder folder;
    QVERIFY(folder.write(u"cpa.yaml"_s, "auth-dir: /x\n"));
    const QString file = folder.path(u"cpa.yaml"_s);
    const auto access = findBackend(environmentOf(folder, {{u"QUOTIO_CONFIG_PATH"_s, file}}));
    QVERIFY(access);
    QCOMPARE(access->configFile, file);
}

void TestBackendCredentials::refusesKeysThatBreakAHeader()
{
    BackendAccess access;
    for (const char *key : {"a\r\nX: y", "a b", "\xC3\xA9"}) {
        access.managementPassword = key;
        const auto refused = credentialFor(CommandAuth::Management, access);
        QVERIFY2(!refused, key);
        QCOMPARE(refused.error().exitCode, kExitNoCredential);
    }
}

void TestBackendCredentials::reportsABadConfiguration()
{
    const ConfigFolder folder;
    const auto access = findBackend(environmentOf(folder, {{u"UPSTREAM_URL"_s, u"nonsense"_s}}));
    QVERIFY(!access);
    QCOMPARE(access.error().exitCode, kExitConfig);
    QVERIFY(access.error().message.contains(u"UPSTREAM_URL"_s));
}

QTEST_GUILESS_MAIN(TestBackendCredentials)
#include "tst_backendcredentials.moc"
