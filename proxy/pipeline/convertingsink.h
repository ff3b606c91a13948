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
class ConvertingSink final : public SinkDecorator
{
public:
    /// @p client must outlive this. @p dialect is the client's, for errors.
    ConvertingSink(ClientSink &client, Dialect dialect)
        : SinkDecorator(client)
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
    /// Why the client did not get the upstream's answer to its end; nullopt: no error so far, or
    /// the upstream broke off behind a part of it.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

    void begin(const ResponseHead &head) override;
    void write(const BodyPiece &piece) override;
    void end() override;
    void cut() override;

private:
    enum class State {
        Waiting, ///< the client has nothing yet
        Answering,
        Reported, ///< the upstream's own error was sent; only the end is still due
        Answered, ///< an error of the proxy was sent instead
        Cut, ///< the client was cut
    };

    [[nodiscard]] bool isOpen() const
    {
        return m_state == State::Waiting || m_state == State::Answering;
    }
    void send(const AnswerPiece &piece);
    void sendBytes(const QByteArray &bytes);
    /// Answers @p error in place of what the upstream sent.
    void answer(const Error &error);

    Dialect m_dialect;
    std::unique_ptr<AnswerConverter> m_converter;
    HeaderList m_ownFields; // the proxy's own fields for the answer's head
    std::optional<Error> m_error;
    int m_status = 0;
    State m_state = State::Waiting;
};

} // namespace proxy
