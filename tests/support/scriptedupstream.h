// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/upstream/upstream.h"
#include "tests/support/scriptedclient.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <memory>
#include <utility>
#include <vector>

namespace support {

/// An upstream without a socket: keeps what it is sent, answers when the test says so.
class ScriptedUpstream final : public proxy::Upstream
{
public:
    explicit ScriptedUpstream(Transcript &transcript)
        : m_transcript(transcript)
    { }

    [[nodiscard]] std::unique_ptr<proxy::UpstreamCall>
    send(proxy::UpstreamRequest request, proxy::UpstreamObserver *observer) override
    {
        m_transcript.append("upstream is asked for " + modelIn(request.body));
        requests.push_back(std::move(request));
        m_observer = observer;
        return std::make_unique<Call>(*this);
    }

    /// The head of an answer to the latest request, and the first piece of its body.
    void answer(int status, const QByteArray &payload = {},
                const QByteArray &type = "application/json")
    {
        proxy::ResponseHead head;
        head.status = status;
        head.framing = status == 101 ? proxy::BodyFraming::Tunnel : proxy::BodyFraming::UntilClose;
        head.headers.append("Content-Type", type);
        m_observer->upstreamHead(head);
        if (m_observer != nullptr && !payload.isEmpty())
            send(payload);
    }
    void answer(const proxy::ResponseHead &head) { m_observer->upstreamHead(head); }
    void send(const QByteArray &payload)
    {
        const QByteArrayView view = payload;
        m_observer->upstreamBody({.wire = view, .payload = {&view, 1}});
    }
    void finish() { std::exchange(m_observer, nullptr)->upstreamFinished(); }
    void fail(proxy::ErrorCode code)
    {
        std::exchange(m_observer, nullptr)
            ->upstreamFailed({.code = code, .source = proxy::ErrorSource::Upstream});
    }
    /// A call is under way.
    [[nodiscard]] bool isAsked() const { return m_observer != nullptr; }

    std::vector<proxy::UpstreamRequest> requests;

private:
    class Call final : public proxy::UpstreamCall
    {
    public:
        explicit Call(ScriptedUpstream &upstream)
            : m_upstream(upstream)
            , m_number(upstream.requests.size())
        { }
        ~Call() override { m_upstream.left(m_number); }
        Q_DISABLE_COPY_MOVE(Call)
        void pause() override { }
        void resume() override { }
        [[nodiscard]] proxy::UpstreamCallFacts facts() const override
        {
            proxy::UpstreamCallFacts facts;
            facts.attempts = 1;
            return facts;
        }

    private:
        ScriptedUpstream &m_upstream;
        size_t m_number;
    };

    void left(size_t number)
    {
        if (number != requests.size() || m_observer == nullptr)
            return;
        m_observer = nullptr;
        m_transcript.append("upstream is left");
    }
    [[nodiscard]] static QByteArray modelIn(const QByteArray &body)
    {
        const QJsonObject json = QJsonDocument::fromJson(body).object();
        return json.isEmpty() ? QByteArray("something")
                              : json[QStringLiteral("model")].toString().toUtf8();
    }

    Transcript &m_transcript;
    proxy::UpstreamObserver *m_observer = nullptr;
};

} // namespace support
