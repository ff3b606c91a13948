// SPDX-License-Identifier: LicenseRef-Private
// systemd.unit(5), systemd.service(5), systemd.syntax(7)
#include "app/lifecycle/loginservice.h"

#include <QCoreApplication>
#include <QFile>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace app {

namespace {

QString configHome()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
}

/// A quoted string, with its specifiers escaped.
QByteArray quotedForUnit(const QString &text)
{
    QString escaped = text;
    escaped.replace(u'\\', uR"(\\)"_s).replace(u'"', uR"(\")"_s).replace(u'%', u"%%"_s);
    return (u'"' + escaped + u'"').toUtf8();
}

QByteArray environmentLines(const QMap<QString, QString> &environment)
{
    QByteArray lines;
    for (auto each = environment.begin(); each != environment.end(); ++each)
        lines += "Environment=" + quotedForUnit(each.key() + u'=' + each.value()) + '\n';
    return lines;
}

QByteArray unitTemplate()
{
    QFile file(u":/llm-proxy/service/llm-proxy.service.in"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

LoginService loginService(const QString &program, const QMap<QString, QString> &environment)
{
    const QString unit = u"llm-proxy.service"_s;
    const auto systemctl = [](const QStringList &words) {
        return ServiceStep {.words = QStringList {u"systemctl"_s, u"--user"_s} + words};
    };
    QByteArray definition = unitTemplate();
    definition.replace("@LLMPROXY_PROGRAM@", quotedForUnit(program));
    definition.replace("[Service]\n", "[Service]\n" + environmentLines(environment));
    return {.name = unit,
            .file = configHome() + u"/systemd/user/"_s + unit,
            .definition = definition,
            .enable = {systemctl({u"daemon-reload"_s}), systemctl({u"enable"_s, unit})},
            .start = {systemctl({u"restart"_s, unit})},
            .stop = {systemctl({u"disable"_s, u"--now"_s, unit})},
            .forget = {systemctl({u"daemon-reload"_s})},
            .isActive = systemctl({u"--quiet"_s, u"is-active"_s, unit}).words};
}

QString windowEntryAtLogin()
{
    return configHome() + u"/autostart/llm-proxy.desktop"_s;
}

QString programAtLogin()
{
    const QString image = qEnvironmentVariable("APPIMAGE");
    return image.isEmpty() ? QCoreApplication::applicationFilePath() : image;
}

} // namespace app
