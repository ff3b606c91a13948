// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerconverter.h"
#include "proxy/message/clientsink.h"

#include <memory>
#include <optional>

namespace proxy {

/// The sink between RELAY and the client when the upstream speaks another dialect. It converts the
/// answer piece by piece and passes everything else (flow control, ends, observers) through to the
/// client.
class ConvertingSink final : public ClientSink
{
public:
    /// @p client must outlive this. @p dialect is the client's, for errors.
    ConvertingSink(ClientSink &client, Dialect dialect)
        : m_client(client)
        , m_dialect(dialect)
    { }

    /// Sets the converter for the next answer. Call it before that answer's begin().
    void expect(std::unique_ptr<AnswerConverter> converter) { m_converter = std::move(converter); }
    /// What the conversion lost so far, in the form of x-llm-proxy-converted; empty before
    /// expect().
    [[nodiscard]] QByteArray losses() const;
    /// The status that the client got. It differs from the upstream's when the answer can't be
    /// converted.
    [[nodiscard]] int status() const { return m_status; }
    /// Why the answer could not be converted; nullopt: no error so far.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// Whether the client had received a part of the answer before that error.
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
    HeaderList m_ownFields; // the proxy's own fields for the answer's head
    std::optional<Error> m_error;
    int m_status = 0;
    bool m_hasCut = false;
    bool m_begun = false;
    bool m_failed = false; ///< an error was sent or the client was cut; the rest is dropped
    bool m_wasTold = false; ///< the upstream's own error was sent, so its end is sent too
};

} // namespace proxy
