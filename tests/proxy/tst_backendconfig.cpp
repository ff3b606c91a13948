// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/backendconfig.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly)
           && file.write(content) == content.size();
}

const QByteArray kBcrypt = "$2a$10$" + QByteArray(53, 'x');

} // namespace

class TestBackendConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheFirstKeyOf_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArrayList>("keys");

        const auto row = [](const char *name, const QByteArray &yaml, const QByteArrayList &keys) {
            QTest::newRow(name) << yaml << keys;
        };
        const QByteArray small = "api-keys:\n  - k1\n#";
        row("1 MiB", small + QByteArray((1 << 20) - small.size(), '#'), {"k1"});
        row("double quotes", "api-keys:\n  - \"k1\"\n", {"k1"});
        row("no quotes", "port: 1\napi-keys:\n  - k1\n  - k2\n", {"k1", "k2"});
        row("single quotes", "api-keys:\n  - 'it''s'\n", {"it's"});
        row("column 0", "api-keys:\n- k1\n- k2\nport: 1\n", {"k1", "k2"});
        row("4 spaces", "api-keys:\n    - k1\n", {"k1"});
        row("flow", "api-keys: [\"k1\", k2]\n", {"k1", "k2"});
        row("flow over lines", "api-keys: [\n  k1,\n  k2\n]\n", {"k1", "k2"});
        row("quoted name", "\"api-keys\":\n  - k1\n", {"k1"});
        row("comment behind", "api-keys: # all\n  # one\n  - k1 # two\n", {"k1"});
        row("comments around", "# a\napi-keys:\n  - k1\n# Custom Providers\n", {"k1"});
        row("hash in the key", "api-keys:\n  - k#1\n", {"k#1"});
        row("CRLF", "port: 1\r\napi-keys:\r\n  - k1\r\n", {"k1"});
        row("BOM",
            "\xEF\xBB\xBF"
            "api-keys:\n  - k1\n",
            {"k1"});
        row("empty and null first", "api-keys:\n  - \"\"\n  - null\n  - ~\n  -\n  - '  '\n  - k1\n",
            {"k1"});
        row("a map first", "api-keys:\n  - api-key: inner\n  - [a]\n  - k1\n", {"k1"});
        row("number", "api-keys:\n  - 0012345\n", {"0012345"});
        row("the word null quoted", "api-keys:\n  - \"null\"\n", {"null"});
        row("spaces around", "api-keys:\n  - \"  k1  \"\n", {"k1"});
        row("unfit for a header first", "api-keys:\n  - \"a\\nb\"\n  - \"\xc5\xbc\"\n  - k1\n",
            {"k1"});
        row("two documents", "api-keys:\n  - k1\n---\napi-keys:\n  - k2\n", {"k1"});
        row("a document mark first", "---\napi-keys:\n  - k1\n", {"k1"});
        row("an alias", "x: &k k1\napi-keys:\n  - *k\n", {"k1"});
        row("nested as well",
            "ampcode:\n  upstream-api-keys:\n    - api-keys:\n        - no\napi-keys:\n  - k1\n",
            {"k1"});
        row("only nested",
            "ampcode:\n  upstream-api-keys:\n    - upstream-api-key: u\n      api-keys:\n"
            "        - no\nopenai-compatibility:\n  - api-key-entries:\n      - api-key: no\n",
            {});
        row("commented out", "# api-keys:\n#   - no\nport: 1\n", {});
        row("in the second document only", "port: 1\n---\napi-keys:\n  - no\n", {});
        row("empty list", "api-keys: []\n", {});
        row("nothing", "api-keys:\n", {});
        row("one text", "api-keys: no\n", {});
        row("a map", "api-keys: {a: no}\n", {});
        row("all empty", "api-keys: [\"\", null]\n", {});
        row("other case", "API-Keys:\n  - no\n", {});
    }

    void takesTheFirstKeyOf()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QByteArrayList, keys);
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"config.yaml"_s);
        QVERIFY(write(file, yaml));
        const auto backend = proxy::readBackendConfig(file);
        QVERIFY2(backend, qPrintable(backend ? QString() : backend.error().detail.text()));
        QCOMPARE(backend->keys, keys);
        QCOMPARE(backend->file, file);
    }

    void refusesWhatIsNoConfiguration_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("problem");

        const auto row = [](const char *name, const QByteArray &yaml, const QString &problem) {
            QTest::newRow(name) << yaml << problem;
        };
        row("tabs", "api-keys:\n\t- hush\n", u"is not YAML (line 2)"_s);
        row("an unknown alias", "api-keys: [*hush]\n", u"is not YAML"_s);
        row("an open bracket", "api-keys: [hush\n", u"is not YAML"_s);
        row("a list", "- hush\n", u"no YAML mapping"_s);
        row("a text", "hush\n", u"no YAML mapping"_s);
        row("empty", "", u"no YAML mapping"_s);
        row("an empty first document", "---\n---\napi-keys:\n  - hush\n", u"no YAML mapping"_s);
        const QByteArray small = "api-keys:\n  - hush\n";
        row("1 MiB and a byte", small + QByteArray((1 << 20) + 1 - small.size(), '#'),
            u"larger than 1 MiB"_s);
        row("2 MiB", "api-keys:\n  - hush\n" + QByteArray(2 << 20, '#'), u"larger than 1 MiB"_s);
        row("deep flow", "api-keys: " + QByteArray(200'000, '['), u"is not YAML"_s);
        row("deep map", "api-keys: " + QByteArray("{a: ").repeated(50'000), u"is not YAML"_s);
        row("binary", QByteArray("\x00\x01\x02\xff\xfe hush", 10), {});
    }

    void refusesWhatIsNoConfiguration()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, problem);
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"config.yaml"_s);
        QVERIFY(write(file, yaml));
        const auto backend = proxy::readBackendConfig(file);
        QVERIFY(!backend);
        const QString detail = backend.error().detail.text();
        QVERIFY2(detail.startsWith(file) && detail.contains(problem), qPrintable(detail));
        QVERIFY2(!detail.contains(u"hush"_s), qPrintable(detail));
    }

    void refusesWhatIsNoReadableFile()
    {
        const QTemporaryDir folder;
        QVERIFY(!proxy::readBackendConfig(folder.path()));
        QVERIFY(!proxy::readBackendConfig(folder.filePath(u"none"_s)));
        const QString pipe = folder.filePath(u"pipe"_s);
        QCOMPARE(::mkfifo(qPrintable(pipe), 0600), 0);
        QVERIFY(!proxy::readBackendConfig(pipe));
        if (::geteuid() == 0)
            QSKIP("root reads files of mode 0000");
        const QString file = folder.filePath(u"config.yaml"_s);
        QVERIFY(write(file, "api-keys: [k1]"));
        QVERIFY(QFile::setPermissions(file, {}));
        const auto backend = proxy::readBackendConfig(file);
        QVERIFY(!backend);
        QVERIFY(backend.error().detail.text().contains(u"cannot be read"_s));
    }

    void followsASymbolicLink()
    {
        const QTemporaryDir folder;
        QVERIFY(write(folder.filePath(u"real"_s), "api-keys: [k1]"));
        QVERIFY(QFile::link(folder.filePath(u"real"_s), folder.filePath(u"link"_s)));
        const auto backend = proxy::readBackendConfig(folder.filePath(u"link"_s));
        QVERIFY(backend);
        QCOMPARE(backend->keys, QList<QByteArray> {"k1"});
    }

    void tellsHashFromPlainManagementKey_data()
    {
        using proxy::ManagementSecret;
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<ManagementSecret>("secret");
        QTest::addColumn<QByteArray>("key");

        const QByteArray head = "api-keys: [k]\nremote-management:\n  allow-remote: false\n";
        const auto row = [&](const char *name, const QByteArray &yaml, ManagementSecret secret,
                             const QByteArray &key) {
            QTest::newRow(name) << yaml << secret << key;
        };
        row("bcrypt", head + "  secret-key: \"" + kBcrypt + "\"\n", ManagementSecret::Bcrypt, {});
        row("bcrypt 2y", head + "  secret-key: $2y$10$abc\n", ManagementSecret::Bcrypt, {});
        row("plain", head + "  secret-key: open sesame\n", ManagementSecret::Plain, "open sesame");
        row("empty", head + "  secret-key: \"\"\n", ManagementSecret::None, {});
        row("missing", head, ManagementSecret::None, {});
        row("null", head + "  secret-key:\n", ManagementSecret::None, {});
        row("no section", "api-keys: [k]\n", ManagementSecret::None, {});
        row("section is a text", "remote-management: x\n", ManagementSecret::None, {});
        row("at the root", "secret-key: x\napi-keys: [k]\n", ManagementSecret::None, {});
    }

    void tellsHashFromPlainManagementKey()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(proxy::ManagementSecret, secret);
        QFETCH(QByteArray, key);
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"config.yaml"_s);
        QVERIFY(write(file, yaml));
        const auto backend = proxy::readBackendConfig(file);
        QVERIFY(backend);
        QCOMPARE(backend->managementSecret, secret);
        QCOMPARE(backend->managementKey, key);
    }

    void readsThePort_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<int>("port");

        QTest::newRow("number") << QByteArray("port: 18317") << 18317;
        QTest::newRow("text") << QByteArray("port: \"8317\"") << 8317;
        QTest::newRow("too large") << QByteArray("port: 70000") << 0;
        QTest::newRow("word") << QByteArray("port: x") << 0;
        QTest::newRow("list") << QByteArray("port: [1]") << 0;
        QTest::newRow("missing") << QByteArray("host: x") << 0;
    }

    void readsThePort()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(int, port);
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"config.yaml"_s);
        QVERIFY(write(file, yaml));
        const auto backend = proxy::readBackendConfig(file);
        QVERIFY(backend);
        QCOMPARE(int(backend->port.value_or(0)), port);
    }

    void noticesPlaceholderKeys()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"config.yaml"_s);
        QVERIFY(write(file, "api-keys: [real, your-api-key-2]"));
        QVERIFY(proxy::readBackendConfig(file)->hasPlaceholderKey);
        QVERIFY(write(file, "api-keys: [real, your-api-key-20]"));
        QVERIFY(!proxy::readBackendConfig(file)->hasPlaceholderKey);
    }

    void looksAtThePlacesInOrder()
    {
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, u"/home/someone"_s);
        proxy::UpstreamSettings settings;
        const QStringList known {
            u"/home/someone/Library/Application Support/Quotio/config.yaml"_s,
            u"/home/someone/.local/share/Quotio/config.yaml"_s,
            u"/home/someone/.cli-proxy-api/config.yaml"_s,
            u"/home/someone/cliproxyapi/config.yaml"_s,
            u"/opt/homebrew/etc/cliproxyapi.conf"_s,
            u"/usr/local/etc/cliproxyapi.conf"_s,
            u"/home/linuxbrew/.linuxbrew/etc/cliproxyapi.conf"_s,
        };
        QCOMPARE(proxy::backendConfigCandidates(settings, environment), known);
        settings.quotioConfigPath = u"/etc/mine.yaml"_s;
        environment.insert(u"XDG_DATA_HOME"_s, u"/data"_s);
        const auto moved = proxy::backendConfigCandidates(settings, environment);
        QCOMPARE(moved.size(), known.size() + 1);
        QCOMPARE(moved[0], u"/etc/mine.yaml"_s);
        QCOMPARE(moved[2], u"/data/Quotio/config.yaml"_s);
    }

    void skipsTheUnusableWithAWarningThatNamesTheFile()
    {
        const QTemporaryDir folder;
        const auto file = [&](const char *name) {
            return folder.filePath(QString::fromLatin1(name));
        };
        QVERIFY(write(file("broken"), "api-keys:\n\t- hush"));
        QVERIFY(write(file("keyless"), "api-keys: []"));
        QVERIFY(write(file("good"), "api-keys: [k1]"));
        QVERIFY(write(file("later"), "api-keys: [k2]"));
        const QStringList candidates {file("named"), file("absent"),  file("broken"),
                                      folder.path(), file("keyless"), file("good"),
                                      file("later")};
        const auto found = proxy::discoverBackend(candidates, file("named"));
        QVERIFY(found.backend);
        QCOMPARE(found.backend->file, file("good"));
        QCOMPARE(found.warnings.size(), 4);
        QCOMPARE(found.warnings[0].text(), file("named") + u": does not exist"_s);
        QVERIFY(found.warnings[1].text().startsWith(file("broken") + u": is not YAML"_s));
        QVERIFY(found.warnings[2].text().startsWith(folder.path() + u": is not a regular file"_s));
        QVERIFY(found.warnings[3].text().startsWith(file("keyless") + u": holds no usable key"_s));
    }
};

QTEST_GUILESS_MAIN(TestBackendConfig)
#include "tst_backendconfig.moc"
