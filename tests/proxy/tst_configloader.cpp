// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configloader.h"
#include "proxy/config/setting.h"
#include "tests/support/configfolder.h"

#include <QDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

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
        QCOMPARE(proxy::toError(proxy::loadConfig(inputs).error()).detail.text().count(u'\n'), 7);
    }

    void namesThatAreNearlyOursAreWarnedOf_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("meant");
        const auto row = [](const char *name, const char *meant) {
            QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(meant);
        };
        row("MORPH_API_KY", "MORPH_API_KEY");
        row("MROPH_API_KEY", "MORPH_API_KEY");
        row("MORPH_APIKEY", "MORPH_API_KEY");
        row("MORPHAPI_KEY", "MORPH_API_KEY");
        row("MORPH_API_KEYS", "MORPH_API_KEY");
        row("morph_api_key", "MORPH_API_KEY");
        row("API_MORPH_KEY", "MORPH_API_KEY");
        row("MORPH_KEY", "MORPH_API_KEY");
        row("LLM_PROXY_MORPH_API_KEY", "MORPH_API_KEY");
        row("UPSTRAEM_URL", "UPSTREAM_URL");
        row("UPSTREAM_URI", "UPSTREAM_URL");
        row("UPSTREM_API_KEY", "UPSTREAM_API_KEY");
        row("UPSTREAM_KEY", "UPSTREAM_API_KEY");
        row("LLMPROXY_UPSTREAM_URL", "UPSTREAM_URL");
        row("LLMPROXY_PORT", "LLM_PROXY_PORT");
        row("LLM_PORXY_PORT", "LLM_PROXY_PORT");
        row("PORT_LLM_PROXY", "LLM_PROXY_PORT");
        row("PROXY_MAX_BODY_MB", "LLM_PROXY_MAX_BODY_MB");
        row("LLM_PROXY_API_KEY", "LLM_PROXY_API_KEYS");
        row("MANAGMENT_PASSWORD", "MANAGEMENT_PASSWORD");
        row("MANAGEMENT_PASWORD", "MANAGEMENT_PASSWORD");
        row("MORPH_MODE", "MORPH_ROUTER_MODE");
        row("ROUTER_POLICY", "MORPH_ROUTER_POLICY");
        row("MORPH_MODEL_EASY", "MORPH_ROUTER_MODEL_EASY");
        row("MODEL_EASY", "MORPH_ROUTER_MODEL_EASY");
        row("DAILY_BUDGET", "LLM_PROXY_DAILY_BUDGET");
        row("JSON_LOG_DIR", "JSONL_LOG_DIR");
        row("QUOTIO_CONFG_PATH", "QUOTIO_CONFIG_PATH");
        row("CLIPROXY_API_BIN", "CLIPROXYAPI_BIN");
        row("CLIPROXY_BIN", "CLIPROXYAPI_BIN");
        row("CLIPROXYAPI_BINARY", "CLIPROXYAPI_BIN");
        row("MORPH_ROUTING_ENABLED", "MORPH_ROUTER_ENABLED");
        row("MORPH_ROUTING_MODE", "MORPH_ROUTER_MODE");
        row("MORPH_API_TOKEN", "MORPH_API_KEY");
        row("MORPH_TOKEN", "MORPH_API_KEY");
        row("UPSTREAM_TOKEN", "UPSTREAM_API_KEY");
        for (const char *foreign : {"PATH",
                                    "HOME",
                                    "PORT",
                                    "HOST",
                                    "URL",
                                    "API_KEY",
                                    "API_URL",
                                    "ANTHROPIC_API_KEY",
                                    "ANTHROPIC_BASE_URL",
                                    "ANTHROPIC_AUTH_TOKEN",
                                    "ANTHROPIC_MODEL",
                                    "OPENAI_API_KEY",
                                    "OPENAI_BASE_URL",
                                    "GEMINI_API_KEY",
                                    "GOOGLE_API_KEY",
                                    "GROQ_API_KEY",
                                    "MISTRAL_API_KEY",
                                    "OPENROUTER_API_KEY",
                                    "LITELLM_API_KEY",
                                    "LLM_API_KEY",
                                    "MORPH_BASE_URL",
                                    "MORPH_MODEL",
                                    "MORPH_WARP_GREP_TIMEOUT",
                                    "MORPH_EDIT_ENABLED",
                                    "HTTP_PROXY",
                                    "HTTPS_PROXY",
                                    "NO_PROXY",
                                    "ALL_PROXY",
                                    "PROXY_PORT",
                                    "PROXY_HOST",
                                    "ALLOWED_HOSTS",
                                    "LOG_DIR",
                                    "CONFIG_PATH",
                                    "CLIPROXYAPI_DIR",
                                    "DATABASE_URL",
                                    "REDIS_URL",
                                    "NODE_ENV",
                                    "TZ",
                                    "LANG",
                                    "EDITOR",
                                    "GITHUB_TOKEN",
                                    "AWS_REGION",
                                    "MANAGEMENT_URL",
                                    "UPSTREAM_BRANCH",
                                    "UPSTREAM_REMOTE",
                                    "STREAM_URL",
                                    "CLIPROXY_URL",
                                    "API_TOKEN",
                                    "ROUTING_KEY",
                                    "ENABLED",
                                    "MODE",
                                    "LLM_MODEL",
                                    "NGINX_UPSTREAM_URL"})
            row(foreign, "");
    }

    void namesThatAreNearlyOursAreWarnedOf()
    {
        QFETCH(QString, name);
        QFETCH(QString, meant);
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "MORPH_API_KEY=k\n" + name.toLatin1() + "=1\n"));
        const QStringList warnings = warningsOf(folder.inputs()).filter(u": "_s + name + u": "_s);
        QCOMPARE(warnings.size(), meant.isEmpty() ? 0 : 1);
        QVERIFY2(meant.isEmpty() || warnings[0].contains(u"did you mean "_s + meant + u'?'),
                 qPrintable(warnings.value(0)));
    }

    void valuesThatAreNotUtf8AreRefused()
    {
        const ConfigFolder folder;
        const QString lost = QString::fromLocal8Bit("/home/n\xe9");
        auto inputs = folder.inputs({{u"JSONL_LOG_DIR"_s, lost}});
        inputs.commandLine = {{u"QUOTIO_CONFIG_PATH"_s, lost}};
        QCOMPARE(errorsOf(inputs),
                 (QStringList {u"environment: JSONL_LOG_DIR: is not UTF-8"_s,
                               u"command line: QUOTIO_CONFIG_PATH: is not UTF-8"_s}));
    }

    void theEnvironmentIsWarnedOfMisspellingsAlone()
    {
        const ConfigFolder folder;
        const QStringList warnings = warningsOf(folder.inputs({{u"UPSTRAEM_URL"_s, u"x"_s},
                                                               {u"MORPH_MODE"_s, u"x"_s},
                                                               {u"MODEL_EASY"_s, u"x"_s},
                                                               {u"UPSTREAM_NAME"_s, u"x"_s}}));
        QVERIFY(anyContains(warnings, u"UPSTRAEM_URL: "_s));
        QVERIFY(!anyContains(warnings, u"MORPH_MODE"_s));
        QVERIFY(!anyContains(warnings, u"MODEL_EASY"_s));
        QVERIFY(!anyContains(warnings, u"UPSTREAM_NAME"_s));
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
                       "rules": [{"id": "first", "then": {"route": "off"}},
                                 {"id": "second", "then": {"keep": "hard"}}]}})"));
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

    void filesThatCannotBeReadAreTold_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("problem");
        for (const QString &file : {u".env"_s, u"llm-proxy.json"_s, u"models.json"_s}) {
            const auto row = [&file](const char *name, const QString &problem) {
                QTest::addRow("%s, %s", qPrintable(file), name) << file << problem;
            };
            row("dangling", u"is a symbolic link to a file that is not there"_s);
            row("circle", u"cannot be read: "_s);
            row("fifo", u"is not a regular file"_s);
            row("linked folder", u"is not a regular file"_s);
        }
    }

    void filesThatCannotBeReadAreTold()
    {
        QFETCH(QString, file);
        QFETCH(QString, problem);
        const QString tag = QString::fromLatin1(QTest::currentDataTag()).section(u", "_s, 1);
        const ConfigFolder folder;
        const QString path = folder.path(file);
        if (tag == u"fifo")
            QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
        else
            QVERIFY(QFile::link(tag == u"circle"     ? path
                                : tag == u"dangling" ? folder.path(u"gone"_s)
                                                     : folder.path(),
                                path));
        const QStringList errors = errorsOf(folder.inputs());
        QCOMPARE(errors.size(), 1);
        QVERIFY2(errors[0].startsWith(path + u": "_s + problem), qPrintable(errors[0]));
    }

    void aLinkToAFileIsThatFile()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u"there"_s, "LLM_PROXY_PORT=9002"));
        QVERIFY(QFile::link(folder.path(u"there"_s), folder.path(u".env"_s)));
        const auto loaded = proxy::loadConfig(folder.inputs());
        QVERIFY(loaded);
        QCOMPARE(loaded->config.server.port, quint16(9002));
    }

    void aDayThatIsNoneIsWarnedOf_data()
    {
        QTest::addColumn<bool>("isWarned");
        for (const char *day : {"tomorrow", "2026-13-01", "2026-2-3", "29.11.2026", "-1"})
            QTest::newRow(day) << true;
        for (const char *day : {"2026-12-05", ""})
            QTest::newRow(day) << false;
    }

    void aDayThatIsNoneIsWarnedOf()
    {
        QFETCH(bool, isWarned);
        const ConfigFolder folder;
        const QString day = QString::fromLatin1(QTest::currentDataTag());
        const QStringList warnings = warningsOf(folder.inputs({{u"LLM_PROXY_TODAY"_s, day}}))
                                         .filter(u"environment: LLM_PROXY_TODAY: "_s);
        QCOMPARE(warnings.size(), isWarned ? 1 : 0);
        QVERIFY(!isWarned || warnings[0].contains(u"is no day"_s));
    }

    void aTableOfTheFutureIsWarnedOf()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u"models.json"_s, "{\n\"asOf\": \"2099-01-01\"}"));
        QVERIFY(anyContains(warningsOf(folder.inputs()),
                            folder.path(u"models.json"_s)
                                + u":2: asOf: 2099-01-01 is still to come"_s));
    }

    void filesOfUpToAMegabyteAreRead_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("json") << u"llm-proxy.json"_s;
        QTest::newRow("env") << u".env"_s;
    }

    void filesOfUpToAMegabyteAreRead()
    {
        QFETCH(const QString, file);
        const ConfigFolder folder;
        const QByteArray text = file == u".env"_s ? "\n" : "{}";
        QVERIFY(folder.write(file, text + QByteArray((1 << 20) - text.size(), ' ')));
        QCOMPARE(errorsOf(folder.inputs()), QStringList());
        QVERIFY(folder.write(file, text + QByteArray((1 << 20) + 1 - text.size(), ' ')));
        QCOMPARE(errorsOf(folder.inputs()).size(), 1);
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
