// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/losses.h"

namespace proxy {

namespace {

constexpr qsizetype kMaxNameBytes = 64;

QByteArray tamed(QByteArrayView name)
{
    QByteArray out = name.first(qMin(name.size(), kMaxNameBytes)).toByteArray().toLower();
    for (char &byte : out) {
        const bool isFine = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')
                            || byte == '_' || byte == '-' || byte == '.' || byte == '*';
        if (!isFine)
            byte = '_';
    }
    return out.isEmpty() ? QByteArray("_") : out;
}

} // namespace

void Losses::add(QByteArrayView name, int count)
{
    const QByteArray wanted = tamed(name);
    for (Loss &loss : m_losses) {
        if (loss.name == wanted) {
            loss.count += count;
            return;
        }
    }
    if (m_losses.size() < kMaxNames)
        m_losses.push_back({.name = wanted, .count = count});
    else if (m_losses.back().name == "other")
        m_losses.back().count += count;
    else
        m_losses.push_back({.name = "other", .count = count});
}

void Losses::add(const Losses &others)
{
    for (const Loss &loss : others.m_losses)
        add(loss.name, loss.count);
}

int Losses::countOf(QByteArrayView name) const
{
    for (const Loss &loss : m_losses) {
        if (loss.name == name)
            return loss.count;
    }
    return 0;
}

QByteArray Losses::headerValue() const
{
    QByteArray value;
    for (const Loss &loss : m_losses) {
        if (!value.isEmpty())
            value += ", ";
        value += loss.name + '=' + QByteArray::number(loss.count);
    }
    return value.isEmpty() ? QByteArray("none") : value;
}

} // namespace proxy
