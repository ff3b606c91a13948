// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/explain.h"

#include "proxy/exchange/decisionfeatures.h"
#include "proxy/exchange/textjson.h"
#include "proxy/http/targetpath.h"
#include "proxy/inspect/requestinspector.h"
#include "proxy/json/jsoncursor.h"
#include "proxy/json/jsonindex.h"
#include "proxy/json/jsonwriter.h"
#include "proxy/message/pathclass.h"
#include "proxy/pipeline/exchangefacts.h"

#include <QUrlQuery>

#include <algorithm>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

QByteArray namedPath(const QByteArray &target)
{
    const qsizetype at = target.indexOf('?');
    if (at < 0)
        return {};
    const QUrlQuery query(QString::fromLatin1(target.sliced(at + 1)));
    QByteArray path = query.queryItemValue(u"path"_s, QUrl::FullyDecoded).toUtf8();
    if (path.startsWith("http://") || path.startsWith("https://"))
        path.remove(0, std::max<qsizetype>(path.indexOf('/', path.indexOf("//") + 2), 0));
    return path.isEmpty() || path.startsWith('/') ? path : '/' + path;
}

/// Reads the path as the guard reads a request's target.
void setTarget(RequestHead &head, const QByteArray &path)
{
    ProjectTarget parted = splitProject(path);
    head.project = std::move(parted.project);
    head.target = std::move(parted.target);
    head.normalisedPath = normalisedPath(head.target);
}

/// The endpoint that a body like this is sent to.
QByteArray guessedPath(const QByteArray &body)
{
    bool isClaude = false;
    bool hasInput = false;
    JsonIndex index;
    const bool isJson = index.build(body);
    JsonCursor cursor(body, index.starts());
    if (isJson && cursor.enterObject()) {
        while (const auto key = cursor.nextKey()) {
            hasInput = hasInput || *key == "input";
            isClaude = isClaude || *key == "system";
            if (*key == "model")
                isClaude = cursor.string().value_or("").contains("claude") || isClaude;
            else
                cursor.pass();
        }
    }
    if (hasInput)
        return "/v1/responses";
    return isClaude ? "/v1/messages" : "/v1/chat/completions";
}

void appendDecision(JsonWriter &json, const RouteDecision &decision)
{
    json.beginObject().field("routing", routingLabel(decision));
    json.field("selected_model", decision.selectedModel);
    json.optionalField("effort", decision.effort);
    json.optionalField("difficulty", name(decision.difficulty));
    json.optionalField("reason", name(decision.reason));
    json.optionalField("rule_id", decision.ruleId);
    json.optionalField("limit", decision.limit);
    json.optionalField("classifier", decision.classifier);
    json.key("trace").beginArray();
    for (const TraceStep &step : decision.trace) {
        json.beginObject().field("step", step.step).field("result", step.result);
        json.optionalField("detail", step.detail.utf8());
        optionalText(json, "said", step.detail);
        json.endObject();
    }
    json.endArray().endObject();
}

void appendPreview(JsonWriter &json, const DecisionPreview &preview)
{
    json.key("asks_router").boolean(!preview.decision);
    if (preview.local) {
        const LocalVerdict &verdict = preview.local->verdict;
        json.key("local").beginObject();
        json.field("verdict",
                   verdict.difficulty == Difficulty::None ? "unknown" : name(verdict.difficulty));
        json.field("score", qint64 {verdict.score}).endObject();
    }
    if (preview.decision) {
        json.key("decision");
        appendDecision(json, *preview.decision);
        return;
    }
    json.key("answers").beginArray();
    for (const RouteDecision &answer : preview.answers)
        appendDecision(json, answer);
    json.endArray();
}

} // namespace

ExplainReading readToExplain(const InspectorTables &tables, const Request &request)
{
    ExplainReading reading {.head = request.head, .facts = {}, .bodyBytes = request.body.size()};
    const QByteArray named = namedPath(request.head.target);
    setTarget(reading.head, named.isEmpty() ? guessedPath(request.body) : named);
    // The token that opens this route would be taken for the client's credential.
    reading.head.headers.removeAll("authorization");
    reading.facts = RequestInspector(tables).inspect(reading.head, request.body);
    return reading;
}

QByteArray explainJson(const SessionSources &sources, Decider &decider, const Request &request)
{
    return explainJson(sources, decider, readToExplain(sources.tables, request));
}

QByteArray explainJson(const SessionSources &sources, Decider &decider,
                       const ExplainReading &reading)
{
    const RequestHead &head = reading.head;
    const RequestFacts &facts = reading.facts;
    Exchange exchange = newExchange(head, {});
    exchange.bytesIn = reading.bodyBytes;
    SessionLink link;
    link.read(sources, head, facts, exchange);

    QByteArray out;
    JsonWriter json(out);
    json.beginObject().field("endpoint", head.normalisedPath);
    json.field("model", facts.model).field("turn_type", exchange.turnType);
    json.optionalField("session", exchange.session).optionalField("client", exchange.client);
    const PathClass pathClass = classifyPath(head.normalisedPath);
    const bool isRouted = pathClass == PathClass::Routable;
    json.key("routed_path").boolean(isRouted);
    json.key("own_path").boolean(pathClass == PathClass::Local);
    if (isRouted) {
        const DecisionPreview preview = decider.preview(facts, link.context());
        appendPreview(json, preview);
        if (!preview.decision)
            json.field("router_text", preview.routerText);
    }
    json.key("features").beginObject();
    appendFeatures(json, *exchange.features);
    json.endObject().endObject();
    return out;
}

} // namespace proxy
