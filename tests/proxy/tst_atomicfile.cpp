// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/atomicfile.h"

#include "proxy/accounting/ledgerindex.h"
#include "proxy/config/configwriter.h"
#include "tests/support/fulldisk.h"
#include "tests/support/systemfacts.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace proxy;
using namespace Qt::StringLiterals;
using support::FullDisk;

class TestAtomicFile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aFileIsReplacedAndNothingElseIsLeft();
    void aFullDiskLeavesWhatWasThere_data();
    void aFullDiskLeavesWhatWasThere();
    void aDeviceThatIsFullIsNotReplaced();
    void whoMayReadIsAsItWasOrPrivate_data();
    void whoMayReadIsAsItWasOrPrivate();
    void aNewPublicFileGetsWhatTheUmaskLeaves();
    void aLinkStaysALink();
    void aLinkToNothingMakesItsTarget();
    void theOwnerStays();
    void whatIsNoFileIsRefused();
    void aReadOnlyFileIsRefused();
    void aMissingFolderIsSaid();
    void settingsSurviveAFullDisk();
    void theIndexOfTheLedgerSurvivesAFullDisk();

private:
    [[nodiscard]] QString file(const QString &name) const { return m_folder->filePath(name); }
    void put(const QString &name, const QByteArray &content, mode_t mode = 0600) const;
    [[nodiscard]] QByteArray content(const QString &name) const;
    [[nodiscard]] mode_t modeOf(const QString &name) const;
    [[nodiscard]] QStringList names() const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestAtomicFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestAtomicFile::put(const QString &name, const QByteArray &content, mode_t mode) const
{
    QFile out(file(name));
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(content), content.size());
    out.close();
    QCOMPARE(::chmod(QFile::encodeName(file(name)).constData(), mode), 0);
}

QByteArray TestAtomicFile::content(const QString &name) const
{
    QFile in(file(name));
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray("(no such file)");
}

mode_t TestAtomicFile::modeOf(const QString &name) const
{
    struct stat facts = {};
    ::stat(QFile::encodeName(file(name)).constData(), &facts);
    return facts.st_mode & 07777;
}

