// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/configloader.h"
#include "proxy/setting.h"
#include "tests/support/configfolder.h"

#include <QDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using Severity = proxy::ConfigProblem::Severity;

namespace {

QStringList texts(const proxy::ConfigProblems &problems, Severity severity)
{
    QStringList list;
    for (const auto &problem : problems) {
        if (problem.severity == severity)
            list << problem.text();
    }
    return list;
}

QStringList errorsOf(const proxy::ConfigInputs &inputs)
{
    const auto loaded = proxy::loadConfig(inputs);
    return loaded ? QStringList() : texts(loaded.error(), Severity::Error);
}

QStringList warningsOf(const proxy::ConfigInputs &inputs)
{
    const auto loaded = proxy::loadConfig(inputs);
    return texts(loaded ? loaded->warnings : loaded.error(), Severity::Warning);
}

bool anyContains(const QStringList &lines, const QString &part)
{
    return std::any_of(lines.begin(), lines.end(),
                       [&](const QString &line) { return line.contains(part); });
}

} // namespace

class TestConfigLoader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingSetGivesTheDefaults()
    {
        const ConfigFolder folder;
        const auto loaded = proxy::loadConfig(folder.inputs());
        QVERIFY(loaded);
        const auto &config = loaded->config;
        QCOMPARE(config.server.port, quint16(8317));
        QCOMPARE(config.upstream.url, QUrl(u"http://127.0.0.1:18317"_s));
        QCOMPARE(config.router.mode, proxy::RouterMode::Balanced);
        QCOMPARE(config.record.logDir, folder.path(u"logs"_s));
        QCOMPARE(config.runtimeDir, folder.path(u"runtime"_s));
        QCOMPARE(config.generation, 1U);
        QCOMPARE(config.sources.size(), qsizetype(proxy::settings().size()));
        QVERIFY(!config.canRoute());
        QCOMPARE(loaded->warnings.size(), 1U);
        QCOMPARE(loaded->warnings[0].key, u"MORPH_API_KEY"_s);
    }

    void theExampleFileWithEveryLineActiveIsTheDefaults()
    {
        const ConfigFolder folder;
        QFile example(QStringLiteral(TEST_DATA_DIR "/../../.env.example"));
        QVERIFY(example.open(QIODevice::ReadOnly));
        QByteArray active;
        int assignments = 0;
        for (const QByteArray &line : example.readAll().split('\n')) {
            const bool isSetting = line.startsWith('#') && !line.startsWith("# ");
            active += (isSetting ? line.mid(1) : line) + '\n';
            assignments += !line.startsWith("# ") && line.contains('=') ? 1 : 0;
        }
        QCOMPARE(assignments, int(proxy::settings().size()));
        QVERIFY(folder.write(u".env"_s, active));
        const auto loaded = proxy::loadConfig(folder.inputs());
        QVERIFY2(loaded, qPrintable(errorsOf(folder.inputs()).join(u'\n')));
        const auto defaults = proxy::loadConfig(ConfigFolder().inputs());
        QCOMPARE(proxy::changedSettings(defaults->config, loaded->config),
                 QStringList(u"JSONL_LOG_DIR"_s)); // another folder, another place
    }

    void laterSourcesWin()
    {
        const ConfigFolder folder;
        auto inputs = folder.inputs();
        const auto portAndSource = [&] {
            const auto loaded = proxy::loadConfig(inputs);
            return loaded ? std::pair(loaded->config.server.port,
                                      loaded->config.sources.value(u"LLM_PROXY_PORT"_s))
                          : std::pair(quint16(1), proxy::ConfigSource::Default);
        };
        using Source = proxy::ConfigSource;
        QVERIFY(folder.write(u"llm-proxy.json"_s, R"({"server": {"port": 9001}})"));
        QCOMPARE(portAndSource(), std::pair(quint16(9001), Source::ConfigFile));
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=9002"));
        QCOMPARE(portAndSource(), std::pair(quint16(9002), Source::DotEnvFile));
        inputs.environment.insert(u"LLM_PROXY_PORT"_s, u"9003"_s);
        QCOMPARE(portAndSource(), std::pair(quint16(9003), Source::Environment));
        inputs.commandLine.insert(u"LLM_PROXY_PORT"_s, u"9004"_s);
        QCOMPARE(portAndSource(), std::pair(quint16(9004), Source::CommandLine));
    }

    void anEmptyValueMeansNotSet()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u"llm-proxy.json"_s, R"({"server": {"port": 9001, "host": []},
            "upstream": {"url": "", "retries": null}, "router": null})"));
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=\nMORPH_ROUTER_MODE=''\n"));
        auto inputs = folder.inputs({{u"LLM_PROXY_PORT"_s, u"  "_s}});
        inputs.commandLine.insert(u"LLM_PROXY_PORT"_s, {});
        const auto loaded = proxy::loadConfig(inputs);
        QVERIFY2(loaded, qPrintable(errorsOf(inputs).join(u'\n')));
        QCOMPARE(loaded->config.server.port, quint16(9001));
        QCOMPARE(loaded->config.upstream.url, QUrl(u"http://127.0.0.1:18317"_s));
    }

    void takesEachKindOfValue_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");

        const auto row = [](const char *key, const char *text, const char *shown) {
            QTest::addRow("%s=%s", key, text)
                << QString::fromUtf8(key) << QString::fromUtf8(text) << QString::fromUtf8(shown);
        };
        row("MORPH_ROUTER_ENABLED", "false", "false");
        row("MORPH_ROUTER_ENABLED", "OFF", "false");
        row("MORPH_ROUTER_ENABLED", "1", "true");
        row("MORPH_ROUTER_MODE", "Aggressive", "aggressive");
        row("MORPH_ROUTER_PROVIDER", "openai", "openai");
        row("MORPH_ROUTER_PROVIDER", "gemini", "gemini");
        row("MORPH_ROUTER_PROVIDER", "auto", "auto");
        row("MORPH_ROUTER_SELECTOR", "provider", "provider");
        row("MORPH_ROUTER_POLICY", "every-request", "every-request");
        row("MORPH_API_URL", "https://morph.test/base/", "https://morph.test/base");
        row("MORPH_API_KEY", "sk-0123456789abcdef", "…cdef");
        row("MORPH_API_KEY", "short", "…");
        row("MORPH_ROUTER_MODEL_EASY", "gpt-5(low), gpt-5.4-mini", "gpt-5(low),gpt-5.4-mini");
        row("MORPH_ROUTER_RULES", "[{\"id\":\"a\"}]", "[{\"id\":\"a\"}]");
        row("LLM_PROXY_PORT", " 9000 ", "9000");
        row("LLM_PROXY_PORT", "0", "0");
        row("LLM_PROXY_HOST", "localhost", "");
        row("LLM_PROXY_HOST", "127.0.0.1", "127.0.0.1");
        row("LLM_PROXY_HOST", "[::1]", "::1");
        row("LLM_PROXY_HOST", "localhost,127.0.0.2", "127.0.0.1,::1,127.0.0.2");
        row("LLM_PROXY_ALLOWED_HOSTS", "Box.Local,10.0.0.5", "box.local,10.0.0.5");
        row("LLM_PROXY_ALLOWED_ORIGINS", "HTTP://App.test:80,https://a:8443",
            "http://app.test,https://a:8443");
        row("LLM_PROXY_MAX_BODY_MB", "128", "128");
        row("LLM_PROXY_API_KEYS", "0123456789abcdef,fedcba9876543210", "…cdef,…3210");
        row("UPSTREAM_URL", "https://[::1]:8443/", "https://[::1]:8443");
        row("UPSTREAM_DIALECT", "anthropic", "anthropic");
        row("UPSTREAM_IDLE_TIMEOUT_MS", "1", "1");
        row("LLM_PROXY_DAILY_BUDGET", "12.5", "12.5");
        row("JSONL_LOG_DIR", "/var/log/mine/", "/var/log/mine");
        row("CLIPROXYAPI_BIN", "cli-proxy-api", "cli-proxy-api");
        row("MANAGEMENT_PASSWORD", "0123456789abcdef", "…cdef");
    }

    void takesEachKindOfValue()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        QFETCH(QString, shown);
        const ConfigFolder folder;
        const auto inputs = folder.inputs({{key, text}});
        const auto loaded = proxy::loadConfig(inputs);
        QVERIFY2(loaded, qPrintable(errorsOf(inputs).join(u'\n')));
        QCOMPARE(proxy::maskedValue(key, loaded->config), shown);
    }

    void refusesEachBadValue_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem");

        const auto row = [](const char *key, const char *text, const char *problem) {
            QTest::addRow("%s=%s", key, text)
                << QString::fromUtf8(key) << QString::fromUtf8(text) << QString::fromUtf8(problem);
        };
        row("MORPH_ROUTER_ENABLED", "maybe", "neither true nor false");
        row("MORPH_ROUTER_MODE", "fast", "balanced or aggressive");
        row("MORPH_ROUTER_PROVIDER", "claude", "anthropic, openai, gemini or auto");
        row("MORPH_API_URL", "ftp://morph.test", "scheme");
        row("MORPH_API_URL", "https://morph.test/?key=x", "query");
        row("MORPH_API_KEY", "two words", "header");
        row("MORPH_ROUTER_MODEL_HARD", "zażółć", "not a model name");
        row("MORPH_ROUTER_RULES", "{broken", "not JSON");
        row("MORPH_ROUTER_RULES", "[1]", "array of objects");
        row("MORPH_ROUTER_RULES", "{\"id\":1}", "array of objects");
        row("LLM_PROXY_PORT", "abc", "not a whole number");
        row("LLM_PROXY_PORT", "80.5", "not a whole number");
        row("LLM_PROXY_PORT", "65536", "out of range");
        row("LLM_PROXY_PORT", "-1", "out of range");
        row("LLM_PROXY_PORT", "99999999999999999999", "not a whole number");
        row("LLM_PROXY_HOST", "example.test", "not an IP address");
        row("LLM_PROXY_HOST", "127.1", "not an IP address");
        row("LLM_PROXY_HOST", "127.0.0.1:80", "not an IP address");
        row("LLM_PROXY_ALLOWED_HOSTS", "box:80", "without port");
        row("LLM_PROXY_ALLOWED_HOSTS", "http://box", "without port");
        row("LLM_PROXY_ALLOWED_ORIGINS", "https://a.test/x", "not an origin");
        row("LLM_PROXY_ALLOWED_ORIGINS", "*", "not an origin");
        row("LLM_PROXY_API_KEYS", ",,", "commas only");
        row("LLM_PROXY_MAX_BODY_MB", "0", "out of range");
        row("LLM_PROXY_DAILY_BUDGET", "-1", "out of range");
        row("LLM_PROXY_DAILY_BUDGET", "nan", "not a number");
        row("LLM_PROXY_DAILY_BUDGET", "$5", "not a number");
        row("UPSTREAM_URL", "127.0.0.1:18317", "is not a URL");
        row("UPSTREAM_URL", "http://", "no host");
        row("UPSTREAM_URL", "http://127.0.0.1:0", "port 0");
        row("UPSTREAM_URL", "http://127.0.0.1:18317/v1", "path \"/v1\"");
        row("UPSTREAM_DIALECT", "gemini", "any, openai or anthropic");
        row("UPSTREAM_CONNECT_TIMEOUT_MS", "0", "out of range");
        row("UPSTREAM_CONNECT_TIMEOUT_MS", "5s", "not a whole number");
    }

    void refusesEachBadValue()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        QFETCH(QString, problem);
        const ConfigFolder folder;
        const QStringList errors = errorsOf(folder.inputs({{key, text}}));
        QCOMPARE(errors.size(), 1);
        QVERIFY2(errors[0].startsWith(u"environment: %1: "_s.arg(key)), qPrintable(errors[0]));
        QVERIFY2(errors[0].contains(problem), qPrintable(errors[0]));
        QVERIFY2(errors[0].contains(u"; allowed: "_s), qPrintable(errors[0]));
    }

    void neverQuotesASecret_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");

        QTest::newRow("morph") << u"MORPH_API_KEY"_s << u"hush hush"_s;
        QTest::newRow("upstream") << u"UPSTREAM_API_KEY"_s << u"hush\nhush"_s;
        QTest::newRow("own") << u"LLM_PROXY_API_KEYS"_s << u"good,hush hush"_s;
        QTest::newRow("url") << u"UPSTREAM_URL"_s << u"http://me:hush@127.0.0.1:1"_s;
        QTest::newRow("broken url") << u"UPSTREAM_URL"_s << u"http://me:hush hush@[1"_s;
    }

    void neverQuotesASecret()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        const ConfigFolder folder;
        const QStringList errors = errorsOf(folder.inputs({{key, text}}));
        QCOMPARE(errors.size(), 1);
        QVERIFY2(!errors[0].contains(u"hush"_s), qPrintable(errors[0]));
    }

    void reportsEveryProblemWithItsPlace()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u"llm-proxy.json"_s,
                             "{\n \"server\": {\n  \"port\": \"9000\",\n  \"prot\": 1\n },\n"
                             " \"router\": 5,\n \"upstream\": {\"retries\": 1.5}\n}"));
        QVERIFY(folder.write(u".env"_s, "# x\nMORPH_ROUTER_MODE=fast\nbroken\n"));
        auto inputs = folder.inputs({{u"LLM_PROXY_MAX_BODY_MB"_s, u"many"_s}});
        inputs.commandLine = {{u"UPSTREAM_RETRIES"_s, u"9"_s}, {u"LLM_PROXY_PRT"_s, u"1"_s}};
        const QStringList errors = errorsOf(inputs);
        const QString json = folder.path(u"llm-proxy.json"_s);
        const QString dotEnv = folder.path(u".env"_s);
        const QStringList expected {
            json + u":6: router: is not an object"_s,
            json + u":3: server.port: is a text, not a number"_s,
            json + u":7: upstream.retries: 1.5 is not a whole number"_s,
            dotEnv + u":3: is not of the form KEY=value"_s,
            dotEnv + u":2: MORPH_ROUTER_MODE: \"fast\" is not one of them"_s,
            u"environment: LLM_PROXY_MAX_BODY_MB: \"many\" is not a whole number"_s,
            u"command line: LLM_PROXY_PRT: is not a known setting; did you mean LLM_PROXY_PORT?"_s,
            u"command line: UPSTREAM_RETRIES: 9 is out of range"_s,
        };
        QCOMPARE(errors.size(), expected.size());
        for (qsizetype i = 0; i < errors.size(); ++i)
            QVERIFY2(errors[i].startsWith(expected[i]), qPrintable(errors[i]));
        QVERIFY(anyContains(warningsOf(inputs), u":4: server.prot: "_s));
        QVERIFY(anyContains(warningsOf(inputs), u"did you mean server.port?"_s));
        QCOMPARE(proxy::toError(proxy::loadConfig(inputs).error()).detail.count(u'\n'), 7);
    }

    void aBadValueIsReportedEvenWhereItIsOverridden()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "LLM_PROXY_PORT=abc"));
        QCOMPARE(errorsOf(folder.inputs({{u"LLM_PROXY_PORT"_s, u"9000"_s}})).size(), 1);
    }

    void readsTheConfigFileOfTheDescription()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u"llm-proxy.json"_s, R"({
            "$schema": "./JSON/llm-proxy.schema.json",
            "router": {"modelMap": {"easy": "claude-haiku-4-5-20251001",
                                    "hard": ["claude-sonnet-4-5-20250929", "claude-opus-4-5"]},
                       "rules": [{"id": "first"}, {"id": "second"}]}})"));
        const auto loaded = proxy::loadConfig(folder.inputs());
        QVERIFY(loaded);
        const auto &map = loaded->config.router.modelMap;
        QCOMPARE(map.easy, QStringList(u"claude-haiku-4-5-20251001"_s));
        QCOMPARE(map.hard, (QStringList {u"claude-sonnet-4-5-20250929"_s, u"claude-opus-4-5"_s}));
        QCOMPARE(map.medium, QStringList());
        QCOMPARE(loaded->config.router.rules.size(), 2);
        QCOMPARE(loaded->warnings.size(), 1U); // the missing Morph key
    }

    void refusesFilesThatAreNone_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("problem");

        QTest::newRow("json: folder") << u"llm-proxy.json"_s << u"not a regular file"_s;
        QTest::newRow("json: 2 MiB") << u"llm-proxy.json"_s << u"larger than 1 MiB"_s;
        QTest::newRow("json: broken") << u"llm-proxy.json"_s << u":2: is not JSON"_s;
        QTest::newRow("json: repeated") << u"llm-proxy.json"_s << u":2: server: stands"_s;
        QTest::newRow("env: folder") << u".env"_s << u"not a regular file"_s;
        QTest::newRow("env: 2 MiB") << u".env"_s << u"larger than 1 MiB"_s;
    }

    void refusesFilesThatAreNone()
    {
        QFETCH(QString, file);
        QFETCH(QString, problem);
        const ConfigFolder folder;
        if (problem.contains(u"regular"_s))
            QVERIFY(QDir(folder.path()).mkdir(file));
        else if (problem.contains(u"MiB"_s))
            QVERIFY(folder.write(file, QByteArray(2 << 20, ' ')));
        else if (problem.contains(u"JSON"_s))
            QVERIFY(folder.write(file, "{\n\"server\" 1}"));
        else
            QVERIFY(folder.write(file, "{\"server\": {},\n\"server\": {}}"));
        const QStringList errors = errorsOf(folder.inputs());
        QCOMPARE(errors.size(), 1);
        QVERIFY2(errors[0].startsWith(folder.path(file)), qPrintable(errors[0]));
        QVERIFY2(errors[0].contains(problem), qPrintable(errors[0]));
    }

    void aNamedConfigFileMustExist()
    {
        const ConfigFolder folder;
        const auto inputs = folder.inputs({{u"LLM_PROXY_CONFIG"_s, folder.path(u"other"_s)}});
        QVERIFY(anyContains(errorsOf(inputs), u"does not exist"_s));
    }

    void secretsAreRefusedOnTheCommandLine()
    {
        const ConfigFolder folder;
        auto inputs = folder.inputs();
        inputs.commandLine.insert(u"MORPH_API_KEY"_s, u"sk-0123456789"_s);
        const QStringList errors = errorsOf(inputs);
        QCOMPARE(errors.size(), 1);
        QVERIFY(errors[0].contains(u"is a secret"_s));
        QVERIFY(!errors[0].contains(u"sk-"_s));
    }

    void warnsOfUnknownVariablesOfOursOnly()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "UPSTREAM_TIMEOUT=5\nDATABASE_URL=x\nA=1\n"
                                        "LLM_PROXY_ROOT=/x\nLLM_PROXY_PORT=1\nLLM_PROXY_PORT=2"));
        const QStringList warnings =
            warningsOf(folder.inputs({{u"MORPH_ROUTER_MODES"_s, u"balanced"_s},
                                      {u"LLM_PROXY_SOMETHING_ELSE_ENTIRELY"_s, u"x"_s},
                                      {u"MORPH_DEBUG"_s, u"1"_s}}));
        QVERIFY(anyContains(warnings, u"MORPH_ROUTER_MODES: is not a known setting; did you mean "
                                      "MORPH_ROUTER_MODE?"_s));
        QVERIFY(anyContains(warnings, u"LLM_PROXY_SOMETHING_ELSE_ENTIRELY: is not a known"_s));
        QVERIFY(anyContains(warnings, u".env:1: UPSTREAM_TIMEOUT: is not"_s));
        QVERIFY(anyContains(warnings, u".env:4: LLM_PROXY_ROOT: has an effect"_s));
        QVERIFY(anyContains(warnings, u".env:6: LLM_PROXY_PORT: stands on line 5 too"_s));
        QCOMPARE(warnings.size(), 6); // the Morph key is the sixth
    }

    void aDoorBeyondLoopbackNeedsKeys_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("keys");
        QTest::addColumn<bool>("good");

        const QString key = u"0123456789abcdef"_s;
        QTest::newRow("all, no keys") << u"0.0.0.0"_s << QString() << false;
        QTest::newRow("all of IPv6, no keys") << u"::"_s << QString() << false;
        QTest::newRow("one of two, no keys") << u"127.0.0.1,10.1.2.3"_s << QString() << false;
        QTest::newRow("all, keys") << u"0.0.0.0"_s << key << true;
        QTest::newRow("loopback, no keys") << u"127.0.0.5,::1"_s << QString() << true;
    }

    void aDoorBeyondLoopbackNeedsKeys()
    {
        QFETCH(QString, host);
        QFETCH(QString, keys);
        QFETCH(bool, good);
        const ConfigFolder folder;
        const QStringList errors =
            errorsOf(folder.inputs({{u"LLM_PROXY_HOST"_s, host}, {u"LLM_PROXY_API_KEYS"_s, keys}}));
        QCOMPARE(errors.isEmpty(), good);
        if (!good)
            QVERIFY(errors[0].contains(u"LLM_PROXY_API_KEYS"_s));
    }

    void aBrokenKeyIsOneProblemNotTwo()
    {
        const ConfigFolder folder;
        QCOMPARE(errorsOf(folder.inputs({{u"LLM_PROXY_HOST"_s, u"0.0.0.0"_s},
                                         {u"LLM_PROXY_API_KEYS"_s, u"a b"_s}}))
                     .size(),
                 1);
        QVERIFY(!anyContains(warningsOf(folder.inputs({{u"MORPH_API_KEY"_s, u"a b"_s}})),
                             u"not set"_s));
    }

    void anUpstreamThatIsOurselvesIsRefused_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("good");

        QTest::newRow("localhost") << u"http://localhost:8317"_s << QString() << false;
        QTest::newRow("IPv4") << u"http://127.0.0.1:8317"_s << QString() << false;
        QTest::newRow("IPv6") << u"http://[::1]:8317"_s << QString() << false;
        QTest::newRow("wildcard target") << u"http://0.0.0.0:8317"_s << QString() << false;
        QTest::newRow("https too") << u"https://localhost:8317"_s << QString() << false;
        QTest::newRow("wildcard door") << u"http://127.0.0.1:8317"_s << u"0.0.0.0"_s << false;
        QTest::newRow("that very door") << u"http://10.1.2.3:8317"_s << u"10.1.2.3"_s << false;
        QTest::newRow("another port") << u"http://127.0.0.1:18317"_s << QString() << true;
        QTest::newRow("another machine") << u"http://10.1.2.3:8317"_s << QString() << true;
        QTest::newRow("another loopback") << u"http://127.0.0.2:8317"_s << QString() << true;
    }

    void anUpstreamThatIsOurselvesIsRefused()
    {
        QFETCH(QString, url);
        QFETCH(QString, host);
        QFETCH(bool, good);
        const ConfigFolder folder;
        const QMap<QString, QString> variables {
            {u"UPSTREAM_URL"_s, url},
            {u"LLM_PROXY_HOST"_s, host},
            {u"LLM_PROXY_API_KEYS"_s, host.isEmpty() ? QString() : u"0123456789abcdef"_s}};
        const QStringList errors = errorsOf(folder.inputs(variables));
        QCOMPARE(errors.isEmpty(), good);
        if (!good)
            QVERIFY2(errors[0].contains(u"own address"_s), qPrintable(errors[0]));
    }

    void limitsMustNotContradictEachOther()
    {
        const ConfigFolder folder;
        QVERIFY(anyContains(errorsOf(folder.inputs({{u"LLM_PROXY_MAX_BODY_MB"_s, u"600"_s}})),
                            u"LLM_PROXY_MAX_BUFFERED_MB: is less than"_s));
    }

    void resolvesPathsAsTheirPlaceSays()
    {
        const ConfigFolder folder;
        const auto loaded =
            proxy::loadConfig(folder.inputs({{u"JSONL_LOG_DIR"_s, u"~/mine/../logs"_s},
                                             {u"QUOTIO_CONFIG_PATH"_s, u"q/config.yaml"_s},
                                             {u"CLIPROXYAPI_BIN"_s, u"./bin/cpa"_s}}));
        QVERIFY(loaded);
        QCOMPARE(loaded->config.record.logDir, folder.path(u"home/logs"_s));
        QCOMPARE(loaded->config.upstream.quotioConfigPath, folder.path(u"q/config.yaml"_s));
        QCOMPARE(loaded->config.cliProxyApiBin, folder.path(u"bin/cpa"_s));
    }

    void warnsOfAKeyThatOthersCanRead()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "MORPH_API_KEY=sk-0123456789abcdef"));
        QVERIFY(warningsOf(folder.inputs()).isEmpty());
        QVERIFY(QFile::setPermissions(folder.path(u".env"_s),
                                      QFileDevice::ReadOwner | QFileDevice::ReadOther));
        QVERIFY(anyContains(warningsOf(folder.inputs()), u"can be read by other users"_s));
    }

    void masksEverySecretEverywhere()
    {
        const QString secret = u"0123456789abcdefSECRET"_s;
        QMap<QString, QString> variables;
        for (const auto &setting : proxy::settings()) {
            if (setting.secret)
                variables.insert(setting.key, secret);
        }
        QCOMPARE(variables.keys(), (QStringList {u"LLM_PROXY_API_KEYS"_s, u"MANAGEMENT_PASSWORD"_s,
                                                 u"MORPH_API_KEY"_s, u"UPSTREAM_API_KEY"_s}));
        const ConfigFolder folder;
        const auto loaded = proxy::loadConfig(folder.inputs(variables));
        QVERIFY(loaded);
        for (const QString &key : variables.keys())
            QCOMPARE(proxy::maskedValue(key, loaded->config), u"…CRET"_s);
        QCOMPARE(proxy::maskedValue(u"NO_SUCH_KEY", loaded->config), QString());
    }

    void knowsWhatChangedAndWhatNeedsARestart()
    {
        const ConfigFolder folder;
        const auto before = proxy::loadConfig(folder.inputs());
        const auto after = proxy::loadConfig(folder.inputs(
            {{u"LLM_PROXY_PORT"_s, u"9000"_s}, {u"MORPH_ROUTER_MODE"_s, u"aggressive"_s}}));
        QVERIFY(before && after);
        const QStringList changed = proxy::changedSettings(before->config, after->config);
        QCOMPARE(changed, (QStringList {u"MORPH_ROUTER_MODE"_s, u"LLM_PROXY_PORT"_s}));
        QCOMPARE(proxy::settingsNeedingRestart(changed), QStringList(u"LLM_PROXY_PORT"_s));
    }
};

QTEST_GUILESS_MAIN(TestConfigLoader)
#include "tst_configloader.moc"
