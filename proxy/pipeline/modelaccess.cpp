// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/modelaccess.h"

#include "proxy/message/pathclass.h"
#include "proxy/models/modelname.h"
#include "proxy/pipeline/exchangefacts.h"
#include "proxy/route/allowedmodels.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr qsizetype kMostShown = 128;

Error forbidden(const Text &detail)
{
    return {.code = ErrorCode::Forbidden, .source = ErrorSource::Client, .detail = detail};
}

Error notAllowed(const NamedClient &client, const QByteArray &model)
{
    return forbidden(Text::english("the client %1 may not use the model %2",
                                   {client.name, model.left(kMostShown)}));
}

/// Gemini's paths: …/models/NAME:method. Only what every server reads alike.
QByteArray modelInPath(const QByteArray &path)
{
    constexpr QByteArrayView kModels = "/models/";
    const qsizetype begin = path.lastIndexOf(kModels);
    if (begin < 0)
        return {};
    QByteArray name = path.sliced(begin + kModels.size());
    const qsizetype colon = name.indexOf(':');
    name.truncate(colon < 0 ? 0 : colon);
    const bool isPlain = std::all_of(name.begin(), name.end(), [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
               || (byte >= '0' && byte <= '9') || byte == '.' || byte == '-' || byte == '_';
    });
    return isPlain ? name : QByteArray();
}

} // namespace

bool hasLimitedModels(const NamedClient *client)
{
    return client && !client->models.isEmpty();
}

std::optional<Error> unreadRefusal(const NamedClient *client, const RequestHead &head)
{
    const PathClass pathClass = classifyPath(head.normalisedPath);
    if (!hasLimitedModels(client) || !mayUseTokens(head, pathClass))
        return std::nullopt;
    if (head.upgradesToWebSocket)
        return forbidden(Text::english("the models of the client %1 are limited, and those of a "
                                       "websocket are not looked at: use HTTP",
                                       {client->name}));
    const QByteArray model = modelInPath(head.normalisedPath);
    if (model.isEmpty())
        return forbidden(Text::english("the models of the client %1 are limited, and this path "
                                       "does not tell the model",
                                       {client->name}));
    return sentRefusal(client, model);
}

std::optional<Error> askedRefusal(const NamedClient *client, const RequestFacts &facts,
                                  bool offersAuto)
{
    if (!hasLimitedModels(client))
        return std::nullopt;
    const bool isUnread = facts.skip != RouteReason::None && facts.skip != RouteReason::NoUserText;
    if (isUnread || facts.model.isEmpty())
        return forbidden(Text::english("the models of the client %1 are limited, and this body "
                                       "does not tell the model for sure",
                                       {client->name}));
    if (facts.features.hasFallbacks)
        return forbidden(
            Text::english("the models of the client %1 are limited: no fallbacks", {client->name}));
    if (offersAuto && isAutoModel(facts.model))
        return std::nullopt;
    return sentRefusal(client, facts.model);
}

std::optional<Error> sentRefusal(const NamedClient *client, const QByteArray &model)
{
    if (mayUse(client, model))
        return std::nullopt;
    return notAllowed(*client, model);
}

} // namespace proxy
