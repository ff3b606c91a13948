// SPDX-License-Identifier: LicenseRef-Private
// launchd.plist(5), launchctl(1)
#include "app/lifecycle/loginservice.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace app {

namespace {

QString agents()
{
    return QDir::homePath() + u"/Library/LaunchAgents"_s;
}

QByteArray environmentDict(const QMap<QString, QString> &environment)
{
    if (environment.isEmpty())
        return {};
    QString dict = u"    <key>EnvironmentVariables</key>\n    <dict>\n"_s;
    for (auto each = environment.begin(); each != environment.end(); ++each)
        dict += u"        <key>%1</key>\n        <string>%2</string>\n"_s.arg(
            each.key().toHtmlEscaped(), each.value().toHtmlEscaped());
    return (dict + u"    </dict>\n"_s).toUtf8();
}

QByteArray agentTemplate()
{
    QFile file(u":/llm-proxy/service/org.llmproxy.llmproxy.plist.in"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

LoginService loginService(const QString &program, const QMap<QString, QString> &environment)
{
    const QString label = u"org.llmproxy.llmproxy"_s;
    const QString file = agents() + u'/' + label + u".plist"_s;
    const QString domain = u"gui/%1"_s.arg(::getuid());
    const QString service = domain + u'/' + label;
    const QString launchctl = u"launchctl"_s;
    const ServiceStep unload {.words = {launchctl, u"bootout"_s, service}, .mayFail = true};
    QByteArray definition = agentTemplate();
    definition.replace("@LLMPROXY_PROGRAM@", program.toHtmlEscaped().toUtf8());
    definition.replace("@PROJECT_VERSION@", QCoreApplication::applicationVersion().toUtf8());
    definition.replace("    <key>RunAtLoad</key>\n",
                       environmentDict(environment) + "    <key>RunAtLoad</key>\n");
    return {.name = label,
            .file = file,
            .definition = definition,
            .enable = {{.words = {launchctl, u"enable"_s, service}}},
            // What is loaded keeps the definition that it was loaded with.
            .start = {unload, {.words = {launchctl, u"bootstrap"_s, domain, file}}},
            .stop = {unload},
            .forget = {},
            .isActive = {launchctl, u"print"_s, service}};
}

QString windowEntryAtLogin()
{
    return agents() + u"/org.llmproxy.llmproxy.window.plist"_s;
}

QString programAtLogin()
{
    return QCoreApplication::applicationFilePath();
}

} // namespace app
