// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"
#include "proxy/message/headerlist.h"
#include "proxy/upstream/transport.h"

#include <QByteArray>
#include <QNetworkProxy>
#include <QUrl>

#include <array>
#include <utility>

namespace proxy {

/// An HTTP request of the engine itself. ControlConnection adds Accept-Encoding, Host, User-Agent
/// and Content-Length.
struct ControlRequest
{
    QByteArray method = "GET";
    QUrl url; ///< http or https; user and fragment are not sent
    HeaderList headers;
    QByteArray body;
};

/// The answer to a ControlRequest, or its failure.
struct ControlReply
{
    int status = 0; ///< 0: no head arrived
    HeaderList headers;
    QByteArray body; ///< of a 2xx answer, with its content coding
    Text fault; ///< failure of the connection or of the framing; empty: none
    bool isTooLarge = false; ///< the body exceeds the limit
};

/// The fields that every ControlRequest gets. Accept-Encoding, so that nobody guesses what we could
/// decode.
inline constexpr std::array kOwnFields {
    std::pair {"User-Agent", "llm-proxy/" LLMPROXY_VERSION},
    std::pair {"Accept-Encoding", "identity"},
};

[[nodiscard]] Endpoint endpointOf(const QUrl &url);
/// The value of Host, or of HTTP/2's :authority.
[[nodiscard]] QByteArray authorityOf(const QUrl &url);
/// Path and query.
[[nodiscard]] QByteArray targetOf(const QUrl &url);

/// Whether systemProxy() must be asked; nothing on this machine has one.
[[nodiscard]] bool mayHaveProxy(const Endpoint &endpoint);
/// The proxy that the system's settings name. Any thread; it may take as long as the network likes,
/// because the settings may name a script that is to be fetched.
[[nodiscard]] QNetworkProxy systemProxy(const QUrl &url);
[[nodiscard]] Endpoint throughProxy(Endpoint endpoint, const QNetworkProxy &proxy);

} // namespace proxy
