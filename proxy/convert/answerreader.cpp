// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/answerreader.h"

#include "proxy/core/secretmask.h"
#include "proxy/json/jsonwriter.h"
#include "proxy/message/reportederror.h"

namespace proxy {

namespace {

ErrorBody bodyOf(const Text &why)
{
    ErrorBody body;
    appendJsonEscaped(body.message, why.utf8());
    return body;
}

} // namespace

void AnswerReader::readEvent(const SseEvent &event)
{
    if (isOver())
        return;
    if (event.tooLarge)
        return fail(Text::english("the upstream sent an event that is too large to convert"));
    if (event.kind == SseEvent::Kind::Comment)
        return m_writer.comment(event.data);
    if (event.data.trimmed().isEmpty())
        return;
    // Gateways between two dialects end a stream in the words of either.
    if (event.data.trimmed() == "[DONE]")
        return finishAtSentinel();
    const JsonValue root = m_tree.parse(event.data) ? m_tree.root() : JsonValue();
    if (event.name == "error" || tellsError(root))
        return failAsReported(root, event.data);
    if (!root.isObject())
        return fail(Text::english("the upstream sent an event that is no JSON object"));
    readObject(root);
    if (root["type"].is("message_stop"))
        finishAtSentinel();
}

void AnswerReader::finishAtSentinel()
{
    if (isOver())
        return;
    conclude();
    if (!isOver())
        fail(Text::english("the upstream's stream ended without a reason to stop"));
}

void AnswerReader::readWhole(JsonValue answer)
{
    if (tellsError(answer))
        return failAsReported(answer, {});
    readMessage(answer);
}

void AnswerReader::finish()
{
    if (isOver())
        return;
    // Some servers end with the reason to stop and no last event.
    conclude();
    if (!isOver())
        m_failure = upstreamError(ErrorCode::UpstreamCut,
                                  Text::english("the upstream's stream stopped before its end"));
}

void AnswerReader::end(QByteArrayView reason, QByteArrayView stopSequence, const TokenUsage &usage)
{
    m_isEnded = true;
    m_writer.end(reason, stopSequence, usage);
}

void AnswerReader::fail(const Text &why)
{
    m_writer.error(bodyOf(why));
    m_failure = upstreamError(ErrorCode::UpstreamMalformed, why);
}

void AnswerReader::failAsEnded(const QByteArray &word)
{
    const Text why = Text::english("the upstream ended its answer with \"%1\"", {word});
    m_reported = bodyOf(why);
    m_writer.error(*m_reported);
    m_failure = upstreamError(ErrorCode::UpstreamReported, why);
}

void AnswerReader::failAsReported(JsonValue event, QByteArrayView text)
{
    // A choice that says no more than that.
    if (const JsonValue word = reportedError(event)["finish_reason"])
        return failAsEnded(word.text());
    m_reported = readErrorBody(0, event, text);
    m_writer.error(*m_reported);
    // Providers name the key that they refuse: the client may see it, a log not.
    m_failure = upstreamError(ErrorCode::UpstreamReported,
                              Text::words(maskSecrets(detailOf(*m_reported).toUtf8()).text));
}

} // namespace proxy
