// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configchecks.h"
#include "tests/support/configfolder.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestConfigChecks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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

    void examplesOfKeysAreToldFromKeys()
    {
        const ConfigFolder folder;
        const auto isTold = [&folder](const QString &name, const QString &key) {
            return anyContains(warningsOf(folder.inputs({{name, key}})),
                               name + u": looks like an example"_s);
        };
        for (const QString &key : {u"sk-example"_s, u"your-api-key"_s, u"YOUR_API_KEY"_s,
                                   u"sk-..."_s, u"sk-xxxxxxxx"_s, u"changeme"_s, u"REPLACE_ME"_s,
                                   u"placeholder"_s, u"your_morph_key"_s, u"<MORPH_KEY>"_s}) {
            QVERIFY2(isTold(u"UPSTREAM_API_KEY"_s, key), qPrintable(key));
            QVERIFY2(isTold(u"MORPH_API_KEY"_s, key), qPrintable(key));
        }
        for (const QString &key : {u"sk-proj-4fJx0Qm"_s, u"0123456789abcdef"_s, u"local"_s})
            QVERIFY2(!isTold(u"UPSTREAM_API_KEY"_s, key), qPrintable(key));
    }

    void aKeyOfOursHasSixteenCharacters()
    {
        const ConfigFolder folder;
        const auto isShort = [&folder](int size) {
            return anyContains(warningsOf(folder.inputs(
                                   {{u"LLM_PROXY_API_KEYS"_s, u"0123456789abcdefg"_s.left(size)}})),
                               u"holds a key of fewer than 16 characters"_s);
        };
        QVERIFY(isShort(15));
        QVERIFY(!isShort(16));
        QVERIFY(!isShort(17));
    }

    void anAddressBeyondLoopbackNeedsKeys_data()
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

    void anAddressBeyondLoopbackNeedsKeys()
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

    void anAddressBeyondLoopbackAloneKeepsOurCommandsOut_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("keys");
        QTest::addColumn<bool>("good");

        const QString key = u"0123456789abcdef"_s;
        QTest::newRow("it alone") << u"10.1.2.3"_s << QString() << false;
        QTest::newRow("with a key for all") << u"10.1.2.3"_s << key << true;
        QTest::newRow("with loopback") << u"127.0.0.1,10.1.2.3"_s << QString() << true;
        QTest::newRow("every address") << u"0.0.0.0"_s << QString() << true;
    }

    void anAddressBeyondLoopbackAloneKeepsOurCommandsOut()
    {
        QFETCH(QString, host);
        QFETCH(QString, keys);
        QFETCH(bool, good);
        const ConfigFolder folder;
        const QStringList warnings =
            warningsOf(folder.inputs({{u"LLM_PROXY_HOST"_s, host},
                                      {u"LLM_PROXY_API_KEYS"_s, keys},
                                      {u"LLM_PROXY_CLIENTS"_s, u"alice:a-key-of-alice-0001"_s}}));
        QCOMPARE(!anyContains(warnings, u"bin/start and bin/health are refused"_s), good);
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
        QTest::newRow("wildcard address") << u"http://127.0.0.1:8317"_s << u"0.0.0.0"_s << false;
        QTest::newRow("that very address") << u"http://10.1.2.3:8317"_s << u"10.1.2.3"_s << false;
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

    void warnsOfAKeyThatOthersCanRead()
    {
        const ConfigFolder folder;
        QVERIFY(folder.write(u".env"_s, "MORPH_API_KEY=sk-0123456789abcdef"));
        QVERIFY(warningsOf(folder.inputs()).isEmpty());
        QVERIFY(QFile::setPermissions(folder.path(u".env"_s),
                                      QFileDevice::ReadOwner | QFileDevice::ReadOther));
        QVERIFY(anyContains(warningsOf(folder.inputs()), u"can be read by other users"_s));
    }
};

QTEST_GUILESS_MAIN(TestConfigChecks)
#include "tst_configchecks.moc"
