// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/democases.h"

#include "app/demo/demobackend.h"
#include "app/demo/demomorph.h"

namespace app {

namespace {

using Cases = std::vector<DemoCase>;

constexpr const char *kHaiku = "claude-haiku-4-5-20251001";
constexpr const char *kSonnet = "claude-sonnet-4-5-20250929";
constexpr const char *kOpus = "claude-opus-4-6";
constexpr const char *kStrong = "claude-sonnet-4-6"; ///< the newest of the family it lists
// The whole decision may take two seconds; the rest is for a busy machine.
constexpr std::chrono::milliseconds kDecisionLimit {3500};

constexpr const char *kEasy = "Rename the variable tmp to total.";
constexpr const char *kMedium =
    "Implement a stack with push, pop and peek, and cover the empty case with a test please.";
constexpr const char *kHard =
    "Find the race condition between the writer and the log rotation and explain the fix.";

DemoRequest claude(const QByteArray &model, const QByteArray &text, int session,
                   bool streaming = true)
{
    return anthropicAgentRequest(
        {.model = model, .text = text, .streaming = streaming, .session = session});
}

DemoRequest chat(const QByteArray &model, const QByteArray &text, int session,
                 bool streaming = true)
{
    return openAiAgentRequest(
        {.model = model, .text = text, .streaming = streaming, .session = session});
}

void morphRecovers(DemoWorld &world)
{
    world.morph.recover();
}

std::function<void(DemoWorld &)> backendPlays(const QByteArray &fault, const QByteArray &model,
                                              int times = 1)
{
    return [=](DemoWorld &world) { world.backend.addFault({fault, model, times}); };
}

void addRouted(Cases &cases)
{
    cases.push_back(
        {"Anthropic, easy, streamed",
         claude(kSonnet, kEasy, 1),
         {.selected = kHaiku, .difficulty = "easy", .why = "routed", .streamed = true}});
    cases.push_back({"Anthropic, medium",
                     claude(kOpus, kMedium, 2, false),
                     {.selected = kStrong, .difficulty = "medium", .why = "routed"}});
    cases.push_back(
        {"Anthropic, hard, streamed",
         claude(kHaiku, kHard, 3),
         {.selected = kStrong, .difficulty = "hard", .why = "routed", .streamed = true}});
    cases.push_back(
        {"OpenAI, easy, streamed",
         chat("gpt-5", kEasy, 4),
         {.selected = "gpt-5(low)", .difficulty = "easy", .why = "routed", .streamed = true}});
    cases.push_back({"OpenAI, hard",
                     chat("gpt-5-codex", kHard, 5, false),
                     {.selected = "gpt-5(high)", .difficulty = "hard", .why = "routed"}});
    cases.push_back({"Anthropic, too vague to size",
                     claude(kSonnet, "Fix it. [[needs_info]]", 6),
                     {.why = "kept:needs-info", .streamed = true}});
}

void addToolLoop(Cases &cases)
{
    DemoCase loop {"tool loop",
                   claude(kSonnet, "Read /etc/hostname and tell the name. [[easy]] [[tools:3]]", 7),
                   {.selected = kHaiku, .difficulty = "easy", .why = "routed", .streamed = true}};
    loop.toolTurns = 3;
    cases.push_back(std::move(loop));
}

void addRouterTrouble(Cases &cases)
{
    cases.push_back({"Morph down",
                     claude(kSonnet, kEasy, 10, false),
                     {.why = "kept:router-unreachable", .within = kDecisionLimit},
                     [](DemoWorld &world) { world.morph.setAccepting(false); },
                     morphRecovers});
    cases.push_back({"Morph hangs",
                     claude(kSonnet, kEasy, 11, false),
                     {.why = "kept:router-timeout", .within = kDecisionLimit},
                     [](DemoWorld &world) { world.morph.hang(); },
                     morphRecovers});
    cases.push_back({"Morph answers nonsense",
                     chat("gpt-5", kEasy, 12, false),
                     {.why = "kept:router-malformed", .within = kDecisionLimit},
                     [](DemoWorld &world) { world.morph.answerAlways("<html>"); },
                     morphRecovers});
    cases.push_back({"Morph is back",
                     claude(kSonnet, kEasy, 13, false),
                     {.selected = kHaiku, .difficulty = "easy", .why = "routed"}});
}

void addBackendTrouble(Cases &cases)
{
    cases.push_back(
        {"routed model refused, original sent",
         claude(kSonnet, kEasy, 20, false),
         {.selected = kSonnet, .difficulty = "easy", .why = "reverted:502", .attempts = 2},
         backendPlays("unknown-model", kHaiku)});
    cases.push_back(
        {"unknown model asked for",
         claude("claude-nobody", kEasy, 21, false),
         {.selected = "claude-nobody",
          .why = "kept:needs-info",
          .status = 502,
          .contains = "unknown provider for model claude-nobody"},
         [](DemoWorld &world) { world.morph.answerAlways(R"({"difficulty":"needs_info"})"); },
         morphRecovers});
    cases.push_back({"backend dies in mid-stream",
                     claude(kOpus, kMedium, 22),
                     {.selected = kStrong,
                      .difficulty = "medium",
                      .why = "routed",
                      .end = DemoEnd::Cut,
                      .streamed = true,
                      .contains = "message_start"},
                     backendPlays("cut-rst", kStrong)});
}

void addBackendOutage(Cases &cases)
{
    cases.push_back({"backend is overloaded",
                     claude(kSonnet, kHard, 24, false),
                     {.selected = kSonnet,
                      .difficulty = "hard",
                      .why = "reverted:529",
                      .status = 529,
                      .attempts = 2,
                      .contains = "overloaded_error"},
                     // The routed model and then the one that was asked for.
                     backendPlays("anthropic-529", "claude-*", 2)});
    cases.push_back({"backend down",
                     claude(kOpus, kMedium, 25, false),
                     {.difficulty = "medium",
                      .why = "routed",
                      .status = 502,
                      .attempts = 0,
                      .contains = R"("type":"error")"},
                     [](DemoWorld &world) { world.backend.setAccepting(false); },
                     [](DemoWorld &world) { world.backend.setAccepting(true); }});
    cases.push_back({"backend is back",
                     chat("gpt-5", kEasy, 26, false),
                     {.selected = "gpt-5(low)", .difficulty = "easy", .why = "routed"}});
    // Last: the model is left alone for a minute then.
    cases.push_back({"backend reports an error in mid-stream",
                     chat("gpt-5", kEasy, 23),
                     {.selected = "gpt-5(low)",
                      .difficulty = "easy",
                      .why = "routed",
                      .streamed = true,
                      .contains = "demo upstream broke"},
                     backendPlays("mid-error", "gpt-5*")});
}

void addUntouched(Cases &cases)
{
    cases.push_back(
        {"token count keeps its model",
         plainRequest("POST", "/v1/messages/count_tokens",
                      R"({"model":"claude-sonnet-4-6","messages":[]})", "claude-sonnet-4-6"),
         {.contains = "input_tokens"}});
    cases.push_back({"list of models", plainRequest("GET", "/v1/models"), {.contains = "data"}});
    cases.push_back(
        {"HEAD of an unknown path", plainRequest("HEAD", "/v1/models"), {.status = 404}});
    cases.push_back({"odd target, DELETE with a body",
                     plainRequest("DELETE", "//x/%7Ey?a=b+c", "{\"n\": 1.10 }"),
                     {.status = 404, .contains = "404 page not found"}});
}

} // namespace

std::vector<DemoCase> demoCases()
{
    Cases cases;
    addRouted(cases);
    addToolLoop(cases);
    addRouterTrouble(cases);
    addBackendTrouble(cases);
    addBackendOutage(cases);
    addUntouched(cases);
    return cases;
}

} // namespace app
