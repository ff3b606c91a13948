// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/demorun.h"

#include "app/demo/agentdialogue.h"
#include "app/demo/demobackend.h"
#include "app/demo/democheck.h"
#include "app/demo/democlient.h"

namespace app {

namespace {

constexpr const char *kMark = "X-Demo-Row"; // end to end, so that a row's requests are found

} // namespace

DemoRun::DemoRun(DemoWorld world, quint16 port, QByteArray backendKey, DemoTable &table)
    : m_world(world)
    , m_port(port)
    , m_backendKey(std::move(backendKey))
    , m_table(table)
{
    m_world.backend.setWatcher([this](const proxy::Request &request) {
        if (request.head.headers.first(kMark).value_or("") == QByteArray::number(m_sent))
            m_forwarded.push_back(request);
    });
}

DemoRun::~DemoRun()
{
    m_world.backend.setWatcher({});
}

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
    m_world.backend.clearFaults();
}

QByteArray DemoRun::playRequest(const QByteArray &name, const DemoRequest &request,
                                const DemoExpectation &expected)
{
    DemoRequest sent = request;
    sent.headers.push_back({kMark, QByteArray::number(++m_sent)});
    m_forwarded.clear();
    const DemoResponse answer = askProxy(m_port, sent);
    m_table.print(checkedRow(
        name, expected,
        {.sent = sent, .answer = answer, .forwarded = m_forwarded, .backendKey = m_backendKey}));
    return answer.body;
}

} // namespace app
