// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/basesettings.h"
#include "app/backend/commandtable.h"
#include "app/backend/effectiveconfig.h"
#include "app/backend/settingsdiff.h"
#include "tests/support/fulldisk.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace app::backend;

namespace {

QJsonObject defaults()
{
    return QJsonDocument::fromJson(compiledInJson(u"cliproxyapi-base-settings.json"_s)).object();
}

Outcome<BaseSettings> settingsWith(const QString &key, const QJsonValue &value)
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"s.json"_s));
    if (!file.open(QIODevice::WriteOnly))
        return usageError(file.errorString());
    QJsonObject values = defaults();
    if (value.isUndefined())
        values.remove(key);
    else
        values.insert(key, value);
    file.write(QJsonDocument(values).toJson());
    file.close();
    return loadBaseSettings(file.fileName());
}

BaseSettings baseSettings()
{
    return *loadBaseSettings(u":/llm-proxy/backend/cliproxyapi-base-settings.json"_s);
}

const SettingPlace &place(const QString &key)
{
    const auto &places = settingPlaces();
    return *std::find_if(places.begin(), places.end(),
                         [&](const SettingPlace &one) { return one.key == key; });
}

/// A backend's /config answer that has every setting as the file wants it.
QJsonObject agreeingConfig(const BaseSettings &settings)
{
    QJsonObject config;
    for (const SettingPlace &one : settingPlaces()) {
        if (one.path.size() == 1) {
            config.insert(one.path.first(), settings.backendValue(one));
        } else {
            QJsonObject inner = config.value(one.path.first()).toObject();
            inner.insert(one.path.last(), settings.backendValue(one));
            config.insert(one.path.first(), inner);
        }
    }
    return config;
}

} // namespace

class TestBaseSettings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesEverySettingOnce();
    void locksTheMandates_data();
    void locksTheMandates();
    void refusesWrongValues_data();
    void refusesWrongValues();
    void turnsTextsIntoTheBackendsMaps();
    void comparesWhateverTheOrder();
    void agreesWithAnAgreeingBackend();
    void findsWhatDiffers();
    void leavesTheProxyToTheBackendWhenItSaysNothing();
    void tellsMissingFromDifferent();
    void namesEntriesThatWouldGo();
    void overlaysTheLiveConfiguration();
    void worksWithoutALiveConfiguration();
    void resolvesTheAuthFolder_data();
    void resolvesTheAuthFolder();
    void keepsQuotedScalarsStrings();
    void refusesABrokenLiveConfiguration_data();
    void refusesABrokenLiveConfiguration();
    void writesPrivateFilesOnly();
};

void TestBaseSettings::namesEverySettingOnce()
{
    // The description's twenty and the two mandates that have no name of their own there.
    QStringList keys = defaults().keys();
    keys.removeAll(u"$schema"_s);
    QCOMPARE(keys.size(), 22);
    QStringList placed;
    for (const SettingPlace &one : settingPlaces())
        placed.append(one.key);
    placed.sort();
    QCOMPARE(placed, keys);
    QVERIFY(loadBaseSettings(u":/llm-proxy/backend/cliproxyapi-base-settings.json"_s));
}

void TestBaseSettings::locksTheMandates_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("statistics off") << u"usage-statistics-enabled"_s << QJsonValue(false);
    QTest::newRow("log size limit") << u"logs-max-total-size-mb"_s << QJsonValue(100);
    QTest::newRow("error log limit") << u"error-logs-max-files"_s << QJsonValue(10);
    QTest::newRow("negative error log limit") << u"error-logs-max-files"_s << QJsonValue(-1);
    QTest::newRow("commercial mode") << u"commercial-mode"_s << QJsonValue(true);
    QTest::newRow("statistics left out")
        << u"usage-statistics-enabled"_s << QJsonValue(QJsonValue::Undefined);
}

void TestBaseSettings::locksTheMandates()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    const auto settings = settingsWith(key, value);
    QVERIFY(!settings);
    QVERIFY(settings.error().message.contains(key));
}

