// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchange.h"

namespace proxy {

const char *name(AnswerPhase phase)
{
    switch (phase) {
    case AnswerPhase::Unknown:
        break;
    case AnswerPhase::Waiting:
        return "waiting";
    case AnswerPhase::Thinking:
        return "thinking";
    case AnswerPhase::Streaming:
        return "streaming";
    }
    return "";
}

const char *name(ExchangeEnd end)
{
    switch (end) {
    case ExchangeEnd::Open:
        return "open";
    case ExchangeEnd::Complete:
        return "complete";
    case ExchangeEnd::Failed:
        return "failed";
    case ExchangeEnd::Cut:
        return "cut";
    case ExchangeEnd::ClientGone:
        return "client-gone";
    }
    return "open";
}

} // namespace proxy
