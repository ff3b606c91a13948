// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/backendreplies.h"

#include "tests/standins/gojson.h"

#include <QDateTime>
#include <QLocale>

#include <array>

namespace standins {

namespace {

using std::chrono::milliseconds;

constexpr qsizetype kLengthLimit = 2048;
constexpr size_t kEventsBeforeStall = 3;

struct NamedTiming
{
    QByteArrayView name;
    StreamTiming timing;
};

using Pace = StreamTiming::Pace;
constexpr std::array<NamedTiming, 7> kPresets {{
    {"instant", {}},
    {"chatty", {milliseconds(400), milliseconds(20), 230, Pace::Steady}},
    {"lockstep", {milliseconds(0), milliseconds(0), 10, Pace::Lockstep}},
    {"thinking", {milliseconds(20000), milliseconds(15000), 5, Pace::Steady}},
    {"prefill", {milliseconds(240000), milliseconds(30), 2000, Pace::Steady}},
    {"marathon", {milliseconds(1000), milliseconds(1000), 1800, Pace::Steady}},
    {"stall", {milliseconds(1000), milliseconds(0), 3, Pace::Stall}},
}};

/// Waits, writing a comment each time the keep-alive interval is over.
void appendWait(Script &script, milliseconds period, milliseconds keepAlive)
{
    while (keepAlive.count() > 0 && period > keepAlive) {
        script.push_back(step::Wait {keepAlive});
        script.push_back(step::Send {": keep-alive\n\n"});
        period -= keepAlive;
    }
    if (period.count() > 0)
        script.push_back(step::Wait {period});
}

} // namespace

WireHeaders standardHeaders(const BackendState &state, const QByteArray &contentType)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(state.clock.nowMs()).toUTC();
    const QString date =
        QLocale::c().toString(time, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    WireHeaders headers {{"Access-Control-Allow-Headers", "*"},
                         {"Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS"},
                         {"Access-Control-Allow-Origin", "*"}};
    if (!contentType.isEmpty())
        headers.push_back({"Content-Type", contentType});
    headers.push_back({"Date", date.toLatin1()});
    return headers;
}

Script wholeReply(const BackendState &state, int status, const QByteArray &contentType,
                  const QByteArray &body, const WireHeaders &further)
{
    WireHeaders headers = standardHeaders(state, contentType);
    headers.insert(headers.end(), further.begin(), further.end());
    if (body.size() <= kLengthLimit)
        return replyScript(status, {}, body, headers);
    return {step::Head {status, headers}, step::Send {body}, step::End {}};
}

Script notFound(const BackendState &state)
{
    return wholeReply(state, 404, "text/plain", "404 page not found");
}

Script errorReply(const BackendState &state, AnswerDialect dialect, const BackendError &error)
{
    const bool claude = dialect == AnswerDialect::Claude;
    const bool ownShape =
        claude && (state.isV7() || state.dialects == BackendDialects::AnthropicOnly);
    QByteArray body = R"("error":{"message":)" + quoted(error.message) + R"(,"type":")" + error.type
                      + "\"" + error.further + "}}";
    if (ownShape)
        body = R"("type":"error","error":{"type":")" + error.type + R"(","message":)"
               + quoted(error.message) + "}}";
    return wholeReply(state, error.status, kModelJson, "{" + body);
}

std::optional<StreamTiming> timingPreset(const QByteArray &name)
{
    for (const NamedTiming &preset : kPresets) {
        if (preset.name == name)
            return preset.timing;
    }
    return std::nullopt;
}

QList<QByteArray> timingPresetNames()
{
    QList<QByteArray> names;
    for (const NamedTiming &preset : kPresets)
        names.append(preset.name.toByteArray());
    return names;
}

step::Head streamHead(const BackendState &state)
{
    WireHeaders headers = standardHeaders(state, "text/event-stream");
    headers.insert(headers.begin() + 3,
                   {{"Cache-Control", "no-cache"}, {"Connection", "keep-alive"}});
    return step::Head {200, headers};
}

Script streamBeginning(const BackendState &state, const StreamEvents &events,
                       const StreamTiming &timing)
{
    Script script;
    appendWait(script, timing.first, milliseconds(0));
    script.push_back(streamHead(state));
    bool first = true;
    for (size_t i = 0; i < events.size(); ++i) {
        if (timing.pace == Pace::Stall && i == kEventsBeforeStall)
            script.push_back(step::AwaitClientClose {std::chrono::hours(24)});
        if (i > 0)
            appendWait(script, timing.between, state.sseKeepAlive);
        for (const QByteArray &write : events[i]) {
            if (!first && timing.pace == Pace::Lockstep)
                script.push_back(step::HoldUntil {"chatty"});
            script.push_back(step::Send {write});
            first = false;
        }
    }
    return script;
}

} // namespace standins
