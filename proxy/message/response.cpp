// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/response.h"

#include <array>
#include <utility>

namespace proxy {

QByteArrayView reasonPhrase(int status)
{
    static constexpr std::array<std::pair<int, const char *>, 23> kPhrases {{
        {100, "Continue"},
        {101, "Switching Protocols"},
        {200, "OK"},
        {202, "Accepted"},
        {204, "No Content"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {421, "Misdirected Request"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {508, "Loop Detected"},
    }};
    for (const auto &[known, phrase] : kPhrases) {
        if (known == status)
            return phrase;
    }
    return "";
}

} // namespace proxy