QStringList TestAtomicFile::names() const
{
    return QDir(m_folder->path())
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

void TestAtomicFile::aFileIsReplacedAndNothingElseIsLeft()
{
    QVERIFY(writeFileAtomically(file(u"f"_s), "one"));
    QCOMPARE(content(u"f"_s), "one");
    QVERIFY(writeFileAtomically(file(u"f"_s), QByteArray(3'000'000, 'x')));
    QCOMPARE(content(u"f"_s), QByteArray(3'000'000, 'x'));
    QVERIFY(writeFileAtomically(file(u"f"_s), ""));
    QCOMPARE(content(u"f"_s), "");
    QCOMPARE(names(), QStringList {u"f"_s});
}

void TestAtomicFile::aFullDiskLeavesWhatWasThere_data()
{
    QTest::addColumn<quint64>("room");
    QTest::newRow("no byte fits") << quint64 {0};
    QTest::newRow("a part fits") << quint64 {10};
    QTest::newRow("all but one fit") << quint64 {39'999};
}

void TestAtomicFile::aFullDiskLeavesWhatWasThere()
{
    QFETCH(quint64, room);
    put(u"f"_s, "MORPH_API_KEY=the-only-copy\n");
    const Result<void> written = [&] {
        const FullDisk full(room);
        return writeFileAtomically(file(u"f"_s), QByteArray(40'000, 'x'));
    }();
    QVERIFY(!written);
    QVERIFY2(written.error().detail.text().startsWith(file(u"f: "_s)),
             qPrintable(written.error().detail.text()));
    QCOMPARE(content(u"f"_s), "MORPH_API_KEY=the-only-copy\n");
    QCOMPARE(names(), QStringList {u"f"_s});
    QVERIFY(writeFileAtomically(file(u"f"_s), "there is room again"));
}

void TestAtomicFile::aDeviceThatIsFullIsNotReplaced()
{
    QVERIFY(!writeFileAtomically(u"/dev/full"_s, "x"));
    QVERIFY(QFile::exists(u"/dev/full"_s));
}

void TestAtomicFile::whoMayReadIsAsItWasOrPrivate_data()
{
    QTest::addColumn<FileAccess>("access");
    QTest::addColumn<uint>("before"); // 0: a new file
    QTest::addColumn<uint>("after");
    QTest::newRow("a key's file is closed") << FileAccess::OwnerOnly << 0644U << 0600U;
    QTest::newRow("a new key's file") << FileAccess::OwnerOnly << 0U << 0600U;
    QTest::newRow("a group's file stays one") << FileAccess::AsBefore << 0640U << 0640U;
    QTest::newRow("a private file stays one") << FileAccess::AsBefore << 0600U << 0600U;
    QTest::newRow("a script stays one") << FileAccess::AsBeforeElsePrivate << 0755U << 0755U;
    QTest::newRow("a new private file") << FileAccess::AsBeforeElsePrivate << 0U << 0600U;
}

void TestAtomicFile::whoMayReadIsAsItWasOrPrivate()
{
    QFETCH(FileAccess, access);
    QFETCH(uint, before);
    QFETCH(uint, after);
    if (before != 0)
        put(u"f"_s, "one", before);
    QVERIFY(writeFileAtomically(file(u"f"_s), "two", access));
    QCOMPARE(modeOf(u"f"_s), after);
}

void TestAtomicFile::aNewPublicFileGetsWhatTheUmaskLeaves()
{
    const mode_t former = ::umask(027);
    QVERIFY(writeFileAtomically(file(u"f"_s), "x", FileAccess::AsBefore));
    ::umask(former);
    // Where the mask can't be asked for, it is the one that the process began with.
    const mode_t mask = support::kTellsAll ? 027 : former;
    QCOMPARE(modeOf(u"f"_s), mode_t(0666 & ~mask));
}

void TestAtomicFile::aLinkStaysALink()
{
    QVERIFY(QDir(m_folder->path()).mkdir(u"dotfiles"_s));
    put(u"dotfiles/env"_s, "one");
    QVERIFY(QFile::link(u"dotfiles/env"_s, file(u"first"_s)));
    QVERIFY(QFile::link(file(u"first"_s), file(u".env"_s)));
    QVERIFY(writeFileAtomically(file(u".env"_s), "two"));
    QVERIFY(QFileInfo(file(u".env"_s)).isSymLink());
    QVERIFY(QFileInfo(file(u"first"_s)).isSymLink());
    QCOMPARE(content(u"dotfiles/env"_s), "two");
}

void TestAtomicFile::aLinkToNothingMakesItsTarget()
{
    QVERIFY(QFile::link(file(u"target"_s), file(u"link"_s)));
    QVERIFY(writeFileAtomically(file(u"link"_s), "x"));
    QVERIFY(QFileInfo(file(u"link"_s)).isSymLink());
    QCOMPARE(content(u"target"_s), "x");
    // A ring has no end.
    QVERIFY(QFile::link(file(u"b"_s), file(u"a"_s)) && QFile::link(file(u"a"_s), file(u"b"_s)));
    QVERIFY(!writeFileAtomically(file(u"a"_s), "x"));
    QVERIFY(QFileInfo(file(u"a"_s)).isSymLink());
}

void TestAtomicFile::theOwnerStays()
{
    if (::geteuid() != 0)
        QSKIP("only root can write for somebody else");
    put(u"f"_s, "one", 0640);
    QCOMPARE(::chown(QFile::encodeName(file(u"f"_s)).constData(), 4711, 4712), 0);
    QVERIFY(writeFileAtomically(file(u"f"_s), "two", FileAccess::AsBefore));
    struct stat facts = {};
    QCOMPARE(::stat(QFile::encodeName(file(u"f"_s)).constData(), &facts), 0);
    QCOMPARE(facts.st_uid, uid_t {4711});
    QCOMPARE(facts.st_gid, gid_t {4712});
    QCOMPARE(modeOf(u"f"_s), mode_t {0640});
}

void TestAtomicFile::whatIsNoFileIsRefused()
{
    QVERIFY(QDir(m_folder->path()).mkdir(u"folder"_s));
    QVERIFY(!writeFileAtomically(file(u"folder"_s), "x"));
    QCOMPARE(::mkfifo(QFile::encodeName(file(u"pipe"_s)).constData(), 0600), 0);
    QVERIFY(!writeFileAtomically(file(u"pipe"_s), "x"));
    QCOMPARE(names(), QStringList({u"folder"_s, u"pipe"_s}));
}

void TestAtomicFile::aReadOnlyFileIsRefused()
{
    if (::geteuid() == 0)
        QSKIP("root may write everything");
    put(u"f"_s, "one", 0400);
    QVERIFY(!writeFileAtomically(file(u"f"_s), "two"));
    QCOMPARE(content(u"f"_s), "one");
}

void TestAtomicFile::aMissingFolderIsSaid()
{
    const auto written = writeFileAtomically(file(u"none/f"_s), "x");
    QVERIFY(!written);
    QVERIFY(written.error().detail.text().contains(u"No such file"));
}

void TestAtomicFile::settingsSurviveAFullDisk()
{
    const QByteArray env = "MORPH_API_KEY=my-only-copy-of-the-key\n";
    const QByteArray json = "{\"router\":{\"mode\":\"balanced\"}}";
    put(u".env"_s, env);
    put(u"llm-proxy.json"_s, json);
    ConfigInputs inputs;
    inputs.paths.stateDir = m_folder->path();
    inputs.paths.configFile = file(u"llm-proxy.json"_s);
    inputs.paths.dotEnvFile = file(u".env"_s);
    const auto loaded = loadConfig(inputs);
    QVERIFY(loaded);
    for (const QString &key : {u"MORPH_ROUTER_MODE"_s, u"MORPH_ROUTER_ENABLED"_s}) {
        const QString value = key.endsWith(u"MODE") ? u"aggressive"_s : u"false"_s;
        const Result<void> saved = [&] {
            const FullDisk full;
            return writeSettings(inputs, loaded->config, {{key, value}});
        }();
        QVERIFY2(!saved, qPrintable(key));
        QVERIFY(!saved.error().detail.isEmpty());
    }
    QCOMPARE(content(u".env"_s), env);
    QCOMPARE(content(u"llm-proxy.json"_s), json);
    QCOMPARE(names(), QStringList({u".env"_s, u"llm-proxy.json"_s}));
}

void TestAtomicFile::theIndexOfTheLedgerSurvivesAFullDisk()
{
    LedgerIndex index;
    Ledger day;
    day.add(QDate(2026, 11, 1), "claude-haiku-4-5", "", {.exchanges = 7});
    index.put(u"requests-2026-11-01.jsonl"_s,
              {.path = {}, .day = QDate(2026, 11, 1), .size = 10, .modifiedMs = 20}, day);
    QVERIFY(index.save(file(u"index"_s)));
    const Result<void> saved = [&] {
        const FullDisk full;
        return index.save(file(u"index"_s));
    }();
    QVERIFY(!saved);
    QCOMPARE(LedgerIndex::load(file(u"index"_s)).ledger().total({}).exchanges, 7);
}

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "tst_atomicfile.moc"
