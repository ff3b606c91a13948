// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/demobackend.h"

#include "app/demo/quotedjson.h"
#include "app/demo/refusals.h"
#include "proxy/models/modelname.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <optional>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using proxy::Dialect;

constexpr size_t kEventsBeforeTrouble = 3;

constexpr std::array kModels {"claude-haiku-4-5-20251001",
                              "claude-sonnet-4-5-20250929",
                              "claude-sonnet-4-6",
                              "claude-opus-4-6",
                              "gpt-5",
                              "gpt-5-codex",
                              "gpt-5.1-codex-mini",
                              "gpt-5.4",
                              "gemini-2.5-flash",
                              "gemini-2.5-pro"};

DemoAnswer notFound()
{
    return {.status = 404, .contentType = "text/plain", .body = "404 page not found"};
}

/// For clients of either provider.
DemoAnswer listOfModels()
{
    QByteArray entries;
    for (const QByteArray model : kModels) {
        const QByteArray owner = model.startsWith("claude-")   ? "anthropic"
                                 : model.startsWith("gemini-") ? "google"
                                                               : "openai";
        entries += (entries.isEmpty() ? "" : ",") + (R"({"id":")" + model)
                   + R"(","object":"model","type":"model","display_name":")" + model
                   + R"(","created":1764547200,"owned_by":")" + owner + "\"}";
    }
    return {.body = R"({"object":"list","data":[)" + entries + R"(],"has_more":false})"};
}

DemoAnswer unknownModel(Dialect dialect, const QByteArray &model)
{
    return {.status = 502,
            .body = demoError(dialect, "server_error", "unknown provider for model " + model,
                              R"(,"code":"internal_server_error")")};
}

std::optional<DemoAnswer> refusalIn(const proxy::Request &request, const QByteArray &asked)
{
    const Dialect dialect = request.head.dialect();
    const auto betas = request.head.headers.first("Anthropic-Beta");
    const auto refusal = refusalOf({.isAnthropic = dialect == Dialect::Anthropic,
                                    .asked = asked,
                                    .model = proxy::parseModelName(asked).base,
                                    .body = request.body,
                                    .betas = betas.value_or("").toByteArray()});
    if (!refusal)
        return std::nullopt;
    return DemoAnswer {
        .status = refusal->status,
        .body = demoError(dialect, refusal->type, refusal->message.toUtf8(), refusal->further)};
}

/// The beginning of the stream, and then trouble.
DemoAnswer troubledStream(const DemoTurn &turn, const QByteArray &fault)
{
    std::vector<QByteArray> events = turn.stream();
    events.resize(std::min(events.size() - 1, kEventsBeforeTrouble));
    if (fault == "mid-error")
        events.push_back(turn.errorEvent());
    const auto end = fault == "cut-rst" ? DemoAnswer::End::Cut
                     : fault == "stall" ? DemoAnswer::End::Never
                                        : DemoAnswer::End::Whole;
    return {.contentType = "text/event-stream", .pieces = std::move(events), .end = end};
}

bool isHit(const DemoFault &fault, const QByteArray &model)
{
    return fault.model.endsWith('*') ? model.startsWith(fault.model.chopped(1))
                                     : model == fault.model;
}

} // namespace

DemoAnswer DemoBackend::answer(const proxy::Request &request)
{
    const QByteArray &path = request.head.normalisedPath;
    if (request.head.method == "GET" && path == "/v1/models")
        return listOfModels();
    if (request.head.method != "POST")
        return notFound();
    if (path == "/v1/messages/count_tokens")
        return {.body = "{\"input_tokens\":" + QByteArray::number(request.body.size() / 4) + '}'};
    return proxy::isRoutablePath(path) ? answerTurn(request) : notFound();
}

DemoAnswer DemoBackend::answerTurn(const proxy::Request &request)
{
    const Dialect dialect = request.head.dialect();
    const QByteArray asked = QJsonDocument::fromJson(request.body)["model"_L1].toString().toUtf8();
    const QByteArray model = proxy::parseModelName(asked).base;
    const QByteArray fault = takeFault(request, asked);
    if (fault == "unknown-model"
        || std::find(kModels.begin(), kModels.end(), model) == kModels.end())
        return unknownModel(dialect, model);
    if (fault == "anthropic-529")
        return {.status = 529, .body = demoError(dialect, "overloaded_error", "Overloaded")};

    if (auto refusal = refusalIn(request, asked))
        return *std::move(refusal);

    const DemoTurn turn(dialect, request.body, ++m_turns, model);
    if (fault == "cut-rst" || fault == "stall" || fault == "mid-error")
        return troubledStream(turn, fault);
    if (!turn.isStreaming())
        return {.body = turn.whole()};
    return {.contentType = "text/event-stream", .pieces = turn.stream()};
}

/// Empty: none.
QByteArray DemoBackend::takeFault(const proxy::Request &request, const QByteArray &model)
{
    for (DemoFault &fault : m_faults) {
        if (fault.times > 0 && isHit(fault, model)) {
            --fault.times;
            return fault.name;
        }
    }
    return request.head.headers.first("X-Fake-Scenario").value_or("").toByteArray();
}

} // namespace app
