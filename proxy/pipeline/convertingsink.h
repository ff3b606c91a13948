// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerconverter.h"
#include "proxy/message/clientsink.h"

#include <memory>
#include <optional>

namespace proxy {

/// Stands between RELAY and the client where the upstream speaks another dialect: converts the
/// answer piece by piece. Everything else of a sink (flow, ends, observers) passes through.
class ConvertingSink final : public ClientSink
{
public:
    /// @p client outlives this; @p dialect is the one the client speaks, for errors.
    ConvertingSink(ClientSink &client, Dialect dialect)
        : m_client(client)
        , m_dialect(dialect)
    { }

    /// For the answer to the request that is about to be sent. Before its begin().
    void expect(std::unique_ptr<AnswerConverter> converter) { m_converter = std::move(converter); }
    /// What was lost so far, as x-llm-proxy-converted says it; empty before expect().
    [[nodiscard]] QByteArray losses() const;
    /// What the client was sent: differs from upstream's where an answer can't be converted.
    [[nodiscard]] int status() const { return m_status; }
    /// Why the answer could not be converted to its end; nullopt: it could so far.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// The client had seen a part of the answer by then.
    [[nodiscard]] bool hasCut() const { return m_hasCut; }

    void begin(const ResponseHead &head) override;
    void write(const BodyPiece &piece) override;
    void end() override;
    void cut() override;
    void flush() override { m_client.flush(); }
    [[nodiscard]] qint64 unsentBytes() const override { return m_client.unsentBytes(); }
    void setSinkObserver(ClientSinkObserver *observer) override
    {
        m_client.setSinkObserver(observer);
    }

private:
    void send(const AnswerPiece &piece);
    void sendBytes(const QByteArray &bytes);
    void fail(const Error &error);

    ClientSink &m_client;
    Dialect m_dialect;
    std::unique_ptr<AnswerConverter> m_converter;
    HeaderList m_ownFields; // of the answer's head: what is told of the decision
    std::optional<Error> m_error;
    int m_status = 0;
    bool m_hasCut = false;
    bool m_begun = false;
    bool m_failed = false; ///< an error was answered or the client cut: the rest is dropped
    bool m_wasTold = false; ///< the upstream's own error went out: the client gets its end too
};

} // namespace proxy
