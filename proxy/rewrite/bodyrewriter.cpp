// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/rewrite/bodyrewriter.h"

#include "proxy/json/jsonwriter.h"

#include <cstring>

namespace proxy {

namespace {

/// @p bytes in place of @p range, without a second copy of a body that nobody else holds.
QByteArray replaceRange(QByteArray body, ByteRange range, QByteArrayView bytes)
{
    const qsizetype tail = body.size() - range.end;
    const qsizetype newEnd = range.begin + bytes.size();
    const auto copyTail = [&](char *to, const char *from) {
        std::memmove(to + newEnd, from + range.end, static_cast<size_t>(tail));
        std::memcpy(to + range.begin, bytes.data(), static_cast<size_t>(bytes.size()));
    };
    if (!body.isDetached()) {
        QByteArray copy(newEnd + tail, Qt::Uninitialized);
        std::memcpy(copy.data(), body.constData(), static_cast<size_t>(range.begin));
        copyTail(copy.data(), body.constData());
        return copy;
    }
    // Grows before the move, shrinks after it.
    if (newEnd > range.end)
        body.resize(newEnd + tail);
    copyTail(body.data(), body.constData());
    if (newEnd < range.end)
        body.resize(newEnd + tail);
    return body;
}

} // namespace

std::optional<BodyEdit> editOf(const RouteDecision &decision, const RequestFacts &facts)
{
    if (decision.changesName())
        return BodyEdit {facts.modelRange, toJsonString(decision.selectedModel)};
    if (decision.effort.isEmpty())
        return std::nullopt;
    const QByteArray level = toJsonString(decision.effort);
    if (facts.effortRange.begin >= 0)
        return BodyEdit {facts.effortRange, level};
    const ByteRange behindModel {facts.modelRange.end, facts.modelRange.end};
    switch (facts.dialect) {
    case Dialect::Anthropic:
        return BodyEdit {behindModel, R"(,"output_config":{"effort":)" + level + '}'};
    case Dialect::OpenAiChat:
        return BodyEdit {behindModel, R"(,"reasoning_effort":)" + level};
    case Dialect::OpenAiResponses:
        return BodyEdit {behindModel, R"(,"reasoning":{"effort":)" + level + '}'};
    case Dialect::Other:
        break;
    }
    return std::nullopt;
}

SplicedBody spliceBody(QByteArray body, const BodyEdit &edit)
{
    const ByteRange range = edit.range;
    Q_ASSERT(range.begin >= 0 && range.begin <= range.end && range.end <= body.size());
    SplicedBody spliced;
    spliced.replaced = body.sliced(range.begin, range.size());
    spliced.range = {range.begin, range.begin + edit.bytes.size()};
    spliced.body = replaceRange(std::move(body), range, edit.bytes);
    return spliced;
}

SplicedBody spliceModel(QByteArray body, ByteRange range, QByteArrayView model)
{
    return spliceBody(std::move(body), {range, toJsonString(model)});
}

QByteArray restoreBody(SplicedBody spliced)
{
    return replaceRange(std::move(spliced.body), spliced.range, spliced.replaced);
}

QByteArray toJsonString(QByteArrayView text)
{
    QByteArray json;
    json.reserve(text.size() + 2);
    json.append('"');
    appendJsonEscaped(json, text);
    json.append('"');
    return json;
}

} // namespace proxy
