// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/answeringserver.h"
#include "tests/support/freeport.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

// A title, the clipboard, a cleared screen, a turned line, a forged row.
const QString kEvil =
    u"m\x1b]0;T\a\x1b]52;c;eA==\a\u009b2J\u202eevil\u2028\u2066\x7f\b\r\nFORGED row"_s;

/// What a terminal acts on, told apart from how the program tells it.
bool isHarmless(QChar unit)
{
    const char16_t code = unit.unicode();
    const bool isControl =
        (code < 0x20 && code != u'\n' && code != u'\t') || (code >= 0x7f && code < 0xa0);
    const bool turns = code == 0x061c || code == 0x200e || code == 0x200f
                       || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return !isControl && !turns;
}

struct Ran
{
    int code = -1;
    QString text; ///< both streams
    QByteArray out;
};

} // namespace

/// The program's commands over files, requests and answers that somebody else wrote.
class TestTerminal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void nothingReachesTheTerminalRaw_data();
    void nothingReachesTheTerminalRaw();
    void jsonSaysTheSame();
    void aDownloadIsByteForByte();
    void theProxysOwnLogIsHarmless();
    void helpIsPlainInAPipe();
    void helpGoesThroughThePagerOnATerminal_data();
    void helpGoesThroughThePagerOnATerminal();

private:
    [[nodiscard]] QString file(const QString &name) const { return m_home + u'/' + name; }
    void put(const QString &name, const QByteArray &content) const;
    Ran run(const QStringList &words, const QMap<QString, QString> &variables = {}) const;

    QTemporaryDir m_folder;
    QString m_home; ///< its own name is one of the things somebody else chose
    QThread m_thread;
    AnsweringServer *m_backend = nullptr; ///< deleted when its thread ends
    quint16 m_backendPort = 0;
    quint16 m_port = 0;
};

void TestTerminal::put(const QString &name, const QByteArray &content) const
{
    QVERIFY(QDir().mkpath(QFileInfo(file(name)).path()));
    QFile out(file(name));
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(content), content.size());
    QVERIFY(out.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
}

void TestTerminal::initTestCase()
{
    m_home = m_folder.filePath(u"home\x1b[31m\u009b\u202e"_s);
    const QString day = QDate::currentDate().toString(Qt::ISODate);
    QJsonObject row {{u"schema"_s, u"v1"_s},
                     {u"ts"_s, day + u"T10:00:00.000Z"_s},
                     {u"client"_s, kEvil},
                     {u"project"_s, kEvil},
                     {u"method"_s, kEvil},
                     {u"endpoint"_s, kEvil},
                     {u"routing"_s, kEvil},
                     {u"difficulty"_s, kEvil},
                     {u"requested_model"_s, kEvil},
                     {u"selected_model"_s, u"to "_s + kEvil},
                     {u"error"_s, kEvil},
                     {u"end"_s, kEvil},
                     {u"status"_s, 502}};
    QByteArray rows = QJsonDocument(row).toJson(QJsonDocument::Compact) + '\n';
    row.remove(u"routing"_s);
    row.remove(u"error"_s);
    rows += QJsonDocument(row).toJson(QJsonDocument::Compact) + '\n';
    QString line = kEvil;
    rows += line.remove(u'\n').toUtf8() + '\n';
    put(u"logs/requests-"_s + day + u".jsonl"_s, rows);
    put(u"logs/llm-proxy.stderr.log"_s, line.toUtf8() + '\n');
    const QJsonObject models {
        {u"models"_s,
         QJsonObject {{u"claude-"_s + kEvil, QJsonObject {{u"family"_s, u"anthropic"_s},
                                                          {u"tier"_s, u"small"_s},
                                                          {u"ends"_s, u"2026-12-01"_s}}}}}};
    put(u"models.json"_s, QJsonDocument(models).toJson());
    put(u"wrong/models.json"_s,
        QJsonDocument(QJsonObject {{u"models"_s, QJsonObject {{kEvil, 1}}}}).toJson());
    put(u"wrong/.env"_s, u"MORPH_ROUTER_MODE=%1\nLLM_PROXY_%1=1\n"_s.arg(line).toUtf8());
    put(u"body.json"_s,
        QJsonDocument(
            QJsonObject {{u"model"_s, kEvil},
                         {u"messages"_s, QJsonArray {QJsonObject {{u"role"_s, u"user"_s},
                                                                  {u"content"_s, kEvil}}}}})
            .toJson());
    put(u"wrong.json"_s, "{\"model\":\"" + line.toUtf8() + "\"}");
    m_port = support::freePort();
    const QByteArray body = "{\"error\":\"\u009b2J\u202e\", \"data\":[{\"id\":\"\u009b\"}]}";
    m_backend = new AnsweringServer(
        {{.bytes = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                   + QByteArray::number(body.size()) + "\r\n\r\n" + body}});
    m_backendPort = m_backend->serverPort();
    m_backend->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_backend, &QObject::deleteLater);
    m_thread.start();
}

