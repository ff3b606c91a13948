// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/share/sharedkeys.h"

#include <QCryptographicHash>

namespace proxy {

namespace {

QByteArray hex(quint64 value)
{
    return QByteArray::number(value, 16).rightJustified(16, '0');
}

/// Fit for a key, however long and whatever it holds.
QByteArray digestOf(const QByteArray &text)
{
    constexpr qsizetype kBytes = 12;
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).first(kBytes).toHex();
}

QByteArray named(char kind, const QByteArray &rest)
{
    return QByteArray(kSharedNamespace) + kind + ':' + rest;
}

} // namespace

QByteArray turnKeyName(const TurnKey &turn)
{
    return named('t', '{' + hex(turn.session) + "}:" + hex(turn.turn));
}

QByteArray claimKeyName(const TurnKey &turn)
{
    return named('m', '{' + hex(turn.session) + "}:" + hex(turn.turn));
}

QByteArray conversationKeyName(quint64 session, quint64 conversation)
{
    return named('s', '{' + hex(session) + "}:" + hex(conversation));
}

QByteArray overrideKeyName(quint64 name)
{
    return named('o', hex(name));
}

QByteArray totalsKeyName(QDate day, const QByteArray &subject)
{
    const QByteArray date = day.toString(Qt::ISODate).toLatin1();
    return named('d', date + ':' + (subject == "all" ? subject : digestOf(subject)));
}

QByteArray breakerKeyName(const QByteArray &peer)
{
    return named('b', digestOf(peer));
}

} // namespace proxy
