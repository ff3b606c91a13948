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

/// The result of one call of an AnswerConverter.
struct AnswerPiece
{
    std::optional<ResponseHead> head; ///< to be sent before the bytes; set in exactly one call
    QByteArray bytes; ///< payload without framing
    /// The answer can't be converted any further. Without a head so far, answer the error like a
    /// failure of the upstream. After a head, send `bytes` and nothing more; then cut the client,
    /// unless the upstream itself reported the error (UpstreamReported), which is a regular end.
    std::optional<Error> error;
};

/// Converts one answer, also an error answer. Call head(), then feed() any number of times, then
/// finish() if the upstream's answer ended in order; if it was cut, cut the client instead. The
/// request decides whether the client gets events or one value. The first bytes of the body, not
/// its Content-Type, decide what the upstream sends. Events are converted one by one; anything else
/// is collected (at most kMaxWhole bytes) and returned by finish(). Redirects, answers without a
/// body and everything else that is no message are returned unchanged. The exchange owns it. Pure,
/// so any one thread may use it.
class AnswerConverter final
{
public:
    enum class Kind { Message, Models };
    enum class Client { Anthropic, OpenAi };
    static constexpr qsizetype kMaxWhole = 64LL * 1024 * 1024;

    /// @p budget: for what is held of all answers together; must outlive this. Null: no limit.
    AnswerConverter(Kind kind, Client client, AnswerNeeds needs, Losses requestLosses,
                    MemoryBudget *budget = nullptr);

    /// Takes the head, without hop-by-hop fields. A content coding is an error, because the request
    /// asked for identity.
    [[nodiscard]] AnswerPiece head(const ResponseHead &upstream);
    [[nodiscard]] AnswerPiece feed(QByteArrayView payload);
    [[nodiscard]] AnswerPiece finish();

    /// The losses of request and answer so far. losses().headerValue() is the value of x-llm-proxy-
    /// converted when a head is returned. Losses within a stream come too late for that field, but
    /// are recorded.
    [[nodiscard]] Losses losses() const;

private:
    enum class Mode {
        Pass,
        Message, ///< a successful answer whose form is not known yet
        Events, ///< an event stream
        Collected, ///< one value
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
    BudgetShare m_share; ///< budget of m_body
    bool m_hasHead = false; ///< the client's head was returned
    SseParser m_parser;
    std::unique_ptr<AnswerWriter> m_writer;
    std::unique_ptr<AnswerReader> m_reader;
};

} // namespace proxy