void TestTerminal::cleanupTestCase()
{
    m_thread.quit();
    m_thread.wait();
}

Ran TestTerminal::run(const QStringList &words, const QMap<QString, QString> &variables) const
{
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
    environment.insert(u"LANG"_s, u"C.UTF-8"_s);
    environment.insert(u"HOME"_s, m_home);
    environment.insert(u"LLM_PROXY_HOME"_s, m_home);
    environment.insert(u"LLM_PROXY_PORT"_s, QString::number(m_port));
    environment.insert(u"LLM_PROXY_TODAY"_s, u"2026-11-29"_s);
    environment.insert(u"UPSTREAM_URL"_s, u"http://127.0.0.1:%1"_s.arg(m_backendPort));
    environment.insert(u"UPSTREAM_API_KEY"_s, u"k-alpha-0001"_s);
    environment.insert(u"MANAGEMENT_PASSWORD"_s, u"m-alpha-0001"_s);
    for (auto variable = variables.begin(); variable != variables.end(); ++variable)
        environment.insert(variable.key(), variable.value());
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(LLMPROXY_BINARY), words);
    process.waitForFinished(60000);
    const QByteArray out = process.readAllStandardOutput();
    return {process.exitCode(), QString::fromUtf8(out + process.readAllStandardError()), out};
}

void TestTerminal::nothingReachesTheTerminalRaw_data()
{
    using Variables = QMap<QString, QString>;
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<Variables>("variables");
    const auto row = [](const char *name, const QStringList &words,
                        const Variables &variables = {}) {
        QTest::newRow(name) << words << variables;
    };
    const Variables wrong {{u"LLM_PROXY_HOME"_s, file(u"wrong"_s)}};
    row("logs-tail", {u"logs-tail"_s});
    row("logs-tail --json", {u"logs-tail"_s, u"--json"_s});
    row("logs-tail --process", {u"logs-tail"_s, u"--process"_s});
    row("savings", {u"savings"_s, u"--since"_s, u"all"_s});
    row("savings --by project", {u"savings"_s, u"--by"_s, u"project"_s, u"--since"_s, u"all"_s});
    row("savings --json", {u"savings"_s, u"--json"_s, u"--since"_s, u"all"_s});
    row("savings, a wrong word", {u"savings"_s, kEvil});
    row("route explain", {u"route"_s, u"explain"_s, file(u"body.json"_s)});
    row("route explain --path",
        {u"route"_s, u"explain"_s, file(u"body.json"_s), u"--path"_s, u"/v1/"_s + kEvil});
    row("route explain --json", {u"route"_s, u"explain"_s, u"--json"_s, file(u"body.json"_s)});
    row("route explain, no such file", {u"route"_s, u"explain"_s, kEvil});
    row("models list", {u"models"_s, u"list"_s});
    row("models list --json", {u"models"_s, u"list"_s, u"--json"_s});
    row("models check", {u"models"_s, u"check"_s});
    row("models import, no such file", {u"models"_s, u"import"_s, kEvil});
    row("models import, no map", {u"models"_s, u"import"_s, file(u"wrong.json"_s)});
    row("config path", {u"config"_s, u"path"_s});
    row("config path --json", {u"config"_s, u"path"_s, u"--json"_s});
    row("config show", {u"config"_s, u"show"_s});
    row("config show --json", {u"config"_s, u"show"_s, u"--json"_s});
    row("config check", {u"config"_s, u"check"_s}, wrong);
    row("config check --json", {u"config"_s, u"check"_s, u"--json"_s}, wrong);
    row("start, wrong settings", {u"start"_s}, wrong);
    row("--no-gui, wrong settings", {u"--no-gui"_s}, wrong);
    row("savings, wrong settings", {u"savings"_s}, wrong);
    row("an unknown word", {kEvil});
    row("an unknown setting", {u"--no-gui"_s, u"--set"_s, kEvil + u"=x"_s});
    row("backend, unknown command", {u"backend"_s, kEvil});
    row("backend model-list --pretty", {u"backend"_s, u"model-list"_s, u"--pretty"_s});
    row("backend settings check", {u"backend"_s, u"settings"_s, u"check"_s, kEvil});
    row("backend settings diff", {u"backend"_s, u"settings"_s, u"diff"_s});
    row("stats-update", {u"stats-update"_s, u"--file"_s, file(u"usage\x1b\n.json"_s)});
}

