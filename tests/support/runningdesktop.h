// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/desktop/programhost.h"
#include "tests/standins/fakebackend.h"
#include "tests/standins/fakemorph.h"
#include "tests/standins/rawclient.h"
#include "ui/desktop/desktopapp.h"
#include "ui/tray/traymenu.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace support {

/// The whole desktop program, engine included, between fakes and in a folder of its own.
class RunningDesktop final
{
public:
    enum class Begun { ByHand, AtLogin };

    /// How long is waited for what has to happen; only a failure takes as long.
    static constexpr int kPatienceMs = 60000;

    /// @p dotEnv: further lines of the .env file.
    explicit RunningDesktop(const QByteArray &dotEnv = {}, Begun how = Begun::ByHand)
    {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("window/welcomed"), true);
        QSettings().setValue(QStringLiteral("window/startsInTray"), true);
        m_isReady = backend.start() && morph.start();
        qputenv("LLM_PROXY_HOME", folder.path().toUtf8());
        qputenv("XDG_CONFIG_HOME", folder.filePath(QStringLiteral("config")).toUtf8());
        QDir(folder.path()).mkdir(QStringLiteral("config"));
        QByteArray settings =
            "UPSTREAM_URL=" + backend.url().toString().toUtf8()
            + "\nUPSTREAM_API_KEY=k-alpha-0001\nMORPH_API_URL=" + morph.url().toString().toUtf8()
            + "\nMORPH_ROUTER_BUDGET_MS=20000\n";
        for (const char *line : {"MORPH_API_KEY=sk-morph-demo", "LLM_PROXY_PORT=0"}) {
            if (!dotEnv.contains(QByteArray(line).split('=').first()))
                settings += line + QByteArray("\n");
        }
        write(QStringLiteral(".env"), settings + dotEnv);
        host = std::make_unique<app::ProgramHost>(QMap<QString, QString>(), how == Begun::AtLogin);
        m_isReady = m_isReady && host->open().has_value();
        if (m_isReady)
            desktop = std::make_unique<ui::DesktopApp>(*host);
    }
    ~RunningDesktop()
    {
        desktop.reset();
        host.reset();
    }
    Q_DISABLE_COPY_MOVE(RunningDesktop)

    bool start()
    {
        if (!m_isReady)
            return false;
        desktop->start();
        return waitUntilServing();
    }
    bool waitUntilServing()
    {
        return QTest::qWaitFor(
            [this] {
                return host->service().status().state == proxy::ServiceState::Running
                       && port() != 0;
            },
            kPatienceMs);
    }
    [[nodiscard]] quint16 port() const { return host->service().status().port; }

    /// What a program outside sees of the proxy.
    [[nodiscard]] QJsonObject status() const { return get("/router/status"); }
    [[nodiscard]] QJsonObject get(const QByteArray &target) const
    {
        standins::RawClient client;
        if (!client.connectTo(port()))
            return {};
        const auto answer =
            client.exchange("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return QJsonDocument::fromJson(answer.body).object();
    }
    /// True once /router/status says so at @p path ("router/mode").
    [[nodiscard]] bool says(const char *path, const QJsonValue &expected) const
    {
        return QTest::qWaitFor(
            [&] {
                QJsonValue value = status();
                for (const QString &key : QString::fromLatin1(path).split(u'/'))
                    value = value.toObject()[key];
                return value == expected;
            },
            kPatienceMs);
    }
    [[nodiscard]] static QByteArray messages(const QByteArray &text, bool stream = false,
                                             const QByteArray &headers = {})
    {
        const QByteArray body = R"({"model":"claude-sonnet-4-5-20250929","max_tokens":64,"stream":)"
                                + QByteArray(stream ? "true" : "false")
                                + R"(,"messages":[{"role":"user","content":")" + text + "\"}]}";
        return "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
               + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

    template <class Widget> [[nodiscard]] static Widget *topLevel()
    {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<Widget *>(widget))
                return found;
        }
        return nullptr;
    }
    [[nodiscard]] static ui::MainWindow &window() { return *topLevel<ui::MainWindow>(); }
    /// The tray menu's entry that begins with @p text, submenus included.
    [[nodiscard]] static QAction *entry(const QString &text)
    {
        for (QAction *action : topLevel<ui::TrayMenu>()->findChildren<QAction *>()) {
            if (action->text().remove(u'&').startsWith(text))
                return action;
        }
        return nullptr;
    }
    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir folder;
    standins::FakeBackend backend;
    standins::FakeMorph morph;
    std::unique_ptr<app::ProgramHost> host;
    std::unique_ptr<ui::DesktopApp> desktop;

private:
    bool m_isReady = false;
};

} // namespace support
