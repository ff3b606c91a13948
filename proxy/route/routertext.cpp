// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/routertext.h"

#include <QByteArrayView>

namespace proxy {

namespace {

constexpr QByteArrayView kMarker = "\n\n[...]\n\n";
constexpr qsizetype kHalf = (kRouterTextLimit - kMarker.size()) / 2;

/// UTF-16 units that begin with this byte: 2 for a character beyond the basic plane.
qsizetype unitsAt(char byte)
{
    const auto lead = static_cast<unsigned char>(byte);
    if (lead >= 0xF0)
        return 2;
    return (lead & 0xC0) == 0x80 ? 0 : 1;
}

qsizetype countUnits(QByteArrayView utf8)
{
    qsizetype units = 0;
    for (const char byte : utf8)
        units += unitsAt(byte);
    return units;
}

/// Where the first kHalf units end.
qsizetype headEnd(QByteArrayView utf8)
{
    qsizetype units = 0;
    qsizetype at = 0;
    for (; at < utf8.size(); ++at) {
        units += unitsAt(utf8[at]);
        if (units > kHalf)
            break;
    }
    return at;
}

/// Where the last kHalf units begin.
qsizetype tailBegin(QByteArrayView utf8)
{
    qsizetype units = 0;
    qsizetype begin = utf8.size();
    for (qsizetype at = utf8.size() - 1; at >= 0; --at) {
        const qsizetype unitsHere = unitsAt(utf8[at]);
        units += unitsHere;
        if (units > kHalf)
            break;
        if (unitsHere > 0)
            begin = at;
    }
    return begin;
}

} // namespace

QByteArray capForRouter(const QByteArray &utf8)
{
    // No unit takes more than three bytes: longer texts need no counting.
    if (utf8.size() <= kRouterTextLimit
        || (utf8.size() <= 3 * kRouterTextLimit && countUnits(utf8) <= kRouterTextLimit))
        return utf8;
    const QByteArrayView text(utf8);
    const QByteArrayView head = text.first(headEnd(text));
    const QByteArrayView tail = text.sliced(tailBegin(text));
    QByteArray capped;
    capped.reserve(head.size() + kMarker.size() + tail.size());
    capped.append(head).append(kMarker).append(tail);
    return capped;
}

MaskedText maskForRouter(const QByteArray &utf8)
{
    // Enough for what is sent after the cut, whatever is masked in it, and for a key across it.
    constexpr qsizetype kKept = 3 * kHalf + 8 * 1024;
    QByteArray text = utf8;
    if (utf8.size() > 2 * kKept + kMarker.size()) {
        const QByteArrayView whole(utf8);
        const auto isSplit = [whole](qsizetype at) { return unitsAt(whole[at]) == 0; };
        qsizetype head = kKept;
        while (isSplit(head))
            --head;
        qsizetype tail = whole.size() - kKept;
        while (tail < whole.size() && isSplit(tail))
            ++tail;
        text = whole.first(head).toByteArray();
        text.append(kMarker).append(whole.sliced(tail));
    }
    MaskedText masked = maskSecrets(text);
    masked.text = capForRouter(masked.text);
    return masked;
}

} // namespace proxy
