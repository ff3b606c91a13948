// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/dialect.h"

namespace proxy {

namespace {

bool isAtOrBelow(QByteArrayView path, QByteArrayView root)
{
    return path == root || (path.startsWith(root) && path.at(root.size()) == '/');
}

} // namespace

Dialect dialectOfPath(QByteArrayView normalisedPath)
{
    if (isAtOrBelow(normalisedPath, "/v1/messages"))
        return Dialect::Anthropic;
    if (isAtOrBelow(normalisedPath, "/v1/responses"))
        return Dialect::OpenAiResponses;
    if (isAtOrBelow(normalisedPath, "/v1"))
        return Dialect::OpenAiChat;
    return Dialect::Other;
}

bool isRoutablePath(QByteArrayView normalisedPath)
{
    return normalisedPath == "/v1/messages" || normalisedPath == "/v1/chat/completions"
           || normalisedPath == "/v1/responses";
}

const char *name(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Anthropic:
        return "anthropic";
    case Dialect::OpenAiChat:
        return "openai-chat";
    case Dialect::OpenAiResponses:
        return "openai-responses";
    case Dialect::Other:
        break;
    }
    return "other";
}

} // namespace proxy