void TestBaseSettings::refusesWrongValues_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("unknown") << u"api-keys"_s << QJsonValue(QJsonArray {});
    QTest::newRow("type") << u"debug"_s << QJsonValue(u"true"_s);
    QTest::newRow("fraction") << u"request-retry"_s << QJsonValue(1.5);
    QTest::newRow("negative") << u"request-retry"_s << QJsonValue(-1);
    QTest::newRow("strategy") << u"routing-strategy"_s << QJsonValue(u"random"_s);
    QTest::newRow("map instead of texts")
        << u"oauth-model-alias"_s << QJsonValue(QJsonObject {{u"claude"_s, u"x"_s}});
    QTest::newRow("alias without =")
        << u"oauth-model-alias"_s << QJsonValue(QJsonArray {u"claude:x"_s});
    QTest::newRow("excluded without channel")
        << u"oauth-excluded-models"_s << QJsonValue(QJsonArray {u"gpt-*"_s});
    QTest::newRow("provider without address")
        << u"openai-compatibility"_s << QJsonValue(QJsonArray {QJsonObject {{u"name"_s, u"a"_s}}});
    QTest::newRow("binary argument")
        << u"binary"_s << QJsonValue(QJsonObject {{u"args"_s, QJsonArray {u"-password"_s}}});
    QTest::newRow("line feed") << u"proxy-url"_s << QJsonValue(u"http://a\n"_s);
}

void TestBaseSettings::refusesWrongValues()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    const auto settings = settingsWith(key, value);
    QVERIFY(!settings);
    QCOMPARE(settings.error().exitCode, kExitUsage);
    QVERIFY2(settings.error().message.contains(key), qPrintable(settings.error().message));
}

void TestBaseSettings::turnsTextsIntoTheBackendsMaps()
{
    const auto settings =
        settingsWith(u"oauth-model-alias"_s,
                     QJsonArray {u"claude:a=b=c;fork"_s, u"claude:d=e"_s, u"codex:x:y=z"_s});
    QVERIFY(settings);
    const QJsonObject aliases = settings->backendValue(place(u"oauth-model-alias"_s)).toObject();
    QCOMPARE(
        aliases.value(u"claude"_s).toArray(),
        (QJsonArray {QJsonObject {{u"name"_s, u"a=b"_s}, {u"alias"_s, u"c"_s}, {u"fork"_s, true}},
                     QJsonObject {{u"name"_s, u"d"_s}, {u"alias"_s, u"e"_s}}}));
    QCOMPARE(aliases.value(u"codex"_s)[0][u"name"_s].toString(), u"x:y"_s);
    const auto excluded = settingsWith(u"oauth-excluded-models"_s,
                                       QJsonArray {u"claude:claude-3-*"_s, u"gemini-cli:*"_s});
    QVERIFY(excluded);
    QCOMPARE(excluded->backendValue(place(u"oauth-excluded-models"_s)).toObject(),
             (QJsonObject {{u"claude"_s, QJsonArray {u"claude-3-*"_s}},
                           {u"gemini-cli"_s, QJsonArray {u"*"_s}}}));
}

void TestBaseSettings::comparesWhateverTheOrder()
{
    const SettingPlace aliases = place(u"oauth-model-alias"_s);
    const QJsonObject one {
        {u"c"_s, QJsonArray {QJsonObject {{u"name"_s, u"a"_s}, {u"alias"_s, u"b"_s}},
                             QJsonObject {{u"name"_s, u"d"_s}, {u"alias"_s, u"e"_s}}}}};
    const QJsonObject other {
        {u"c"_s,
         QJsonArray {QJsonObject {{u"alias"_s, u"e"_s}, {u"name"_s, u"d"_s}},
                     QJsonObject {{u"name"_s, u"a"_s}, {u"alias"_s, u"b"_s}, {u"fork"_s, false}}}}};
    QCOMPARE(comparable(aliases, one), comparable(aliases, other));
    const SettingPlace strategy = place(u"routing-strategy"_s);
    QCOMPARE(comparable(strategy, u"rr"_s), comparable(strategy, u"round-robin"_s));
    QCOMPARE(comparable(strategy, QJsonValue()), comparable(strategy, u"round-robin"_s));
    QVERIFY(comparable(strategy, u"ff"_s) != comparable(strategy, u"rr"_s));
}

void TestBaseSettings::agreesWithAnAgreeingBackend()
{
    const BaseSettings settings = baseSettings();
    for (const SettingDifference &difference : differences(settings, agreeingConfig(settings)))
        QFAIL(qPrintable(describe(difference)));
}

