// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/hops.h"

#include "proxy/core/hexdigit.h"

#include <QRandomGenerator>

#include <algorithm>

namespace proxy {

namespace {

constexpr qsizetype kIdSize = 16;

bool isHopId(QByteArrayView text)
{
    return text.size() == kIdSize
           && std::all_of(text.begin(), text.end(), [](char byte) { return hexDigit(byte) >= 0; });
}

} // namespace

QByteArray newHopId()
{
    return QByteArray::number(QRandomGenerator::system()->generate64(), 16)
        .rightJustified(kIdSize, '0');
}

QByteArray hopsIn(const HeaderList &headers)
{
    const auto value = headers.first(kHopField);
    if (!value)
        return {};
    const auto ids = listMembers(*value);
    const bool isRight = !ids.empty() && std::all_of(ids.begin(), ids.end(), isHopId);
    return isRight ? value->toByteArray() : QByteArray();
}

bool isLoop(QByteArrayView hops, QByteArrayView id)
{
    const auto ids = listMembers(hops);
    return static_cast<qsizetype>(ids.size()) >= kMaxHops
           || std::find(ids.begin(), ids.end(), id) != ids.end();
}

QByteArray withHop(const QByteArray &hops, const QByteArray &id)
{
    return hops.isEmpty() ? id : hops + ", " + id;
}

} // namespace proxy
