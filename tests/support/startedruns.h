// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/support/pipelinefixture.h"

namespace support {

inline const QByteArray kBig = "claude-sonnet-4-6";
inline const QByteArray kSmall = "claude-haiku-4-5-20251001";
constexpr qsizetype kLong = proxy::RequestReading::kQuickBody;

inline QByteArray ask(const QByteArray &text = "fix it", const QByteArray &model = kBig)
{
    return R"({"max_tokens":100,"model":")" + model + R"(","messages":[{"role":"user","content":")"
           + text + R"("}]})";
}

/// Its fingerprints are made on the pool, behind the forwarding.
inline QByteArray longAsk()
{
    return ask("fix it " + QByteArray(kLong, 'a'));
}

/// It is read on the pool before the decision.
inline QByteArray hugeAsk()
{
    return ask("fix it " + QByteArray(proxy::kLargeBody, 'a'), "gpt-5");
}

/// It is read and converted on the pool, and leaves nothing to fingerprint before the forwarding.
inline QByteArray hugeAskWithoutMessages()
{
    return R"({"max_tokens":100,"model":"gpt-5","system":")" + QByteArray(proxy::kLargeBody, 'a')
           + R"(","messages":[]})";
}

/// It is read and converted on the pool. So much text would fit into no window, an image does.
inline QByteArray hugeAskWithImage()
{
    QByteArray body = ask();
    body.replace(R"("fix it")", R"([{"type":"text","text":"fix it"},{"type":"image","source":{)"
                                R"("type":"base64","media_type":"image/png","data":")"
                                    + QByteArray(proxy::kLargeBody, 'x') + R"("}}])");
    return body;
}

/// Something that the OpenAI dialect has no words for.
inline QByteArray askWithoutEqual()
{
    return R"({"max_tokens":100,"model":"gpt-5","messages":[{"role":"user","content":[)"
           R"({"type":"container_upload","file_id":"f"}]}]})";
}

inline const QByteArray kAnswer = R"({"id":"msg_1","type":"message","model":"m","content":[]})";

inline QByteArray askedFor(const QByteArray &model)
{
    return "upstream is asked for " + model;
}

/// A run that forwards to the upstream, with the routed model.
struct Routed
{
    explicit Routed(const QByteArray &body = ask(),
                    const proxy::ProxyConfig &config = PipelineFixture::usualConfig())
        : fixture(config)
        , client(fixture.connect())
    {
        client->sendBody(body);
        fixture.router.answer(0, proxy::Difficulty::Easy);
    }
    PipelineFixture fixture;
    std::shared_ptr<ClientSeat> client;
};

/// … whose body is being fingerprinted on the pool.
struct RoutedLong : Routed
{
    RoutedLong()
        : Routed(longAsk())
    {
        fixture.goOn();
    }
    [[nodiscard]] bool isPending() const { return fixture.steps.reading.pending == 1; }
};

/// A run without routing: the upstream works already, the facts are to be read on the pool.
struct Unread
{
    Unread()
        : fixture(PipelineFixture::offConfig())
        , client(fixture.connect())
    {
        client->sendBody(longAsk());
        fixture.goOn();
    }
    PipelineFixture fixture;
    std::shared_ptr<ClientSeat> client;
};

/// A run that stands in Stage::Converting, on the pool.
struct Converting
{
    explicit Converting(const QByteArray &body = hugeAsk())
        : fixture(withoutRouting())
        , client(fixture.connect())
    {
        client->sendBody(body);
        fixture.finishPool();
    }
    static proxy::ProxyConfig withoutRouting()
    {
        proxy::ProxyConfig config = PipelineFixture::convertingConfig();
        config.router.apiKey.clear();
        return config;
    }
    PipelineFixture fixture;
    std::shared_ptr<ClientSeat> client;
};

/// A run of a large request whose routed model was refused: the pool converts the original.
struct RevertedHuge
{
    RevertedHuge()
        : fixture(PipelineFixture::convertingConfig())
        , client(fixture.connect())
    {
        client->sendBody(hugeAskWithImage());
        fixture.finishPool();
        fixture.router.answer(0, proxy::Difficulty::Easy);
        fixture.finishPool();
        fixture.upstream.answer(400, "{}");
        fixture.upstream.finish();
    }
    PipelineFixture fixture;
    std::shared_ptr<ClientSeat> client;
};

} // namespace support
