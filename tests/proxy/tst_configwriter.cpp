// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configwriter.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace proxy;
using namespace Qt::StringLiterals;

class TestConfigWriter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aMissingEnvFileIsMadeForItsOwnerOnly();
    void onlyTheLineOfTheSettingChanges();
    void aValueOfTheJsonFileStaysThere();
    void whatTheEnvironmentFixesIsRefused();
    void whatIsWrongStandsNowhereYet();
    void aWrongValueWritesNothing_data();
    void aWrongValueWritesNothing();
    void everyValueIsReadBack_data();
    void everyValueIsReadBack();
    void emptyMeansNotSet();

private:
    void write(const QString &path, const QByteArray &text);
    [[nodiscard]] static QByteArray read(const QString &path);
    [[nodiscard]] Result<void> save(const QHash<QString, QString> &changes);
    [[nodiscard]] ProxyConfig load() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    ConfigInputs m_inputs;
};

void TestConfigWriter::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_inputs = {};
    m_inputs.paths.stateDir = m_folder->path();
    m_inputs.paths.runtimeDir = m_folder->filePath(u"runtime"_s);
    m_inputs.paths.configFile = m_folder->filePath(u"llm-proxy.json"_s);
    m_inputs.paths.dotEnvFile = m_folder->filePath(u".env"_s);
}

void TestConfigWriter::write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
}

QByteArray TestConfigWriter::read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<void> TestConfigWriter::save(const QHash<QString, QString> &changes)
{
    return writeSettings(m_inputs, load(), changes);
}

ProxyConfig TestConfigWriter::load() const
{
    const auto loaded = loadConfig(m_inputs);
    return loaded ? loaded->config : ProxyConfig();
}

void TestConfigWriter::aMissingEnvFileIsMadeForItsOwnerOnly()
{
    QVERIFY(save({{u"MORPH_API_KEY"_s, u"sk-morph-1234567890abcdef"_s}}));
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QCOMPARE(QFile::permissions(m_inputs.paths.dotEnvFile) & others, QFile::Permissions());
    QCOMPARE(load().router.apiKey, QByteArray("sk-morph-1234567890abcdef"));
}

void TestConfigWriter::onlyTheLineOfTheSettingChanges()
{
    write(m_inputs.paths.dotEnvFile, "# mine\nLLM_PROXY_PORT=9000\n\nexport MORPH_ROUTER_MODE=bal"
                                     "anced # soft\nOTHER='x y'\n");
    QVERIFY(save({{u"LLM_PROXY_PORT"_s, u"9001"_s}}));
    QCOMPARE(read(m_inputs.paths.dotEnvFile),
             QByteArray("# mine\nLLM_PROXY_PORT=9001\n\nexport MORPH_ROUTER_MODE=balanced # "
                        "soft\nOTHER='x y'\n"));
}

void TestConfigWriter::aValueOfTheJsonFileStaysThere()
{
    write(m_inputs.paths.configFile, R"({"server":{"port":9000,"maxBodyMb":12}})");
    QVERIFY(save({{u"LLM_PROXY_PORT"_s, u"9001"_s}, {u"MORPH_ROUTER_MODE"_s, u"aggressive"_s}}));
    const QJsonObject server =
        QJsonDocument::fromJson(read(m_inputs.paths.configFile))["server"_L1].toObject();
    QCOMPARE(server["port"_L1].toInt(), 9001);
    QCOMPARE(server["maxBodyMb"_L1].toInt(), 12);
    QCOMPARE(read(m_inputs.paths.dotEnvFile), QByteArray("MORPH_ROUTER_MODE=aggressive\n"));
    QCOMPARE(load().sources.value(u"LLM_PROXY_PORT"_s), ConfigSource::ConfigFile);
}

void TestConfigWriter::whatTheEnvironmentFixesIsRefused()
{
    m_inputs.environment.insert(u"LLM_PROXY_PORT"_s, u"9000"_s);
    const auto saved =
        save({{u"LLM_PROXY_PORT"_s, u"9001"_s}, {u"MORPH_ROUTER_MODE"_s, u"aggressive"_s}});
    QVERIFY(!saved);
    QVERIFY(saved.error().detail.text().contains(u"LLM_PROXY_PORT"_s));
    QVERIFY(!QFile::exists(m_inputs.paths.dotEnvFile));
}

void TestConfigWriter::whatIsWrongStandsNowhereYet()
{
    const auto saved = save({{u"LLM_PROXY_HOST"_s, u"0.0.0.0"_s}});
    QVERIFY(!saved);
    QVERIFY2(saved.error().detail.text().startsWith(u"LLM_PROXY_HOST: \"0.0.0.0\""_s),
             qPrintable(saved.error().detail.text()));
}

void TestConfigWriter::aWrongValueWritesNothing_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("port") << u"LLM_PROXY_PORT"_s << u"99999"_s;
    QTest::newRow("choice") << u"MORPH_ROUTER_MODE"_s << u"wild"_s;
    QTest::newRow("url") << u"UPSTREAM_URL"_s << u"not a url"_s;
    QTest::newRow("unknown") << u"NO_SUCH_SETTING"_s << u"1"_s;
}

void TestConfigWriter::aWrongValueWritesNothing()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    write(m_inputs.paths.dotEnvFile, "LLM_PROXY_PORT=9000\n");
    QVERIFY(!save({{key, value}, {u"MORPH_ROUTER_ENABLED"_s, u"false"_s}}));
    QCOMPARE(read(m_inputs.paths.dotEnvFile), QByteArray("LLM_PROXY_PORT=9000\n"));
}

void TestConfigWriter::everyValueIsReadBack_data()
{
    QTest::addColumn<QString>("value");
    for (const char *value : {"plain", "/a path/with spaces", "a#b", "it's", "say \"x\"", "$HOME/x",
                              "back\\slash", "`whoami`"})
        QTest::newRow(value) << QString::fromLatin1(value);
}

void TestConfigWriter::everyValueIsReadBack()
{
    QFETCH(QString, value);
    QVERIFY(save({{u"QUOTIO_CONFIG_PATH"_s, u"/x/"_s + value}}));
    QCOMPARE(load().upstream.quotioConfigPath, QString(u"/x/"_s + value).replace(u"//"_s, u"/"_s));
}

void TestConfigWriter::emptyMeansNotSet()
{
    write(m_inputs.paths.dotEnvFile, "LLM_PROXY_PORT=9000\n");
    QVERIFY(save({{u"LLM_PROXY_PORT"_s, QString()}}));
    QCOMPARE(load().server.port, quint16(8317));
    QCOMPARE(load().sources.value(u"LLM_PROXY_PORT"_s), ConfigSource::Default);
}

QTEST_GUILESS_MAIN(TestConfigWriter)
#include "tst_configwriter.moc"