void TestBaseSettings::findsWhatDiffers()
{
    const BaseSettings settings = baseSettings();
    QJsonObject config = agreeingConfig(settings);
    config.insert(u"request-retry"_s, 0);
    config.insert(u"usage-statistics-enabled"_s, false);
    config.remove(u"oauth-model-alias"_s);
    const auto found = differences(settings, config);
    QStringList texts;
    for (const SettingDifference &difference : found)
        texts.append(describe(difference));
    QCOMPARE(texts.size(), 3);
    QVERIFY(texts.contains(u"request-retry: 0 → 3"_s));
    QVERIFY(texts.contains(u"usage-statistics-enabled: false → true"_s));
    QVERIFY(texts.first().startsWith(u"request-retry"_s));
}

void TestBaseSettings::leavesTheProxyToTheBackendWhenItSaysNothing()
{
    QJsonObject config = agreeingConfig(baseSettings());
    config.insert(u"proxy-url"_s, u"socks5://u:pw@10.0.0.1:1080"_s);
    QVERIFY(differences(baseSettings(), config).empty());
    const auto settings = settingsWith(u"proxy-url"_s, u"http://p.example.test:3128"_s);
    QVERIFY(settings);
    const auto found = differences(*settings, config);
    QCOMPARE(found.size(), size_t(1));
    QVERIFY(!describe(found.front()).contains(u"pw"_s));
}

void TestBaseSettings::tellsMissingFromDifferent()
{
    QJsonObject config = agreeingConfig(baseSettings());
    config.remove(u"ampcode"_s);
    const auto found = differences(baseSettings(), config);
    QCOMPARE(found.size(), size_t(4));
    for (const SettingDifference &difference : found)
        QVERIFY(difference.missing);
}

void TestBaseSettings::namesEntriesThatWouldGo()
{
    QJsonObject config = agreeingConfig(baseSettings());
    const QJsonObject provider {
        {u"name"_s, u"mine"_s},
        {u"base-url"_s, u"https://x.example.test"_s},
        {u"api-key-entries"_s, QJsonArray {QJsonObject {{u"api-key"_s, u"sk-hidden"_s}}}}};
    config.insert(u"openai-compatibility"_s, QJsonArray {provider});
    const auto found = differences(baseSettings(), config);
    QCOMPARE(found.size(), size_t(1));
    QCOMPARE(found.front().removed, QStringList {u"mine"_s});
    QVERIFY(!describe(found.front()).contains(u"sk-hidden"_s));
}

void TestBaseSettings::overlaysTheLiveConfiguration()
{
    const QByteArray live = "host: \"127.0.0.1\"\nport: 18317\nauth-dir: /auth\n"
                            "api-keys:\n  - k-one\nremote-management:\n  allow-remote: false\n"
                            "  secret-key: plain-one\nrequest-retry: 0\nlogging-to-file: true\n"
                            "quota-exceeded:\n  switch-project: false\n  other: kept\n"
                            "usage-statistics-enabled: false\nproxy-url: socks5://p:1\n"
                            "claude-api-key:\n  - api-key: sk-provider\n";
    const auto effective = makeEffectiveConfig(live, u"/etc/x"_s, u"/home/u"_s, baseSettings());
    QVERIFY(effective);
    QVERIFY(!effective->yaml.contains("k-one"));
    QVERIFY(!effective->yaml.contains("plain-one"));
    const YAML::Node root = YAML::Load(effective->yaml.toStdString());
    QVERIFY(!root["api-keys"]);
    QVERIFY(!root["remote-management"]["secret-key"]);
    QCOMPARE(root["remote-management"]["allow-remote"].as<bool>(), false);
    QCOMPARE(root["port"].as<int>(), 18317);
    QCOMPARE(root["request-retry"].as<int>(), 3);
    QCOMPARE(root["logging-to-file"].as<bool>(), false);
    QCOMPARE(root["request-log"].as<bool>(), true);
    QCOMPARE(root["usage-statistics-enabled"].as<bool>(), true);
    QCOMPARE(root["commercial-mode"].as<bool>(), false);
    QCOMPARE(root["quota-exceeded"]["switch-project"].as<bool>(), true);
    QCOMPARE(root["quota-exceeded"]["other"].as<std::string>(), std::string("kept"));
    QCOMPARE(root["routing"]["strategy"].as<std::string>(), std::string("round-robin"));
    QCOMPARE(root["proxy-url"].as<std::string>(), std::string("socks5://p:1"));
    QCOMPARE(root["oauth-model-alias"]["claude"][0]["fork"].as<bool>(), true);
    QCOMPARE(root["claude-api-key"][0]["api-key"].as<std::string>(), std::string("sk-provider"));
    QCOMPARE(effective->authDir, u"/auth"_s);
}

