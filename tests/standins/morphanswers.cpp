// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/morphanswers.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace standins {

namespace {

struct Reply
{
    int status = 200;
    QByteArray body;
};

constexpr qsizetype kLongInput = 2000;
constexpr qsizetype kShortInput = 120;

/// Model names as the service's documentation gives them.
struct ProviderModels
{
    QByteArrayView provider;
    QByteArrayView easy;
    QByteArrayView medium;
    QByteArrayView hard;
};

constexpr std::array<ProviderModels, 3> kProviders {{
    {"anthropic", "claude-haiku-4-5-20251001", "claude-sonnet-4-5-20250929",
     "claude-sonnet-4-5-20250929"},
    {"openai", "gpt-5-mini", "gpt-5-medium", "gpt-5-high"},
    {"gemini", "gemini-2.5-flash", "gemini-2.5-pro", "gemini-2.5-pro"},
}};

bool mentions(const QByteArray &text, std::initializer_list<const char *> words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](const char *word) { return text.contains(word); });
}

QByteArray modelOf(const ProviderModels &models, const QByteArray &difficulty)
{
    const QByteArrayView model = difficulty == "easy"   ? models.easy
                                 : difficulty == "hard" ? models.hard
                                                        : models.medium;
    return model.toByteArray();
}

QByteArray classes(const QByteArray &difficulty)
{
    const bool sure = difficulty != "needs_info";
    const QByteArray label = sure ? difficulty : "medium";
    const QByteArray id = label == "easy" ? "0" : label == "medium" ? "1" : "2";
    const QByteArray certainty =
        sure ? "0.93,\"meets_threshold\":true" : "0.41,\"meets_threshold\":false";
    return R"({"classifications":{"difficulty":{"class_id":)" + id + R"(,"label":")" + label
           + R"(","confidence":)" + certainty
           + "},\"ambiguity\":{\"class_id\":0,\"label\":\"low\",\"confidence\":0.88,"
             "\"meets_threshold\":true},\"domain\":{\"class_id\":2,\"label\":\"coding\","
             "\"confidence\":0.97,\"meets_threshold\":true}}}";
}

Reply error(int status, const QByteArray &message, const QByteArray &type)
{
    return {status, R"({"error":{"message":")" + message + R"(","type":")" + type + "\"}}"};
}

Reply classify(const QByteArray &endpoint, const QByteArray &input)
{
    const QByteArray difficulty = classifyInput(input);
    if (endpoint == "raw")
        return {200, R"({"difficulty":")" + difficulty + "\"}"};
    if (endpoint == "classify")
        return {200, classes(difficulty)};
    const auto provider =
        std::find_if(kProviders.begin(), kProviders.end(),
                     [&](const ProviderModels &p) { return p.provider == endpoint; });
    if (provider != kProviders.end())
        return {200, R"({"model":")" + modelOf(*provider, difficulty) + R"(","confidence":0.93})"};
    return {200, R"({"model":")" + modelOf(kProviders[0], difficulty)
                     + R"(","provider":"anthropic","difficulty":")" + difficulty
                     + R"(","confidence":0.93})"};
}

Reply answerTo(const RecordedRequest &request)
{
    static const QByteArray kPrefix = "/v1/router/";
    const QByteArray path = request.path();
    const QByteArray endpoint = path.startsWith(kPrefix) ? path.mid(kPrefix.size()) : QByteArray();
    const std::array<QByteArrayView, 6> known {"raw",    "anthropic", "openai",
                                               "gemini", "classify",  "multimodel"};
    if (std::find(known.begin(), known.end(), endpoint) == known.end())
        return error(404, "Not found", "not_found_error");
    if (request.method != "POST")
        return error(405, "Method not allowed", "invalid_request_error");
    const QByteArray authorization = request.header("Authorization");
    if (!authorization.startsWith("Bearer ") || authorization.mid(7).trimmed().isEmpty())
        return error(401, "Invalid API key", "authentication_error");
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    if (!body[QLatin1String("input")].isString())
        return {400, {}};
    return classify(endpoint, body[QLatin1String("input")].toString().toUtf8());
}

Script delayed(const MorphAnswer &answer, const Reply &reply)
{
    WireHeaders headers {{"Content-Type", "application/json"}};
    headers.insert(headers.end(), answer.headers.begin(), answer.headers.end());
    if (headerCount(answer.headers, "Content-Length") == 0)
        headers.push_back({"Content-Length", QByteArray::number(reply.body.size())});
    Script script {step::Wait {answer.delayBeforeHead},
                   step::Head {reply.status, headers, WireFraming::Length}};
    const bool cut = answer.kind == MorphAnswer::Kind::Cut;
    if (answer.delayBeforeBody.count() > 0 || cut) {
        script.push_back(step::SendRaw {});
        script.push_back(step::Wait {answer.delayBeforeBody});
    }
    if (cut) {
        script.push_back(step::SendRaw {reply.body.first(reply.body.size() / 2)});
        script.push_back(step::CloseReset {});
        return script;
    }
    if (!reply.body.isEmpty())
        script.push_back(step::Send {reply.body});
    script.push_back(step::End {});
    return script;
}

} // namespace

QByteArray classifyInput(QByteArrayView input)
{
    const QByteArray text = input.toByteArray().toLower();
    for (const char *label : {"easy", "medium", "hard", "needs_info"}) {
        if (text.contains(QByteArray("[[") + label + "]]"))
            return label;
    }
    if (text.trimmed().size() < 8)
        return "needs_info";
    if (text.size() > kLongInput
        || mentions(text, {"architecture", "refactor", "race condition", "prove", "distributed",
                           "deadlock", "migrate", "security"}))
        return "hard";
    if (text.size() < kShortInput
        && !mentions(text, {"implement", "debug", "design", "optimi", "why"}))
        return "easy";
    return "medium";
}

Script morphScript(const RecordedRequest &request, const MorphAnswer &answer)
{
    switch (answer.kind) {
    case MorphAnswer::Kind::Fixed:
        return delayed(answer, {answer.status, answer.body});
    case MorphAnswer::Kind::CutBeforeHead:
        return {step::Wait {answer.delayBeforeHead}, step::CloseReset {}};
    case MorphAnswer::Kind::NeverAnswer:
        return {step::AwaitClientClose {std::chrono::hours(24)}};
    case MorphAnswer::Kind::Garbage:
        return {step::Wait {answer.delayBeforeHead},
                step::SendRaw {"\x16\x03\x01 this is not HTTP at all\r\n\r\n"}, step::CloseFin {}};
    case MorphAnswer::Kind::Classify:
    case MorphAnswer::Kind::Cut:
        break;
    }
    return delayed(answer, answer.status == 200 && answer.body.isEmpty()
                               ? answerTo(request)
                               : Reply {answer.status, answer.body});
}

} // namespace standins
