// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/binarylookup.h"
#include "app/backend/binaryrunner.h"
#include "app/backend/loginresult.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace app::backend;

namespace {

const Command &command(const QString &name)
{
    return *commandTable().find(name);
}

QString makeProgram(const QTemporaryDir &folder, const QString &name)
{
    const QString path = folder.filePath(name);
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write("#!/bin/sh\n");
    file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    return path;
}

} // namespace

class TestLoginResult final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesByOutputAndFiles_data();
    void judgesByOutputAndFiles();
    void namesWhatWentWrong();
    void passesOnlyTheRowsFlags_data();
    void passesOnlyTheRowsFlags();
    void refusesOtherWords_data();
    void refusesOtherWords();
    void importsAnAbsolutePath();
    void findsTheBinaryInItsOrder();
    void doesNotLookElsewhereForANamedBinary();
};

void TestLoginResult::judgesByOutputAndFiles_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<int>("status");
    QTest::addColumn<QStringList>("newFiles");
    QTest::addColumn<int>("code");
    const QStringList none;
    const QStringList one {u"claude-me.json"_s};
    QTest::newRow("saved") << QByteArray("x\nAuthentication saved to /a/b.json\n") << 0 << none
                           << 0;
    QTest::newRow("saved, other spelling")
        << QByteArray("Authentication saved to: b.json\n") << 0 << none << 0;
    QTest::newRow("imported") << QByteArray("Vertex credentials imported: /a\n") << 0 << none << 0;
    QTest::newRow("said done") << QByteArray("Kimi authentication successful!\n") << 0 << none << 0;
    QTest::newRow("only a new file") << QByteArray() << 0 << one << 0;
    QTest::newRow("silence") << QByteArray("CLIProxyAPI Version: 6.8.51\n") << 0 << none << 1;
    QTest::newRow("logged failure")
        << QByteArray("[error] Claude authentication failed: denied\n") << 0 << none << 1;
    QTest::newRow("port in use") << QByteArray() << 13 << none << 1;
    QTest::newRow("crash after saving")
        << QByteArray("Authentication saved to /a\n") << 1 << one << 1;
}

void TestLoginResult::judgesByOutputAndFiles()
{
    QFETCH(QByteArray, output);
    QFETCH(int, status);
    QFETCH(QStringList, newFiles);
    QFETCH(int, code);
    LoginEvidence evidence {status, 0, output, {{u"old.json"_s, u"1 1"_s}}, {}};
    evidence.after = {{u"old.json"_s, u"2 2"_s}}; // a refreshed token is no login
    for (const QString &file : newFiles)
        evidence.after.insert(file, u"1 1"_s);
    const auto outcome = judgeLogin(command(u"provider-claude-login"_s), evidence);
    QCOMPARE(outcome ? kExitOk : outcome.error().exitCode, code);
}

void TestLoginResult::namesWhatWentWrong()
{
    const auto failure = [](const QString &name, int status, int signal = 0) {
        return judgeLogin(command(name), {status, signal, {}, {}, {}}).error();
    };
    QVERIFY(failure(u"provider-claude-login"_s, 13).message.contains(u"54545"_s));
    QVERIFY(failure(u"provider-qwen-login"_s, 2).message.contains(u"removed it in v6.9.26"_s));
    QVERIFY(failure(u"provider-xai-login"_s, 2).message.contains(u"since v7.1.0"_s));
    QVERIFY(failure(u"provider-kimi-login"_s, 7).message.contains(u"status 7"_s));
    QCOMPARE(failure(u"provider-kimi-login"_s, 0, 2).exitCode, 130);
}

void TestLoginResult::passesOnlyTheRowsFlags_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("args");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("none") << u"provider-claude-login"_s << QStringList()
                          << QStringList {u"-claude-login"_s};
    QTest::newRow("two dashes") << u"provider-claude-login"_s << QStringList {u"--no-browser"_s}
                                << QStringList {u"-claude-login"_s, u"-no-browser"_s};
    QTest::newRow("port") << u"provider-codex-login"_s
                          << QStringList {u"-oauth-callback-port"_s, u"4000"_s}
                          << QStringList {u"-codex-login"_s, u"-oauth-callback-port"_s, u"4000"_s};
    QTest::newRow("port with =") << u"provider-codex-login"_s
                                 << QStringList {u"--oauth-callback-port=4000"_s}
                                 << QStringList {u"-codex-login"_s, u"-oauth-callback-port"_s,
                                                 u"4000"_s};
    QTest::newRow("project") << u"provider-gemini-login"_s
                             << QStringList {u"-project_id"_s, u"p-1"_s}
                             << QStringList {u"-login"_s, u"-project_id"_s, u"p-1"_s};
}