void TestBaseSettings::worksWithoutALiveConfiguration()
{
    const auto effective = makeEffectiveConfig({}, {}, u"/home/u"_s, baseSettings());
    QVERIFY(effective);
    QCOMPARE(effective->authDir, u"/home/u/.cli-proxy-api"_s);
    QVERIFY(YAML::Load(effective->yaml.toStdString())["usage-statistics-enabled"].as<bool>());
}

void TestBaseSettings::resolvesTheAuthFolder_data()
{
    QTest::addColumn<QByteArray>("live");
    QTest::addColumn<QString>("folder");
    QTest::newRow("absent") << QByteArray("port: 1\n") << u"/home/u/.cli-proxy-api"_s;
    QTest::newRow("empty") << QByteArray("auth-dir: \"\"\n") << u"/home/u/.cli-proxy-api"_s;
    QTest::newRow("home") << QByteArray("auth-dir: ~/a\n") << u"/home/u/a"_s;
    QTest::newRow("relative") << QByteArray("auth-dir: auths\n") << u"/etc/x/auths"_s;
    QTest::newRow("absolute") << QByteArray("auth-dir: /b/../c\n") << u"/c"_s;
}

void TestBaseSettings::resolvesTheAuthFolder()
{
    QFETCH(QByteArray, live);
    QFETCH(QString, folder);
    const auto effective = makeEffectiveConfig(live, u"/etc/x"_s, u"/home/u"_s, baseSettings());
    QVERIFY(effective);
    QCOMPARE(effective->authDir, folder);
    QCOMPARE(YAML::Load(effective->yaml.toStdString())["auth-dir"].as<std::string>(),
             folder.toStdString());
}

void TestBaseSettings::keepsQuotedScalarsStrings()
{
    const QByteArray live =
        "a: \"007\"\nb: 'null'\nc: \"true\"\nd: |\n  two\n  lines\ne: ~\nf: 0x10\n";
    const auto effective = makeEffectiveConfig(live, {}, u"/h"_s, baseSettings());
    QVERIFY(effective);
    const YAML::Node root = YAML::Load(effective->yaml.toStdString());
    QCOMPARE(root["a"].Tag(), std::string("!"));
    QCOMPARE(root["a"].Scalar(), std::string("007"));
    QCOMPARE(root["b"].Tag(), std::string("!"));
    QCOMPARE(root["c"].Tag(), std::string("!"));
    QCOMPARE(root["d"].Scalar(), std::string("two\nlines\n"));
    QVERIFY(root["e"].IsNull());
    QCOMPARE(root["f"].Scalar(), std::string("0x10"));
}

void TestBaseSettings::refusesABrokenLiveConfiguration_data()
{
    QTest::addColumn<QByteArray>("live");
    QTest::newRow("no mapping") << QByteArray("- a\n- b\n");
    QTest::newRow("no yaml") << QByteArray("a: [1\nb: \"secret");
    QByteArray bomb = "a0: &a0 [x]\n";
    for (int i = 1; i < 30; ++i) {
        const QByteArray before = "*a" + QByteArray::number(i - 1);
        bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" + before + ", "
                + before + "]\n";
    }
    QTest::newRow("aliases that explode") << bomb;
}

void TestBaseSettings::refusesABrokenLiveConfiguration()
{
    QFETCH(QByteArray, live);
    const auto effective = makeEffectiveConfig(live, {}, u"/h"_s, baseSettings());
    QVERIFY(!effective);
    QVERIFY(!effective.error().message.contains(u"secret"_s));
}

void TestBaseSettings::writesPrivateFilesOnly()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"run/x.yaml"_s);
    const mode_t before = ::umask(0);
    QVERIFY(writePrivateFile(path, "one"));
    struct stat info
    { };
    QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0600U);
    // One that somebody opened up is closed again.
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadOther));
    QVERIFY(writePrivateFile(path, "two"));
    QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0600U);
    QCOMPARE(::stat(QFile::encodeName(folder.filePath(u"run"_s)).constData(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0700U);
    ::umask(before);
    QVERIFY(!writePrivateFile(u"/proc/none/x"_s, "x"));
    const auto refused = [&] {
        const support::FullDisk full;
        return writePrivateFile(path, "three");
    }();
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "two");
}

QTEST_GUILESS_MAIN(TestBaseSettings)
#include "tst_basesettings.moc"
