// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QByteArrayView>
#include <QHostAddress>

#include <optional>

namespace proxy {

/// What stands at the beginning of a connection (HAProxy's PROXY protocol, version 2; section 2.2
/// of its specification). Plain value.
struct ProxyHeader
{
    enum class State {
        Incomplete, ///< more bytes are needed
        Absent, ///< something else
        Refused, ///< `problem` says why
        Complete,
    };
    /// The largest header that is read, with its addresses and TLVs, in bytes.
    static constexpr qsizetype kMaxBytes = 4096;

    State state = State::Incomplete;
    qsizetype bytes = 0; ///< of the whole header, when Complete
    /// The client that connected to the proxy; nullopt: the proxy itself asks (LOCAL). 0.0.0.0: a
    /// client whose address is of no kind that is read.
    std::optional<QHostAddress> source = std::nullopt;
    quint16 sourcePort = 0;
    Text problem = {};
};

/// Reads the header at the beginning of @p bytes. Version 1 is refused. Pure.
[[nodiscard]] ProxyHeader readProxyHeader(QByteArrayView bytes);

} // namespace proxy
