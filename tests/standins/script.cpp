// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/script.h"

#include <QHash>

#include <algorithm>
#include <array>

namespace standins {

QByteArray reasonOf(int status)
{
    static const QHash<int, QByteArray> kReasons {
        {100, "Continue"},
        {101, "Switching Protocols"},
        {103, "Early Hints"},
        {200, "OK"},
        {201, "Created"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {402, "Payment Required"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {413, "Request Entity Too Large"},
        {418, "I'm a teapot"},
        {422, "Unprocessable Entity"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {529, "status code 529"},
    };
    const auto known = kReasons.constFind(status);
    return known != kReasons.constEnd() ? *known : "status code " + QByteArray::number(status);
}

Script replyScript(int status, const QByteArray &contentType, const QByteArray &body,
                   WireHeaders further)
{
    WireHeaders headers = std::move(further);
    if (!contentType.isEmpty())
        headers.push_back({"Content-Type", contentType});
    if (status != 204 && status != 304)
        headers.push_back({"Content-Length", QByteArray::number(body.size())});
    Script script {step::Head {status, headers, WireFraming::Length}};
    if (!body.isEmpty() && status != 204 && status != 304)
        script.push_back(step::Send {body});
    script.push_back(step::End {});
    return script;
}

bool readsBody(const Script &script)
{
    return std::any_of(script.begin(), script.end(), [](const Step &step) {
        return std::holds_alternative<step::ReadBody>(step);
    });
}

} // namespace standins