void TestLoginResult::passesOnlyTheRowsFlags()
{
    QFETCH(QString, name);
    QFETCH(QStringList, args);
    QFETCH(QStringList, words);
    const auto shaped = shapeBinaryCall(command(name), args, {});
    QVERIFY(shaped);
    QCOMPARE(shaped->arguments, words);
}

void TestLoginResult::refusesOtherWords_data()
{
    QTest::addColumn<QStringList>("args");
    for (const char *args :
         {"-config /tmp/x", "--config=/tmp/x", "-password p", "-tui", "word",
          "-oauth-callback-port", "-oauth-callback-port 0", "-oauth-callback-port 70000",
          "-oauth-callback-port x", "-no-browser=true", "-codex-login"})
        QTest::newRow(args) << QString::fromLatin1(args).split(u' ');
}

void TestLoginResult::refusesOtherWords()
{
    QFETCH(QStringList, args);
    const auto shaped = shapeBinaryCall(command(u"provider-claude-login"_s), args, {});
    QVERIFY(!shaped);
    QCOMPARE(shaped.error().exitCode, kExitUsage);
}

void TestLoginResult::importsAnAbsolutePath()
{
    const QTemporaryDir folder;
    Environment environment;
    environment.workingDirectory = folder.path();
    const QString file = makeProgram(folder, u"sa.json"_s);
    const Command import = command(u"provider-vertex-import-file"_s);
    const auto shaped = shapeBinaryCall(import, {u"./sa.json"_s}, environment);
    QVERIFY(shaped);
    QCOMPARE(shaped->arguments, (QStringList {u"-vertex-import"_s, file}));
    QVERIFY(!shapeBinaryCall(import, {}, environment));
    QVERIFY(!shapeBinaryCall(import, {u"none.json"_s}, environment));
}

void TestLoginResult::findsTheBinaryInItsOrder()
{
    const QTemporaryDir folder;
    const QString home = folder.filePath(u"home"_s);
    const QStringList path {folder.filePath(u"a"_s), folder.filePath(u"b"_s)};
    QVERIFY(!findBinary({{}, {}, home, path}));
    const QString plus = makeProgram(folder, u"a/cli-proxy-api-plus"_s);
    QCOMPARE(*findBinary({{}, {}, home, path}), plus);
    const QString released = makeProgram(folder, u"b/cli-proxy-api"_s);
    QCOMPARE(*findBinary({{}, {}, home, path}), released);
    const QString brewed = makeProgram(folder, u"b/cliproxyapi"_s);
    QCOMPARE(*findBinary({{}, {}, home, path}), brewed);
    const QString quotio = u"home/Library/Application Support/Quotio/"_s;
    const QString oldest = makeProgram(folder, quotio + u"CLIProxyAPI"_s);
    QCOMPARE(*findBinary({{}, {}, home, path}), oldest);
    const QString newer = makeProgram(folder, quotio + u"proxy/upstream/current/CLIProxyAPI"_s);
    QCOMPARE(*findBinary({{}, {}, home, path}), newer);
    const QString current = makeProgram(folder, quotio + u"proxy/current/CLIProxyAPI"_s);
    QCOMPARE(*findBinary({{}, {}, home, path}), current);
    const QString set = makeProgram(folder, u"home/set"_s);
    QCOMPARE(*findBinary({{}, u"~/set"_s, home, path}), set);
    QCOMPARE(*findBinary({released, u"~/set"_s, home, path}), released);
}

void TestLoginResult::doesNotLookElsewhereForANamedBinary()
{
    const QTemporaryDir folder;
    makeProgram(folder, u"cliproxyapi"_s);
    const auto found = findBinary({u"/no/such/program"_s, {}, {}, {folder.path()}});
    QVERIFY(!found);
    QCOMPARE(found.error().exitCode, kExitUnreachable);
    QVERIFY(found.error().message.contains(u"CLIPROXYAPI_BIN"_s));
}

QTEST_GUILESS_MAIN(TestLoginResult)
#include "tst_loginresult.moc"
