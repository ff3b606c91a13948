// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/refusals.h"

#include <QDate>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace app {

namespace {

using namespace Qt::StringLiterals;

using Verdict = std::optional<Refusal>;

constexpr int kLeastBudget = 1024;

const QJsonObject &table()
{
    static const QJsonObject read = [] {
        QFile file(u":/llm-proxy/models.json"_s);
        const bool opened = file.open(QIODevice::ReadOnly);
        Q_ASSERT(opened);
        return opened ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    }();
    return read;
}

QDate today()
{
    const QDate given = QDate::fromString(qEnvironmentVariable("LLM_PROXY_TODAY"), Qt::ISODate);
    return given.isValid() ? given : QDate::fromString(table()["asOf"_L1].toString(), Qt::ISODate);
}

/// The row of a base id, dated or not; empty: the table does not know it.
QJsonObject rowOf(const QString &base)
{
    const QJsonObject models = table()["models"_L1].toObject();
    if (models.contains(base))
        return models[base].toObject();
    const QString alias = table()["aliases"_L1][base].toString();
    return alias.isEmpty() ? QJsonObject() : models[alias].toObject();
}

QStringList texts(const QJsonValue &value)
{
    QStringList all;
    const QJsonArray list = value.toArray();
    for (const QJsonValue entry : list)
        all << entry.toString();
    return all;
}

bool refuses(const QJsonObject &row, QLatin1StringView field)
{
    return row[field].isBool() && !row[field].toBool();
}

/// One request in front of its model: what the provider reads of it.
class Request final
{
public:
    Request(const ModelRequest &call, QJsonObject row)
        : m_call(call)
        , m_row(std::move(row))
        , m_body(QJsonDocument::fromJson(call.body).object())
        , m_model(QString::fromUtf8(call.model))
    {
        applySuffix();
    }

    [[nodiscard]] Verdict ofAnthropic() const;
    [[nodiscard]] Verdict ofOpenAi() const;
    [[nodiscard]] bool hasEnded() const
    {
        const QDate ends = QDate::fromString(m_row["ends"_L1].toString(), Qt::ISODate);
        return ends.isValid() && today() >= ends;
    }
    [[nodiscard]] const QString &model() const { return m_model; }

private:
    using Rule = Verdict (Request::*)() const;

    void applySuffix();
    [[nodiscard]] QString effort() const
    {
        return m_body["output_config"_L1]["effort"_L1].toString();
    }
    [[nodiscard]] QString thinking() const { return m_body["thinking"_L1]["type"_L1].toString(); }
    [[nodiscard]] bool forcesTool() const;
    [[nodiscard]] Verdict maxTokens() const;
    [[nodiscard]] Verdict promptLength() const;
    [[nodiscard]] Verdict systemMessages() const;
    [[nodiscard]] Verdict prefill() const;
    [[nodiscard]] Verdict thinkingMode() const;
    [[nodiscard]] Verdict thinkingBudget() const;
    [[nodiscard]] Verdict effortLevel() const;
    [[nodiscard]] Verdict sampling() const;
    [[nodiscard]] Verdict toolChoice() const;
    [[nodiscard]] Verdict toolTypes() const;
    [[nodiscard]] Verdict fallbacks() const;
    [[nodiscard]] Verdict betas() const;
    [[nodiscard]] Verdict openAiSampling() const;
    [[nodiscard]] Verdict openAiEffort() const;
    [[nodiscard]] Verdict openAiMaxTokens() const;

