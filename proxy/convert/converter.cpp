// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/converter.h"

#include "proxy/convert/chatrequest.h"
#include "proxy/convert/messagesrequest.h"
#include "proxy/convert/requestheaders.h"

namespace proxy {

namespace {

using Client = AnswerConverter::Client;

bool isAtOrBelow(QByteArrayView path, QByteArrayView root)
{
    return path == root || (path.startsWith(root) && path.at(root.size()) == '/');
}

QByteArrayView queryOf(QByteArrayView target)
{
    const qsizetype mark = target.indexOf('?');
    return mark < 0 ? QByteArrayView() : target.sliced(mark + 1);
}

QByteArray withoutQuery(const QByteArray &target)
{
    const qsizetype mark = target.indexOf('?');
    return mark < 0 ? target : target.first(mark);
}

bool isEncoded(const HeaderList &headers)
{
    const std::optional<QByteArrayView> coding = headers.first("Content-Encoding");
    return coding && !equalsIgnoringCase(coding->trimmed(), "identity");
}

Error clientError(ErrorCode code, const Text &detail)
{
    return {.code = code, .source = ErrorSource::Client, .retry = Retry::No, .detail = detail};
}

} // namespace

std::optional<Converter> Converter::select(UpstreamDialect upstream, const RequestHead &head)
{
    if (upstream == UpstreamDialect::Any)
        return std::nullopt;
    const bool toOpenAi = upstream == UpstreamDialect::OpenAi;
    const Client client = toOpenAi ? Client::Anthropic : Client::OpenAi;
    const QByteArrayView path = head.normalisedPath;
    const bool isPost = head.method == "POST";
    if (isAtOrBelow(path, "/v1/models") && head.method == "GET") {
        const bool fromAnthropic = head.headers.contains("anthropic-version");
        return fromAnthropic == toOpenAi ? std::optional(Converter(Call::Models, client))
                                         : std::nullopt;
    }
    if (path == (toOpenAi ? "/v1/messages" : "/v1/chat/completions"))
        return isPost ? std::optional(Converter(Call::Message, client)) : std::nullopt;
    if (isAtOrBelow(path, toOpenAi ? "/v1/messages" : "/v1/responses"))
        return Converter(Call::WithoutEqual, client);
    return std::nullopt;
}

Dialect Converter::clientDialect() const
{
    return m_client == Client::Anthropic ? Dialect::Anthropic : Dialect::OpenAiChat;
}

std::optional<Error> Converter::refusal() const
{
    return m_call == Call::WithoutEqual ? std::optional(noEqual()) : std::nullopt;
}

Result<ConvertedRequest> Converter::convert(UpstreamRequest request,
                                            const ConversionSettings &settings) const
{
    switch (m_call) {
    case Call::Message:
        if (isEncoded(request.headers))
            return tl::unexpected(clientError(
                ErrorCode::NotConvertible,
                Text::english("content-encoding: a compressed body can't be converted")));
        return convertMessage(std::move(request), settings);
    case Call::Models:
        return convertModels(std::move(request));
    case Call::WithoutEqual:
        break;
    }
    return tl::unexpected(noEqual());
}

Result<ConvertedRequest> Converter::convertMessage(UpstreamRequest request,
                                                   const ConversionSettings &settings) const
{
    JsonTree tree;
    if (!tree.parse(request.body) || !tree.root().isObject())
        return tl::unexpected(clientError(
            ErrorCode::MalformedRequest,
            tree.root() ? Text::english("the body is JSON, but no object")
                        : Text::english("the body is no JSON object: %1", {tree.error()})));
    const bool toOpenAi = m_client == Client::Anthropic;
    ConversionNotes notes(toOpenAi ? ConversionNotes::PathStyle::Dotted
                                   : ConversionNotes::PathStyle::Brackets);
    AnswerNeeds needs;
    needs.answerId = settings.answerId;
    needs.nowSeconds = settings.nowSeconds;
    QByteArray body = toOpenAi ? chatRequestOf(tree.root(), settings, notes, needs)
                               : messagesRequestOf(tree.root(), settings, notes, needs);
    if (notes.refusal())
        return tl::unexpected(*notes.refusal());
    const QByteArrayView query = queryOf(request.target);
    if (!query.isEmpty() && query != "beta=true")
        notes.lose("query");
    if (toOpenAi)
        adaptHeadersForOpenAi(request.headers);
    else
        adaptHeadersForAnthropic(request.headers);
    describeBody(request.headers, body.size());
    request.target = settings.basePath + (toOpenAi ? "/v1/chat/completions" : "/v1/messages");
    request.framing = BodyFraming::Length;
    request.body = std::move(body);
    ConvertedRequest converted;
    converted.carriesReasoning = needs.carriesReasoning;
    converted.request = std::move(request);
    converted.answer =
        std::make_unique<AnswerConverter>(AnswerConverter::Kind::Message, m_client,
                                          std::move(needs), notes.takeLosses(), settings.answers);
    return converted;
}

ConvertedRequest Converter::convertModels(UpstreamRequest request) const
{
    Losses losses;
    if (!queryOf(request.target).isEmpty())
        losses.add("query");
    request.target = withoutQuery(request.target);
    if (m_client == Client::Anthropic) {
        adaptHeadersForOpenAi(request.headers);
    } else {
        adaptHeadersForAnthropic(request.headers);
        // Anthropic gives 20 a page; OpenAI clients know no pages.
        if (request.target.endsWith("/v1/models"))
            request.target += "?limit=1000";
    }
    ConvertedRequest converted;
    converted.request = std::move(request);
    converted.answer = std::make_unique<AnswerConverter>(AnswerConverter::Kind::Models, m_client,
                                                         AnswerNeeds(), std::move(losses));
    return converted;
}

Error Converter::noEqual() const
{
    const QString upstream = m_client == Client::Anthropic
                                 ? QStringLiteral("OpenAI Chat Completions")
                                 : QStringLiteral("Anthropic Messages");
    return clientError(
        ErrorCode::NoUpstreamEqual,
        Text::english("the upstream speaks %1, which has no equal of this call", {upstream}));
}

} // namespace proxy
