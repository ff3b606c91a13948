// SPDX-License-Identifier: LicenseRef-Private
// The CLIProxyAPI binary, as far as wrappers of its logins see it. FAKE_CPA_PLAN names a JSON
// file: {"plan": "success" | "fail-silent" | "fail-log" | "port-in-use" | "hang" | "crash" |
// "prompt" | "ctrl-c", "profile": "ref" | "v7", "ask_after_ms": 15000}. FAKE_CPA_TRACE names a
// file that gets what it was started with, as JSON.
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QSaveFile>
#include <QTextStream>

#include <csignal>
#include <cstdio>
#include <poll.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

constexpr int kExitUsage = 2;
constexpr int kExitPortInUse = 13;
constexpr int kPasswordLifeMs = 10000; // without GET /keep-alive the real one ends itself

struct Arguments
{
    QString config = u"config.yaml"_s;
    QString login; ///< "claude", "codex", …; empty: server mode
    bool password = false;
    QString unknown; ///< a flag that this version does not have
};

struct Plan
{
    QString name = u"success"_s;
    bool v7 = false;
    int askAfterMs = 15000;
};

void say(const QString &line)
{
    QTextStream out(stdout);
    out << line << '\n';
}

Plan readPlan()
{
    QFile file(qEnvironmentVariable("FAKE_CPA_PLAN"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    return {object[u"plan"].toString(u"success"_s), object[u"profile"].toString() == u"v7",
            object[u"ask_after_ms"].toInt(15000)};
}

/// Flags that take a value, and what they mean to a wrapper.
bool takesValue(const QString &flag)
{
    static const QStringList kFlags {u"config"_s, u"project_id"_s, u"vertex-import"_s,
                                     u"oauth-callback-port"_s, u"password"_s};
    return kFlags.contains(flag);
}

bool isSwitch(const QString &flag, bool v7)
{
    static const QStringList kAlways {
        u"codex-login"_s, u"codex-device-login"_s, u"claude-login"_s, u"antigravity-login"_s,
        u"kimi-login"_s,  u"no-browser"_s,         u"tui"_s,          u"standalone"_s};
    static const QStringList kGone {u"login"_s, u"qwen-login"_s, u"iflow-login"_s,
                                    u"iflow-cookie"_s};
    return kAlways.contains(flag) || (!v7 && kGone.contains(flag)) || (v7 && flag == u"xai-login");
}

Arguments parse(const QStringList &words, bool v7)
{
    Arguments arguments;
    for (qsizetype i = 0; i < words.size(); ++i) {
        QString flag = words[i];
        flag.remove(QRegularExpression(u"^--?"_s));
        QString value;
        const qsizetype equals = flag.indexOf(u'=');
        if (equals >= 0) {
            value = flag.mid(equals + 1);
            flag.truncate(equals);
        } else if (takesValue(flag)) {
            value = words.value(++i);
        }
        if (!takesValue(flag) && !isSwitch(flag, v7)) {
            arguments.unknown = flag;
            return arguments;
        }
        if (flag == u"config")
            arguments.config = value;
        arguments.password = arguments.password || flag == u"password";
        if (flag == u"vertex-import")
            arguments.login = u"vertex"_s;
        else if (flag.endsWith(u"login") || flag == u"iflow-cookie")
            arguments.login = flag == u"login" ? u"gemini"_s : flag.section(u'-', 0, 0);
    }
    return arguments;
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void trace(const QStringList &words, const Arguments &arguments)
{
    QSaveFile file(qEnvironmentVariable("FAKE_CPA_TRACE"));
    if (file.fileName().isEmpty() || !file.open(QIODevice::WriteOnly))
        return;
    QStringList names = QProcessEnvironment::systemEnvironment().keys();
    names.sort();
    const QJsonObject seen {{u"argv"_s, QJsonArray::fromStringList(words)},
                            {u"cwd"_s, QDir::currentPath()},
                            {u"environment"_s, QJsonArray::fromStringList(names)},
                            {u"config"_s, QFileInfo(arguments.config).absoluteFilePath()},
                            {u"configBytes"_s, QString::fromUtf8(readAll(arguments.config))},
                            {u"stdinIsTerminal"_s, ::isatty(STDIN_FILENO) == 1}};
    file.write(QJsonDocument(seen).toJson());
    file.commit();
}

/// `key: value` at the beginning of a line, or indented when @p nested.
QString setting(const QByteArray &yaml, const QString &key, bool nested = false)
{
    const QString indent = nested ? u"[ \\t]+"_s : QString();
    const QRegularExpression line(u"^"_s + indent + key + u":[ \\t]*[\"']?([^\"'\\r\\n#]*)"_s,
                                  QRegularExpression::MultilineOption);
    return line.match(QString::fromUtf8(yaml)).captured(1).trimmed();
}

/// A plaintext management secret is replaced by its hash as soon as the file is loaded.
void hashSecret(const QString &path, QByteArray yaml)
{
    const QString secret = setting(yaml, u"secret-key"_s, true);
    if (secret.isEmpty() || secret.startsWith(u"$2"))
        return;
    yaml.replace(secret.toUtf8(), "\"$2a$10$" + QByteArray(53, 'x') + "\"");
    yaml.replace("\"\"", "\"");
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(yaml);
}

QString authDir(const QByteArray &yaml)
{
    QString folder = setting(yaml, u"auth-dir"_s);
    if (folder.startsWith(u"~"))
        folder.replace(0, 1, QDir::homePath());
    return folder.isEmpty() ? u"auths"_s : folder;
}

int succeed(const Arguments &arguments, const QByteArray &yaml)
{
    const QDir folder(authDir(yaml));
    folder.mkpath(u"."_s);
    const QString path = folder.absoluteFilePath(arguments.login + u"-fake@example.test.json"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return 0; // a failed login ends with 0 too
    file.write("{\"type\":\"" + arguments.login.toUtf8() + "\",\"email\":\"fake@example.test\"}");
    QString title = arguments.login;
    title[0] = title[0].toUpper();
    say(u"Authentication saved to "_s + path);
    say(title + u" authentication successful!"_s);
    return 0;
}

int failSilently()
{
    QDir().mkpath(u"logs"_s);
    QFile log(u"logs/main.log"_s);
    if (log.open(QIODevice::Append))
        log.write("[2026-03-09 14:05:06] [--------] [error] [claude_login.go:60] "
                  "Claude authentication failed: fake\n");
    return 0;
}

/// Waits for a line on stdin like a person's answer; false at its end.
bool readLine(QString &line)
{
    QTextStream in(stdin);
    return in.readLineInto(&line);
}

int hang(const Arguments &arguments, const QByteArray &yaml, int askAfterMs)
{
    pollfd input {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&input, 1, askAfterMs) == 0)
        say(u"Paste the callback URL:"_s);
    QString line;
    return readLine(line) && line.contains(u"code=") ? succeed(arguments, yaml) : 0;
}

int prompt(const Arguments &arguments, const QByteArray &yaml)
{
    QString mode;
    QString project;
    say(u"1. Code Assist\n2. Google One\nSelect (1/2):"_s);
    if (!readLine(mode) || (mode != u"1" && mode != u"2"))
        return 0;
    say(u"Project id:"_s);
    return readLine(project) && !project.isEmpty() ? succeed(arguments, yaml) : 0;
}

int login(const Plan &plan, const Arguments &arguments, const QByteArray &yaml)
{
    if (plan.name == u"fail-silent")
        return failSilently();
    if (plan.name == u"fail-log") {
        say(u"[2026-03-09 14:05:06] [--------] [error] [login.go:60] login failed: fake"_s);
        return 0;
    }
    if (plan.name == u"port-in-use")
        return kExitPortInUse;
    if (plan.name == u"crash")
        return std::raise(SIGSEGV);
    if (plan.name == u"hang")
        return hang(arguments, yaml, plan.askAfterMs);
    if (plan.name == u"prompt")
        return prompt(arguments, yaml);
    if (plan.name == u"ctrl-c") {
        say(u"Waiting for the browser"_s);
        for (;;)
            ::pause(); // ends with the terminal's signal
    }
    return succeed(arguments, yaml);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments().mid(1);
    const Plan plan = readPlan();
    const Arguments arguments = parse(words, plan.v7);
    trace(words, arguments);
    say(u"CLIProxyAPI Version: 6.8.51-fake, Commit: fake0000, BuiltAt: 2026-03-09T00:00:00Z"_s);
    if (!arguments.unknown.isEmpty()) {
        QTextStream(stderr) << "flag provided but not defined: -" << arguments.unknown
                            << "\nUsage of cli-proxy-api:\n";
        return kExitUsage;
    }
    const QByteArray yaml = readAll(arguments.config);
    if (yaml.isEmpty()) {
        say(u"[2026-03-09 14:05:06] [--------] [error] [main.go:90] failed to load config: open "_s
            + arguments.config + u": no such file or directory"_s);
        return 0;
    }
    hashSecret(arguments.config, yaml);
    if (!arguments.login.isEmpty())
        return login(plan, arguments, yaml);
    say(u"API server started successfully on: 127.0.0.1:0"_s);
    if (arguments.password)
        return ::poll(nullptr, 0, kPasswordLifeMs);
    for (;;)
        ::pause();
}
