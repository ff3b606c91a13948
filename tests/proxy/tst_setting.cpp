// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/setting.h"
#include "tests/support/configfolder.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestSetting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
        row("MORPH_ROUTER_CLASSIFIER", "local-then-morph", "local-then-morph");
        row("MORPH_API_URL", "https://morph.test/base/", "https://morph.test/base");
        row("MORPH_API_KEY", "sk-0123456789abcdef", "…cdef");
        row("MORPH_API_KEY", "short", "…");
        row("MORPH_ROUTER_MODEL_EASY", "gpt-5(low), gpt-5.4-mini", "gpt-5(low),gpt-5.4-mini");
        row("MORPH_ROUTER_RULES", R"([{"id":"a","then":{"route":"off"}}])",
            R"([{"id":"a","then":{"route":"off"}}])");
        row("LLM_PROXY_PORT", " 9000 ", "9000");
        row("LLM_PROXY_PORT", "0", "0");
        row("LLM_PROXY_HOST", "localhost", "");
        row("LLM_PROXY_HOST", "127.0.0.1", "127.0.0.1");
        row("LLM_PROXY_HOST", "[::1]", "::1");
        row("LLM_PROXY_HOST", "0:0:0:0:0:0:0:1", "::1");
        row("LLM_PROXY_HOST", "::ffff:127.0.0.2", "127.0.0.2");
        row("LLM_PROXY_HOST", "localhost,127.0.0.2", "127.0.0.1,::1,127.0.0.2");
        row("LLM_PROXY_ALLOWED_HOSTS", "Box.Local,10.0.0.5", "box.local,10.0.0.5");
        row("LLM_PROXY_ALLOWED_ORIGINS", "HTTP://App.test:80,https://a:8443",
            "http://app.test,https://a:8443");
        row("LLM_PROXY_ALLOWED_ORIGINS", "https://app.test:443/,http://[::1]:3000",
            "https://app.test,http://[::1]:3000");
        row("LLM_PROXY_ALLOWED_ORIGINS", "https://b\u00fccher.example,tauri://localhost",
            "https://xn--bcher-kva.example,tauri://localhost");
        row("LLM_PROXY_MAX_BODY_MB", "128", "128");
        row("LLM_PROXY_API_KEYS", "0123456789abcdef,fedcba9876543210", "…cdef,…3210");
        row("UPSTREAM_URL", "https://[::1]:8443/", "https://[::1]:8443");
        row("UPSTREAM_URL", "https://host/api/", "https://host/api");
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
        row("LLM_PROXY_ALLOWED_ORIGINS", "null", "not an origin");
        row("LLM_PROXY_API_KEYS", ",,", "commas only");
        row("LLM_PROXY_MAX_BODY_MB", "0", "out of range");
        row("LLM_PROXY_DAILY_BUDGET", "-1", "out of range");
        row("LLM_PROXY_DAILY_BUDGET", "nan", "not a number");
        row("LLM_PROXY_DAILY_BUDGET", "$5", "not a number");
        row("UPSTREAM_URL", "127.0.0.1:18317", "is not a URL");
        row("UPSTREAM_URL", "http://", "no host");
        row("UPSTREAM_URL", "http://127.0.0.1:0", "port 0");
        row("UPSTREAM_URL", "http://127.0.0.1:18317/v1", "path \"/v1\"");
        row("UPSTREAM_URL", "https://host/api/v1/", "path \"/v1\"");
        row("UPSTREAM_URL", "https://host/api?x=1", "query");
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

    void masksEverySecretEverywhere()
    {
        const QString secret = u"0123456789abcdefSECRET"_s;
        QMap<QString, QString> variables;
        for (const auto &setting : proxy::settings()) {
            if (setting.secret)
                variables.insert(setting.key, secret);
        }
        QCOMPARE(variables.keys(), (QStringList {u"LLM_PROXY_API_KEYS"_s, u"LLM_PROXY_CLIENTS"_s,
                                                 u"LLM_PROXY_STORE_URL"_s, u"MANAGEMENT_PASSWORD"_s,
                                                 u"MORPH_API_KEY"_s, u"UPSTREAM_API_KEY"_s}));
        variables[u"LLM_PROXY_CLIENTS"_s].prepend(u"alice:"_s);
        // A part of it is no secret: tst_storeprotocol.
        variables.remove(u"LLM_PROXY_STORE_URL"_s);
        const ConfigFolder folder;
        const auto loaded = proxy::loadConfig(folder.inputs(variables));
        QVERIFY(loaded);
        for (const QString &key : variables.keys())
            QCOMPARE(proxy::maskedValue(key, loaded->config), u"…CRET"_s);
        QCOMPARE(proxy::maskedValue(u"NO_SUCH_KEY", loaded->config), QString());
    }

    void theFileOfTheClientsIsNoSecret()
    {
        const ConfigFolder folder;
        auto inputs = folder.inputs();
        const QString path = folder.path(u"clients.json"_s);
        inputs.commandLine[u"LLM_PROXY_CLIENTS"_s] = path;
        const auto loaded = proxy::loadConfig(inputs);
        QVERIFY(loaded);
        QCOMPARE(proxy::maskedValue(u"LLM_PROXY_CLIENTS", loaded->config), path);
        inputs.commandLine[u"LLM_PROXY_CLIENTS"_s] = u"alice:0123456789abcdefSECRET"_s;
        QVERIFY(!proxy::loadConfig(inputs));
    }
};

QTEST_GUILESS_MAIN(TestSetting)
#include "tst_setting.moc"
