// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demorequests.h"

#include <QByteArray>
#include <QStringList>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace app {

class DemoBackend;
class DemoMorph;

/// How the answer ends for the client.
enum class DemoEnd { Complete, Cut };

/// The expected result of one request.
struct DemoExpectation
{
    QByteArray selected {}; ///< the model the backend gets last; empty: the requested one
    QByteArray difficulty {}; ///< empty: the four headers of a classified request are absent
    QByteArray why {}; ///< x-llm-proxy-routing, exactly; empty: no such header
    int status = 200;
    DemoEnd end = DemoEnd::Complete;
    bool streamed = false; ///< more than one chunk arrives
    int attempts = 1; ///< requests that reach the backend
    QByteArray contains {}; ///< text in the answer's body
    std::chrono::milliseconds within {20000}; ///< first byte of the answer
};

/// The servers behind the proxy, which a case may change.
struct DemoWorld
{
    DemoBackend &backend;
    DemoMorph &morph;
};

struct DemoCase
{
    QByteArray name;
    DemoRequest request;
    DemoExpectation expected;
    std::function<void(DemoWorld &)> before {};
    std::function<void(DemoWorld &)> after {};
    int toolTurns = 0; ///< further turns of the loop that this request begins
};

/// One row of the table.
struct DemoRow
{
    QByteArray name;
    QByteArray requested;
    QByteArray selected; ///< what the backend got
    QByteArray difficulty;
    QByteArray why;
    QByteArray routingMs; ///< empty: not told
    double firstByteMs = -1; ///< negative: no answer
    qsizetype chunks = 0;
    int status = 0;
    QByteArray end; ///< "", "cut"
    QStringList problems; ///< empty: as it must be
};

} // namespace app
