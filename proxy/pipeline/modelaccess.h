// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/namedclients.h"
#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/message/request.h"

#include <optional>

namespace proxy {

// What a client of LLM_PROXY_CLIENTS may not use is refused: as asked for, and, as the last word,
// as it would be sent. A null client, and one without a list of models, may use all.

/// Whether the models that the client may use are limited.
[[nodiscard]] bool hasLimitedModels(const NamedClient *client);

/// Returns the error for a request whose body is not read: one that may use a model which its path
/// does not tell, or which @p client may not use. Pure.
[[nodiscard]] std::optional<Error> unreadRefusal(const NamedClient *client,
                                                 const RequestHead &head);
/// Returns the error for a request whose body asks for a model that @p client may not use, or for
/// one that can't be told. What asks the proxy to choose is judged by what is sent. Pure.
[[nodiscard]] std::optional<Error> askedRefusal(const NamedClient *client,
                                                const RequestFacts &facts, bool offersAuto);
/// Returns the error if @p client may not use @p model, which would be sent. Pure.
[[nodiscard]] std::optional<Error> sentRefusal(const NamedClient *client, const QByteArray &model);

} // namespace proxy
