// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/proxyservice.h"
#include "tests/standins/fakebackend.h"
#include "tests/standins/fakemorph.h"
#include "tests/standins/rawclient.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThread>

namespace support {

/// The whole engine between fakes, on free ports, for as long as the object lives.
class RunningProxy final
{
    QTemporaryDir m_dir; ///< ahead of the service, which writes its log until its end

public:
    explicit RunningProxy(standins::BackendDialects dialects = standins::BackendDialects::All)
        : backend({.dialects = dialects})
    {
        m_isReady = backend.start() && morph.start();
        config.server.port = 0;
        config.server.hosts = {QStringLiteral("127.0.0.1")};
        config.router.apiKey = "morph-key";
        config.router.apiUrl = morph.url();
        config.upstream.url = backend.url();
        config.upstream.apiKey = "k-alpha-0001";
        config.record.logDir = m_dir.path();
        config.generation = 1;
    }

    /// After changes of `config`. Waits until the backend's model list is known.
    bool start()
    {
        QSignalSpy started(&service, &proxy::ProxyService::started);
        service.start(config, "token");
        if (!m_isReady || !started.wait(10000))
            return false;
        port = started.at(0).at(0).value<quint16>();
        return backend.waitUntil([](const auto &requests) {
            return std::any_of(requests.begin(), requests.end(), [](const auto &request) {
                return request.path().endsWith("/v1/models");
            });
        }) && backend.waitUntilIdle()
               && waitForModels();
    }

    /// The list was not only sent but read: decisions depend on it.
    bool waitForModels()
    {
        constexpr int kTries = 200;
        for (int tries = 0; tries < kTries; ++tries) {
            const QByteArray status =
                ask("GET /router/status HTTP/1.1\r\nHost: localhost\r\n\r\n").body;
            if (!QJsonDocument::fromJson(status)[QStringLiteral("upstream")]
                     .toObject()[QStringLiteral("models")]
                     .isNull())
                return true;
            QThread::msleep(10);
        }
        // A test may break the list on purpose.
        return true;
    }

    standins::RawResponse ask(const QByteArray &request)
    {
        standins::RawClient client;
        if (!client.connectTo(port))
            return {};
        return client.exchange(request);
    }

    [[nodiscard]] static QByteArray post(const QByteArray &path, const QByteArray &body,
                                         const QByteArray &extra = {})
    {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test/1\r\n" + extra
               + "Content-Type: application/json\r\nContent-Length: "
               + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

    /// The requests of one path that the backend got.
    [[nodiscard]] std::vector<standins::RecordedRequest> upstream(const QByteArray &path) const
    {
        std::vector<standins::RecordedRequest> found;
        for (const auto &request : backend.recorded()) {
            if (request.target.startsWith(path))
                found.push_back(request);
        }
        return found;
    }

    /// What the request log holds by now.
    [[nodiscard]] QList<QJsonObject> rows() const
    {
        QList<QJsonObject> rows;
        const QDir folder(m_dir.path());
        for (const QString &name : folder.entryList({QStringLiteral("*.jsonl")})) {
            QFile file(folder.filePath(name));
            for (file.open(QIODevice::ReadOnly); !file.atEnd();)
                rows.append(QJsonDocument::fromJson(file.readLine()).object());
        }
        return rows;
    }

    standins::FakeBackend backend;
    standins::FakeMorph morph;
    proxy::ProxyConfig config;
    proxy::ProxyService service;
    quint16 port = 0;

private:
    bool m_isReady = false;
};

} // namespace support
