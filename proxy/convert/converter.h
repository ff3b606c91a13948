// SPDX-License-Identifier: LicenseRef-Private
// A sub-step of step 5 of 8: upstream request → upstream request in the upstream's dialect.
// Before: rewrite/. After: upstream/. Its counterpart inside RELAY: AnswerConverter.
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/convert/answerconverter.h"
#include "proxy/convert/conversionsettings.h"
#include "proxy/core/error.h"
#include "proxy/message/request.h"
#include "proxy/message/upstreamrequest.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace proxy {

/// A request ready for an upstream of another dialect, and what converts its answer.
struct ConvertedRequest
{
    UpstreamRequest request;
    std::unique_ptr<AnswerConverter> answer; ///< for the answer to this very request
    bool carriesReasoning = false; ///< reasoning_content, which some upstreams refuse
};

/// Decides once per request whether its dialect has to be converted, and does it. Plain value,
/// pure; convert() may be called again, as for the original body after a refused routed model.
class Converter final
{
public:
    /// nullopt: nothing to convert, the request and its answer pass as they are. That is so with
    /// UpstreamDialect::Any, where both speak the same dialect, and on every path that belongs to
    /// neither.
    [[nodiscard]] static std::optional<Converter> select(UpstreamDialect upstream,
                                                         const RequestHead &head);

    /// In whose shape errors are answered. Differs from the path's dialect for /v1/models, which
    /// both have.
    [[nodiscard]] Dialect clientDialect() const;

    /// @p request as REWRITE made it, its body buffered and without content coding.
    /// Errors: MalformedRequest (no JSON), NotConvertible (names the field; 400),
    /// NoUpstreamEqual (a call like count_tokens that the upstream's dialect does not have; 501).
    [[nodiscard]] Result<ConvertedRequest> convert(UpstreamRequest request,
                                                   const ConversionSettings &settings) const;

private:
    enum class Call { Message, Models, WithoutEqual };

    Converter(Call call, AnswerConverter::Client client)
        : m_call(call)
        , m_client(client)
    { }

    [[nodiscard]] Result<ConvertedRequest> convertMessage(UpstreamRequest request,
                                                          const ConversionSettings &settings) const;
    [[nodiscard]] ConvertedRequest convertModels(UpstreamRequest request) const;
    [[nodiscard]] Error noEqual() const;

    Call m_call;
    AnswerConverter::Client m_client;
};

} // namespace proxy
