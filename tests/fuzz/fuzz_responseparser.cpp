// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/responseparser.h"

#include <QByteArray>

#include <algorithm>
#include <cstdlib>

using proxy::ResponseParser;
using Event = ResponseParser::Event;

namespace {

struct Outcome
{
    int status = 0;
    qsizetype fields = 0;
    QByteArray wire;
    QByteArray payload;
    Event last = Event::NeedMore;
    qsizetype used = 0;
};

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void note(const ResponseParser &parser, Event event, Outcome &outcome)
{
    outcome.last = event;
    if (event == Event::Head) {
        outcome.status = parser.head().status;
        outcome.fields = static_cast<qsizetype>(parser.head().headers.size());
        require(outcome.status >= 200 || outcome.status == 101);
    }
    if (event != Event::Body)
        return;
    require(parser.hasHead());
    outcome.wire.append(parser.piece().wire);
    for (const QByteArrayView view : parser.piece().payload)
        outcome.payload.append(view);
}

/// Every piece is a copy of its own size, so that a view kept too long is seen.
Outcome parse(QByteArrayView answer, qsizetype pieceSize, QByteArrayView method, bool upgrade)
{
    ResponseParser parser;
    parser.reset(method, upgrade);
    Outcome outcome;
    for (qsizetype at = 0; at < answer.size(); at += pieceSize) {
        const QByteArray piece =
            answer.sliced(at, std::min(pieceSize, answer.size() - at)).toByteArray();
        QByteArrayView input = piece;
        do {
            note(parser, parser.next(input), outcome);
        } while (outcome.last == Event::Head || outcome.last == Event::Body);
        outcome.used += piece.size() - input.size();
        if (outcome.last != Event::NeedMore)
            return outcome;
        require(input.isEmpty());
    }
    return outcome;
}

} // namespace

/// The first byte chooses method and pieces; however an answer is split, the outcome is one.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    if (size < 2)
        return 0;
    const bool upgrade = (bytes[0] & 1) != 0;
    const QByteArrayView method = (bytes[0] & 2) != 0 ? "HEAD" : "POST";
    const qsizetype pieceSize = 1 + bytes[0] / 4;
    const QByteArrayView answer(bytes + 1, static_cast<qsizetype>(size - 1));
    const Outcome whole = parse(answer, answer.size(), method, upgrade);
    const Outcome split = parse(answer, pieceSize, method, upgrade);
    require(whole.last == split.last && whole.status == split.status);
    require(whole.fields == split.fields && whole.payload == split.payload);
    if (whole.last == Event::End)
        require(whole.wire == split.wire && whole.used == split.used);
    return 0;
}
