// SPDX-License-Identifier: LicenseRef-Private
// Any bytes may come from the store, in any pieces. What is read stays within its limits, it is the
// same however it is cut, and a value that another instance wrote is understood or left.
#include "proxy/share/sharedformat.h"
#include "proxy/share/sharedkeys.h"
#include "proxy/store/replyreader.h"

#include <QByteArray>

#include <cstdlib>
#include <vector>

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

qint64 valuesOf(const proxy::StoreReply &reply)
{
    qint64 count = 1;
    for (const proxy::StoreReply &item : reply.items)
        count += valuesOf(item);
    return count;
}

void checkReply(const proxy::StoreReply &reply)
{
    require(valuesOf(reply) <= proxy::ReplyReader::kMaxValues);
    require(reply.text.size() <= proxy::ReplyReader::kMaxText);
    require(reply.items.empty() || reply.kind == proxy::StoreReply::Kind::List);
}

std::vector<proxy::StoreReply> repliesIn(const QByteArray &bytes, qsizetype piece, bool &isBroken)
{
    proxy::ReplyReader reader;
    std::vector<proxy::StoreReply> replies;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        reader.feed(QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at)));
        while (auto reply = reader.next()) {
            checkReply(*reply);
            replies.push_back(*std::move(reply));
        }
    }
    isBroken = reader.isBroken();
    return replies;
}

void checkValues(const QByteArray &bytes)
{
    using std::chrono::milliseconds;
    const proxy::Instant now = proxy::Instant(std::chrono::hours(100));
    if (const auto decision = proxy::readSharedDecision(bytes)) {
        const QByteArray again = proxy::sharedForm(*decision);
        const auto reread = proxy::readSharedDecision(again);
        require(reread && reread->decision.selectedModel == decision->decision.selectedModel
                && reread->settings == decision->settings);
    }
    if (const auto evidence = proxy::readConversationEvidence(bytes, now, milliseconds(10))) {
        require(evidence->memory.turns >= 0 && evidence->memory.usedAt <= now);
        const QByteArray again = proxy::sharedForm(*evidence, now);
        require(again.size() <= proxy::kMaxSharedValue);
    }
    static_cast<void>(proxy::readSessionOverride(bytes));
    if (const auto totals = proxy::readDayTotals(bytes))
        require(proxy::readDayTotals(proxy::sharedForm(*totals)) == totals);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    bool isBroken = false;
    bool isBrokenInPieces = false;
    const auto whole = repliesIn(bytes, std::max<qsizetype>(bytes.size(), 1), isBroken);
    const auto pieces = repliesIn(bytes, 3, isBrokenInPieces);
    require(whole.size() == pieces.size() && isBroken == isBrokenInPieces);
    checkValues(bytes);
    return 0;
}