    const ModelRequest &m_call;
    QJsonObject m_row;
    QJsonObject m_body;
    QString m_model;
};

/// CLIProxyAPI lets a suffix replace the body's thinking and effort.
void Request::applySuffix()
{
    const QString asked = QString::fromUtf8(m_call.asked);
    const qsizetype open = asked.lastIndexOf(u'(');
    if (open < 0 || !asked.endsWith(u')') || open + 2 >= asked.size())
        return;
    const QString suffix = asked.sliced(open + 1).chopped(1);
    QJsonObject output = m_body["output_config"_L1].toObject();
    output.remove("effort"_L1);
    m_body.remove("thinking"_L1);
    m_body.remove("reasoning_effort"_L1);
    bool isBudget = false;
    const int budget = suffix.toInt(&isBudget);
    if (isBudget && budget > 0) {
        m_body["thinking"_L1] =
            QJsonObject {{u"type"_s, u"enabled"_s}, {u"budget_tokens"_s, budget}};
    } else if (!isBudget && suffix != u"none" && m_row["effortLevels"_L1].toArray().isEmpty()) {
        // A model of budgets alone gets one for the level; the backend keeps it below max_tokens.
        m_body["thinking"_L1] =
            QJsonObject {{u"type"_s, u"enabled"_s}, {u"budget_tokens"_s, kLeastBudget}};
    } else if (!isBudget && suffix != u"none") {
        output["effort"_L1] = suffix;
        m_body["thinking"_L1] = QJsonObject {{u"type"_s, u"adaptive"_s}};
    }
    m_body["output_config"_L1] = output;
}

bool Request::forcesTool() const
{
    const QString choice = m_body["tool_choice"_L1]["type"_L1].toString();
    return choice == u"any" || choice == u"tool";
}

Verdict Request::maxTokens() const
{
    const qint64 asked = m_body["max_tokens"_L1].toInteger();
    const qint64 limit = m_row["outputLimit"_L1].toInteger();
    if (limit <= 0 || asked <= limit)
        return std::nullopt;
    return Refusal {.message =
                        u"max_tokens: %1 > %2, which is the maximum allowed number of output "
                        "tokens for %3"_s.arg(asked)
                            .arg(limit)
                            .arg(m_model)};
}

Verdict Request::promptLength() const
{
    constexpr qint64 kBytesPerToken = 4;
    const qint64 window = m_row["contextWindow"_L1].toInteger();
    const qint64 tokens = m_call.body.size() / kBytesPerToken;
    if (window <= 0 || tokens <= window)
        return std::nullopt;
    return Refusal {.message =
                        u"prompt is too long: %1 tokens > %2 maximum"_s.arg(tokens).arg(window)};
}

Verdict Request::systemMessages() const
{
    const QJsonArray messages = m_body["messages"_L1].toArray();
    const bool hasAny = std::any_of(messages.begin(), messages.end(), [](const auto &message) {
        return message["role"_L1].toString() == u"system";
    });
    if (!hasAny || !refuses(m_row, "systemTurns"_L1))
        return std::nullopt;
    return Refusal {.message = u"messages: Unexpected role \"system\". The Messages API accepts a "
                               "top-level `system` parameter, not \"system\" as an input message "
                               "role."_s};
}

Verdict Request::prefill() const
{
    const QJsonArray messages = m_body["messages"_L1].toArray();
    const bool isPrefilled =
        !messages.isEmpty() && messages.last()["role"_L1].toString() == u"assistant";
    if (!isPrefilled || !refuses(m_row, "prefill"_L1))
        return std::nullopt;
    return Refusal {.message = u"This model does not support assistant message prefill. The "
                               "conversation must end with a user message."_s};
}

Verdict Request::thinkingMode() const
{
    const QJsonValue modes = m_row["thinking"_L1]["modes"_L1];
    const QString type = thinking();
    if (type.isEmpty() || !modes.isArray() || texts(modes).contains(type))
        return std::nullopt;
    if (type == u"adaptive")
        return Refusal {.message = u"adaptive thinking is not supported on this model"_s};
    if (type == u"disabled" && texts(modes).contains(u"between_tools"_s))
        return Refusal {.message = u"To turn thinking off on this model, send \"thinking\": "
                                   "{\"type\": \"between_tools\"} instead of {\"type\": "
                                   "\"disabled\"}."_s};
    const QString instead =
        type == u"between_tools"
            ? QString()
            : u" Use \"thinking.type.adaptive\" and \"output_config.effort\" to "
              "control thinking behavior."_s;
    return Refusal {.message = u"\"thinking.type.%1\" is not supported for this model."_s.arg(type)
                               + instead};
}

Verdict Request::thinkingBudget() const
{
    if (thinking() != u"enabled")
        return std::nullopt;
    const qint64 budget = m_body["thinking"_L1]["budget_tokens"_L1].toInteger();
    if (budget < kLeastBudget)
        return Refusal {.message = u"thinking.enabled.budget_tokens: Input should be greater than "
                                   "or equal to 1024"_s};
    if (m_body["max_tokens"_L1].toInteger(budget + 1) <= budget)
        return Refusal {.message =
                            u"`max_tokens` must be greater than `thinking.budget_tokens`."_s};
    return std::nullopt;
}

Verdict Request::effortLevel() const
{
    const QJsonValue levels = m_row["effortLevels"_L1];
    if (effort().isEmpty() || !levels.isArray() || texts(levels).contains(effort()))
        return std::nullopt;
    if (levels.toArray().isEmpty())
        return Refusal {.message = u"This model does not support the effort parameter."_s};
    return Refusal {
        .message = u"This model does not support effort level '%1'. Supported levels: %2."_s.arg(
            effort(), texts(levels).join(u", "))};
}

Verdict Request::sampling() const
{
    static constexpr std::array kFields {"temperature"_L1, "top_p"_L1, "top_k"_L1};
    for (const QLatin1StringView field : kFields) {
        const QJsonValue value = m_body[field];
        const bool isUsual =
            !value.isDouble() || (field == "temperature"_L1 && value.toDouble() == 1);
        if (!isUsual && refuses(m_row, "sampling"_L1))
            return Refusal {.message = u"`%1` is deprecated for this model."_s.arg(field)};
    }
    const bool both = m_body["temperature"_L1].isDouble() && m_body["top_p"_L1].isDouble();
    if (both && refuses(m_row, "samplingTogether"_L1))
        return Refusal {.message = u"`temperature` and `top_p` cannot both be specified for this "
                                   "model. Please use only one."_s};
    const bool thinks = thinking() == u"enabled" || thinking() == u"adaptive";
    if (thinks && m_body["temperature"_L1].toDouble(1) != 1)
        return Refusal {.message =
                            u"`temperature` may only be set to 1 when thinking is enabled or "
                            "in adaptive mode."_s};
    return std::nullopt;
}

Verdict Request::toolChoice() const
{
    if (!forcesTool() || !refuses(m_row, "forcedTool"_L1))
        return std::nullopt;
    return Refusal {.message = u"tool_choice: type \"tool\" and \"any\" are not supported for this "
                               "model."_s};
}

Verdict Request::toolTypes() const
{
    const QStringList kinds = texts(table()["versionedTools"_L1]);
    if (!m_row["toolTypes"_L1].isArray())
        return std::nullopt;
    const QStringList taken = texts(m_row["toolTypes"_L1]);
    const QJsonArray tools = m_body["tools"_L1].toArray();
    for (const QJsonValue tool : tools) {
        const QString type = tool["type"_L1].toString();
        const bool isVersioned = std::any_of(
            kinds.begin(), kinds.end(), [&](const QString &kind) { return type.startsWith(kind); });
        if (isVersioned && !taken.contains(type))
            return Refusal {.message =
                                u"'%1' does not support tool types: %2."_s.arg(m_model, type)};
    }
    return std::nullopt;
}

Verdict Request::fallbacks() const
{
    if (m_body["fallbacks"_L1].toArray().isEmpty() || !refuses(m_row, "fallbacks"_L1))
        return std::nullopt;
    return Refusal {.message = u"fallbacks: not supported for this model"_s};
}

Verdict Request::betas() const
{
    const QStringList bound = texts(table()["modelBoundBetas"_L1]);
    const QStringList taken = texts(m_row["betas"_L1]);
    const QString sent = QString::fromUtf8(m_call.betas);
    for (const QString &kind : bound) {
        if (sent.contains(kind) && !taken.contains(kind) && m_row.contains("betas"_L1))
            return Refusal {.message = u"The long context beta is not yet available for this "
                                       "subscription."_s};
    }
    return std::nullopt;
}

Verdict Request::ofAnthropic() const
{
    if (hasEnded())
        return Refusal {
            .status = 404, .message = u"model: "_s + m_model, .type = "not_found_error"};
    static constexpr std::array<Rule, 12> kRules {
        &Request::maxTokens,   &Request::promptLength, &Request::systemMessages,
        &Request::prefill,     &Request::thinkingMode, &Request::thinkingBudget,
        &Request::effortLevel, &Request::sampling,     &Request::toolChoice,
        &Request::toolTypes,   &Request::fallbacks,    &Request::betas,
    };
    for (const Rule rule : kRules) {
        if (Verdict verdict = (this->*rule)())
            return verdict;
    }
    return std::nullopt;
}

Verdict Request::openAiSampling() const
{
    const auto unsupported = [](const QString &message, const QByteArray &param,
                                const QByteArray &code) {
        return Refusal {.message = message,
                        .further = R"(,"param":")" + param + R"(","code":")" + code + '"'};
    };
    for (const char *field : {"temperature", "top_p"}) {
        const QJsonValue value = m_body[QLatin1StringView(field)];
        if (value.isDouble() && value.toDouble() != 1 && refuses(m_row, "sampling"_L1))
            return unsupported(u"Unsupported value: '%1' does not support %2 with this model. Only "
                               "the default (1) value is supported."_s.arg(QLatin1StringView(field))
                                   .arg(value.toDouble()),
                               field, "unsupported_value");
    }
    // On the way to the Codex channel the backend takes these out, from OpenAI's API it does not.
    const bool isDirect = m_call.isDirect;
    for (const char *field :
         {"presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias"}) {
        const QJsonValue value = m_body[QLatin1StringView(field)];
        if (isDirect && !value.isUndefined() && !value.isNull() && refuses(m_row, "sampling"_L1))
            return unsupported(
                u"Unsupported parameter: '%1' is not supported with this model."_s.arg(
                    QLatin1StringView(field)),
                field, "unsupported_parameter");
    }
    const bool isChat = m_body.contains("messages"_L1);
    if (isDirect && isChat && m_body["max_tokens"_L1].isDouble() && refuses(m_row, "stops"_L1))
        return unsupported(u"Unsupported parameter: 'max_tokens' is not supported with this model. "
                           "Use 'max_completion_tokens' instead."_s,
                           "max_tokens", "unsupported_parameter");
    const QJsonValue stop = m_body["stop"_L1];
    const bool stops = stop.isString() || !stop.toArray().isEmpty();
    if (stops && refuses(m_row, "stops"_L1))
        return unsupported(u"Unsupported parameter: 'stop' is not supported with this model."_s,
                           "stop", "unsupported_parameter");
    return std::nullopt;
}

Verdict Request::openAiEffort() const
{
    QString level = m_body["reasoning_effort"_L1].toString();
    if (level.isEmpty())
        level = m_body["reasoning"_L1]["effort"_L1].toString();
    const QJsonValue levels = m_row["effortLevels"_L1];
    if (level.isEmpty() || !levels.isArray() || texts(levels).contains(level))
        return std::nullopt;
    return Refusal {
        .message = u"Unsupported value: '%1' is not supported with the '%2' model. "
                   "Supported values are: %3."_s.arg(level, m_model, texts(levels).join(u", ")),
        .further = R"(,"param":"reasoning.effort","code":"unsupported_value")"};
}

Verdict Request::openAiMaxTokens() const
{
    const qint64 limit = m_row["outputLimit"_L1].toInteger();
    for (const QLatin1StringView field :
         {"max_output_tokens"_L1, "max_completion_tokens"_L1, "max_tokens"_L1}) {
        const qint64 asked = m_body[field].toInteger();
        if (limit > 0 && asked > limit)
            return Refusal {.message = u"max_tokens is too large: %1. This model supports at most "
                                       "%2 completion tokens, whereas you provided %1."_s.arg(asked)
                                           .arg(limit),
                            .further = R"(,"param":"max_tokens","code":"invalid_value")"};
    }
    return std::nullopt;
}

Verdict Request::ofOpenAi() const
{
    if (hasEnded())
        return Refusal {.status = 404,
                        .message = u"The model `%1` does not exist or you do not have access to "
                                   "it."_s.arg(m_model),
                        .further = R"(,"param":null,"code":"model_not_found")"};
    static constexpr std::array<Rule, 3> kRules {&Request::openAiSampling, &Request::openAiEffort,
                                                 &Request::openAiMaxTokens};
    for (const Rule rule : kRules) {
        if (Verdict verdict = (this->*rule)())
            return verdict;
    }
    return std::nullopt;
}

} // namespace

std::optional<Refusal> refusalOf(const ModelRequest &call)
{
    const QJsonObject row = rowOf(QString::fromUtf8(call.model));
    if (row.isEmpty())
        return std::nullopt;
    const Request request(call, row);
    const QString family = row["family"_L1].toString();
    Verdict verdict;
    // Between the dialects the backend translates and drops what the other side does not know.
    if (call.isAnthropic && family == u"anthropic")
        verdict = request.ofAnthropic();
    else if (!call.isAnthropic && family == u"openai")
        verdict = request.ofOpenAi();
    else if (request.hasEnded())
        verdict = Refusal {
            .status = 404, .message = u"model: "_s + request.model(), .type = "not_found_error"};
    return verdict;
}

} // namespace app
