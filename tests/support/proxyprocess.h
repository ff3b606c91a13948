// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include "tests/support/freeport.h"
#include "tests/support/rawclient.h"

#include <sys/resource.h>
#include <unistd.h>

namespace support {

/// The program itself, headless, in a folder of its own, for as long as the object lives.
class ProxyProcess final
{
public:
    explicit ProxyProcess(quint16 upstreamPort)
    {
        port = freePort();
        for (const QString &key : m_environment.keys()) {
            if (key.startsWith(QStringLiteral("LLM_PROXY_"))
                || key.startsWith(QStringLiteral("MORPH_"))
                || key.startsWith(QStringLiteral("UPSTREAM_")))
                m_environment.remove(key);
        }
        set("LLM_PROXY_HOME", m_home.path());
        set("LLM_PROXY_PORT", QString::number(port));
        set("UPSTREAM_URL", QStringLiteral("http://127.0.0.1:%1").arg(upstreamPort));
        set("UPSTREAM_API_KEY", QStringLiteral("k"));
    }

    void set(const char *name, const QString &value)
    {
        m_environment.insert(QLatin1StringView(name), value);
    }

    /// Returns when it answers. @p descriptors: what it may open at most; 0 leaves the limit alone.
    bool start(rlim_t descriptors = 0)
    {
        process.setProcessEnvironment(m_environment);
        process.setStandardErrorFile(m_home.filePath(QStringLiteral("stderr")));
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setChildProcessModifier([descriptors] {
            const rlimit limit {descriptors, descriptors};
            if (descriptors > 0)
                ::setrlimit(RLIMIT_NOFILE, &limit);
        });
        process.start(QStringLiteral(LLMPROXY_BINARY), {QStringLiteral("--no-gui")});
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < 30000 && isRunning()) {
            if (health() == 200)
                return true;
            process.waitForFinished(20);
        }
        return false;
    }

    /// Status of a new connection's GET /health; 0 when there was no answer.
    [[nodiscard]] int health() const
    {
        RawClient client;
        return client.connectTo(port) ? client.exchange(rawRequest("GET", "/health")).status : 0;
    }

    [[nodiscard]] bool isRunning() const { return process.state() != QProcess::NotRunning; }

    [[nodiscard]] int descriptors() const
    {
        const QDir folder(QStringLiteral("/proc/%1/fd").arg(process.processId()));
        return static_cast<int>(
            folder.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size());
    }

    /// User and system time it has used.
    [[nodiscard]] qint64 cpuMs() const
    {
        QFile stat(QStringLiteral("/proc/%1/stat").arg(process.processId()));
        if (!stat.open(QIODevice::ReadOnly))
            return 0;
        const QByteArray line = stat.readAll();
        const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
        return (fields.value(11).toLongLong() + fields.value(12).toLongLong()) * 1000
               / ::sysconf(_SC_CLK_TCK);
    }

    /// What it has said on stderr.
    [[nodiscard]] QByteArray log() const
    {
        QFile file(m_home.filePath(QStringLiteral("stderr")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// A file in its folder.
    [[nodiscard]] QString file(const char *name) const
    {
        return m_home.filePath(QLatin1StringView(name));
    }

    /// What its request log holds by now.
    [[nodiscard]] QList<QJsonObject> rows() const
    {
        QList<QJsonObject> rows;
        const QDir folder(file("logs"));
        for (const QString &name : folder.entryList({QStringLiteral("*.jsonl")})) {
            QFile log(folder.filePath(name));
            for (log.open(QIODevice::ReadOnly); !log.atEnd();)
                rows.append(QJsonDocument::fromJson(log.readLine()).object());
        }
        return rows;
    }

    /// What a command of the program says, run with the same settings.
    [[nodiscard]] QByteArray run(const QStringList &arguments) const
    {
        QProcess command;
        command.setProcessEnvironment(m_environment);
        command.setProcessChannelMode(QProcess::MergedChannels);
        command.start(QStringLiteral(LLMPROXY_BINARY), arguments);
        command.waitForFinished(60000);
        return command.readAll();
    }

    /// Ends it with SIGTERM; its exit code, or -1 when it crashed or stayed.
    int stop()
    {
        process.terminate();
        if (!process.waitForFinished(30000) || process.exitStatus() != QProcess::NormalExit)
            return -1;
        return process.exitCode();
    }

    quint16 port = 0;
    QProcess process;

private:
    QTemporaryDir m_home;
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
};

} // namespace support
