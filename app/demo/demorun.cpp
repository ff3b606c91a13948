// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/demorun.h"

#include "app/demo/agentdialogue.h"
#include "app/demo/democheck.h"
#include "app/standins/fakebackend.h"
#include "app/standins/rawclient.h"

#include <algorithm>

namespace app {

namespace {

constexpr const char *kMark = "X-Demo-Row"; // end to end, so that a row's requests are found
constexpr std::chrono::seconds kPatience {30};

using Requests = standins::FakeBackend::Requests;

bool isOver(const standins::RecordedRequest &request)
{
    return request.answerLastByteAt || request.end != standins::WireEnd::Open;
}

Requests marked(const Requests &all, const QByteArray &mark)
{
    Requests own;
    std::copy_if(all.begin(), all.end(), std::back_inserter(own),
                 [&](const auto &request) { return request.header(kMark) == mark; });
    return own;
}

} // namespace

DemoRun::DemoRun(DemoWorld world, quint16 port, QByteArray backendKey, DemoTable &table)
    : m_world(world)
    , m_port(port)
    , m_backendKey(std::move(backendKey))
    , m_table(table)
{ }

void DemoRun::play(const std::vector<DemoCase> &cases)
{
    for (const DemoCase &given : cases)
        playCase(given);
}

void DemoRun::playCase(const DemoCase &given)
{
    if (given.before)
        given.before(m_world);
    QByteArray answer = playRequest(given.name, given.request, given.expected);
    QByteArray later;
    for (int turn = 1; turn <= given.toolTurns; ++turn) {
        later += nextToolTurn(answer, "demo-host");
        DemoRequest request = given.request;
        const qsizetype end = request.body.indexOf("],\"tools\"");
        request.body.insert(end, later);
        DemoExpectation expected = given.expected;
        expected.why = "reused";
        if (turn == given.toolTurns)
            expected.contains = "end_turn";
        answer =
            playRequest(given.name + ", turn " + QByteArray::number(turn + 1), request, expected);
    }
    if (given.after)
        given.after(m_world);
    m_world.backend.clearRules();
}

QByteArray DemoRun::playRequest(const QByteArray &name, const DemoRequest &request,
                                const DemoExpectation &expected)
{
    DemoRequest sent = request;
    const QByteArray mark = QByteArray::number(++m_sent);
    sent.headers.push_back({kMark, mark});

    standins::RawClient client;
    client.connectTo(m_port);
    const auto before = std::chrono::steady_clock::now();
    client.send(sent.bytes());
    client.waitForBytes(1, kPatience);
    double firstByteMs = -1;
    if (!client.arrivals().empty())
        firstByteMs =
            std::chrono::duration<double, std::milli>(client.arrivals().front().at - before)
                .count();
    const standins::RawResponse answer = client.readResponse(sent.method == "HEAD", kPatience);

    const auto wanted = static_cast<size_t>(expected.attempts);
    m_world.backend.waitUntil(
        [&](const Requests &all) {
            const Requests own = marked(all, mark);
            return own.size() >= wanted && std::all_of(own.begin(), own.end(), isOver);
        },
        std::chrono::seconds(5));
    const Requests forwarded = marked(m_world.backend.recorded(), mark);
    m_table.print(checkedRow(name, expected,
                             {.sent = sent,
                              .answer = answer,
                              .forwarded = forwarded,
                              .firstByteMs = firstByteMs,
                              .backendKey = m_backendKey}));
    return answer.body;
}

} // namespace app
