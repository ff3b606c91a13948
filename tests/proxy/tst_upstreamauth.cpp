// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreamauth.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A backend configuration on disk, a clock turned by hand, and what looks at both.
struct Fixture
{
    explicit Fixture(const proxy::UpstreamSettings &settings = {})
        : file(folder.filePath(u"config.yaml"_s))
        , auth(settings, {folder.filePath(u"first.yaml"_s), file}, [this] { return now; })
    { }

    [[nodiscard]] bool write(const QByteArray &content, const QString &name = u"config.yaml"_s)
    {
        QFile target(folder.filePath(name));
        return target.open(QIODevice::WriteOnly) && target.write(content) == content.size();
    }

    QTemporaryDir folder;
    QString file;
    proxy::Instant now {};
    proxy::UpstreamAuth auth;
};

} // namespace

class TestUpstreamAuth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSettingWinsOverAnyFile()
    {
        proxy::UpstreamSettings settings;
        settings.apiKey = " sk-set ";
        Fixture fixture(settings);
        QVERIFY(fixture.write("port: 1\napi-keys: [k1, k2]"));
        QCOMPARE(fixture.auth.key(), QByteArray("sk-set"));
        QCOMPARE(fixture.auth.source(), u"UPSTREAM_API_KEY"_s);
        QVERIFY(fixture.auth.backend());
        QVERIFY(fixture.auth.isBackendKey("sk-set"));
        QVERIFY(fixture.auth.isBackendKey("k2"));
        fixture.auth.noteAnswer("sk-set", 401);
        QCOMPARE(fixture.auth.key(), QByteArray("sk-set"));
    }

    void aBlankSettingIsNone()
    {
        proxy::UpstreamSettings settings;
        settings.apiKey = "  ";
        Fixture fixture(settings);
        QVERIFY(fixture.write("api-keys: [k1]"));
        QCOMPARE(fixture.auth.key(), QByteArray("k1"));
        QVERIFY(!fixture.auth.isBackendKey(""));
        QVERIFY(!fixture.auth.isBackendKey("  "));
    }

    void keepsCliProxyApisKeysFromOtherUpstreams()
    {
        proxy::UpstreamSettings settings;
        settings.dialect = proxy::UpstreamDialect::OpenAi;
        Fixture fixture(settings);
        QVERIFY(fixture.write("api-keys: [k1]"));
        QCOMPARE(fixture.auth.key(), QByteArray());
        QVERIFY(!fixture.auth.isBackendKey("k1"));
    }

    void nothingFoundMeansNoKey()
    {
        Fixture fixture;
        QCOMPARE(fixture.auth.key(), QByteArray());
        QCOMPARE(fixture.auth.source(), QString());
        QVERIFY(!fixture.auth.isBackendKey("anything"));
        fixture.auth.noteAnswer("anything", 401);
        QCOMPARE(fixture.auth.takeWarnings(),
                 QList {proxy::Text::english(
                     "no key for the backend was found: the agents' own keys pass")});
        QCOMPARE(fixture.auth.warnings().size(), 1);
        QVERIFY(fixture.write("api-keys: [k1]"));
        fixture.now += 1s;
        QVERIFY(fixture.auth.warnings().isEmpty());
    }

    void knowsEachKeyOfTheFile()
    {
        Fixture fixture;
        QVERIFY(fixture.write("api-keys: [k1, k2]"));
        QCOMPARE(fixture.auth.key(), QByteArray("k1"));
        QCOMPARE(fixture.auth.source(), fixture.file);
        QVERIFY(fixture.auth.isBackendKey("k1"));
        QVERIFY(fixture.auth.isBackendKey("k2"));
        QVERIFY(!fixture.auth.isBackendKey("k3"));
        QVERIFY(!fixture.auth.isBackendKey("k"));
    }

    void readsAgainWhenTheFileChanges_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"in place", "renamed over", "removed and made anew"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }

    void readsAgainWhenTheFileChanges()
    {
        QFETCH(QString, how);
        Fixture fixture;
        QVERIFY(fixture.write("api-keys: [k1]"));
        QCOMPARE(fixture.auth.key(), QByteArray("k1"));
        if (how == "renamed over"_L1) {
            QVERIFY(fixture.write("api-keys: [k2]", u"new"_s));
            QCOMPARE(std::rename(qPrintable(fixture.folder.filePath(u"new"_s)),
                                 qPrintable(fixture.file)),
                     0);
        } else {
            QVERIFY(how == "in place"_L1 || QFile::remove(fixture.file));
            QVERIFY(fixture.write("api-keys: [k2222]"));
        }
        QCOMPARE(fixture.auth.key(), QByteArray("k1")); // looked at a moment ago
        fixture.now += 1s;
        QVERIFY(fixture.auth.key().startsWith("k2"));
        QVERIFY(!fixture.auth.isBackendKey("k1"));
    }

    void forgetsTheKeyOfARemovedFile()
    {
        Fixture fixture;
        QVERIFY(fixture.write("api-keys: [k1]"));
        QCOMPARE(fixture.auth.key(), QByteArray("k1"));
        QVERIFY(QFile::remove(fixture.file));
        fixture.now += 1s;
        QCOMPARE(fixture.auth.key(), QByteArray());
    }

    void prefersAnEarlierPlaceThatAppearsLater()
    {
        Fixture fixture;
        QVERIFY(fixture.write("api-keys: [k1]"));
        QCOMPARE(fixture.auth.key(), QByteArray("k1"));
        QVERIFY(fixture.write("api-keys: [k0]", u"first.yaml"_s));
        fixture.now += 1s;
        QCOMPARE(fixture.auth.key(), QByteArray("k0"));
    }

    void aRefusedKeyIsReadAgainOnce()
    {
        Fixture fixture;
        QVERIFY(fixture.write("api-keys: [k1]"));
        QCOMPARE(fixture.auth.key(), QByteArray("k1"));
        fixture.auth.noteAnswer("k1", 401); // the same key stands there still

        QVERIFY(fixture.write("api-keys: [k2]"));
        fixture.auth.noteAnswer("k1", 401); // its one reading is used up
        QCOMPARE(fixture.auth.key(), QByteArray("k1"));
        fixture.now += 1s;
        QCOMPARE(fixture.auth.key(), QByteArray("k2"));
        fixture.auth.noteAnswer("k1", 401); // late news of the old key
        QCOMPARE(fixture.auth.key(), QByteArray("k2"));
        QVERIFY(fixture.auth.warnings().isEmpty());
    }

    void aRefusedKeyIsWarnedOfUntilItIsTakenOrReplaced()
    {
        proxy::UpstreamSettings settings;
        settings.apiKey = "sk-set";
        Fixture fixture(settings);
        QVERIFY(fixture.write("api-keys: [k1]"));
        fixture.auth.noteAnswer("sk-set", 404);
        QVERIFY(fixture.auth.warnings().isEmpty());
        fixture.auth.noteAnswer("sk-set", 401);
        fixture.auth.noteAnswer("sk-set", 401);
        QCOMPARE(fixture.auth.takeWarnings().size(), 1);
        QVERIFY(fixture.auth.takeWarnings().isEmpty());
        for (const int status : {0, 101, 400, 500}) // show nothing of the key
            fixture.auth.noteAnswer("sk-set", status);
        const QList<proxy::Text> standing = fixture.auth.warnings();
        QCOMPARE(standing.size(), 1);
        QVERIFY(standing.first().text().contains(u"UPSTREAM_API_KEY"_s));
        QVERIFY(!standing.first().text().contains(u"sk-set"_s));
        fixture.auth.noteAnswer("sk-set", 200);
        QVERIFY(fixture.auth.warnings().isEmpty());
        fixture.auth.noteAnswer("sk-set", 401); // and again: told again
        QCOMPARE(fixture.auth.takeWarnings().size(), 1);
    }

    void aRefusedKeyIsReplacedWithoutWaiting()
    {
        Fixture fixture;
        QVERIFY(fixture.write("api-keys: [k1]"));
        QCOMPARE(fixture.auth.key(), QByteArray("k1"));
        QVERIFY(fixture.write("api-keys: [k2]"));
        fixture.auth.noteAnswer("k1", 401);
        QCOMPARE(fixture.auth.key(), QByteArray("k2"));
    }

    void eachWarningIsToldOnceUntilItChanges()
    {
        Fixture fixture;
        QVERIFY(fixture.write("broken: [", u"first.yaml"_s));
        QVERIFY(fixture.write("api-keys: [your-api-key-1]"));
        const QList<proxy::Text> warnings = fixture.auth.takeWarnings();
        QCOMPARE(warnings.size(), 2);
        QVERIFY(warnings[0].text().contains(u"first.yaml"_s));
        QVERIFY(warnings[1].text().contains(u"example key"_s));
        QVERIFY(!warnings[1].text().contains(u"your-api-key"_s));
        QVERIFY(fixture.write("api-keys: [your-api-key-1, k2]"));
        fixture.now += 1s;
        QVERIFY(fixture.auth.takeWarnings().isEmpty());
        QVERIFY(fixture.write("api-keys: []", u"first.yaml"_s));
        fixture.now += 1s;
        QCOMPARE(fixture.auth.takeWarnings().size(), 1);
        QCOMPARE(fixture.auth.key(), QByteArray("your-api-key-1"));
    }
};

QTEST_GUILESS_MAIN(TestUpstreamAuth)
#include "tst_upstreamauth.moc"
