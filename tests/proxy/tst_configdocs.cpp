// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configdocs.h"
#include "proxy/config/jsonfile.h"
#include "proxy/config/setting.h"

#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QByteArray projectFile(const char *name)
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/../../") + QString::fromLatin1(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonValue at(const QJsonObject &root, const QString &path, const QString &between = {})
{
    QJsonValue value = root;
    for (const QString &step : path.split(u'.')) {
        if (!between.isEmpty())
            value = value[between];
        value = value[step];
    }
    return value;
}

} // namespace

/// The table, the defaults, the schema, .env.example and the manual say the same.
class TestConfigDocs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySettingHasItsOwnNamesAndWords()
    {
        QSet<QString> keys;
        QSet<QString> paths;
        for (const auto &setting : proxy::settings()) {
            QVERIFY2(!keys.contains(setting.key), qPrintable(setting.key));
            QVERIFY2(!paths.contains(setting.jsonPath), qPrintable(setting.jsonPath));
            keys.insert(setting.key);
            paths.insert(setting.jsonPath);
            QVERIFY2(!setting.summary.isEmpty() && !setting.allowed.isEmpty(),
                     qPrintable(setting.key));
            QVERIFY(setting.assign && setting.value);
        }
    }

    void defaultsFileAgreesWithTheFieldsOfProxyConfig_data() { addSettings(); }

    void defaultsFileAgreesWithTheFieldsOfProxyConfig()
    {
        QFETCH(QString, key);
        const auto *setting = proxy::findSetting(key);
        const auto root = QJsonDocument::fromJson(projectFile("JSON/defaults.json")).object();
        const QJsonValue written = at(root, setting->jsonPath);
        QVERIFY2(!written.isUndefined(), "JSON/defaults.json lacks it");
        // A log folder is a place, so it has no sense before the paths are known.
        const QJsonValue expected = key == "JSONL_LOG_DIR"_L1
                                        ? QJsonValue(u"./logs"_s)
                                        : setting->value(proxy::ProxyConfig {});
        QCOMPARE(written, expected);
    }

    void defaultsFileHoldsNothingElse()
    {
        const auto file = proxy::parseJsonFile(projectFile("JSON/defaults.json"));
        for (auto line = file.lines.begin(); line != file.lines.end(); ++line) {
            const auto &rows = proxy::settings();
            const bool isKnown = std::any_of(rows.begin(), rows.end(), [&](const auto &row) {
                return row.jsonPath == line.key() || row.jsonPath.startsWith(line.key() + u'.');
            });
            QVERIFY2(isKnown, qPrintable(line.key()));
        }
    }

    void schemaDescribesEverySetting_data() { addSettings(); }

    void schemaDescribesEverySetting()
    {
        QFETCH(QString, key);
        const auto *setting = proxy::findSetting(key);
        const auto root =
            QJsonDocument::fromJson(projectFile("JSON/llm-proxy.schema.json")).object();
        const QJsonValue schema = at(root, setting->jsonPath, u"properties"_s);
        QVERIFY2(schema.isObject(), "JSON/llm-proxy.schema.json lacks it");
        QVERIFY(schema[u"description"_s].toString().contains(key));
        for (const QString &choice : setting->choices)
            QVERIFY(schema[u"enum"_s].toArray().contains(choice));
        if (setting->maximum > 0)
            QCOMPARE(schema[u"maximum"_s].toDouble(), setting->maximum);
    }

    void schemaTellsTheObjectsOfEachArrayApart()
    {
        const auto root =
            QJsonDocument::fromJson(projectFile("JSON/llm-proxy.schema.json")).object();
        const auto knows = [&root](const QString &path, const QString &word) {
            return at(root, path, u"properties"_s)[u"items"_s][u"properties"_s].toObject().contains(
                word);
        };
        QVERIFY(knows(u"router.rules"_s, u"then"_s));
        QVERIFY(knows(u"router.quota"_s, u"easyOnly"_s) && !knows(u"router.quota"_s, u"then"_s));
        QVERIFY(knows(u"record.budgets"_s, u"stop"_s) && !knows(u"record.budgets"_s, u"then"_s));
    }

    void committedFilesAreWhatTheTableSays()
    {
        const QString hint = u"llm-proxy config docs %1"_s;
        QVERIFY2(projectFile("JSON/llm-proxy.schema.json") == proxy::configSchema(),
                 qPrintable(hint.arg(u"schema"_s)));
        QVERIFY2(QString::fromUtf8(projectFile(".env.example")) == proxy::dotEnvExample(),
                 qPrintable(hint.arg(u"env"_s)));
    }

    void manualShowsTheTable()
    {
        const QString page = QString::fromUtf8(projectFile("resources/manual/settings.md"));
        static const QRegularExpression marked(
            u"<!-- config-table -->\\n(.*)<!-- /config-table -->"_s,
            QRegularExpression::DotMatchesEverythingOption);
        const auto match = marked.match(page);
        QVERIFY2(match.hasMatch(), "settings.md lacks the markers of the configuration table");
        QVERIFY2(match.captured(1) == proxy::configTableMarkdown(),
                 "paste the output of: llm-proxy config docs table");
    }

private:
    static void addSettings()
    {
        QTest::addColumn<QString>("key");
        for (const auto &setting : proxy::settings())
            QTest::newRow(qPrintable(setting.key)) << setting.key;
    }
};

QTEST_GUILESS_MAIN(TestConfigDocs)
#include "tst_configdocs.moc"
