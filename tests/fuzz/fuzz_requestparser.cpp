// SPDX-License-Identifier: LicenseRef-Private
// The guard's pure half: a head in two pieces, then its body, as a connection would feed them.
#include "proxy/http/framedbody.h"
#include "proxy/http/requestparser.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using proxy::BodyFraming;
using proxy::FramedBody;
using proxy::RequestHead;
using proxy::RequestParser;

namespace {

using Progress = RequestParser::Progress;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

bool hasForbiddenByte(QByteArrayView text)
{
    return std::any_of(text.begin(), text.end(), [](char byte) {
        const auto value = static_cast<unsigned char>(byte);
        return (value < 0x20 && value != '\t') || value == 0x7f;
    });
}

/// What every accepted head promises to the steps after it.
void checkHead(const RequestHead &head)
{
    require(!head.method.isEmpty() && head.method != "CONNECT" && head.method != "TRACE");
    require(head.target.startsWith('/') || head.target == "*");
    require(!hasForbiddenByte(head.target) && !head.target.contains(' '));
    require(head.target == "*" || head.normalisedPath.startsWith('/'));
    // Only HTTP/1.0 that comes from no web page may lack it.
    const qsizetype hosts = head.headers.count("Host");
    require(hosts == 1
            || (hosts == 0 && head.minorVersion == 0 && !head.headers.contains("Origin")));
    require(head.headers.count("Content-Length") + head.headers.count("Transfer-Encoding") <= 1);
    for (size_t i = 0; i < head.headers.size(); ++i) {
        require(!head.headers.at(i).name.isEmpty());
        require(!hasForbiddenByte(head.headers.at(i).name));
        require(!hasForbiddenByte(head.headers.at(i).value));
    }
}

/// Returns how many bytes of @p wire belonged to the body, read in pieces of @p step.
qsizetype readBody(FramedBody &body, QByteArrayView wire, qsizetype step)
{
    qsizetype used = 0;
    qint64 taken = 0;
    while (used < wire.size() && !body.isComplete() && !body.isBad()) {
        const std::span<char> room = body.room(step);
        if (room.empty()) {
            used += body.feed(wire.sliced(used, std::min(step, wire.size() - used)));
        } else {
            const auto count = std::min(static_cast<qsizetype>(room.size()), wire.size() - used);
            std::copy_n(wire.data() + used, count, room.data());
            body.commit(count);
            used += count;
        }
        taken += body.take(step / 2 + 1).size();
    }
    taken += body.takeAll().size();
    require(taken == body.bytesDecoded() && taken <= used);
    return used;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const qsizetype split = data[0];
    const QByteArrayView wire(reinterpret_cast<const char *>(data + 1),
                              static_cast<qsizetype>(size - 1));
    proxy::HeadRules rules;
    rules.maxHeadBytes = 2000;
    rules.maxTargetBytes = 500;
    RequestParser whole(rules);
    RequestParser parted(rules);
    const Progress progress = whole.parse(wire);
    Progress again = parted.parse(wire.first(std::min(split, wire.size())));
    if (again == Progress::Incomplete)
        again = parted.parse(wire);
    require(progress == again);
    if (progress == Progress::Refused)
        require(whole.error().code == parted.error().code);
    if (progress != Progress::Complete)
        return 0;
    require(whole.headSize() == parted.headSize());
    const QByteArrayView rest = wire.sliced(whole.headSize());
    const RequestHead head = whole.takeHead();
    checkHead(head);
    FramedBody atOnce(head);
    FramedBody inPieces(head);
    require(readBody(atOnce, rest, 100000) == readBody(inPieces, rest, split + 1));
    require(atOnce.isComplete() == inPieces.isComplete() && atOnce.isBad() == inPieces.isBad());
    return 0;
}
