// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/sentences.h"

#include "proxy/exchange/exchangejson.h"
#include "proxy/exchange/textjson.h"
#include "proxy/json/jsonwriter.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

bool isTranslated(const Text &text)
{
    return text.kind() != Text::Kind::Words;
}

bool isEmpty(const Sentences &sentences)
{
    return sentences.trace.empty() && !isTranslated(sentences.error)
           && !isTranslated(sentences.firstDifference);
}

void replace(Text &text, const QJsonValue &value)
{
    if (Text read = textFromJson(value); !read.isEmpty())
        text = std::move(read);
}

} // namespace

Sentences sentencesOf(const Exchange &exchange)
{
    Sentences sentences {.error = exchange.error ? exchange.error->detail : Text(),
                         .firstDifference = exchange.cacheLoss.firstDifference,
                         .trace = {}};
    const std::vector<TraceStep> &trace = exchange.decision.trace;
    const auto says = [](const TraceStep &step) { return isTranslated(step.detail); };
    if (std::none_of(trace.begin(), trace.end(), says))
        return sentences;
    sentences.trace.reserve(trace.size());
    for (const TraceStep &step : trace)
        sentences.trace.push_back(step.detail);
    return sentences;
}

void appendSentences(QByteArray &row, const Sentences &sentences)
{
    if (isEmpty(sentences))
        return;
    QByteArray said;
    JsonWriter json(said);
    json.beginObject();
    optionalText(json, "error", sentences.error);
    optionalText(json, "first_diff", sentences.firstDifference);
    if (!sentences.trace.empty()) {
        json.key("trace").beginArray();
        for (const Text &detail : sentences.trace)
            appendText(json, detail);
        json.endArray();
    }
    json.endObject();
    row.chop(1);
    row += QByteArray(",\"") + kSaidField + "\":" + said + '}';
}

void appendExchangeEvent(QByteArray &out, const Exchange &exchange)
{
    appendExchangeJson(out, exchange);
    appendSentences(out, sentencesOf(exchange));
}

void takeSentences(Exchange &exchange, const QJsonObject &event)
{
    const QJsonValue said = event[QLatin1StringView(kSaidField)];
    if (exchange.error)
        replace(exchange.error->detail, said["error"_L1]);
    replace(exchange.cacheLoss.firstDifference, said["first_diff"_L1]);
    const QJsonArray details = said["trace"_L1].toArray();
    std::vector<TraceStep> &trace = exchange.decision.trace;
    for (size_t at = 0; at < trace.size(); ++at)
        replace(trace[at].detail, details.at(static_cast<qsizetype>(at)));
}

} // namespace proxy
