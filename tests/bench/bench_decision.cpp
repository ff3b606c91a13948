// SPDX-License-Identifier: LicenseRef-Private
// What a decision costs without Morph: INSPECT, turn type, session, preflight, policy, and what the
// session learns at the end, for bodies like an agent's. Not a test: prints CPU time.
#include "proxy/inspect/clientidentity.h"
#include "proxy/inspect/requestinspector.h"
#include "proxy/pipeline/exchangefacts.h"
#include "proxy/pipeline/sessionlink.h"
#include "proxy/replay/answeringrouter.h"
#include "proxy/route/decider.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

namespace {

double micros()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e6 + double(now.tv_nsec) / 1e3;
}

double quantile(std::vector<double> &values, double part)
{
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(part * double(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

QByteArray agentBody(qsizetype bytes, int turn)
{
    const QByteArray line = R"(    if (value == nullptr) {\n        return \"none\";\n    }\n)";
    QByteArray body = R"({"model":"claude-opus-4-8","max_tokens":32000,"system":[{"type":"text",)"
                      R"("text":"You write software.","cache_control":{"type":"ephemeral"}}],)"
                      R"("messages":[{"role":"user","content":"Fix the parser."})";
    while (body.size() < bytes) {
        body += R"(,{"role":"assistant","content":[{"type":"thinking","thinking":"Hm.",)"
                R"("signature":"c2lnbmF0dXJl"},{"type":"tool_use","id":"t","name":"Write",)"
                R"("input":{"path":"a.cpp","text":")"
                + line.repeated(20)
                + R"("}}]},{"role":"user","content":[)"
                  R"({"type":"tool_result","tool_use_id":"t","content":")"
                + line.repeated(60) + R"("}]})";
    }
    return body + R"(,{"role":"assistant","content":"Done."},{"role":"user","content":"Now turn )"
           + QByteArray::number(turn)
           + R"( please."}],"tools":[{"name":"Write","description":"x",)"
             R"("input_schema":{"type":"object"}}],"stream":true})";
}

struct Bench
{
    proxy::InspectorTables tables = proxy::loadInspectorTables().value();
    proxy::ClientProfiles profiles = proxy::ClientProfiles::builtIn();
    proxy::Sessions sessions {proxy::ModelTable(), proxy::steadyClock()};
    proxy::AnsweringRouter router;
    proxy::Decider decider {router, proxy::ModelMap::builtIn(), [] { return nullptr; },
                            proxy::steadyClock()};
    proxy::RequestInspector inspector {tables};
    proxy::RequestHead head;

    Bench()
    {
        proxy::RouterSettings settings;
        settings.apiKey = "key";
        decider.apply(settings, 1);
        head.method = "POST";
        head.target = head.normalisedPath = "/v1/messages";
        head.headers.append("User-Agent", "claude-cli/2.9.1 (external, cli)");
        head.headers.append("X-Claude-Code-Session-Id", "s-1");
        head.headers.append("anthropic-beta", "interleaved-thinking-2025-05-14");
    }

    /// Microseconds of INSPECT, of all that decides, and of RECORD's part.
    std::array<double, 3> run(const QByteArray &body)
    {
        proxy::Exchange exchange = proxy::newExchange(head, "id");
        exchange.bytesIn = body.size();
        const double begin = micros();
        const proxy::RequestFacts facts = inspector.inspect(head, body);
        const double inspected = micros();
        proxy::SessionLink link;
        link.read({tables, profiles, sessions}, head, facts, exchange);
        const auto pending =
            decider.decide(facts, link.context(), [&exchange](const proxy::RouteDecision &made) {
                exchange.decision = made;
            });
        const double decided = micros();
        (void)router.answer(proxy::Difficulty::Easy);
        exchange.upstreamStatus = 200;
        exchange.usage = {.input = 10, .output = 300, .cacheRead = 140'000, .cacheWrite5m = 900};
        const double answered = micros();
        link.note(sessions, facts, exchange);
        return {inspected - begin, decided - inspected, micros() - answered};
    }
};

void measure(qsizetype size)
{
    Bench bench;
    std::array<std::vector<double>, 3> parts;
    std::vector<double> sums;
    for (int turn = 0; turn < 400; ++turn) {
        const auto took = bench.run(agentBody(size, turn));
        for (size_t i = 0; i < took.size(); ++i)
            parts[i].push_back(took[i]);
        sums.push_back(took[0] + took[1] + took[2]);
    }
    std::printf("%7.0f KB  inspect %6.1f us  decide %5.1f us  learn %5.1f us  all: median %6.1f, "
                "p99 %6.1f us\n",
                double(size) / 1024, quantile(parts[0], 0.5), quantile(parts[1], 0.5),
                quantile(parts[2], 0.5), quantile(sums, 0.5), quantile(sums, 0.99));
}

} // namespace

int main(int argc, char **argv)
{
    // A decision waits on timers, which want an event dispatcher.
    const QCoreApplication application(argc, argv);
    for (const qsizetype size : {20 * 1024, 100 * 1024, 560 * 1024, 3 * 1024 * 1024})
        measure(size);
    return 0;
}
