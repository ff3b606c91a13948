// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"

#include <QFile>
#include <QTemporaryDir>

/// A program around the desktop whose engine never starts and whose files stand in a folder of
/// their own.
class ScriptedHost final : public ui::DesktopHost
{
public:
    ScriptedHost()
    {
        m_inputs.paths.stateDir = folder.path();
        m_inputs.paths.runtimeDir = folder.filePath(QStringLiteral("runtime"));
        m_inputs.paths.configFile = folder.filePath(QStringLiteral("llm-proxy.json"));
        m_inputs.paths.dotEnvFile = folder.filePath(QStringLiteral(".env"));
        reload();
    }

    void write(const QString &name, const QByteArray &text)
    {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
    void setEnvironment(const QString &key, const QString &value)
    {
        m_inputs.environment.insert(key, value);
    }
    void reload()
    {
        if (auto loaded = proxy::loadConfig(m_inputs))
            m_loaded = std::move(*loaded);
    }

    proxy::Result<void> open() override { return {}; }
    proxy::ProxyService &service() override { return m_service; }
    const proxy::LoadedConfig &config() const override { return m_loaded; }
    const proxy::ConfigInputs &configInputs() const override { return m_inputs; }
    proxy::Result<void> saveSettings(const QHash<QString, QString> &changes) override
    {
        saved = changes;
        return refusal.isEmpty()
                   ? proxy::Result<void>()
                   : proxy::Result<void>(tl::make_unexpected(proxy::Error {.detail = refusal}));
    }
    proxy::Result<void> useKeychain(const QMap<QString, QString> &secrets) override
    {
        m_inputs.keychain = secrets;
        reload();
        return {};
    }
    void startEngine() override { }
    void stopEngine(proxy::Drain) override { }
    std::optional<OtherInstance> otherInstance() const override { return other; }
    QByteArray controlToken() const override { return "token"; }
    proxy::Text portHolder(quint16 port) const override
    {
        return port == m_loaded.config.server.port ? holder : proxy::Text();
    }
    proxy::Result<void> startDemo() override { return {}; }
    void endDemo() override { }
    std::optional<Demo> demo() override { return std::nullopt; }
    QString requestLogDir() const override { return folder.filePath(QStringLiteral("logs")); }
    QString processLogFile() const override
    {
        return folder.filePath(QStringLiteral("logs/llm-proxy.err.log"));
    }
    bool isInBackground() const override { return background; }
    bool startsAtLogin() const override { return atLogin; }
    proxy::Result<void> setStartsAtLogin(bool on) override
    {
        atLogin = on;
        return {};
    }

    QTemporaryDir folder;
    proxy::Text refusal; ///< why settings can't be saved; empty: they can
    QHash<QString, QString> saved;
    std::optional<OtherInstance> other;
    proxy::Text holder;
    bool atLogin = false;
    bool background = false;

private:
    proxy::ConfigInputs m_inputs;
    proxy::LoadedConfig m_loaded;
    proxy::ProxyService m_service;
};
