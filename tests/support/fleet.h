// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltable.h"
#include "tests/standins/fakebackend.h"
#include "tests/standins/fakemorph.h"
#include "tests/support/proxyprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <map>
#include <memory>
#include <vector>

namespace support {

/// One agent's session as it goes on: asks, and tool loops behind them.
class AgentSession final
{
public:
    explicit AgentSession(QByteArray sessionId, QByteArray modelName = "claude-opus-4-8")
        : id(std::move(sessionId))
        , m_model(std::move(modelName))
    { }

    /// The person types @p text.
    QByteArray ask(const QByteArray &text)
    {
        addMessage(R"({"role":"user","content":")" + text + R"("})");
        return request();
    }
    /// The model called a tool, and its result goes back.
    QByteArray goOn()
    {
        const QByteArray call = "tu" + QByteArray::number(++m_calls);
        addMessage(R"({"role":"assistant","content":[{"type":"tool_use","id":")" + call
                   + R"(","name":"Bash","input":{"a":"ls"}}]})");
        addMessage(R"({"role":"user","content":[{"type":"tool_result","tool_use_id":")" + call
                   + R"(","content":"toy.c"}]})");
        return request();
    }
    /// The model's turn is over.
    void answer() { addMessage(R"({"role":"assistant","content":"Done."})"); }

    const QByteArray id;

private:
    void addMessage(const QByteArray &message)
    {
        m_messages += (m_messages.isEmpty() ? "" : ",") + message;
    }
    [[nodiscard]] QByteArray request() const
    {
        const QByteArray body =
            R"({"model":")" + m_model + R"(","max_tokens":32000,"messages":[)" + m_messages
            + R"(],"tools":[{"name":"Bash","description":"x","input_schema":{"type":"object"}}]})";
        return "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test/1\r\n"
               "x-api-key: sk-made-up-0001\r\nX-Claude-Code-Session-Id: "
               + id + "\r\nContent-Type: application/json\r\nContent-Length: "
               + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

    QByteArray m_model;
    QByteArray m_messages;
    int m_calls = 0;
};

/// Several instances of the program in front of one fake backend and one fake Morph.
class Fleet final
{
public:
    explicit Fleet(int count)
    {
        m_isReady = backend.start() && morph.start();
        QJsonArray models;
        for (const QByteArray &model : proxy::ModelTable().ids())
            models.append(QString::fromUtf8(model));
        backend.setState({{QStringLiteral("models"), models}});
        QFile key(m_dir.filePath(QStringLiteral("fingerprint-key")));
        if (key.open(QIODevice::WriteOnly))
            key.write("a secret of all instances, 32 bytes and more");
        key.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        key.close();
        for (int at = 0; at < count; ++at) {
            instances.push_back(std::make_unique<ProxyProcess>(backend.port()));
            set(at, "UPSTREAM_API_KEY", QStringLiteral("k-alpha-0001"));
            set(at, "MORPH_API_KEY", QStringLiteral("morph-key"));
            set(at, "MORPH_API_URL", morph.url().toString());
            set(at, "LLM_PROXY_FINGERPRINT_KEY_FILE", key.fileName());
        }
    }

    void set(int at, const char *name, const QString &value)
    {
        instances[size_t(at)]->set(name, value);
    }
    void setAll(const char *name, const QString &value)
    {
        for (const auto &instance : instances)
            instance->set(name, value);
    }
    /// Starts all; returns when each answers and knows the backend's models.
    bool start()
    {
        bool isGood = m_isReady;
        for (int at = 0; isGood && at < int(instances.size()); ++at)
            isGood = startOne(at);
        return isGood;
    }
    bool startOne(int at)
    {
        return instances[size_t(at)]->start() && waitFor(at, [](const QJsonObject &status) {
                   return !status[QStringLiteral("upstream")]
                               .toObject()[QStringLiteral("models")]
                               .isNull();
               });
    }
    /// Waits until GET /router/status of one instance is as @p isAsWanted wants it.
    template <class Check> bool waitFor(int at, Check isAsWanted, int withinMs = 20000) const
    {
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < withinMs) {
            if (isAsWanted(status(at)))
                return true;
            QThread::msleep(10);
        }
        return false;
    }
    /// Waits until one instance, or all (-1), tell that state of the store.
    bool waitForStore(const QString &state, int at = -1, int withinMs = 20000) const
    {
        const auto isSo = [&state](const QJsonObject &status) {
            return status[QStringLiteral("store")].toObject()[QStringLiteral("state")] == state;
        };
        if (at >= 0)
            return waitFor(at, isSo, withinMs);
        for (int one = 0; one < int(instances.size()); ++one) {
            if (instances[size_t(one)]->isRunning() && !waitFor(one, isSo, withinMs))
                return false;
        }
        return true;
    }
    [[nodiscard]] QJsonObject status(int at) const
    {
        const auto answer = send(at, rawRequest("GET", "/router/status"));
        return QJsonDocument::fromJson(answer.body).object();
    }
    /// POST with the control token of that instance.
    [[nodiscard]] RawResponse control(int at, const QByteArray &path, const QByteArray &body) const
    {
        return send(at, "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + token(at)
                            + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
                            + body);
    }
    [[nodiscard]] RawResponse send(int at, const QByteArray &request) const
    {
        RawClient client;
        return client.connectTo(instances[size_t(at)]->port) ? client.exchange(request)
                                                             : RawResponse {};
    }
    /// GET with the control token of that instance.
    [[nodiscard]] RawResponse get(int at, const QByteArray &path) const
    {
        return send(at, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + token(at) + "\r\n");
    }
    /// The rows of all instances, once there are that many, or after ten seconds.
    [[nodiscard]] QList<QJsonObject> rowsOf(qsizetype count) const
    {
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < 10000 && rows().size() < count)
            QThread::msleep(2);
        return rows();
    }
    /// The rows of the request logs of all instances.
    [[nodiscard]] QList<QJsonObject> rows() const
    {
        QList<QJsonObject> all;
        for (const auto &instance : instances)
            all += instance->rows();
        return all;
    }

    standins::FakeBackend backend;
    standins::FakeMorph morph;
    std::vector<std::unique_ptr<ProxyProcess>> instances;

private:
    [[nodiscard]] QByteArray token(int at) const
    {
        QFile file(instances[size_t(at)]->file("runtime/control-token"));
        const bool isRead = file.open(QIODevice::ReadOnly);
        return "Authorization: Bearer " + (isRead ? file.readAll().trimmed() : QByteArray())
               + "\r\n";
    }

    QTemporaryDir m_dir;
    bool m_isReady = false;
};

} // namespace support