void TestTerminal::nothingReachesTheTerminalRaw()
{
    QFETCH(QStringList, words);
    using Variables = QMap<QString, QString>;
    QFETCH(Variables, variables);
    const Ran ran = run(words, variables);
    QVERIFY(!ran.text.isEmpty());
    const auto raw = std::find_if_not(ran.text.begin(), ran.text.end(), isHarmless);
    QVERIFY2(raw == ran.text.end(), qPrintable(ran.text));
    for (const QString &line : ran.text.split(u'\n'))
        QVERIFY2(!line.startsWith(u"FORGED"), qPrintable(ran.text));
}

void TestTerminal::jsonSaysTheSame()
{
    const QByteArray first = run({u"logs-tail"_s, u"--json"_s}).out.split('\n').first();
    QCOMPARE(QJsonDocument::fromJson(first)[u"requested_model"].toString(), kEvil);
    const QByteArray paths = run({u"config"_s, u"path"_s, u"--json"_s}).out;
    QCOMPARE(QJsonDocument::fromJson(paths)[u"state"].toString(), m_home);
    // And in words it is told what it was.
    QVERIFY(run({u"logs-tail"_s}).text.contains(u"m\\u001b]0;T\\u0007"));
    // A table keeps its columns.
    const QStringList table = run({u"savings"_s, u"--since"_s, u"all"_s}).text.split(u'\n');
    QVERIFY2(table.value(3).startsWith(u"to m\\u001b]0;T\\u0007"), qPrintable(table.value(3)));
    QCOMPARE(table.value(3).size(), table.value(2).size());
}

void TestTerminal::aDownloadIsByteForByte()
{
    QVERIFY(run({u"backend"_s, u"model-list"_s}).out.contains("\u009b2J\u202e"));
}

void TestTerminal::theProxysOwnLogIsHarmless()
{
    // An address in use, after a start that names its folder and its upstream.
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost, m_port));
    const Ran ran = run({u"--no-gui"_s, u"--set"_s, u"LLM_PROXY_LOG_DIR="_s + file(u"l\x1b[2J"_s)});
    QVERIFY(ran.code != 0);
    QVERIFY2(std::all_of(ran.text.begin(), ran.text.end(), isHarmless), qPrintable(ran.text));
}

void TestTerminal::helpIsPlainInAPipe()
{
    const Ran ran = run({u"help"_s, u"starting"_s}, {{u"PAGER"_s, u"echo PAGED"_s}});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.text.startsWith(u"Starting and stopping\n"));
    QVERIFY(!ran.text.contains(u'\x1b'));
}

void TestTerminal::helpGoesThroughThePagerOnATerminal_data()
{
    QTest::addColumn<QString>("variables");
    QTest::addColumn<bool>("isPaged");
    QTest::addColumn<bool>("isColoured");
    QTest::newRow("a terminal") << u"TERM=xterm PAGER='sed s/^/paged:/'"_s << true << true;
    QTest::newRow("no colours") << u"TERM=xterm NO_COLOR=1 PAGER='sed s/^/paged:/'"_s << true
                                << false;
    QTest::newRow("dumb") << u"TERM=dumb PAGER='sed s/^/paged:/'"_s << false << false;
    QTest::newRow("no such pager") << u"TERM=xterm PAGER=/nowhere/pager"_s << false << true;
    QTest::newRow("none wanted") << u"TERM=xterm PAGER="_s << false << true;
}

void TestTerminal::helpGoesThroughThePagerOnATerminal()
{
    QFETCH(QString, variables);
    QFETCH(bool, isPaged);
    QFETCH(bool, isColoured);
    const QString script = QStandardPaths::findExecutable(u"script"_s);
    if (script.isEmpty())
        QSKIP("script, which makes a terminal, is not installed");
    QProcess terminal;
    terminal.start(script, {u"-qec"_s,
                            u"stty cols 60; env -u NO_COLOR -u LESS %1 %2 help starting"_s.arg(
                                variables, QStringLiteral(LLMPROXY_BINARY)),
                            u"/dev/null"_s});
    QVERIFY(terminal.waitForFinished(30000));
    QCOMPARE(terminal.exitCode(), 0);
    const QString text = QString::fromUtf8(terminal.readAllStandardOutput());
    QVERIFY2(text.contains(u"Starting and stopping"), qPrintable(text));
    QCOMPARE(text.contains(u"paged:"), isPaged);
    QCOMPARE(text.contains(u'\x1b'), isColoured);
    QVERIFY(text.contains(u"running, and says\r\n"));
}

QTEST_GUILESS_MAIN(TestTerminal)
#include "tst_terminal.moc"
