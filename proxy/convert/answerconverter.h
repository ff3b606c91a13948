// SPDX-License-Identifier: LicenseRef-Private
// A sub-step of step 7 of 8: upstream's answer → the client's dialect. Before: upstream/.
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/losses.h"
#include "proxy/convert/streamconverter.h"
#include "proxy/core/error.h"
#include "proxy/json/jsontree.h"
#include "proxy/message/response.h"
#include "proxy/message/sseparser.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace proxy {

/// What one call of an AnswerConverter gives.
struct AnswerPiece
{
    std::optional<ResponseHead> head; ///< goes out before the bytes; comes once, in some call
    QByteArray bytes; ///< payload, not framed
    /// The answer can't go on. Before a head came: to be answered like an upstream's failure.
    /// After it: `bytes` go out, then the client is cut and the upstream call dropped.
    std::optional<Error> error;
};

/// Converts one answer, whole or streamed, good or bad. Sequence: head(), feed()*, finish() when
/// upstream's answer ended cleanly; where it was cut, no finish() and the client is cut too.
/// Streams leave event by event, their head at once; everything else is collected (at most
/// kMaxWhole bytes) and leaves in finish() with its length. Redirects, bodiless answers and what
/// else is no message pass unchanged. Owned by the exchange; pure, so any one thread will do.
class AnswerConverter final
{
public:
    enum class Kind { Message, Models };
    enum class Client { Anthropic, OpenAi };
    static constexpr qsizetype kMaxWhole = 64LL * 1024 * 1024;

    AnswerConverter(Kind kind, Client client, AnswerNeeds needs, Losses requestLosses);

    /// @p upstream without hop-by-hop fields. An answer with a content coding is an error: the
    /// request asked for identity.
    [[nodiscard]] AnswerPiece head(const ResponseHead &upstream);
    [[nodiscard]] AnswerPiece feed(QByteArrayView payload);
    [[nodiscard]] AnswerPiece finish();

    /// Of request and answer so far. When a head comes out, the value of x-llm-proxy-converted
    /// is losses().headerValue(); a stream's own losses come too late for that, but not for the
    /// record.
    [[nodiscard]] Losses losses() const;

private:
    enum class Mode { Pass, Stream, Whole, Error };

    [[nodiscard]] Mode modeOf(const ResponseHead &upstream) const;
    void adaptHead();
    void readStream(QByteArrayView payload, AnswerPiece &piece);
    [[nodiscard]] AnswerPiece finishStream();
    [[nodiscard]] AnswerPiece finishWhole();
    [[nodiscard]] AnswerPiece errorAnswer(int status, JsonValue root);
    [[nodiscard]] AnswerPiece whole(QByteArray body);
    [[nodiscard]] QByteArray convertWhole(JsonValue root, class ConversionNotes &notes) const;

    Kind m_kind;
    Client m_client;
    AnswerNeeds m_needs;
    Losses m_losses;
    Mode m_mode = Mode::Pass;
    ResponseHead m_head;
    QByteArray m_body;
    SseParser m_parser;
    std::unique_ptr<StreamConverter> m_stream;
};

} // namespace proxy
