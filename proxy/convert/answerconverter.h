// SPDX-License-Identifier: LicenseRef-Private
// A sub-step of step 7 of 8: upstream's answer → the client's dialect. Before: upstream/.
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/answerreader.h"
#include "proxy/convert/answerwriter.h"
#include "proxy/convert/losses.h"
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
    /// After it: `bytes` go out and nothing follows them; the client is cut, unless the upstream
    /// itself told of the error (UpstreamReported), which is an end like any other.
    std::optional<Error> error;
};

/// Converts one answer, good or bad. Sequence: head(), feed()*, finish() when upstream's answer
/// ended cleanly; where it was cut, no finish() and the client is cut too. Whether the client gets
/// events or one value is its request's choice; what the upstream sends is told by the body's
/// first bytes, whatever its Content-Type says. Events leave one by one, their head at once where
/// the upstream's type is event-stream; everything else is collected (at most kMaxWhole bytes) and
/// leaves in finish(). Redirects, bodiless answers and what else is no message pass unchanged.
/// Owned by the exchange; pure, so any one thread will do.
class AnswerConverter final
{
public:
    enum class Kind { Message, Models };
    enum class Client { Anthropic, OpenAi };
    static constexpr qsizetype kMaxWhole = 64LL * 1024 * 1024;

    /// @p budget: for what is held of all answers together; must outlive this. Null: no limit.
    AnswerConverter(Kind kind, Client client, AnswerNeeds needs, Losses requestLosses,
                    MemoryBudget *budget = nullptr);

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
    enum class Mode {
        Pass,
        Message, ///< a good answer whose form is not told yet
        Events, ///< it comes as an event stream
        Collected, ///< it comes as one value, a message
        Models,
        Error,
    };

    [[nodiscard]] Mode modeOf(const ResponseHead &upstream) const;
    [[nodiscard]] static Mode formOf(QByteArrayView body);
    void adaptHead();
    void makeReader();
    [[nodiscard]] bool streamsOut() const { return m_needs.isStreaming; }
    void giveStreamHead(AnswerPiece &piece);
    void readEvents(QByteArrayView payload, AnswerPiece &piece);
    void collect(QByteArrayView payload, AnswerPiece &piece);
    void takeStream(AnswerPiece &piece);
    [[nodiscard]] AnswerPiece failedMessage();
    [[nodiscard]] AnswerPiece finishMessage();
    [[nodiscard]] AnswerPiece finishModels();
    [[nodiscard]] AnswerPiece finishError();
    [[nodiscard]] AnswerPiece errorAnswer(const ErrorBody &error);
    [[nodiscard]] AnswerPiece whole(QByteArray body);

    Kind m_kind;
    Client m_client;
    AnswerNeeds m_needs;
    Losses m_losses;
    Mode m_mode = Mode::Pass;
    ResponseHead m_head;
    QByteArray m_body;
    BudgetShare m_share; ///< of m_body
    bool m_hasHead = false; ///< the client's head went out
    SseParser m_parser;
    std::unique_ptr<AnswerWriter> m_writer;
    std::unique_ptr<AnswerReader> m_reader;
};

} // namespace proxy
